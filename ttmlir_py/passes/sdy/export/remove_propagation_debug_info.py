"""`sdy-remove-propagation-debug-info`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.dialects.sdy import debug_info
from ttmlir_py.passes.common.function_attributes import SIDES, has_attribute, remove_attribute
from ttmlir_py.support.passes import Pass

RECORDS = (
    debug_info.BLOCK_ARG_PROPAGATION_EDGES,
    debug_info.BLOCK_ARG_SHARDING_ORIGINS,
    debug_info.PROPAGATION_EDGES,
    debug_info.RESULT_PROPAGATION_EDGES,
    debug_info.RESULT_SHARDING_ORIGINS,
    debug_info.SHARDING_ORIGINS,
)


@dataclass(frozen=True)
class RemovePropagationDebugInfoPass(Pass):
    """No record is left of where shardings came from and how they spread."""

    name = "sdy-remove-propagation-debug-info"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in op.walk():
            for record in RECORDS:
                inner.attributes.pop(record, None)
                if isinstance(inner, FuncOp) and has_attribute(inner, record):
                    for side in SIDES:
                        remove_attribute(inner, side, record)
