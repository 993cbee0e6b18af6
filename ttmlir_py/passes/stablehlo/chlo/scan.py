"""`chlo.scan`: a loop that takes slices along a dimension and writes slices of the outputs."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, Block, Operation, Region, SSAValue

from ttmlir_py.dialects.chlo.control_flow import ScanOp
from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection
from ttmlir_py.dialects.stablehlo.control_flow import ReturnOp, WhileOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp, ReshapeOp
from ttmlir_py.dialects.stablehlo.dynamic import GetDimensionSizeOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp, CompareOp, SubtractOp
from ttmlir_py.dialects.stablehlo.elementwise_unary import ConvertOp
from ttmlir_py.dialects.stablehlo.indexing import DynamicSliceOp, DynamicUpdateSliceOp
from ttmlir_py.passes.stablehlo.chlo.broadcasting import BlockBuilder
from ttmlir_py.passes.stablehlo.chlo.broadcasts import splat
from ttmlir_py.passes.stablehlo.chlo.sizes import SCALAR, scalar
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.shapes import element_of, is_static, shape_of


def scan(op: ScanOp, build: Builder) -> Sequence[SSAValue] | None:
    """A while loop over (step, carries, outputs); shapes must be known."""
    if not all(map(is_static, (*op.operand_types, *op.result_types))):
        return None
    length = build(ConvertOp(_length(op, build), result_types=[SCALAR]))
    first = scalar(0, build)
    outputs = op.result_types[: len(op.results) - len(op.inits)]
    start = [first, *op.inits, *(_zeros(type_, build) for type_ in outputs)]
    types = [value.type for value in start]
    regions = [_condition(types, length, build), _body(op, types, length, build)]
    loop = WhileOp(start, result_types=types, regions=regions)
    _, *results = build.all(loop)
    carries = len(op.inits)
    return [*results[carries:], *results[:carries]]


def _length(op: ScanOp, build: Builder) -> SSAValue:
    if op.inputs:
        return build(GetDimensionSizeOp(op.inputs[0], dimension=op.dimension))
    return build(ConstantOp(value=splat((), I32, op.length)))


def _zeros(type_: Attribute, build: Builder) -> SSAValue:
    zero = build(ConstantOp(value=splat((), element_of(type_), 0)))
    return build(BroadcastInDimOp(zero, broadcast_dimensions=(), result_types=[type_]))


def _condition(types: Sequence[Attribute], length: SSAValue, build: Builder) -> Region:
    block = Block(arg_types=types)
    inner = BlockBuilder(block, build)
    test = CompareOp(block.args[0], length, comparison_direction=ComparisonDirection.LT)
    inner.all(ReturnOp([inner(test)]))
    return Region([block])


def _body(op: ScanOp, types: Sequence[Attribute], length: SSAValue, build: Builder) -> Region:
    block = Block(arg_types=types)
    inner = BlockBuilder(block, build)
    step = block.args[0]
    place = step
    if op.is_reverse:
        place = inner(SubtractOp(inner(SubtractOp(length, scalar(1, inner))), step))
    carries = block.args[1 : 1 + len(op.inits)]
    outputs = block.args[1 + len(op.inits) :]
    slices = [_slice(value, op.dimension, place, inner) for value in op.inputs]
    returned = _inlined(op.body.block, [*slices, *carries], inner)
    written = [
        _written(output, value, op.dimension, place, inner)
        for output, value in zip(outputs, returned, strict=False)
    ]
    following = inner(AddOp(step, scalar(1, inner)))
    inner.all(ReturnOp([following, *returned[len(outputs) :], *written]))
    return Region([block])


def _inlined(body: Block, values: Sequence[SSAValue], inner: Builder) -> list[SSAValue]:
    """The ops of the body once more, on given values; what it returns."""
    known: dict[SSAValue, SSAValue] = dict(zip(body.args, values, strict=True))
    *ops, ending = body.ops
    for each in ops:
        inner.all(each.clone(value_mapper=known))
    return [known.get(value, value) for value in ending.operands]


def _slice(value: SSAValue, dim: int, place: SSAValue, inner: Builder) -> SSAValue:
    sizes = list(shape_of(value))
    sizes[dim] = 1
    starts = _starts(len(sizes), dim, place, inner)
    part = inner(DynamicSliceOp(value, starts, slice_sizes=tuple(sizes)))
    del sizes[dim]
    return inner(ReshapeOp(part, result_types=[TensorType(element_of(value), sizes)]))


def _starts(rank: int, dim: int, place: SSAValue, inner: Builder) -> list[SSAValue]:
    zero = scalar(0, inner)
    return [place if index == dim else zero for index in range(rank)]


def _written(
    output: SSAValue, value: SSAValue, dim: int, place: SSAValue, inner: Builder
) -> SSAValue:
    sizes = list(shape_of(output))
    sizes[dim] = 1
    part = inner(ReshapeOp(value, result_types=[TensorType(element_of(output), sizes)]))
    starts = _starts(len(sizes), dim, place, inner)
    return inner(DynamicUpdateSliceOp(output, part, starts))


LOWERINGS: dict[type[Operation], Lowering] = {ScanOp: scan}
