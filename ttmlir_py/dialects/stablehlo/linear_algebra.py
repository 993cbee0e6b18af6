"""Decompositions, solvers and Fourier transforms."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import ComplexType
from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.assembly import (
    Assembly,
    PrettyOp,
    boolean,
    integers,
    optional,
    value,
    word,
)
from ttmlir_py.dialects.stablehlo.attributes import FftType, Transpose
from ttmlir_py.dialects.stablehlo.bounds import Extent, extents_of, with_extents
from ttmlir_py.dialects.stablehlo.constraints import (
    FLOAT_COMPLEX_OR_QUANTIZED_TENSOR,
    FLOAT_OR_COMPLEX_TENSOR,
    is_float32_or_64,
)
from ttmlir_py.dialects.stablehlo.inference import (
    compatible_shapes,
    compatible_sizes,
    dims_text,
    require_same_elements,
)
from ttmlir_py.dialects.stablehlo.properties import FFT_TYPE, TRANSPOSE, defaulted_prop
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.dialects.stablehlo.type_forms import SAME
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import BOOL, I64_ARRAY
from ttmlir_py.support.shapes import Shape, element_of, shape_of


class CholeskyOp(PrettyOp):
    """The triangular factor of symmetric or Hermitian matrices."""

    name = "stablehlo.cholesky"
    reports_inference = True
    traits = PURE
    assembly = Assembly(value("a"), optional("lower = ", boolean("lower")), types=SAME)

    a = operand(FLOAT_COMPLEX_OR_QUANTIZED_TENSOR)
    lower = defaulted_prop(BOOL, False)
    result = result(FLOAT_COMPLEX_OR_QUANTIZED_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        shape = shape_of(self.a)
        # cholesky_c2
        if len(shape) < 2:
            raise VerifyException(
                f"argument 'a' must have rank >= 2, got shape {dims_text(shape)}."
            )
        # cholesky_c3
        if not compatible_sizes(*shape[-2:]):
            raise VerifyException(
                f"minor dimensions of 'a' must have equal size, got shape {dims_text(shape)}."
            )
        # cholesky_c1
        return [self.a.type]


class FftOp(PrettyOp):
    """The Fourier transform along the last dimensions."""

    name = "stablehlo.fft"
    reports_inference = True
    traits = PURE
    assembly = Assembly(
        value("operand"), ", type = ", word("fft_type"), ", length = ", integers("fft_length")
    )

    operand = operand(FLOAT_OR_COMPLEX_TENSOR)
    fft_type = prop(FFT_TYPE)
    fft_length = prop(I64_ARRAY)
    result = result(FLOAT_OR_COMPLEX_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        shape, lengths = shape_of(self.operand), self.fft_length
        # fft_c3
        if not 1 <= len(lengths) <= 3:
            raise VerifyException(f"rank must be between 1 and 3, but got {len(lengths)}.")
        element = self._result_element()
        # fft_c1
        if len(shape) < len(lengths):
            raise VerifyException(
                f"operand rank must not be less than fft rank of {len(lengths)} for operand of "
                f"type '{self.operand.type}'."
            )
        extents = extents_of(self.operand)
        if self.fft_type in (FftType.RFFT, FftType.IRFFT):
            extents[-1] = Extent(self._last_size(shape, lengths))
        return [with_extents(self.operand, extents, element)]

    def _result_element(self) -> Attribute:
        element = element_of(self.operand)
        # fft_c2
        if self.fft_type is FftType.RFFT:
            if not is_float32_or_64(element):
                raise VerifyException(
                    f"RFFT requires f32 or f64 input type, but is given '{element}'."
                )
            return ComplexType(element)  # pyright: ignore[reportArgumentType]
        if not isinstance(element, ComplexType):
            raise VerifyException(
                "FFT/IFFT/IRFFT take a complex tensor as input, but is given "
                f"'{self.operand.type}'."
            )
        return element.element_type if self.fft_type is FftType.IRFFT else element

    def _last_size(self, shape: Shape, lengths: Sequence[int]) -> int:
        if self.fft_type is FftType.IRFFT:
            self._verify_inverse(shape, lengths)
            return lengths[-1]
        # fft_c4, fft_c5
        if not compatible_shapes(shape[-len(lengths) :], lengths):
            raise VerifyException(
                "RFFT requires innermost dimensions to be compatible with fft_length. "
                f"Got: {dims_text(shape)} but wanted {dims_text(lengths)}."
            )
        return lengths[-1] // 2 + 1 if lengths[-1] else shape[-1]

    def _verify_inverse(self, shape: Shape, lengths: Sequence[int]) -> None:
        # fft_c4, fft_c6
        for size, length in zip(shape[-len(lengths) : -1], lengths, strict=False):
            if not compatible_sizes(size, length):
                raise VerifyException(
                    "IRFFT requires non-final dimensions to be compatible with fft_length. "
                    f"Got: {_raw(shape)} but wanted {_raw(lengths)}, and "
                    f"{size} != {length}."
                )
        is_empty = lengths[-1] == 0 and compatible_sizes(shape[-1], 0)
        if not is_empty and not compatible_sizes(shape[-1], lengths[-1] // 2 + 1):
            raise VerifyException(
                "IRFFT requires innermost dimension to be compatible with fft_length[-1]/2+1. "
                f"Got: {shape[-1]} but fft_length is {dims_text(lengths)}."
            )


def _raw(sizes: Sequence[int]) -> str:
    """Sizes as stored, unknown ones too: upstream's wording."""
    return ", ".join(map(str, sizes))


class TriangularSolveOp(Op):
    """The solutions of linear equations with a triangular matrix."""

    name = "stablehlo.triangular_solve"
    reports_inference = True
    traits = PURE

    a = operand(FLOAT_OR_COMPLEX_TENSOR)
    b = operand(FLOAT_OR_COMPLEX_TENSOR)
    left_side = prop(BOOL)
    lower = prop(BOOL)
    unit_diagonal = prop(BOOL)
    transpose_a = prop(TRANSPOSE)
    result = result(FLOAT_OR_COMPLEX_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        # triangular_solve_c1
        require_same_elements(self.operands)
        a, b = shape_of(self.a), shape_of(self.b)
        types = f"'{self.a.type}' and '{self.b.type}'"
        # triangular_solve_c2
        if len(a) < 2:
            raise VerifyException(f"operand 'a' must have rank >= 2, but got '{self.a.type}'")
        # triangular_solve_c3
        if not compatible_sizes(*a[-2:]):
            raise VerifyException(
                f"two minor dimensions of operand 'a' must be compatible, but got '{self.a.type}'"
            )
        if len(a) != len(b):
            raise VerifyException(f"operands must have equal rank, but got {types}")
        shared = b[-2] if self.left_side else b[-1]
        if not compatible_sizes(a[-1], shared):
            raise VerifyException(
                f"shared dimension of operands 'a' and 'b' must be compatible, but got {types}"
            )
        if not compatible_shapes(a[:-2], b[:-2]):
            raise VerifyException(
                f"batch dimensions of the operands must be compatible, but got {types}"
            )
        if self.transpose_a is Transpose.TRANSPOSE_INVALID:
            raise VerifyException("Invalid transpose option value for triangular solve")
        # triangular_solve_c4
        return [self.b.type]
