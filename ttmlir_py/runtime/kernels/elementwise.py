"""Elementwise ops: one function of the array library each, applied to all chips at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from xdsl.dialects.builtin import IntegerType

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels import complex_functions, integers
from ttmlir_py.runtime.kernels.integers import is_integral
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.values import align

ArrayKernel = Callable[..., Array]


def pointwise(function: Callable[..., Array]) -> ArrayKernel:
    """A kernel from a function of the namespace and arrays, whose ranks are aligned first."""

    def kernel(machine: Machine, op: Any, *arrays: Array) -> Array:
        return function(machine.xp, *align(machine.lead, *arrays))

    return kernel


def named(name: str) -> ArrayKernel:
    """A kernel from the namespace's function of one name."""
    return pointwise(lambda xp, *arrays: getattr(xp, name)(*arrays))


def accurate(name: str, of_complex: Callable[..., Array] | None = None) -> ArrayKernel:
    """As `named`; complex numbers of two f32 are computed in f64, for f32 cancels too much.

    `of_complex` is for complex numbers, where the namespace's function is not good enough.
    """

    def function(xp: Any, *arrays: Array) -> Array:
        if arrays[0].dtype.kind != "c":
            return getattr(xp, name)(*arrays)
        wide = [x.astype(np.complex128) for x in arrays]
        result = of_complex(xp, *wide) if of_complex else getattr(xp, name)(*wide)
        return result.astype(arrays[0].dtype, copy=False)

    return pointwise(function)


def of_bits(function: Callable[..., Array]) -> ArrayKernel:
    """A kernel from a function that is also told the bits that an integer leaves spare."""

    def kernel(machine: Machine, op: Any, *arrays: Array) -> Array:
        type_ = op.operands[0].type
        element = getattr(type_, "element_type", type_)
        held = 8 * arrays[0].dtype.itemsize
        spare = held - element.width.data if isinstance(element, IntegerType) else 0
        return function(machine.xp, max(spare, 0), *align(machine.lead, *arrays))

    return kernel


def special(name: str) -> ArrayKernel:
    """A kernel from the machine's special function of one name."""

    def kernel(machine: Machine, op: Any, *arrays: Array) -> Array:
        return getattr(machine.special, name)(*align(machine.lead, *arrays))

    return kernel


def _divide(xp: Any, lhs: Array, rhs: Array) -> Array:
    if lhs.dtype.kind == "c":
        return complex_functions.divide(xp, lhs, rhs)
    return integers.divide(xp, lhs, rhs) if is_integral(lhs) else xp.divide(lhs, rhs)


def _maximum(xp: Any, lhs: Array, rhs: Array) -> Array:
    """The larger one; of two zeros the positive one, where there is one."""
    result = xp.maximum(lhs, rhs)
    return _of_zeros(xp, lhs, rhs, result, lambda: lhs + rhs)


def _minimum(xp: Any, lhs: Array, rhs: Array) -> Array:
    """The smaller one; of two zeros the negative one, where there is one."""
    result = xp.minimum(lhs, rhs)
    return _of_zeros(xp, lhs, rhs, result, lambda: -(-lhs - rhs))


def _of_zeros(xp: Any, lhs: Array, rhs: Array, result: Array, signed: Callable[[], Array]) -> Array:
    """The result, with another sign where both numbers are zero; XLA's own has that sign."""
    if xp is not np or result.dtype.kind in "biuc":
        return result
    is_zero = result == 0
    if not is_zero.any():
        return result
    return np.where(is_zero & (lhs == rhs), signed(), result)


def _remainder(xp: Any, lhs: Array, rhs: Array) -> Array:
    return integers.remainder(xp, lhs, rhs) if is_integral(lhs) else xp.fmod(lhs, rhs)


def _power(xp: Any, lhs: Array, rhs: Array) -> Array:
    if lhs.dtype == np.complex64:
        return xp.power(lhs.astype(np.complex128), rhs).astype(lhs.dtype)
    return integers.power(xp, lhs, rhs) if is_integral(lhs) else xp.power(lhs, rhs)


def _negative(xp: Any, x: Array) -> Array:
    return xp.negative(x) if x.dtype.kind != "b" else x


def _sign(xp: Any, x: Array) -> Array:
    return xp.where(x == 0, x, xp.sign(x))


def _round_away(xp: Any, x: Array) -> Array:
    whole = xp.trunc(x)
    away = xp.where(xp.abs(x - whole) >= 0.5, xp.sign(x), 0).astype(x.dtype)
    return xp.copysign(whole + away, x)


def _select(xp: Any, condition: Array, on_true: Array, on_false: Array) -> Array:
    return xp.where(condition != 0, on_true, on_false)


def _clamp(xp: Any, low: Array, x: Array, high: Array) -> Array:
    return xp.minimum(xp.maximum(x, low), high)


def _logistic(machine: Machine, op: Any, x: Array) -> Array:
    if x.dtype.kind == "c":
        wide = complex_functions.logistic(machine.xp, x.astype(np.complex128))
        return wide.astype(x.dtype, copy=False)
    return machine.special.expit(x)


def _rsqrt(xp: Any, x: Array) -> Array:
    return complex_functions.rsqrt(xp, x) if x.dtype.kind == "c" else 1 / xp.sqrt(x)


def _clamp_scalar(machine: Machine, op: Any, x: Array) -> Array:
    low, high = (getattr(op, name) for name in ("min", "max"))
    return machine.xp.clip(x, _number(low, x), _number(high, x))


def _number(value: Any, like: Array) -> Any:
    """The Python number of an attribute or number, within the range of an array's type."""
    plain = value.value.data if hasattr(value, "value") else value
    if like.dtype.kind in "iu":
        info = np.iinfo(like.dtype)
        return like.dtype.type(min(max(plain, info.min), info.max))
    return like.dtype.type(plain)


def _pow_scalar(machine: Machine, op: Any, x: Array) -> Array:
    return _power(machine.xp, x, machine.xp.asarray(_number(op.rhs, x)))


def _atan2(xp: Any, y: Array, x: Array) -> Array:
    if x.dtype.kind == "c":
        return -1j * xp.log((x + 1j * y) / xp.sqrt(x * x + y * y))
    return xp.arctan2(y, x)


def _cbrt(xp: Any, x: Array) -> Array:
    return xp.power(x, 1 / 3) if x.dtype.kind == "c" else xp.cbrt(x)


def map_(machine: Machine, op: Any, bodies: Any, *arrays: Array) -> Array:
    """A computation applied to every element."""
    rank = arrays[0].ndim - machine.lead
    (result,) = bodies[0](*arrays, batch=rank)
    return result


_UNARY = {
    "abs": named("abs"),
    "acos": accurate("arccos"),
    "acosh": accurate("arccosh"),
    "asin": accurate("arcsin"),
    "asinh": accurate("arcsinh"),
    "atan": accurate("arctan"),
    "atanh": accurate("arctanh"),
    "bitwise_not": named("bitwise_not"),
    "cbrt": pointwise(_cbrt),
    "ceil": named("ceil"),
    "conj": named("conj"),
    "cos": accurate("cos"),
    "cosh": accurate("cosh"),
    "cosine": accurate("cos"),
    "count_leading_zeros": of_bits(integers.count_leading_zeros),
    "exp": accurate("exp"),
    "exp2": named("exp2"),
    "expm1": accurate("expm1", complex_functions.expm1),
    "exponential": accurate("exp"),
    "exponential_minus_one": accurate("expm1", complex_functions.expm1),
    "floor": named("floor"),
    "frac": pointwise(lambda xp, x: x - xp.trunc(x)),
    "imag": pointwise(lambda xp, x: xp.imag(x)),
    "is_finite": named("isfinite"),
    "is_inf": named("isinf"),
    "is_neg_inf": named("isneginf"),
    "is_pos_inf": named("isposinf"),
    "isfinite": named("isfinite"),
    "log": accurate("log"),
    "log1p": accurate("log1p", complex_functions.log1p),
    "log_plus_one": accurate("log1p", complex_functions.log1p),
    "logical_not": pointwise(lambda xp, x: x == 0),
    "logistic": _logistic,
    "neg": pointwise(_negative),
    "negate": pointwise(_negative),
    "not": named("bitwise_not"),
    "popcnt": of_bits(integers.population_count),
    "real": pointwise(lambda xp, x: xp.real(x)),
    "reciprocal": pointwise(lambda xp, x: 1 / x),
    "round_nearest_afz": pointwise(_round_away),
    "round_nearest_even": named("rint"),
    "rsqrt": pointwise(_rsqrt),
    "sigmoid": _logistic,
    "sign": pointwise(_sign),
    "signbit": named("signbit"),
    "sin": accurate("sin"),
    "sine": accurate("sin"),
    "sinh": accurate("sinh"),
    "sqrt": named("sqrt"),
    "tan": accurate("tan"),
    "tanh": accurate("tanh"),
    "trunc": named("trunc"),
}
_BINARY = {
    "add": named("add"),
    "and": named("bitwise_and"),
    "atan2": pointwise(_atan2),
    "bitwise_and": named("bitwise_and"),
    "bitwise_or": named("bitwise_or"),
    "bitwise_xor": named("bitwise_xor"),
    "complex": pointwise(complex_functions.join),
    "div": pointwise(_divide),
    "divide": pointwise(_divide),
    "eq": named("equal"),
    "ge": named("greater_equal"),
    "gt": named("greater"),
    "le": named("less_equal"),
    "logical_and": named("logical_and"),
    "logical_left_shift": of_bits(integers.shift_left),
    "logical_or": named("logical_or"),
    "logical_right_shift": of_bits(integers.shift_right_logical),
    "logical_xor": named("logical_xor"),
    "lt": named("less"),
    "maximum": pointwise(_maximum),
    "minimum": pointwise(_minimum),
    "multiply": named("multiply"),
    "ne": named("not_equal"),
    "or": named("bitwise_or"),
    "pow": pointwise(_power),
    "pow_tensor": pointwise(_power),
    "power": pointwise(_power),
    "remainder": pointwise(_remainder),
    "right_shift": of_bits(integers.shift_right_arithmetic),
    "shift_left": of_bits(integers.shift_left),
    "shift_right_arithmetic": of_bits(integers.shift_right_arithmetic),
    "shift_right_logical": of_bits(integers.shift_right_logical),
    "subtract": named("subtract"),
    "xor": named("bitwise_xor"),
}
_OTHER = {
    "clamp": pointwise(_clamp),
    "clamp_scalar": _clamp_scalar,
    "clamp_tensor": pointwise(lambda xp, x, low, high: _clamp(xp, low, x, high)),
    "map": map_,
    "pow_scalar": _pow_scalar,
    "select": pointwise(_select),
    "where": pointwise(_select),
}
KERNELS = _UNARY | _BINARY | _OTHER
