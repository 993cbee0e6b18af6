"""Sizes as values: what a program computes with where shapes are not known."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, TensorType
from xdsl.ir import SSAValue

from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.data_movement import ConcatenateOp, ReshapeOp
from ttmlir_py.dialects.stablehlo.dynamic import GetDimensionSizeOp
from ttmlir_py.dialects.stablehlo.elementwise_unary import ConvertOp
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.element_types import I64
from ttmlir_py.support.shapes import DYNAMIC, shape_of

SCALAR = TensorType(I64, ())
ONE = TensorType(I64, (1,))


def vector(numbers: Sequence[int], build: Builder) -> SSAValue:
    """A constant vector of 64-bit integers."""
    type_ = TensorType(I64, (len(numbers),))
    return build(ConstantOp(value=DenseIntOrFPElementsAttr.from_list(type_, list(numbers))))


def scalar(number: int, build: Builder) -> SSAValue:
    """A constant 64-bit integer."""
    return build(ConstantOp(value=DenseIntOrFPElementsAttr.from_list(SCALAR, [number])))


def indices(numbers: Sequence[int], build: Builder, *, scalar: bool = False) -> SSAValue:
    """A constant vector; with `scalar` made of a single number by a reshape."""
    if not scalar:
        return vector(numbers, build)
    (number,) = numbers
    value = build(ConstantOp(value=DenseIntOrFPElementsAttr.from_list(SCALAR, [number])))
    return build(ReshapeOp(value, result_types=[ONE]))


def size_of(value: SSAValue, dim: int, build: Builder) -> SSAValue:
    """The size of a dimension as a 64-bit integer."""
    size = build(GetDimensionSizeOp(value, dimension=dim))
    return build(ConvertOp(size, result_types=[SCALAR]))


def size_parts(value: SSAValue, build: Builder) -> list[SSAValue]:
    """The sizes of all dimensions, each a vector of one integer."""
    parts: list[SSAValue] = []
    for dim, size in enumerate(shape_of(value)):
        known = scalar(size, build) if size != DYNAMIC else size_of(value, dim, build)
        parts.append(build(ReshapeOp(known, result_types=[ONE])))
    return parts


def join(parts: Sequence[SSAValue], build: Builder) -> SSAValue:
    """One vector of several."""
    return build(ConcatenateOp(parts, dimension=0))
