"""`chlo.top_k`: a descending sort of the values and their places, cut after k."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import AnyFloat, TensorType
from xdsl.ir import Attribute, Block, Operation, Region, SSAValue

from ttmlir_py.dialects.chlo.sorting import TopKOp
from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection, ComparisonType
from ttmlir_py.dialects.stablehlo.control_flow import ReturnOp
from ttmlir_py.dialects.stablehlo.creation import IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import SliceOp
from ttmlir_py.dialects.stablehlo.dynamic import DynamicIotaOp, RealDynamicSliceOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import CompareOp
from ttmlir_py.dialects.stablehlo.sorting import SortOp
from ttmlir_py.passes.stablehlo.chlo.sizes import indices, join, size_parts, vector
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.shapes import DYNAMIC, element_of, is_static, shape_of


def top_k(op: TopKOp, build: Builder) -> Sequence[SSAValue] | None:
    """The k largest elements of every row, and where they stand."""
    if not isinstance(op.operand.type, TensorType):
        return None
    shape = shape_of(op.operand)
    count = op.k if shape[-1] == DYNAMIC else min(op.k, shape[-1])
    if is_static(op.operand):
        place = build(IotaOp(iota_dimension=len(shape) - 1, result_types=[TensorType(I32, shape)]))
        ordered = _sorted(op, place, build)
        limits = (*shape[:-1], count)
        return [build(_first(value, limits)) for value in ordered]
    parts = size_parts(op.operand, build)
    whole = join(parts, build)
    cut = join([*parts[:-1], indices((count,), build, scalar=True)], build)
    place = build(
        DynamicIotaOp(whole, iota_dimension=len(shape) - 1, result_types=[TensorType(I32, shape)])
    )
    ordered = _sorted(op, place, build)
    starts, steps = vector((0,) * len(shape), build), vector((1,) * len(shape), build)
    return [
        build(RealDynamicSliceOp(value, starts, cut, steps, result_types=[result.type]))
        for value, result in zip(ordered, op.results, strict=True)
    ]


def _first(value: SSAValue, limits: Sequence[int]) -> Operation:
    rank = len(limits)
    return SliceOp(
        value, start_indices=(0,) * rank, limit_indices=tuple(limits), strides=(1,) * rank
    )


def _sorted(op: TopKOp, place: SSAValue, build: Builder) -> Sequence[SSAValue]:
    element = element_of(op.operand)
    return build.all(
        SortOp(
            [op.operand, place],
            dimension=len(shape_of(op.operand)) - 1,
            is_stable=op.is_stable,
            regions=[_descending(element)],
        )
    )


def _descending(element: Attribute) -> Region:
    types = [TensorType(element, ())] * 2 + [TensorType(I32, ())] * 2
    block = Block(arg_types=types)
    total = ComparisonType.TOTALORDER if isinstance(element, AnyFloat) else None
    test = CompareOp(
        *block.args[:2], comparison_direction=ComparisonDirection.GT, compare_type=total
    )
    block.add_ops([test, ReturnOp([test.result])])
    return Region([block])


LOWERINGS: dict[type[Operation], Lowering] = {TopKOp: top_k}
