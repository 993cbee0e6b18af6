"""Which types an operand or result may have, with the words MLIR uses for them in errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xdsl.dialects.builtin import IntegerType, TensorType, UnrankedTensorType
from xdsl.ir import Attribute

from ttmlir_py.support.element_types import is_complex, is_float, is_integer


@dataclass(frozen=True)
class TypeConstraint:
    """A test on a type and its description: `operand #0 must be <summary>, but got 'f32'`."""

    summary: str
    accepts: Callable[[Attribute], bool]


def _element(type_: Attribute) -> Attribute | None:
    return type_.element_type if isinstance(type_, TensorType) else None


def _tensor_of(test: Callable[[Attribute], bool]) -> Callable[[Attribute], bool]:
    def accepts(type_: Attribute) -> bool:
        element = _element(type_)
        return element is not None and test(element)

    return accepts


def _is_predicate(element: Attribute) -> bool:
    return isinstance(element, IntegerType) and element.width.data == 1


def tensor_of(summary: str, element: Callable[[Attribute], bool]) -> TypeConstraint:
    """Ranked tensors whose element type passes `element`."""
    return TypeConstraint(summary, _tensor_of(element))


ANY = TypeConstraint("any type", lambda type_: True)
ANY_TENSOR = TypeConstraint(
    "ranked tensor of any type values", lambda type_: isinstance(type_, TensorType)
)
ANY_SHAPED_TENSOR = TypeConstraint(
    "tensor of any type values",
    lambda type_: isinstance(type_, TensorType | UnrankedTensorType),
)
FLOAT_TENSOR = tensor_of("ranked tensor of floating-point values", is_float)
INTEGER_TENSOR = tensor_of("ranked tensor of integer values", is_integer)
COMPLEX_TENSOR = tensor_of("ranked tensor of complex type values", is_complex)
PREDICATE_TENSOR = tensor_of("ranked tensor of bool values", _is_predicate)
