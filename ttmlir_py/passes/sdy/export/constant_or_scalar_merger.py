"""`sdy-constant-or-scalar-merger`."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation
from xdsl.traits import ConstantLike

from ttmlir_py.dialects.sdy.annotations import ConstantOp
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import rank_of


@dataclass(frozen=True)
class ConstantOrScalarMergerPass(Pass):
    """No region has the same constant, or the same broadcast of a scalar, twice."""

    name = "sdy-constant-or-scalar-merger"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        first: dict[Hashable, Operation] = {}
        for inner in list(op.walk()):
            if (key := _key(inner)) is None:
                continue
            kept = first.setdefault(key, inner)
            if kept is not inner:
                replace_op(inner, kept.results)


def _key(op: Operation) -> Hashable | None:
    """What equal ops have in common; None for ops that are not merged."""
    is_constant = isinstance(op, ConstantOp) or op.has_trait(
        ConstantLike, value_if_unregistered=False
    )
    is_expansion = isinstance(op, BroadcastInDimOp) and rank_of(op.operands[0]) == 0
    if not is_constant and not is_expansion:
        return None
    return (
        op.name,
        op.parent_region(),
        tuple(op.operands),
        tuple(op.result_types),
        frozenset(op.properties.items()),
        frozenset(op.attributes.items()),
    )
