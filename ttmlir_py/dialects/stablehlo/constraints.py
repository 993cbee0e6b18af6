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


def is_quantized_per_tensor(element: Attribute) -> bool:
    """A quantized type with one scale for all elements, zero points within its range."""
    return is_quantized(element) and _has_valid_zero_points(element, per_axis=False)


def is_quantized_per_axis(element: Attribute) -> bool:
    """A quantized type with a scale for every index of a dimension."""
    return is_quantized(element) and _has_valid_zero_points(element, per_axis=True)


def _has_valid_zero_points(element: Attribute, *, per_axis: bool) -> bool:
    # loads only where a program names a quantized type
    from ttmlir_py.dialects.quant.types import UniformQuantizedType, full_range

    if not isinstance(element, UniformQuantizedType) or element.is_per_axis != per_axis:
        return False
    if element.storage_type.signedness.data is Signedness.SIGNED:
        return False
    low, high = element.storage_range or full_range(element.storage_type)
    return all(low <= point <= high for point in element.zero_points)


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


def _is_plain(element: Attribute) -> bool:
    return is_float(element) or is_integer(element) or is_predicate(element) or is_complex(element)


def _is_per_tensor(element: Attribute) -> bool:
    return _is_plain(element) or is_quantized_per_tensor(element)


def _is_element(element: Attribute) -> bool:
    return _is_per_tensor(element) or is_quantized_per_axis(element)


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


def _with_valid_axis(constraint: TypeConstraint) -> TypeConstraint:
    """The same, if a quantized dimension is one of the tensor's and has as many scales."""

    def accepts(type_: Attribute) -> bool:
        if not constraint.accepts(type_):
            return False
        assert isinstance(type_, TensorType), f"{type_}"
        return not is_quantized(type_.element_type) or _fits_axis(type_)

    return TypeConstraint(constraint.summary, accepts)


def _fits_axis(type_: TensorType[Attribute]) -> bool:
    from ttmlir_py.dialects.quant.types import UniformQuantizedType

    element, sizes = type_.element_type, type_.get_shape()
    assert isinstance(element, UniformQuantizedType), f"{element}"
    axis = element.quantized_dimension
    if axis is None:
        return True
    return 0 <= axis < len(sizes) and sizes[axis] in (DYNAMIC, len(element.scales))


_ALL_WORDS = f"{_FLOAT} or bool or {_INTEGER} or {_COMPLEX} or {_PER_TENSOR}"
_ALL_AND_AXIS_WORDS = f"{_ALL_WORDS} or {_PER_AXIS}"

TENSOR = _ranked(_ALL_WORDS, _is_per_tensor)
QUANTIZABLE_TENSOR = _with_valid_axis(_ranked(_ALL_AND_AXIS_WORDS, _is_element))
FLOAT_TENSOR = _ranked(_FLOAT, is_float)
FLOAT_32_OR_64_TENSOR = _ranked("32/64-bit float", is_float32_or_64)
FLOAT_OR_COMPLEX_TENSOR = _ranked(f"{_FLOAT} or {_COMPLEX}", any_of(is_float, is_complex))
FLOAT_OR_QUANTIZED_TENSOR = _ranked(
    f"{_FLOAT} or {_PER_TENSOR}", any_of(is_float, is_quantized_per_tensor)
)
FLOAT_COMPLEX_OR_QUANTIZED_TENSOR = _ranked(
    f"{_FLOAT} or {_COMPLEX} or {_PER_TENSOR}",
    any_of(is_float, is_complex, is_quantized_per_tensor),
)
NUMBER_TENSOR = _ranked(
    f"{_INTEGER} or {_FLOAT} or {_COMPLEX} or {_PER_TENSOR}",
    any_of(is_integer, is_float, is_complex, is_quantized_per_tensor),
)
SIGNED_TENSOR = _ranked(
    f"{_SIGNLESS} or {_FLOAT} or {_COMPLEX} or {_PER_TENSOR}",
    any_of(is_signed_integer, is_float, is_complex, is_quantized_per_tensor),
)
SIGNED_REAL_TENSOR = _ranked(
    f"{_SIGNLESS} or {_FLOAT} or {_PER_TENSOR}",
    any_of(is_signed_integer, is_float, is_quantized_per_tensor),
)
UNQUANTIZED_TENSOR = _ranked(
    f"{_FLOAT} or bool or {_INTEGER} or {_COMPLEX}",
    _is_plain,
)
QUANTIZED_TENSOR = _with_valid_axis(
    _ranked(f"{_PER_TENSOR} or {_PER_AXIS}", any_of(is_quantized_per_tensor, is_quantized_per_axis))
)
FLOAT_OR_ANY_QUANTIZED_TENSOR = _with_valid_axis(
    _ranked(
        f"{_FLOAT} or {_PER_TENSOR} or {_PER_AXIS}",
        any_of(is_float, is_quantized_per_tensor, is_quantized_per_axis),
    )
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
SCALAR_TENSOR = _with_rank(0, _ALL_WORDS, _is_per_tensor)
SCALAR_INTEGER_TENSOR = _with_rank(0, _INTEGER, is_integer)
SCALAR_REAL_TENSOR = _with_rank(
    0, f"bool or {_INTEGER} or {_FLOAT}", any_of(is_predicate, is_integer, is_float)
)
VECTOR_FLOAT_TENSOR = _with_rank(
    1, f"{_FLOAT} or {_PER_TENSOR}", any_of(is_float, is_quantized_per_tensor)
)
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
    any_of(is_integer, is_float, is_complex, is_quantized_per_tensor),
)
STATIC_INTEGER_OR_FLOAT_TENSOR = _static(
    "statically shaped tensor", f"{_INTEGER} or {_FLOAT}", any_of(is_integer, is_float)
)


def _static_or_bounded(type_: Attribute) -> bool:
    if not QUANTIZABLE_TENSOR.accepts(type_):
        return False
    assert isinstance(type_, TensorType), f"{type_}"
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
TENSOR_OR_TOKEN = _either(TENSOR, TOKEN)
QUANTIZABLE_TENSOR_OR_TOKEN = _either(QUANTIZABLE_TENSOR, TOKEN)
STATIC_TENSOR_OR_TOKEN = _either(STATIC_TENSOR, TOKEN)
TENSOR_TOKEN_OR_BUFFER = _either(QUANTIZABLE_TENSOR, TOKEN, BUFFER)
TENSOR_TOKEN_OR_TUPLE = _either(QUANTIZABLE_TENSOR, TOKEN, TUPLE)
ANY_VALUE = _either(QUANTIZABLE_TENSOR, TOKEN, TUPLE, BUFFER)
CUSTOM_CALL_VALUE = _either(ANY_RANK_TENSOR, BUFFER, TOKEN, TUPLE, FUTURE)
