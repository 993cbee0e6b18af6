"""`stablehlo-complex-data-type-conversion`: complex tensors as real ones with pairs innermost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import Any

from xdsl.context import Context
from xdsl.dialects import func
from xdsl.dialects.builtin import BytesAttr, ComplexType, FunctionType, ModuleOp, TensorType
from xdsl.ir import Attribute, BlockArgument, Operation, SSAValue

from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.computations import ReturnOp as SdyReturnOp
from ttmlir_py.dialects.sdy.sharding import DimSharding, ShardingPerValue, TensorSharding
from ttmlir_py.dialects.sdy.shardings import (
    func_result_sharding,
    set_func_result_sharding,
    set_sharding,
    sharding_of,
)
from ttmlir_py.dialects.stablehlo import collectives, control_flow, data_movement, indexing
from ttmlir_py.dialects.stablehlo.calls import CompositeOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp, ComplexOp, MultiplyOp, SubtractOp
from ttmlir_py.dialects.stablehlo.elementwise_unary import ImagOp, NegateOp, RealOp
from ttmlir_py.passes.common.function_attributes import types
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.element_types import is_complex
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import element_of, rank_of, shape_of, with_shape
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class StablehloComplexDataTypeConversionPass(Pass):
    """No tensor is complex: `tensor<4xcomplex<f32>>` is `tensor<4x2xf32>`, the real part first.

    Sums and products become those of the parts; all else is a task of
    `stablehlo-complex-to-parts`, which comes before. Pairs are taken apart and put together
    with the dimension of two outermost.
    """

    name = "stablehlo-complex-data-type-conversion"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        ops = [inner for inner in op.walk() if inner is not op]
        products = {o for o in ops if isinstance(o, MultiplyOp) and _is_complex(o.result.type)}
        for inner in ops:
            _adapt(inner)
        for inner in ops:
            for value in _values(inner):
                if _is_complex(value.type):
                    _retype(value)
        for inner in ops:
            if isinstance(inner, MultiplyOp) and inner in products:
                replace_op(inner, [_product(inner, Builder(inner))])
            elif isinstance(inner, ComplexOp):
                replace_op(inner, [_paired_up(inner.lhs, inner.rhs, Builder(inner))])
            elif isinstance(inner, RealOp | ImagOp) and _is_pair(inner):
                replace_op(inner, [_part(inner, Builder(inner))])


def _adapt(op: Operation) -> None:
    """Let the attributes of an op, and its signature, speak of one dimension more."""
    if isinstance(op, func.FuncOp):
        _adapt_function(op)
        return
    if not any(_is_complex(value.type) for value in (*op.operands, *_values(op))):
        return
    row = _ROWS.get(op)
    if row is None:
        fail(op, "has no form on pairs of real numbers; run stablehlo-complex-to-parts first")
    row(op)


def _adapt_function(op: func.FuncOp) -> None:
    for index, type_ in enumerate(types(op, "results")):
        sharding = func_result_sharding(op, index)
        if sharding is not None and _is_complex(type_):
            set_func_result_sharding(op, index, _with_whole_dim(sharding))
    signature = op.function_type
    op.function_type = FunctionType.from_lists(
        [_paired(type_) for type_ in signature.inputs],
        [_paired(type_) for type_ in signature.outputs],
    )


def _values(op: Operation) -> Iterator[SSAValue]:
    yield from op.results
    for region in op.regions:
        for block in region.blocks:
            yield from block.args


def _is_complex(type_: Attribute) -> bool:
    return isinstance(type_, TensorType) and is_complex(element_of(type_))


def _paired(type_: Attribute) -> Attribute:
    """The type of pairs for a complex tensor, other types as they are."""
    if not isinstance(type_, TensorType):
        return type_
    element = element_of(type_)
    if not isinstance(element, ComplexType):
        return type_
    return TensorType(element.element_type, (*shape_of(type_), 2))


def _retype(value: SSAValue) -> None:
    sharding = sharding_of(value)
    value._type = _paired(value.type)  # pyright: ignore[reportPrivateUsage]
    place = value.owner.parent_op() if isinstance(value, BlockArgument) else value.owner
    # Manual computations have the shardings of theirs changed with their other attributes.
    if sharding is not None and not isinstance(place, ManualComputationOp):
        set_sharding(value, _with_whole_dim(sharding))


def _with_whole_dim(sharding: TensorSharding) -> TensorSharding:
    return sharding.with_dims((*sharding.dims, DimSharding()))


def _is_pair(op: RealOp | ImagOp) -> bool:
    """Whether the operand was complex: StableHLO also has real parts of real numbers."""
    return rank_of(op.operand) == rank_of(op.result) + 1


def _paired_up(real: SSAValue, imag: SSAValue, build: Builder) -> SSAValue:
    shape = shape_of(real)
    single = with_shape(real, (1, *shape))
    parts = [build(data_movement.ReshapeOp(part, result_types=[single])) for part in (real, imag)]
    pair = build(data_movement.ConcatenateOp(parts, dimension=0))
    return build(data_movement.TransposeOp(pair, permutation=(*range(1, len(shape) + 1), 0)))


def _part(op: RealOp | ImagOp, build: Builder) -> SSAValue:
    return _component(op.operand, int(isinstance(op, ImagOp)), build)


def _product(op: MultiplyOp, build: Builder) -> SSAValue:
    """(a + bi)(c + di) = (ac - bd) + (ad + bc)i."""
    (a, b), (c, d) = ([_component(pair, at, build) for at in (0, 1)] for pair in op.operands)
    real = SubtractOp(build(MultiplyOp(a, c)), build(MultiplyOp(b, d)))
    imag = AddOp(build(MultiplyOp(a, d)), build(MultiplyOp(b, c)))
    return _paired_up(build(real), build(imag), build)


def _component(pair: SSAValue, at: int, build: Builder) -> SSAValue:
    """The real parts of pairs, or the imaginary ones."""
    *shape, _ = shape_of(pair)
    outermost = (len(shape), *range(len(shape)))
    pair = build(data_movement.TransposeOp(pair, permutation=outermost))
    part = build(
        data_movement.SliceOp(
            pair,
            start_indices=(at, *(0 for _ in shape)),
            limit_indices=(at + 1, *shape),
            strides=(1,) * (len(shape) + 1),
        )
    )
    return build(data_movement.ReshapeOp(part, result_types=[with_shape(part, shape)]))


def _same(op: Operation) -> None:
    pass


def _constant(op: ConstantOp) -> None:
    # What a splat of no elements repeats is stored; it would be two numbers of no elements.
    data = op.value.data if prod(shape_of(op.output)) else BytesAttr(b"")
    op.value = type(op.value).new([_paired(op.value.type), data])


def _broadcast(op: data_movement.BroadcastInDimOp) -> None:
    op.broadcast_dimensions = (*op.broadcast_dimensions, rank_of(op.result))


def _transpose(op: data_movement.TransposeOp) -> None:
    op.permutation = (*op.permutation, rank_of(op.operand))


def _slice(op: data_movement.SliceOp) -> None:
    op.start_indices = (*op.start_indices, 0)
    op.limit_indices = (*op.limit_indices, 2)
    op.strides = (*op.strides, 1)


def _gather(op: indexing.GatherOp) -> None:
    numbers = op.dimension_numbers
    op.dimension_numbers = replace(numbers, offset_dims=(*numbers.offset_dims, rank_of(op.result)))
    op.slice_sizes = (*op.slice_sizes, 2)


def _manual_computation(op: ManualComputationOp) -> None:
    op.in_shardings = _shardings(op.in_shardings, op.operand_types)
    op.out_shardings = _shardings(op.out_shardings, op.result_types)


def _shardings(shardings: ShardingPerValue, types: Any) -> ShardingPerValue:
    pairs = zip(shardings, types, strict=True)
    return ShardingPerValue(tuple(_with_whole_dim(s) if _is_complex(t) else s for s, t in pairs))


_ROWS: OpTable[Callable[[Any], None]] = OpTable(
    {
        AddOp: _same,
        CompositeOp: _same,
        ComplexOp: _same,
        ConstantOp: _constant,
        ImagOp: _same,
        ManualComputationOp: _manual_computation,
        MultiplyOp: _same,
        NegateOp: _same,
        RealOp: _same,
        SdyReturnOp: _same,
        SubtractOp: _same,
        collectives.AllGatherOp: _same,
        collectives.AllToAllOp: _same,
        collectives.CollectiveBroadcastOp: _same,
        collectives.CollectivePermuteOp: _same,
        control_flow.BranchesOp: _same,
        control_flow.ReturnOp: _same,
        control_flow.WhileOp: _same,
        data_movement.BroadcastInDimOp: _broadcast,
        data_movement.ConcatenateOp: _same,
        data_movement.ReshapeOp: _same,
        data_movement.ReverseOp: _same,
        data_movement.SliceOp: _slice,
        data_movement.TransposeOp: _transpose,
        func.CallOp: _same,
        func.ReturnOp: _same,
        indexing.GatherOp: _gather,
    }
)
"""What an op on complex tensors has to change to work on pairs."""
