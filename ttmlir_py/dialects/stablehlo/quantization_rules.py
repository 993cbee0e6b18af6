"""What quantized element types of operands and results must have in common."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod as product
from typing import TYPE_CHECKING

from xdsl.ir import Attribute, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.constraints import is_quantized
from ttmlir_py.dialects.stablehlo.inference import compatible_sizes
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.shapes import DYNAMIC, element_of, shape_of

if TYPE_CHECKING:  # loads only where a program names a quantized type
    from ttmlir_py.dialects.quant.types import UniformQuantizedType


def quantized(of: SSAValue | Attribute) -> UniformQuantizedType | None:
    """The quantized element type of a tensor, or None."""
    element = element_of(of)
    return element if is_quantized(element) else None  # pyright: ignore[reportReturnType]


def storage_width(of: SSAValue) -> int:
    """Bits of one element of a tensor, as it is stored."""
    type_ = quantized(of)
    return bit_width(element_of(of) if type_ is None else type_.storage_type)


def both_per_axis(
    left: SSAValue, right: SSAValue
) -> tuple[UniformQuantizedType, UniformQuantizedType] | None:
    """The element types of two tensors that are quantized per axis, or None."""
    types = quantized(left), quantized(right)
    if types[0] is None or types[1] is None:
        return None
    return (types[0], types[1]) if types[0].is_per_axis and types[1].is_per_axis else None


def verify_same_quantization(operand: SSAValue, result: SSAValue, *, per_axis: bool) -> None:
    """Raise where scales and zero points of a moved tensor change."""
    left, right = quantized(operand), quantized(result)
    if left is None or right is None or left.is_per_axis != right.is_per_axis:
        return
    if not left.is_per_axis and left != right:
        raise VerifyException(
            "expect same quantization scale and zero_point but got "
            f"'{operand.type}' vs '{result.type}'"
        )
    if not (left.is_per_axis and per_axis):
        return
    if (left.scales, left.zero_points) != (right.scales, right.zero_points):
        raise VerifyException(
            "expect same quantization scales and zero_points but got "
            f"'{operand.type}' vs '{result.type}'"
        )


def verify_transpose(operand: SSAValue, result: SSAValue, permutation: Sequence[int]) -> None:
    """Raise unless the quantized dimension moves with the permutation."""
    pair = both_per_axis(operand, result)
    if pair is None:
        return
    source, target = pair[0].quantized_dimension, pair[1].quantized_dimension
    assert target is not None
    if source != permutation[target]:
        raise VerifyException(
            f"operand quantization_dimension {source} is not same as permutation[{target}] = "
            f"{permutation[target]}"
        )


def verify_broadcast(operand: SSAValue, result: SSAValue, dims: Sequence[int]) -> None:
    """Raise unless the quantized dimension and its scales follow the broadcast."""
    pair = both_per_axis(operand, result)
    if pair is None:
        return
    left, right = pair
    source, target = left.quantized_dimension, right.quantized_dimension
    assert source is not None
    if target != dims[source]:
        raise VerifyException(
            f"result quantization_dimension {target} not same as broadcast_dimensions[{source}] = "
            f"{dims[source]}"
        )
    if shape_of(operand)[source] != 1:
        return
    for index, (scale, zero) in enumerate(zip(right.scales, right.zero_points, strict=True)):
        if scale != left.scales[0]:
            raise VerifyException(
                f"mismatch result scale {index} ({scale:.6e}) and operand scale 0 "
                f"({left.scales[0]:.6e})"
            )
        if zero != left.zero_points[0]:
            raise VerifyException(
                f"mismatch result zero_point {index} ({zero}) and operand zero_point 0 "
                f"({left.zero_points[0]})"
            )


def verify_reshape(operand: SSAValue, result: SSAValue) -> None:
    """Raise unless the quantized dimension keeps its place among the elements."""
    pair = both_per_axis(operand, result)
    if pair is None:
        verify_same_quantization(operand, result, per_axis=True)
        return
    source, target = pair[0].quantized_dimension, pair[1].quantized_dimension
    before, after = shape_of(operand), shape_of(result)
    assert source is not None
    assert target is not None
    if not compatible_sizes(before[source], after[target]):
        raise VerifyException(
            "expect same quantization dimension size for operand and result "
            f"'{operand.type}' and '{result.type}'"
        )
    verify_same_quantization(operand, result, per_axis=True)
    if DYNAMIC in before or DYNAMIC in after:
        return
    counts = product(before[:source]), product(after[:target])
    if counts[0] != counts[1]:
        raise VerifyException(
            "product of dimensions before quantization dimension must match between operand and "
            f"result for {counts[0]} and {counts[1]}"
        )


def compatible_signs(left: SSAValue, right: SSAValue) -> bool:
    """Whether two tensors are stored with the same signedness, where both are quantized."""
    types = quantized(left), quantized(right)
    if types[0] is None or types[1] is None:
        return True
    return types[0].storage_type.signedness == types[1].storage_type.signedness


def verify_binary(lhs: SSAValue, rhs: SSAValue, result: SSAValue) -> None:
    """Raise unless the types of an addition are all or none quantized, in the same terms."""
    types = [quantized(each) for each in (lhs, rhs, result)]
    if types == [None, None, None]:
        return
    known = [type_ for type_ in types if type_ is not None]
    # add_c2
    if len(known) < 3:
        raise VerifyException(
            "expects  all operands and results to be either quantized or non-quantized"
        )
    # add_c3
    if len({type_.storage_type for type_ in known}) > 1:
        raise VerifyException("mismatched operands and result quantization storage types")
    # add_c4
    if len({type_.expressed_type for type_ in known}) > 1:
        raise VerifyException("mismatched operands and result quantization expressed types")
    _verify_binary_axes(*known)


def _verify_binary_axes(
    lhs: UniformQuantizedType, rhs: UniformQuantizedType, result: UniformQuantizedType
) -> None:
    if not (lhs.is_per_axis or rhs.is_per_axis):
        if result.is_per_axis:
            raise VerifyException(
                "result per_axis quantized but none from rhs and lhs are per_axis quantized"
            )
        return
    # add_c5
    if not result.is_per_axis:
        raise VerifyException("result is not per_axis quantized but lhs or rhs are")
    # add_c6, add_c7
    for name, type_ in (("lhs", lhs), ("rhs", rhs)):
        if type_.is_per_axis and type_.quantized_dimension != result.quantized_dimension:
            raise VerifyException(
                f"quantization_dimension of {name} and result are not same '{type_}' vs '{result}'"
            )


def verify_contraction(lhs: SSAValue, rhs: SSAValue, result: SSAValue) -> bool:
    """Raise unless a contraction is quantized in a way that has a meaning; whether it is at all."""
    left, right, out = quantized(lhs), quantized(rhs), quantized(result)
    if left is None and right is None and out is None:
        return False
    # convolution_c28, dot_general_c14
    if right is None or (left is None) != (out is None):
        raise VerifyException(
            "rhs should be quantized for quantized operations and "
            "is_quantized(lhs)=is_quantized(result) should hold"
        )
    if left is None or out is None:
        # convolution_c34, dot_general_c20
        if not element_of(lhs) == right.expressed_type == element_of(result):
            raise VerifyException(
                "mismatched rhs quantization expressed type and lhs and result element type"
            )
        return True
    # convolution_c31, dot_general_c17
    if left.storage_type != right.storage_type:
        raise VerifyException("mismatched lhs and rhs quantization storage types")
    # convolution_c32, dot_general_c18
    if not left.expressed_type == right.expressed_type == out.expressed_type:
        raise VerifyException("mismatched lhs, rhs and result quantization expressed types")
    # convolution_c33, dot_general_c19
    if out.is_per_axis and not right.is_per_axis:
        raise VerifyException("mismatched rhs and result quantization granularity")
    return True
