"""StableHLO ops that give back one of their operands."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.data_movement import (
    BroadcastInDimOp,
    ConcatenateOp,
    ReshapeOp,
    SliceOp,
    TransposeOp,
)
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp, BinaryOp, MultiplyOp
from ttmlir_py.dialects.stablehlo.elementwise_unary import ConvertOp
from ttmlir_py.passes.ttir.dense_values import splat_number
from ttmlir_py.support.element_types import is_boolean, is_integer
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of


def fold_same_type(op: Operation, rewriter: Rewriter) -> bool:
    """A conversion, reshape or slice to the type of its operand; one tensor concatenated.

    Ops with attributes of their own, such as a sharding, say more and stay.
    """
    if op.attributes or len(op.operands) != 1 or op.operands[0].type != op.results[0].type:
        return False
    rewriter.replace(op, list(op.operands))
    return True


def fold_dimensions_in_place(op: Operation, rewriter: Rewriter) -> bool:
    """A broadcast or transposition that leaves every dimension where it is."""
    assert isinstance(op, BroadcastInDimOp | TransposeOp)
    dims = op.permutation if isinstance(op, TransposeOp) else op.broadcast_dimensions
    return dims == tuple(range(len(dims))) and fold_same_type(op, rewriter)


def fold_neutral_operand(op: Operation, rewriter: Rewriter) -> bool:
    """`x * 1`, and `x + 0` for integers; for floats, `-0 + 0` is `0`, which is not `-0`."""
    assert isinstance(op, BinaryOp)
    element = element_of(op.result)
    adds = isinstance(op, AddOp)
    if op.attributes or is_boolean(element) or (adds and not is_integer(element)):
        return False
    neutral = 0 if adds else 1
    for value, other in ((op.lhs, op.rhs), (op.rhs, op.lhs)):
        if _number(other) == neutral and value.type == op.result.type:
            rewriter.replace(op, [value])
            return True
    return False


def _number(value: SSAValue) -> float | None:
    """The number that all elements of a constant are."""
    return splat_number(value.owner.value) if isinstance(value.owner, ConstantOp) else None


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    AddOp: (fold_neutral_operand,),
    BroadcastInDimOp: (fold_dimensions_in_place,),
    ConcatenateOp: (fold_same_type,),
    ConvertOp: (fold_same_type,),
    MultiplyOp: (fold_neutral_operand,),
    ReshapeOp: (fold_same_type,),
    SliceOp: (fold_same_type,),
    TransposeOp: (fold_dimensions_in_place,),
}
