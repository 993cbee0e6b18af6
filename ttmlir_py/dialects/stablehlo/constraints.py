"""Types that StableHLO's operands and results may have, in the words of its errors."""

from __future__ import annotations

from collections.abc import Callable

from xdsl.dialects.builtin import (
    AnyFloat,
    ComplexType,
    Float32Type,
    Float64Type,
    IndexType,
    IntegerType,
    MemRefType,
    Signedness,
    TensorType,
    TupleType,
    UnrankedTensorType,
)
from xdsl.ir import Attribute

from ttmlir_py.dialects.stablehlo.types import FutureType, TokenType
from ttmlir_py.support.constraints import TypeConstraint, tensor_of
from ttmlir_py.support.shapes import DYNAMIC

ElementTest = Callable[[Attribute], bool]

_WIDTHS = frozenset((2, 4, 8, 16, 32, 64))


def is_predicate(element: Attribute) -> bool:
    """The boolean `i1`."""
    return (
        isinstance(element, IntegerType)
        and element.width.data == 1
        and element.signedness.data is Signedness.SIGNLESS
    )


def is_signed_integer(element: Attribute) -> bool:
    """Signless integers of at least two bits, which StableHLO reads as signed."""
    return (
        isinstance(element, IntegerType)
        and element.width.data in _WIDTHS
        and element.signedness.data is Signedness.SIGNLESS
    )


def is_integer(element: Attribute) -> bool:
    """Signed (signless in the text) and unsigned integers, without booleans."""
    return (
        isinstance(element, IntegerType)
        and element.width.data in _WIDTHS
        and element.signedness.data is not Signedness.SIGNED
    )


def is_float(element: Attribute) -> bool:
    """Floating-point numbers of 4 to 64 bits."""
    return isinstance(element, AnyFloat) and element.bitwidth <= 64


def is_float32_or_64(element: Attribute) -> bool:
    """The parts that a complex number may have."""
    return isinstance(element, Float32Type | Float64Type)


def is_complex(element: Attribute) -> bool:
    """Pairs of f32 or f64."""
    return isinstance(element, ComplexType) and is_float32_or_64(element.element_type)


def is_quantized(element: Attribute) -> bool:
    """`!quant.uniform<...>`, per tensor or per axis."""
    return element.name.startswith("quant.uniform")


def is_dimension(element: Attribute) -> bool:
    """What a dimension size may be stored as."""
    return isinstance(element, IndexType) or is_integer(element)


_FLOAT = "4/6/8/16/32/64-bit float"
_INTEGER = "2/4/8/16/32/64-bit integer"
_SIGNLESS = "2/4/8/16/32/64-bit signless integer"
_COMPLEX = "complex type with 32/64-bit float elements"
_PER_TENSOR = "per-tensor integer quantized"
_PER_AXIS = "per-axis integer quantized"


def any_of(*tests: ElementTest) -> ElementTest:
    """Elements that pass one of the tests."""
    return lambda element: any(test(element) for test in tests)


def _is_element(element: Attribute) -> bool:
    return (
        is_float(element)
        or (isinstance(element, IntegerType) and (is_integer(element) or is_predicate(element)))
        or is_complex(element)
        or is_quantized(element)
    )


def _ranked(words: str, test: ElementTest) -> TypeConstraint:
    return tensor_of(f"ranked tensor of {words} values", test)


def _with_rank(rank: int, words: str, test: ElementTest) -> TypeConstraint:
    def accepts(type_: Attribute) -> bool:
        return (
            isinstance(type_, TensorType)
            and len(type_.get_shape()) == rank
            and test(type_.element_type)
        )

    return TypeConstraint(f"{rank}D tensor of {words} values", accepts)


def _static(prefix: str, words: str, test: ElementTest, rank: int | None = None) -> TypeConstraint:
    def accepts(type_: Attribute) -> bool:
        return (
            isinstance(type_, TensorType)
            and DYNAMIC not in type_.get_shape()
            and (rank is None or len(type_.get_shape()) == rank)
            and test(type_.element_type)
        )

    return TypeConstraint(f"{prefix} of {words} values", accepts)


def _either(*constraints: TypeConstraint) -> TypeConstraint:
    words = " or ".join(constraint.summary for constraint in constraints)
    return TypeConstraint(words, lambda type_: any(c.accepts(type_) for c in constraints))


_ALL_WORDS = f"{_FLOAT} or bool or {_INTEGER} or {_COMPLEX} or {_PER_TENSOR}"
_ALL_AND_AXIS_WORDS = f"{_ALL_WORDS} or {_PER_AXIS}"

TENSOR = _ranked(_ALL_WORDS, _is_element)
QUANTIZABLE_TENSOR = _ranked(_ALL_AND_AXIS_WORDS, _is_element)
FLOAT_TENSOR = _ranked(_FLOAT, is_float)
FLOAT_32_OR_64_TENSOR = _ranked("32/64-bit float", is_float32_or_64)
FLOAT_OR_COMPLEX_TENSOR = _ranked(f"{_FLOAT} or {_COMPLEX}", any_of(is_float, is_complex))
FLOAT_OR_QUANTIZED_TENSOR = _ranked(f"{_FLOAT} or {_PER_TENSOR}", any_of(is_float, is_quantized))
FLOAT_COMPLEX_OR_QUANTIZED_TENSOR = _ranked(
    f"{_FLOAT} or {_COMPLEX} or {_PER_TENSOR}", any_of(is_float, is_complex, is_quantized)
)
NUMBER_TENSOR = _ranked(
    f"{_INTEGER} or {_FLOAT} or {_COMPLEX} or {_PER_TENSOR}",
    any_of(is_integer, is_float, is_complex, is_quantized),
)
SIGNED_TENSOR = _ranked(
    f"{_SIGNLESS} or {_FLOAT} or {_COMPLEX} or {_PER_TENSOR}",
    any_of(is_signed_integer, is_float, is_complex, is_quantized),
)
SIGNED_REAL_TENSOR = _ranked(
    f"{_SIGNLESS} or {_FLOAT} or {_PER_TENSOR}",
    any_of(is_signed_integer, is_float, is_quantized),
)
UNQUANTIZED_TENSOR = _ranked(
    f"{_FLOAT} or bool or {_INTEGER} or {_COMPLEX}",
    lambda element: _is_element(element) and not is_quantized(element),
)
QUANTIZED_TENSOR = _ranked(f"{_PER_TENSOR} or {_PER_AXIS}", is_quantized)
FLOAT_OR_ANY_QUANTIZED_TENSOR = _ranked(
    f"{_FLOAT} or {_PER_TENSOR} or {_PER_AXIS}", any_of(is_float, is_quantized)
)
INTEGER_TENSOR = _ranked(_INTEGER, is_integer)
INTEGER_OR_INDEX_TENSOR = _ranked(
    "integer or index", lambda element: isinstance(element, IntegerType | IndexType)
)
INTEGER_OR_FLOAT_TENSOR = _ranked(f"{_INTEGER} or {_FLOAT}", any_of(is_integer, is_float))
PREDICATE_TENSOR = _ranked("bool", is_predicate)
PREDICATE_OR_INTEGER_TENSOR = _ranked(f"bool or {_INTEGER}", any_of(is_predicate, is_integer))
PREDICATE_INTEGER_OR_FLOAT_TENSOR = _ranked(
    f"bool or {_INTEGER} or {_FLOAT}", any_of(is_predicate, is_integer, is_float)
)
COMPLEX_TENSOR = _ranked(_COMPLEX, is_complex)
I32_TENSOR = _ranked("32-bit signless integer", lambda element: element == IntegerType(32))
UI32_TENSOR = _ranked(
    "32-bit unsigned integer", lambda element: element == IntegerType(32, Signedness.UNSIGNED)
)
SCALAR_TENSOR = _with_rank(0, _ALL_WORDS, _is_element)
SCALAR_INTEGER_TENSOR = _with_rank(0, _INTEGER, is_integer)
SCALAR_REAL_TENSOR = _with_rank(
    0, f"bool or {_INTEGER} or {_FLOAT}", any_of(is_predicate, is_integer, is_float)
)
VECTOR_FLOAT_TENSOR = _with_rank(1, f"{_FLOAT} or {_PER_TENSOR}", any_of(is_float, is_quantized))
DIMENSION_TENSOR = _with_rank(1, f"index or {_INTEGER}", is_dimension)
STATIC_DIMENSION_TENSOR = _static(
    "statically shaped 1-dimensional tensor", f"index or {_INTEGER}", is_dimension, rank=1
)
STATIC_INTEGER_VECTOR = _static(
    "statically shaped 1-dimensional integer tensor", _INTEGER, is_integer, rank=1
)
STATIC_INTEGER_MATRIX = _static(
    "statically shaped 2-dimensional integer tensor", _INTEGER, is_integer, rank=2
)
STATIC_TENSOR = _static("statically shaped tensor", _ALL_AND_AXIS_WORDS, _is_element)
STATIC_NUMBER_TENSOR = _static(
    "statically shaped tensor",
    f"{_INTEGER} or {_FLOAT} or {_COMPLEX} or {_PER_TENSOR}",
    any_of(is_integer, is_float, is_complex, is_quantized),
)
STATIC_INTEGER_OR_FLOAT_TENSOR = _static(
    "statically shaped tensor", f"{_INTEGER} or {_FLOAT}", any_of(is_integer, is_float)
)


def _static_or_bounded(type_: Attribute) -> bool:
    if not isinstance(type_, TensorType) or not _is_element(type_.element_type):
        return False
    unknown = type_.get_shape().count(DYNAMIC)
    return unknown == 0 or (unknown == 1 and type_.encoding.name == "stablehlo.bounds")


STATIC_OR_BOUNDED_TENSOR = TypeConstraint(
    f"statically shaped or single bounded dimension tensor of {_ALL_AND_AXIS_WORDS} values",
    _static_or_bounded,
)
TOKEN = TypeConstraint("token", lambda type_: isinstance(type_, TokenType))
FUTURE = TypeConstraint("future", lambda type_: isinstance(type_, FutureType))
BUFFER = TypeConstraint(
    f"memref of {_ALL_WORDS} values",
    lambda type_: isinstance(type_, MemRefType) and _is_element(type_.element_type),
)


def _is_nested_tuple(type_: Attribute) -> bool:
    return isinstance(type_, TupleType) and all(
        _is_nested_tuple(part) or TENSOR_TOKEN_OR_BUFFER.accepts(part) for part in type_.types
    )


TUPLE = TypeConstraint(
    f"nested tuple with any combination of {TENSOR.summary} or {BUFFER.summary} or token values",
    _is_nested_tuple,
)
ANY_RANK_TENSOR = TypeConstraint(
    f"tensor of {_ALL_AND_AXIS_WORDS} values",
    lambda type_: (
        isinstance(type_, TensorType | UnrankedTensorType) and _is_element(type_.element_type)
    ),
)
TENSOR_OR_TOKEN = _either(QUANTIZABLE_TENSOR, TOKEN)
STATIC_TENSOR_OR_TOKEN = _either(STATIC_TENSOR, TOKEN)
TENSOR_TOKEN_OR_BUFFER = _either(QUANTIZABLE_TENSOR, TOKEN, BUFFER)
TENSOR_TOKEN_OR_TUPLE = _either(QUANTIZABLE_TENSOR, TOKEN, TUPLE)
ANY_VALUE = _either(QUANTIZABLE_TENSOR, TOKEN, TUPLE, BUFFER)
CUSTOM_CALL_VALUE = _either(ANY_RANK_TENSOR, BUFFER, TOKEN, TUPLE, FUTURE)
