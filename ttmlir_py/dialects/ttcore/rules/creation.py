"""Rules of ops that make tensors."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, DenseResourceAttr
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.support.element_types import is_float, is_integer
from ttmlir_py.support.properties import PropertyKind
from ttmlir_py.support.shapes import rank_of

CONSTANT_ELEMENTS = PropertyKind[DenseIntOrFPElementsAttr | DenseResourceAttr](
    "constant vector/tensor attribute",
    lambda attribute: isinstance(attribute, DenseIntOrFPElementsAttr | DenseResourceAttr),
    lambda attribute: attribute,
    lambda attribute: attribute,
)


def constant_type(value: DenseIntOrFPElementsAttr | DenseResourceAttr) -> Attribute:
    """The type of a constant's value."""
    type_ = value.type
    element = getattr(type_, "element_type", None)
    require(
        isinstance(element, Attribute) and (is_float(element) or is_integer(element)),
        "value attribute must be of int or float type.",
    )
    return type_


def range_size(start: int, end: int, step: int) -> int:
    """How many values `arange` has."""
    require(step != 0, "Step value cannot be zero")
    count = (end - start) // step
    require(count > 0, f"Invalid range: start={start}, end={end}, step={step}")
    return count


def verify_dropout(value: SSAValue, result: SSAValue, probability: float, scale: float) -> None:
    """A probability, a positive scale, and a tensor of rank 2 to 4."""
    require(
        value.type == result.type,
        "Input tensor type does not match with output tensor type. [Input tensor type = "
        f"'{value.type}', output tensor type = '{result.type}'].",
    )
    require(
        0 <= probability <= 1, f"Probability must be in range [0.0, 1.0], but got {probability}"
    )
    require(scale > 0, f"Scale must be positive, but got {scale}")
    rank = rank_of(value)
    require(2 <= rank <= 4, f"Input tensor rank must be 2, 3, or 4, but got {rank}")


def sizes_text(sizes: Sequence[int]) -> str:
    """`[64 : i32, 64 : i32]`."""
    return f"[{', '.join(f'{size} : i32' for size in sizes)}]"
