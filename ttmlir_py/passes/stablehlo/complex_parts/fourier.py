"""Fourier transforms: along each dimension a product with a matrix of roots of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, pi, sin

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo.attributes import DotDimensionNumbersAttr, FftType
from ttmlir_py.dialects.stablehlo.contraction import DotGeneralOp
from ttmlir_py.dialects.stablehlo.data_movement import TransposeOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp, ComplexOp, SubtractOp
from ttmlir_py.dialects.stablehlo.linear_algebra import FftOp
from ttmlir_py.passes.stablehlo.complex_parts.parts import parts_of
from ttmlir_py.passes.stablehlo.simplify.matching import constant
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.shapes import element_of, rank_of, shape_of

Parts = Sequence[SSAValue]


class Fourier:
    """Transforms of tensors given by their parts, of one element type."""

    def __init__(self, op: FftOp, build: Builder) -> None:
        self.build = build
        self.parts = parts_of(op.operand, build)
        self.element = element_of(self.parts[0])

    def along(self, dim: int, size: int, *, inverse: bool) -> None:
        """Transform a dimension, complex numbers to complex numbers."""
        sign, scale = (1, 1 / max(size, 1)) if inverse else (-1, 1)
        self._multiply(dim, size, size, size, sign, lambda row: scale)

    def from_real(self, dim: int, size: int) -> None:
        """Of real numbers the first half of the transform says all."""
        self._multiply(dim, size, size, size // 2 + 1, -1, lambda row: 1)

    def to_real(self, dim: int, size: int) -> None:
        """From the first half; what the others would add is the conjugate, so each counts twice."""
        middle = size // 2 if size % 2 == 0 else None
        once = (0, middle)

        def scale(row: int) -> float:
            return (1 if row in once else 2) / max(size, 1)

        self._multiply(dim, size, size // 2 + 1, size, 1, scale, real_result=True)

    def _multiply(
        self,
        dim: int,
        size: int,
        rows: int,
        columns: int,
        sign: int,
        scale: Callable[[int], float],
        *,
        real_result: bool = False,
    ) -> None:
        """Multiply by the matrix of e^(sign 2πi row column / size), each row scaled."""
        cosines, sines = (
            self._matrix(rows, columns, [f(2 * pi * turn / size) for turn in range(size)], scale)
            for f in (cos, lambda angle: sign * sin(angle))
        )
        re, *im = self.parts
        real, imag = self._dot(re, cosines, dim), None
        if im:
            real = self.build(SubtractOp(real, self._dot(im[0], sines, dim)))
        if not real_result:
            imag = self._dot(re, sines, dim)
            if im:
                imag = self.build(AddOp(imag, self._dot(im[0], cosines, dim)))
        self.parts = [real] if imag is None else [real, imag]

    def _matrix(
        self, rows: int, columns: int, turns: Sequence[float], scale: Callable[[int], float]
    ) -> SSAValue:
        type_ = TensorType(self.element, (rows, columns))
        elements: list[int | float] = []
        for row in range(rows):
            factor = scale(row)
            elements += [factor * turns[row * column % len(turns)] for column in range(columns)]
        return self.build(constant(type_, elements))

    def _dot(self, x: SSAValue, matrix: SSAValue, dim: int) -> SSAValue:
        """Contract a dimension with the matrix's rows; its columns take the dimension's place."""
        shape, rank = shape_of(x), rank_of(x)
        others = [size for at, size in enumerate(shape) if at != dim]
        product = DotGeneralOp(
            x,
            matrix,
            dot_dimension_numbers=DotDimensionNumbersAttr((), (), (dim,), (0,)),
            result_types=[TensorType(self.element, (*others, shape_of(matrix)[1]))],
        )
        place = (*range(dim), rank - 1, *range(dim, rank - 1))
        result = self.build(product)
        return result if dim == rank - 1 else self.build(TransposeOp(result, permutation=place))


def _fft(op: FftOp, build: Builder) -> SSAValue:
    fourier = Fourier(op, build)
    *first, last = op.fft_length
    start = rank_of(op.operand) - len(op.fft_length)
    inverse = op.fft_type in (FftType.IFFT, FftType.IRFFT)
    if op.fft_type is FftType.RFFT:
        fourier.from_real(start + len(first), last)
    for at, size in enumerate(first):
        fourier.along(start + at, size, inverse=inverse)
    if op.fft_type is FftType.IRFFT:
        fourier.to_real(start + len(first), last)
        return fourier.parts[0]
    if op.fft_type is not FftType.RFFT:
        fourier.along(start + len(first), last, inverse=inverse)
    return build(ComplexOp(*fourier.parts))


LOWERINGS: dict[type[Operation], Lowering] = {FftOp: _fft}
