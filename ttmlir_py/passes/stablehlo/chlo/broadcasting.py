"""CHLO's ops that broadcast: their operands broadcast, then StableHLO's op of the same name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, IndexType, TensorType
from xdsl.ir import Attribute, Block, Operation, Region, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.chlo import creation
from ttmlir_py.dialects.chlo import elementwise_binary as own
from ttmlir_py.dialects.chlo import elementwise_broadcast as chlo
from ttmlir_py.dialects.shape.constraints import AssumingOp, AssumingYieldOp, CstrBroadcastableOp
from ttmlir_py.dialects.shape.extents import BroadcastOp, ConstShapeOp
from ttmlir_py.dialects.shape.types import WitnessType
from ttmlir_py.dialects.stablehlo import elementwise_binary as hlo
from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection, ComparisonType
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp
from ttmlir_py.dialects.stablehlo.dynamic import DynamicBroadcastInDimOp
from ttmlir_py.passes.stablehlo.chlo.broadcasts import (
    broadcast_all,
    extents_of,
    filled_like,
    is_bounded,
)
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.shapes import element_of, is_static, rank_of, shape_of
from ttmlir_py.syntax.diagnostics import Diagnostic, Severity, op_error

Make = Callable[..., Operation]

SAME: Mapping[type[chlo.BroadcastBinaryOp], type[Operation]] = {
    chlo.BroadcastAddOp: hlo.AddOp,
    chlo.BroadcastAndOp: hlo.AndOp,
    chlo.BroadcastAtan2Op: hlo.Atan2Op,
    chlo.BroadcastComplexOp: hlo.ComplexOp,
    chlo.BroadcastDivideOp: hlo.DivideOp,
    chlo.BroadcastMaximumOp: hlo.MaximumOp,
    chlo.BroadcastMinimumOp: hlo.MinimumOp,
    chlo.BroadcastMultiplyOp: hlo.MultiplyOp,
    chlo.BroadcastNextAfterOp: own.NextAfterOp,
    chlo.BroadcastOrOp: hlo.OrOp,
    chlo.BroadcastPolygammaOp: own.PolygammaOp,
    chlo.BroadcastPowerOp: hlo.PowerOp,
    chlo.BroadcastRemainderOp: hlo.RemainderOp,
    chlo.BroadcastShiftLeftOp: hlo.ShiftLeftOp,
    chlo.BroadcastShiftRightArithmeticOp: hlo.ShiftRightArithmeticOp,
    chlo.BroadcastShiftRightLogicalOp: hlo.ShiftRightLogicalOp,
    chlo.BroadcastSubtractOp: hlo.SubtractOp,
    chlo.BroadcastXorOp: hlo.XorOp,
    chlo.BroadcastZetaOp: own.ZetaOp,
}


def _binary(to: type[Operation]) -> Lowering:
    def lower(op: chlo.BroadcastBinaryOp, build: Builder) -> SSAValue | None:
        def make(*values: SSAValue) -> Operation:
            return to.create(operands=values, result_types=[op.result.type])

        return _broadcasting(op, make, build)

    return lower


def compare(op: chlo.BroadcastCompareOp, build: Builder) -> SSAValue | None:
    """The comparison, its enumerations those of StableHLO."""
    kind = op.compare_type

    def make(*values: SSAValue) -> Operation:
        return hlo.CompareOp(
            *values,
            comparison_direction=ComparisonDirection(op.comparison_direction.value),
            compare_type=None if kind is None else ComparisonType(kind.value),
            result_types=[op.result.type],
        )

    return _broadcasting(op, make, build)


def _broadcasting(op: chlo.BroadcastBinaryOp, make: Make, build: Builder) -> SSAValue | None:
    if not all(isinstance(type_, TensorType) for type_ in (*op.operand_types, op.result.type)):
        return None
    if all(is_bounded(type_) for type_ in op.operand_types):
        values = _bounded_operands(op, build)
        return None if values is None else build(make(*values))
    if not _is_numpy(op):
        return None
    return _assuming(op.operands, op.result.type, make, build)


def _bounded_operands(op: chlo.BroadcastBinaryOp, build: Builder) -> Sequence[SSAValue] | None:
    if op.lhs.type == op.rhs.type or shape_of(op.lhs) == shape_of(op.rhs):
        return op.operands
    if not _is_numpy(op):
        return _placed(op, build)
    try:
        return broadcast_all(op.operands, build)
    except VerifyException:
        return None


def _is_numpy(op: chlo.BroadcastBinaryOp) -> bool:
    """Whether the operand of smaller rank has the last dimensions of the larger."""
    dims = op.broadcast_dimensions
    if dims is None:
        return True
    ranks = sorted((rank_of(op.lhs), rank_of(op.rhs)))
    return tuple(dims) == tuple(range(ranks[1] - ranks[0], ranks[1]))


def _placed(op: chlo.BroadcastBinaryOp, build: Builder) -> Sequence[SSAValue] | None:
    """Static operands, the smaller one's dimensions placed by `broadcast_dimensions`."""
    if not all(is_static(type_) for type_ in (*op.operand_types, op.result.type)):
        return None
    shape, given = shape_of(op.result), op.broadcast_dimensions
    assert given is not None
    smaller = min((op.lhs, op.rhs), key=rank_of)
    if len(given) != rank_of(smaller) or not all(0 <= dim < len(shape) for dim in given):
        return None
    values: list[SSAValue] = []
    for value in op.operands:
        dims = tuple(range(len(shape))) if rank_of(value) == len(shape) else given
        type_ = TensorType(element_of(value), shape)
        if value.type != type_:
            value = build(BroadcastInDimOp(value, broadcast_dimensions=dims, result_types=[type_]))
        values.append(value)
    return values


def _assuming(
    values: Sequence[SSAValue],
    type_: Attribute,
    make: Make,
    build: Builder,
    scalars_stay: int = -1,
) -> SSAValue:
    """Unknown sizes: broadcast to the computed extents, given that they fit.

    `scalars_stay` is the operand that need not be broadcast where it is a scalar.
    """
    extents = (
        _known_first(values, build)
        if scalars_stay >= 0
        else [extents_of(value, build) for value in values]
    )
    witness = build(CstrBroadcastableOp(extents, result_types=[WitnessType()]))
    block = Block()
    inner = BlockBuilder(block, build)
    rank = max(rank_of(value) for value in values)
    if scalars_stay < 0:
        extents = [extents_of(value, inner) for value in values]
    else:
        extents = [each for each in extents if not _is_one(each)]
    target = inner(BroadcastOp(extents, result_types=[TensorType(IndexType(), (rank,))]))
    placed: list[SSAValue] = []
    for index, value in enumerate(values):
        if index == scalars_stay and not rank_of(value):
            placed.append(value)
            continue
        dims = tuple(range(rank - rank_of(value), rank))
        result_type = TensorType(element_of(value), shape_of(type_))
        op = DynamicBroadcastInDimOp(
            value, target, broadcast_dimensions=dims, result_types=[result_type]
        )
        placed.append(inner(op))
    inner.all(AssumingYieldOp([inner(make(*placed))]))
    return build(AssumingOp(witness, result_types=[type_], regions=[Region([block])]))


def _known_first(values: Sequence[SSAValue], build: Builder) -> list[SSAValue]:
    """The extents of tensors: constants made first, and named last."""
    known = [value for value in values if is_static(value)]
    constants = [
        build(
            ConstShapeOp(
                shape=DenseIntOrFPElementsAttr.from_list(
                    TensorType(IndexType(), (rank_of(value),)), list(shape_of(value))
                ),
                result_types=[TensorType(IndexType(), (rank_of(value),))],
            )
        )
        for value in known
    ]
    return [*(extents_of(value, build) for value in values if value not in known), *constants]


def _is_one(extents: SSAValue) -> bool:
    """Constant sizes of one, which broadcast to anything."""
    owner = extents.owner
    return isinstance(owner, ConstShapeOp) and set(owner.shape.get_values()) <= {1}


class BlockBuilder(Builder):
    """Adds ops to the end of a block, at the location of another builder's anchor."""

    def __init__(self, block: Block, outer: Builder) -> None:
        super().__init__(outer.anchor)
        self.block = block

    def all(self, op: Operation) -> Sequence[SSAValue]:
        """Add an op and return its results."""
        op.location = self.anchor.location
        self.block.add_op(op)
        return op.results


def warnings(op: Operation) -> list[Diagnostic]:
    """What makes the broadcast of an op impossible."""
    if not isinstance(op, chlo.BroadcastBinaryOp) or op.broadcast_dimensions is None:
        return []
    dims = ", ".join(map(str, op.broadcast_dimensions))
    text = f"unsupported non prefix-padded dynamic rank broadcast_dimensions = array<i64: {dims}>"
    return [replace(op_error(op, text), severity=Severity.WARNING)]


def select(op: chlo.BroadcastSelectOp, build: Builder) -> SSAValue | None:
    """The selection of operands broadcast to one shape; a scalar predicate stays one."""
    types = (*op.operand_types, op.result.type)
    if not all(isinstance(type_, TensorType) for type_ in types):
        return None

    def make(*values: SSAValue) -> Operation:
        return hlo.SelectOp(*values, result_types=[op.result.type])

    if not all(is_static(type_) for type_ in types):
        return _assuming(op.operands, op.result.type, make, build, scalars_stay=0)
    shape = shape_of(op.result)
    values = [_static(value, shape, build) for value in (op.on_true, op.on_false)]
    pred = op.pred if not rank_of(op.pred) else _static(op.pred, shape, build)
    return build(make(pred, *values))


def _static(value: SSAValue, shape: Sequence[int], build: Builder) -> SSAValue:
    type_ = TensorType(element_of(value), tuple(shape))
    if value.type == type_:
        return value
    dims = tuple(range(len(shape) - rank_of(value), len(shape)))
    return build(BroadcastInDimOp(value, broadcast_dimensions=dims, result_types=[type_]))


def constant(op: creation.ConstantOp, build: Builder) -> SSAValue:
    """StableHLO's constant."""
    return build(ConstantOp(value=op.value))


def constant_like(op: creation.ConstantLikeOp, build: Builder) -> SSAValue | None:
    """One number, in the shape of a tensor of known rank."""
    if not isinstance(op.operand.type, TensorType):
        return None
    return filled_like(op.operand, element_of(op.result), op.value, build)


LOWERINGS: dict[type[Operation], Lowering] = {
    **{op: _binary(to) for op, to in SAME.items()},
    chlo.BroadcastCompareOp: compare,
    chlo.BroadcastSelectOp: select,
    creation.ConstantLikeOp: constant_like,
    creation.ConstantOp: constant,
}
