"""The builder that lowerings are given: small TTIR building blocks with their result types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.ttir import creation, data_movement, indexing, reduction
from ttmlir_py.dialects.ttir import elementwise_binary as binary
from ttmlir_py.dialects.ttir import elementwise_unary as unary
from ttmlir_py.passes.stablehlo_to_ttir.constants import (
    Number,
    dense,
    integers_of,
    is_exact_f32,
    splat,
    splat_of,
)
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.element_types import I1, I32, is_boolean, is_float
from ttmlir_py.support.op import Op
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.shapes import (
    broadcast_shapes,
    element_of,
    rank_of,
    shape_of,
    with_element,
    with_shape,
)

Values = Sequence[SSAValue] | SSAValue
BinaryClass = type[binary.BinaryOp]
UnaryClass = type[unary.UnaryOp]


class Unsupported(Exception):
    """An op that its lowering cannot express in TTIR, and why."""


class TTIRBuilder(Builder):
    """Inserts TTIR ops before the op being lowered; what would change nothing is left out."""

    def __init__(self, anchor: Operation, table: OpTable[Lowering]) -> None:
        super().__init__(anchor)
        self.table = table

    def lower(self, op: Operation) -> Sequence[SSAValue]:
        """Insert an op of the source dialect and lower it at once."""
        self.all(op)
        lowering = self.table.get(op)
        if lowering is None:
            raise Unsupported(f"'{op.name}' has no lowering inside a computation")
        values = lowering(op, TTIRBuilder(op, self.table))
        op.detach()
        op.erase()
        return [values] if isinstance(values, SSAValue) else values

    # Elementwise

    def unary(self, cls: UnaryClass, x: SSAValue, element: Attribute | None = None) -> SSAValue:
        """An elementwise op of one input."""
        return self(cls(x, result_types=[with_element(x, element or element_of(x))]))

    def binary(
        self, cls: BinaryClass, lhs: SSAValue, rhs: SSAValue, element: Attribute | None = None
    ) -> SSAValue:
        """An elementwise op of two inputs, broadcast against each other."""
        shape = broadcast_shapes(shape_of(lhs), shape_of(rhs))
        type_ = with_element(with_shape(lhs, shape), element or element_of(lhs))
        return self(cls(lhs, rhs, result_types=[type_]))

    def compare(self, cls: BinaryClass, lhs: SSAValue, rhs: SSAValue) -> SSAValue:
        """An elementwise comparison, as booleans."""
        return self.binary(cls, lhs, rhs, I1)

    def add(self, lhs: SSAValue, rhs: SSAValue) -> SSAValue:
        return self.binary(binary.AddOp, lhs, rhs)

    def subtract(self, lhs: SSAValue, rhs: SSAValue) -> SSAValue:
        return self.binary(binary.SubtractOp, lhs, rhs)

    def multiply(self, lhs: SSAValue, rhs: SSAValue) -> SSAValue:
        return self.binary(binary.MultiplyOp, lhs, rhs)

    def where(self, condition: SSAValue, on_true: SSAValue, on_false: SSAValue) -> SSAValue:
        """One of two tensors, element by element."""
        shapes = (shape_of(x) for x in (condition, on_true, on_false))
        type_ = with_shape(on_true, broadcast_shapes(*shapes))
        return self(binary.WhereOp(condition, on_true, on_false, result_types=[type_]))

    def clamp(self, x: SSAValue, low: int, high: int) -> SSAValue:
        """Integers limited to a range; constants are folded."""
        if (known := integers_of(x)) is not None:
            if all(low <= value <= high for value in known):
                return x
            return self.dense(shape_of(x), element_of(x), [min(max(v, low), high) for v in known])
        return self(binary.ClampScalarOp(x, min=low, max=high, result_types=[x.type]))

    def typecast(self, x: SSAValue, element: Attribute) -> SSAValue:
        """The same numbers in another element type."""
        return x if element_of(x) == element else self.unary(unary.TypecastOp, x, element)

    # Creation

    def full(self, shape: Sequence[int], element: Attribute, value: Number) -> SSAValue:
        """A tensor of one number."""
        type_ = TensorType(element, tuple(shape))
        value = float(value) if is_float(element) else int(value)
        exact = is_exact_f32(value) if isinstance(value, float) else abs(value) < 1 << 31
        if is_boolean(element) or not exact:
            return self(
                creation.ConstantOp(value=splat(shape, element, value), result_types=[type_])
            )
        return self(creation.FullOp(shape=tuple(shape), fill_value=value, result_types=[type_]))

    def like(self, x: SSAValue, value: Number) -> SSAValue:
        """One number in the shape and element type of a value."""
        return self.full(shape_of(x), element_of(x), value)

    def dense(self, shape: Sequence[int], element: Attribute, values: Sequence[Number]) -> SSAValue:
        """A constant of given numbers, row by row."""
        attribute = dense(shape, element, values)
        return self(
            creation.ConstantOp(value=attribute, result_types=[TensorType(element, tuple(shape))])
        )

    def arange(
        self, shape: Sequence[int], dim: int, element: Attribute = I32, *, start: int = 0
    ) -> SSAValue:
        """`start`, `start + 1`, ... along one dimension."""
        op = creation.ArangeOp(
            start=start,
            end=start + shape[dim],
            step=1,
            arange_dimension=dim,
            result_types=[TensorType(element, tuple(shape))],
        )
        return self(op)

    # Data movement

    def reshape(self, x: SSAValue, shape: Sequence[int]) -> SSAValue:
        """The same elements in another shape."""
        if shape_of(x) == tuple(shape):
            return x
        type_ = with_shape(x, shape)
        return self(data_movement.ReshapeOp(x, shape=tuple(shape), result_types=[type_]))

    def broadcast(self, x: SSAValue, shape: Sequence[int]) -> SSAValue:
        """Dimensions of size one repeated; the rank stays."""
        old = shape_of(x)
        if old == tuple(shape):
            return x
        factors = tuple(b if a == 1 else 1 for a, b in zip(old, shape, strict=True))
        type_ = with_shape(x, shape)
        return self(
            data_movement.BroadcastOp(x, broadcast_dimensions=factors, result_types=[type_])
        )

    def broadcast_in_dim(self, x: SSAValue, shape: Sequence[int], dims: Sequence[int]) -> SSAValue:
        """Dimension `i` of a value becomes dimension `dims[i]` of the result."""
        order = sorted(range(len(dims)), key=lambda i: dims[i])
        x = self.permute(x, order)
        expanded = [1] * len(shape)
        for i, size in zip(order, shape_of(x), strict=True):
            expanded[dims[i]] = size
        return self.broadcast(self.reshape(x, expanded), shape)

    def permute(self, x: SSAValue, permutation: Sequence[int]) -> SSAValue:
        """Dimension `i` of the result is dimension `permutation[i]` of the input."""
        if list(permutation) == list(range(rank_of(x))):
            return x
        type_ = with_shape(x, [shape_of(x)[i] for i in permutation])
        return self(
            data_movement.PermuteOp(x, permutation=tuple(permutation), result_types=[type_])
        )

    def slice(
        self,
        x: SSAValue,
        begins: Sequence[int],
        ends: Sequence[int],
        steps: Sequence[int] | None = None,
    ) -> SSAValue:
        """A strided box."""
        steps = steps or [1] * rank_of(x)
        shape = [-(-(e - b) // s) for b, e, s in zip(begins, ends, steps, strict=True)]
        if shape_of(x) == tuple(shape):
            return x
        return self(
            data_movement.SliceStaticOp(
                x,
                begins=tuple(begins),
                ends=tuple(ends),
                step=tuple(steps),
                result_types=[with_shape(x, shape)],
            )
        )

    def slice_dim(self, x: SSAValue, dim: int, begin: int, end: int, step: int = 1) -> SSAValue:
        """A range of one dimension."""
        begins, ends, steps = [0] * rank_of(x), list(shape_of(x)), [1] * rank_of(x)
        begins[dim], ends[dim], steps[dim] = begin, end, step
        return self.slice(x, begins, ends, steps)

    def concat(self, parts: Sequence[SSAValue], dim: int) -> SSAValue:
        """Tensors joined along one dimension; empty ones are left out."""
        parts = [part for part in parts if shape_of(part)[dim]] or parts[:1]
        if len(parts) == 1:
            return parts[0]
        shape = list(shape_of(parts[0]))
        shape[dim] = sum(shape_of(part)[dim] for part in parts)
        type_ = with_shape(parts[0], shape)
        return self(data_movement.ConcatOp(parts, dim=dim, result_types=[type_]))

    def reverse(self, x: SSAValue, dims: Sequence[int]) -> SSAValue:
        """The order along dimensions turned round."""
        if not dims:
            return x
        return self(data_movement.ReverseOp(x, dimensions=tuple(dims), result_types=[x.type]))

    def pad(
        self, x: SSAValue, low: Sequence[int], high: Sequence[int], value: SSAValue
    ) -> SSAValue:
        """Elements equal to a scalar added before and after every dimension."""
        if not any(low) and not any(high):
            return x
        number = splat_of(value)
        if number is not None and is_exact_f32(number):
            return self._pad_by_number(x, low, high, number)
        for dim, sizes in enumerate(zip(low, high, strict=True)):
            parts = [self._margin(x, dim, size, value) for size in sizes]
            x = self.concat([parts[0], x, parts[1]], dim)
        return x

    def _pad_by_number(
        self, x: SSAValue, low: Sequence[int], high: Sequence[int], value: Number
    ) -> SSAValue:
        sizes = zip(low, shape_of(x), high, strict=True)
        return self(
            data_movement.PadOp(
                x,
                padding=tuple(n for pair in zip(low, high, strict=True) for n in pair),
                value=float(value),
                result_types=[with_shape(x, [sum(size) for size in sizes])],
            )
        )

    def _margin(self, x: SSAValue, dim: int, size: int, value: SSAValue) -> SSAValue:
        shape = list(shape_of(x))
        shape[dim] = size
        return self.broadcast_in_dim(value, shape, ())

    # Indexing and reduction

    def gather(self, x: SSAValue, index: SSAValue, dim: int) -> SSAValue:
        """Elements picked along one dimension by an index of the result's shape."""
        type_ = with_shape(x, shape_of(index))
        return self(indexing.GatherOp(x, index, dim=dim, result_types=[type_]))

    def reduce(
        self, cls: type[reduction.ReductionOp], x: SSAValue, dims: Sequence[int]
    ) -> SSAValue:
        """A reduction over dimensions, which go away."""
        shape = [size for dim, size in enumerate(shape_of(x)) if dim not in dims]
        type_ = with_shape(x, shape)
        return self(cls(x, keep_dim=False, dim_arg=tuple(dims), result_types=[type_]))


Lowering = Callable[[Any, TTIRBuilder], Values]
"""Builds the replacement of an op and returns its values; raises Unsupported where it cannot."""


def flat_size(x: SSAValue) -> int:
    """The number of elements of a value."""
    return prod(shape_of(x))


def renamed(cls: type[Op]) -> Lowering:
    """The op of another name with the same operands and result types."""

    def lowering(op: Operation, build: TTIRBuilder) -> Values:
        return build.all(cls(*op.operands, result_types=op.result_types))

    return lowering
