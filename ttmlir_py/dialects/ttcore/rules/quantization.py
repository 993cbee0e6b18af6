"""Rules of conversion to, from and between quantized element types."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import IntegerType, Signedness
from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.quant.types import UniformQuantizedType
from ttmlir_py.dialects.ttcore.base import Sizes, require
from ttmlir_py.support.element_types import is_float
from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import element_of, rank_of, shape_of


def require_float(side: str, element: Attribute) -> None:
    """The real side of a conversion."""
    require(is_float(element), f"{side} element type must be float, but got '{element}'")


def require_quantized(side: str, element: Attribute) -> None:
    """The quantized side of a conversion."""
    require(
        isinstance(element, UniformQuantizedType),
        f"{side} element type must be UniformQuantizedType or UniformQuantizedPerAxisType, "
        f"but got '{element}'",
    )


def require_same_granularity(source: Attribute, target: Attribute) -> None:
    """Both for the whole tensor, or both by index of a dimension."""
    match source, target:
        case UniformQuantizedType(), UniformQuantizedType():
            if source.is_per_axis == target.is_per_axis:
                return
        case _:
            pass
    raise VerifyException(
        "Input and output element types must both be per-axis or both be per-tensor quantized "
        f"types, but got '{source}' and '{target}'"
    )


def conversion_types(op: Op) -> Sequence[Attribute]:
    """The result type is given, as it says how to quantize; its shape is the input's."""
    assert op.results, f"{op.name} is built with its result type"
    source, target = op.operands[0], op.results[0]
    require(
        rank_of(source) == rank_of(target),
        f"Input tensor rank of {rank_of(source)} does not match the output tensor rank of "
        f"{rank_of(target)}",
    )
    require(
        shape_of(source) == shape_of(target),
        f"Output tensor shape ({Sizes(shape_of(target)):,}) must match the inferred shape: "
        f"({Sizes(shape_of(source)):,})",
    )
    return op.result_types


def verify_parameters(op: Op, axis: int | None) -> None:
    """Scales fit the quantized dimension, zero points the storage type."""
    source, target = op.operands[0], op.results[0]
    rank = rank_of(source)
    require(
        axis is None or 0 <= axis < rank,
        f"Axis value {axis} is out of the range [0, {rank}) for the input tensor of rank {rank}",
    )
    for value in (source, target):
        element = element_of(value)
        if isinstance(element, UniformQuantizedType):
            _verify_parameters(element, shape_of(value))


def _verify_parameters(element: UniformQuantizedType, shape: Sequence[int]) -> None:
    if element.quantized_dimension is not None:
        size = shape[element.quantized_dimension]
        require(
            len(element.scales) == size,
            f"Number of scales ({len(element.scales)}) does not match the size of the quantized "
            f"axis ({size})",
        )
    low, high = element.storage_range or _range_of(element.storage_type)
    for zero_point in element.zero_points:
        require(
            low <= zero_point <= high,
            f"Zero point {zero_point} is out of the range for storage type "
            f"'{element.storage_type}'",
        )


def _range_of(storage: IntegerType) -> tuple[int, int]:
    width = storage.width.data
    if storage.signedness.data is Signedness.UNSIGNED:
        return 0, (1 << width) - 1
    return -(1 << (width - 1)), (1 << (width - 1)) - 1
