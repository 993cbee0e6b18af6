"""`sdy-drop-sharding-and-mesh`: forget how values were divided."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.dialects.sdy.annotations import MeshOp
from ttmlir_py.dialects.sdy.shardings import SHARDING
from ttmlir_py.passes.common.function_attributes import SIDES, remove_attribute
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class DropShardingAndMeshPass(Pass):
    """No op, argument or result has a `sdy.sharding`, and the module declares no mesh."""

    name = "sdy-drop-sharding-and-mesh"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(op.walk()):
            inner.attributes.pop(SHARDING, None)
            if isinstance(inner, FuncOp):
                for side in SIDES:
                    remove_attribute(inner, side, SHARDING)
            elif isinstance(inner, MeshOp):
                inner.detach()
                inner.erase()
