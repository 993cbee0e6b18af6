"""Values made of nothing: each device makes its own shard."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.dialects.arith import ConstantOp as ArithConstantOp
from xdsl.dialects.builtin import BytesAttr, DenseIntOrFPElementsAttr
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.sdy import annotations as sdy
from ttmlir_py.dialects.stablehlo.creation import ConstantOp, IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp
from ttmlir_py.dialects.stablehlo.elementwise_unary import ConvertOp
from ttmlir_py.passes.sdy.export.local.shards import LocalLowering, Shards
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.shapes import element_of, rank_of, shape_of, with_element, with_shape
from ttmlir_py.syntax.diagnostics import fail


def _constant(
    op: ConstantOp | sdy.ConstantOp, shards: Shards, build: Builder
) -> Sequence[SSAValue] | SSAValue:
    """A splat is smaller; of anything else the device takes its slice."""
    type_ = shards.local_type(op.output)
    if type_ == op.output.type:
        return build(ConstantOp(value=op.value, result_types=[type_]))
    return _shard_of(op.value, op.output, shards, build)


def _shard_of(
    elements: DenseIntOrFPElementsAttr, output: SSAValue, shards: Shards, build: Builder
) -> Sequence[SSAValue] | SSAValue:
    type_ = shards.local_type(output)
    number = _one_number(elements)
    if number is not None:
        data = BytesAttr(number * prod(shape_of(type_)))
        value = DenseIntOrFPElementsAttr(type_, data)  # pyright: ignore[reportArgumentType]
        return build(ConstantOp(value=value))
    mesh = shards.mesh_of(output)
    assert mesh is not None, f"{output} has no mesh"
    whole = build(ConstantOp(value=elements))
    return shards.slice_of(whole, mesh, shards.axes(output), shape_of(type_), build)


def _arith_constant(
    op: ArithConstantOp, shards: Shards, build: Builder
) -> Sequence[SSAValue] | SSAValue | None:
    """A sharded one is as StableHLO's; scalars of the host stay as they are."""
    if op.result not in shards.types or shards.local_type(op.result) == op.result.type:
        return None
    if not isinstance(op.value, DenseIntOrFPElementsAttr):
        fail(op, "is a sharded constant whose elements are not known")
    return _shard_of(op.value, op.result, shards, build)


def _one_number(value: DenseIntOrFPElementsAttr) -> bytes | None:
    """The bytes of the element that all others are equal to."""
    data = value.data.data
    count = prod(value.get_shape())
    size = len(data) // max(count, 1)
    return data[:size] if count and data == data[:size] * count else None


def _iota(op: IotaOp, shards: Shards, build: Builder) -> SSAValue:
    """Counting starts where the device's shard does."""
    type_ = shards.local_type(op.output)
    axes = shards.axes(op.output)[op.iota_dimension]
    if not axes:
        return build(IotaOp(iota_dimension=op.iota_dimension, result_types=[type_]))
    mesh = shards.mesh_of(op.output)
    assert mesh is not None, f"{op.output} has no mesh"
    count = build(IotaOp(iota_dimension=op.iota_dimension, result_types=[type_]))
    start = shards.offset(mesh, axes, shape_of(type_)[op.iota_dimension], build)
    start = converted(start, element_of(type_), build)
    return build(AddOp(count, broadcast(start, (), shape_of(type_), build)))


def converted(value: SSAValue, element: Attribute, build: Builder) -> SSAValue:
    return build(ConvertOp(value, result_types=[with_element(value, element)]))


def broadcast(
    value: SSAValue, dims: Sequence[int], shape: Sequence[int], build: Builder
) -> SSAValue:
    """A value whose dimensions become some of a larger shape's."""
    assert rank_of(value) == len(dims), f"{value.type} into dimensions {dims}"
    type_ = with_shape(value, shape)
    return build(BroadcastInDimOp(value, broadcast_dimensions=tuple(dims), result_types=[type_]))


ROWS: dict[type[Operation], LocalLowering] = {
    ArithConstantOp: _arith_constant,
    ConstantOp: _constant,
    IotaOp: _iota,
    sdy.ConstantOp: _constant,
}
