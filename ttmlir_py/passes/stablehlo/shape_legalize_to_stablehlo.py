"""`shape-legalize-to-stablehlo`: sizes computed by StableHLO on i32, instead of on index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from xdsl.context import Context
from xdsl.dialects import arith, tensor
from xdsl.dialects.builtin import (
    DenseIntOrFPElementsAttr,
    IndexType,
    IntegerAttr,
    ModuleOp,
    TensorType,
    UnrealizedConversionCastOp,
)
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.shape.extents import BroadcastOp, ConstShapeOp, NumElementsOp, ShapeOfOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.data_movement import ConcatenateOp, ReshapeOp, SliceOp
from ttmlir_py.dialects.stablehlo.dynamic import (
    DynamicBroadcastInDimOp,
    DynamicReshapeOp,
    GetDimensionSizeOp,
)
from ttmlir_py.dialects.stablehlo.elementwise_binary import MaximumOp, MultiplyOp
from ttmlir_py.dialects.stablehlo.elementwise_unary import ConvertOp
from ttmlir_py.dialects.stablehlo.properties import integer_elements
from ttmlir_py.passes.common.illegal import refuse
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import DYNAMIC, shape_of

INDEX = IndexType()
SCALAR = TensorType(I32, ())
ONE = TensorType(I32, (1,))
KEPT = (tensor.CastOp,)
ILLEGAL_DIALECTS = ("shape", "tensor")


@dataclass(frozen=True)
class ShapeLegalizeToStablehloPass(Pass):
    """No op of shape or tensor is left, and no StableHLO op has operands of index.

    Values of index at their borders are cast (`unrealized_conversion_cast`). An op that has no
    form on i32 is an error. As upstream, shapes are broadcast as those of tensors with elements.
    """

    name = "shape-legalize-to-stablehlo"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(op.walk()):
            if not _is_illegal(inner):
                continue
            lowering = LOWERINGS.get(inner)
            values = None if lowering is None else lowering(inner, Sizes(inner))
            if values is None or [value.type for value in values] != list(inner.result_types):
                refuse(inner)
            replace_op(inner, values)


def _is_illegal(op: Operation) -> bool:
    dialect = op.name.partition(".")[0]
    if isinstance(op, arith.IndexCastOp | arith.MuliOp) or dialect in ILLEGAL_DIALECTS:
        return not isinstance(op, KEPT)
    return dialect == "stablehlo" and any(is_index(value.type) for value in op.operands)


def is_index(type_: Attribute) -> bool:
    """Index, or a tensor of it."""
    return type_ == INDEX or (isinstance(type_, TensorType) and type_.element_type == INDEX)


def is_i32(type_: Attribute) -> bool:
    """A tensor of i32."""
    return isinstance(type_, TensorType) and type_.element_type == I32


class Sizes(Builder):
    """Inserts ops on sizes of i32, and casts of index to them and back."""

    def cast(self, value: SSAValue, type_: Attribute) -> SSAValue:
        """The value as one of another type system."""
        return self(UnrealizedConversionCastOp.get([value], [type_]))

    def to_i32(self, value: SSAValue) -> SSAValue | None:
        """The tensor of i32 for a value of index; None where its shape is not known."""
        type_ = value.type
        if type_ == INDEX:
            return self.cast(value, SCALAR)
        if not isinstance(type_, TensorType) or DYNAMIC in type_.get_shape():
            return None
        if is_i32(type_):
            return value
        return self.cast(value, TensorType(I32, type_.get_shape())) if is_index(type_) else None

    def size(self, value: SSAValue) -> SSAValue | None:
        """A number as a scalar tensor, a constant where it is one."""
        number = constant_index(value)
        return self.to_i32(value) if number is None else self.constant((), [number])

    def to_index(self, value: SSAValue) -> SSAValue:
        """The value of index for a tensor of i32."""
        shape = shape_of(value)
        return self.cast(value, TensorType(INDEX, shape) if shape else INDEX)

    def constant(self, shape: Sequence[int], numbers: Sequence[int]) -> SSAValue:
        """A constant of i32; one number may stand for all."""
        type_ = TensorType(I32, shape)
        return self(ConstantOp(value=DenseIntOrFPElementsAttr.from_list(type_, list(numbers))))

    def element(self, vector: SSAValue, places: Sequence[int]) -> SSAValue:
        """One element as a scalar tensor."""
        limits = [place + 1 for place in places]
        part = SliceOp(
            vector, start_indices=places, limit_indices=limits, strides=(1,) * len(limits)
        )
        return self(ReshapeOp(self(part), result_types=[SCALAR]))

    def joined(self, vectors: Sequence[SSAValue]) -> SSAValue:
        """Vectors one after the other."""
        return self(ConcatenateOp(vectors, dimension=0))


def constant_index(value: SSAValue) -> int | None:
    """The number of a constant of index."""
    owner = value.owner
    if not isinstance(owner, arith.ConstantOp) or not isinstance(owner.value, IntegerAttr):
        return None
    return owner.value.value.data if value.type == INDEX else None


Lowered = Sequence[SSAValue] | None


def _const_shape(op: ConstShapeOp, sizes: Sizes) -> Lowered:
    numbers = integer_elements(op.shape) if op.shape.data.data else ()
    return [sizes.to_index(sizes.constant((len(numbers),), numbers))]


def _num_elements(op: NumElementsOp, sizes: Sizes) -> Lowered:
    vector = sizes.to_i32(op.shape)
    if vector is None:
        return None
    count = sizes.constant((), [1])
    for place in range(shape_of(vector)[0]):
        count = sizes(MultiplyOp(count, sizes.element(vector, [place])))
    return [sizes.to_index(count)]


def _shape_of(op: ShapeOfOp, sizes: Sizes) -> Lowered:
    if not isinstance(op.arg.type, TensorType):
        return None
    found = [
        sizes(ReshapeOp(sizes(GetDimensionSizeOp(op.arg, dimension=dim)), result_types=[ONE]))
        for dim in range(len(shape_of(op.arg)))
    ]
    return [sizes.to_index(sizes.joined(found) if found else sizes.constant((0,), []))]


def _broadcast(op: BroadcastOp, sizes: Sizes) -> Lowered:
    """Of two shapes: the larger sizes, missing ones being one."""
    if len(op.shapes) != 2:
        return None
    found = [sizes.to_i32(value) for value in op.shapes]
    vectors = [each for each in found if each is not None]
    if len(vectors) != 2:
        return None
    rank = max(shape_of(vector)[0] for vector in vectors)
    lhs, rhs = (_padded(vector, rank, sizes) for vector in vectors)
    return [sizes.to_index(sizes(MaximumOp(lhs, rhs)))]


def _padded(vector: SSAValue, rank: int, sizes: Sizes) -> SSAValue:
    missing = rank - shape_of(vector)[0]
    return sizes.joined([sizes.constant((missing,), [1]), vector]) if missing else vector


def _dim(op: tensor.DimOp, sizes: Sizes) -> Lowered:
    dim = constant_index(op.index)
    if dim is None or not isinstance(op.source.type, TensorType):
        return None
    return [sizes.to_index(sizes(GetDimensionSizeOp(op.source, dimension=dim)))]


def _extract(op: tensor.ExtractOp, sizes: Sizes) -> Lowered:
    found = [constant_index(value) for value in op.indices]
    places = [place for place in found if place is not None]
    shape = shape_of(op.tensor)
    if len(places) != len(found) or not all(p < n for p, n in zip(places, shape, strict=True)):
        return None
    vector = sizes.to_i32(op.tensor)
    if vector is None:
        return None
    scalar = sizes.element(vector, places)
    return [sizes.cast(scalar, op.result.type)]


def _from_elements(op: tensor.FromElementsOp, sizes: Sizes) -> Lowered:
    (result,) = op.results
    shape = shape_of(result)
    if not shape:
        return [sizes.cast(op.operands[0], result.type)]
    if len(shape) != 1 or not is_index(result.type):
        return None
    return [sizes.to_index(sizes.joined([_vector(value, sizes) for value in op.operands]))]


def _vector(value: SSAValue, sizes: Sizes) -> SSAValue:
    """A number as a vector of one element."""
    number = constant_index(value)
    if number is not None:
        return sizes.constant((1,), [number])
    return sizes(ReshapeOp(sizes.cast(value, SCALAR), result_types=[ONE]))


def _index_cast(op: arith.IndexCastOp, sizes: Sizes) -> Lowered:
    source, target = op.input.type, op.result.type
    if source == INDEX:
        scalar = sizes.cast(op.input, SCALAR)
        if target != I32:
            scalar = sizes(ConvertOp(scalar, result_types=[TensorType(target, ())]))
        return [sizes.cast(scalar, target)]
    if not isinstance(source, TensorType):
        return [sizes.cast(sizes.cast(op.input, TensorType(source, ())), target)]
    if not all(is_index(type_) or is_i32(type_) for type_ in (source, target)):
        return None
    vector = sizes.to_i32(op.input)
    if vector is None:
        return None
    return [sizes.to_index(vector) if is_index(target) else vector]


def _multiply(op: arith.MuliOp, sizes: Sizes) -> Lowered:
    if not is_index(op.result.type):
        return None
    lhs, rhs = sizes.size(op.lhs), sizes.size(op.rhs)
    if lhs is None or rhs is None:
        return None
    return [sizes.to_index(sizes(MultiplyOp(lhs, rhs)))]


def _on_i32(op: DynamicBroadcastInDimOp | DynamicReshapeOp, sizes: Sizes) -> Lowered:
    """The op with its sizes in i32."""
    operands = [sizes.to_i32(v) if is_index(v.type) else v for v in op.operands]
    known = [value for value in operands if value is not None]
    if len(known) != len(operands):
        return None
    new = type(op).create(
        operands=known,
        result_types=op.result_types,
        properties=op.properties,
        attributes=op.attributes,
    )
    return sizes.all(new)


LOWERINGS: OpTable[Callable[[Any, Sizes], Lowered]] = OpTable(
    {
        BroadcastOp: _broadcast,
        ConstShapeOp: _const_shape,
        DynamicBroadcastInDimOp: _on_i32,
        DynamicReshapeOp: _on_i32,
        NumElementsOp: _num_elements,
        ShapeOfOp: _shape_of,
        arith.IndexCastOp: _index_cast,
        arith.MuliOp: _multiply,
        tensor.DimOp: _dim,
        tensor.ExtractOp: _extract,
        tensor.FromElementsOp: _from_elements,
    }
)
