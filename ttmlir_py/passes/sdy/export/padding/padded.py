"""Values with padding behind their data: which they are, and what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.dialects.sdy.shardings import SHARDING, sharding_of
from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection
from ttmlir_py.dialects.stablehlo.creation import IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp, PadOp, SliceOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import CompareOp, SelectOp
from ttmlir_py.passes.sdy.export.local.shards import scalar
from ttmlir_py.passes.sdy.insertion import insert_after
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.shapes import Shape, element_of, rank_of, shape_of, with_shape


class Padded:
    """The values of a function that get padding."""

    def __init__(self, shapes: dict[SSAValue, Shape]) -> None:
        self.shapes = shapes
        self.data_shapes = {value: shape_of(value) for value in shapes}
        self._zero: set[SSAValue] = set()

    def concerns(self, op: Operation) -> bool:
        return any(value in self.data_shapes for value in (*op.operands, *op.results))

    def data_shape(self, value: SSAValue) -> Shape:
        """The shape without padding."""
        return self.data_shapes.get(value) or shape_of(value)

    def target_shape(self, value: SSAValue) -> Shape:
        """The shape that a value gets, with padding."""
        return self.shapes.get(value) or shape_of(value)

    def padded_dims(self, value: SSAValue) -> Sequence[int]:
        pairs = zip(self.data_shape(value), shape_of(value), strict=True)
        return [dim for dim, (size, whole) in enumerate(pairs) if size != whole]

    def is_zero(self, value: SSAValue) -> bool:
        """Whether the padding, if any, is known to be zeros."""
        return value in self._zero or not self.padded_dims(value)

    def say_zero(self, value: SSAValue) -> None:
        self._zero.add(value)

    def note(self, value: SSAValue, data_shape: Shape) -> None:
        """Say how much of a new value is data."""
        self.data_shapes[value] = data_shape

    def retype(self, op: Operation) -> None:
        """Give an op's values their shapes."""
        arguments = [arg for region in op.regions for block in region.blocks for arg in block.args]
        for value in (*op.results, *arguments):
            if value in self.shapes:
                set_shape(value, self.shapes[value])

    def extended(self, value: SSAValue, shape: Shape, build: Builder) -> SSAValue:
        """A value with zeros behind it up to a shape."""
        before = shape_of(value)
        if before == shape:
            return value
        zero = scalar(0, element_of(value), build)
        none = (0,) * len(shape)
        padded = build(
            PadOp(
                value,
                zero,
                edge_padding_low=none,
                edge_padding_high=tuple(b - a for a, b in zip(before, shape, strict=True)),
                interior_padding=none,
                attributes=_like(value),
            )
        )
        self.note(padded, self.data_shape(value))
        if self.is_zero(value):
            self.say_zero(padded)
        return padded

    def trim_result(self, op: Operation, sharding: TensorSharding | None) -> None:
        """Cut an op's result down to the shape that it should have."""
        (result,) = op.results
        shape = self.target_shape(result)
        grown = shape_of(result)
        if result not in self.shapes:
            shape = self.data_shape(result)
        if grown == shape:
            return
        cut = SliceOp(
            result,
            start_indices=(0,) * len(shape),
            limit_indices=shape,
            strides=(1,) * len(shape),
            attributes=_attached(sharding),
        )
        cut.location = op.location
        result.replace_all_uses_with(cut.result)
        cut.operands[0] = result
        insert_after(result, cut)
        self.note(cut.result, self.data_shape(result))
        if self.is_zero(result):
            self.say_zero(cut.result)

    def cleared(
        self, value: SSAValue, dims: Iterable[int], number: SSAValue | None, build: Builder
    ) -> SSAValue:
        """A value with a number (zero by default) in the padding of some dimensions."""
        known_zero = number is None and self.is_zero(value)
        padded = [dim for dim in dims if dim in self.padded_dims(value)]
        if known_zero or not padded:
            return value
        number = number or scalar(0, element_of(value), build)
        data = self.data_shape(value)
        for dim in padded:
            value = _masked(value, dim, data[dim], number, build)
            self.note(value, data)
        return value


def set_shape(value: SSAValue, shape: Sequence[int]) -> None:
    value._type = with_shape(value, shape)  # pyright: ignore[reportPrivateUsage]


def _masked(value: SSAValue, dim: int, limit: int, number: SSAValue, build: Builder) -> SSAValue:
    """A value with a number in all places from a limit on."""
    shape, like = shape_of(value), _like(value)
    places: TensorType[Attribute] = TensorType(I32, shape)
    place = build(IotaOp(iota_dimension=dim, result_types=[places], attributes=like))
    end = _broadcast(scalar(limit, I32, build), shape, like, build)
    is_data = build(
        CompareOp(place, end, comparison_direction=ComparisonDirection.LT, attributes=like)
    )
    other = _broadcast(number, shape, like, build)
    return build(SelectOp(is_data, value, other, attributes=like))


def _broadcast(
    value: SSAValue, shape: Shape, attributes: dict[str, Attribute], build: Builder
) -> SSAValue:
    assert rank_of(value) == 0, f"{value.type} is no scalar"
    return build(
        BroadcastInDimOp(
            value,
            broadcast_dimensions=(),
            result_types=[with_shape(value, shape)],
            attributes=attributes,
        )
    )


def _like(value: SSAValue) -> dict[str, Attribute]:
    """The attributes of an op whose result is sharded like a value."""
    return _attached(sharding_of(value))


def _attached(sharding: TensorSharding | None) -> dict[str, Attribute]:
    return {} if sharding is None else {SHARDING: ShardingPerValue((sharding,))}
