"""Checks of values, by the check dialect or as custom calls: a failing one is an error.

The rules are those of StableHLO's interpreter: equality is that of the element type, tolerance is
absolute, and distance is the number of floats between. But a NaN is what a NaN expects.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from xdsl.dialects.builtin import ComplexType
from xdsl.ir import Attribute

from ttmlir_py.runtime.formats import Array, format_of
from ttmlir_py.runtime.literals import array_of
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.text import element_text
from ttmlir_py.runtime.values import from_global
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.shapes import element_of
from ttmlir_py.syntax.diagnostics import fail

_NEVER = np.iinfo(np.uint64).max


def expect_eq(machine: Machine, op: Any, actual: Array, expected: Array) -> None:
    """Every element is equal."""
    equal = (actual == expected) | ((actual != actual) & (expected != expected))
    _require(machine, op, equal, actual, expected, "Element values don't match")


def expect_eq_const(machine: Machine, op: Any, actual: Array) -> None:
    """Every element is equal to a constant's."""
    expect_eq(machine, op, actual, from_global(machine.lead, array_of(op.value)))


def expect_almost_eq(machine: Machine, op: Any, actual: Array, expected: Array) -> None:
    """Every element differs by at most the tolerance."""
    _require_near(machine, op, actual, expected, op.tolerance)


def expect_almost_eq_const(machine: Machine, op: Any, actual: Array) -> None:
    """Every element differs from a constant's by at most the tolerance."""
    expect_almost_eq(machine, op, actual, from_global(machine.lead, array_of(op.value)))


def expect_close(machine: Machine, op: Any, actual: Array, expected: Array) -> None:
    """The number of floats between elements lies in a range."""
    limits = op.min_ulp_difference, op.max_ulp_difference
    _require_close(machine, op, actual, expected, *limits)


def _call_expect_almost_eq(machine: Machine, op: Any, actual: Array, expected: Array) -> None:
    _require_near(machine, op, actual, expected, 1e-3)


def _call_expect_close(machine: Machine, op: Any, actual: Array, expected: Array) -> None:
    _require_close(machine, op, actual, expected, 0, 3)


def _call_eq(machine: Machine, op: Any, actual: Array, expected: Array) -> Array:
    """Equal integers or nearly equal floats; true is the result, for otherwise there is none."""
    if actual.dtype.kind in "iub":
        expect_eq(machine, op, actual, expected)
    else:
        _require_near(machine, op, actual, expected, 1e-4)
    return np.ones((1,) * machine.lead, np.bool_)


def ulp_difference(element: Attribute, actual: Array, expected: Array) -> Array:
    """How many floats of an element type lie between two; all there are where one is not finite."""
    if isinstance(element, ComplexType):
        part = element.element_type
        real = ulp_difference(part, np.real(actual), np.real(expected))
        return np.maximum(real, ulp_difference(part, np.imag(actual), np.imag(expected)))
    left, right = _bits(element, actual), _bits(element, expected)
    sign = np.uint64(1 << (bit_width(element) - 1) if element.name != "f8E8M0FNU" else 0)
    from_zero = left & ~sign, right & ~sign
    apart = np.where(
        (left ^ right) & sign != 0,
        from_zero[0] + from_zero[1],
        np.maximum(*from_zero) - np.minimum(*from_zero),
    )
    same = (left == right) | (np.isnan(actual) & np.isnan(expected))
    finite = np.isfinite(actual) & np.isfinite(expected)
    return np.where(same, np.uint64(0), np.where(finite, apart, _NEVER))


def _bits(element: Attribute, x: Array) -> Array:
    stored = np.ascontiguousarray(x.astype(format_of(element).storage))
    return stored.view(f"u{stored.dtype.itemsize}").reshape(x.shape).astype(np.uint64)


def _require_near(
    machine: Machine, op: Any, actual: Array, expected: Array, tolerance: float
) -> None:
    if actual.dtype.kind not in "fc":
        fail(op, f"compares floats, got {op.operands[0].type}")
    near = _is_near(np.real(actual), np.real(expected), tolerance)
    if actual.dtype.kind == "c":
        near = near & _is_near(np.imag(actual), np.imag(expected), tolerance)
    what = f"Element values don't match with tolerance {tolerance:f}"
    _require(machine, op, near, actual, expected, what)


def _is_near(actual: Array, expected: Array, tolerance: float) -> Array:
    distance = np.abs(actual.astype(np.float64) - expected.astype(np.float64))
    none = np.isnan(actual) & np.isnan(expected)
    return none | (actual == expected) | (distance <= tolerance)


def _require_close(
    machine: Machine, op: Any, actual: Array, expected: Array, least: int, most: int
) -> None:
    if actual.dtype.kind not in "fc":
        fail(op, f"compares floats, got {op.operands[0].type}")
    apart = ulp_difference(element_of(op.operands[0]), actual, expected)
    _require(
        machine,
        op,
        (apart >= least) & (apart <= most),
        actual,
        expected,
        f"Elements values don't match with respect to maximal ULP difference={most} limit",
        lambda place: f", ULP difference={apart[place]}",
    )


def _require(
    machine: Machine,
    op: Any,
    holds: Array,
    actual: Array,
    expected: Array,
    what: str,
    more: Callable[[tuple[Any, ...]], str] = lambda place: "",
) -> None:
    """An error that shows the first element of which something does not hold."""
    if holds.all():
        return
    place = tuple(np.argwhere(~holds)[0])
    element = element_of(op.operands[0])
    values = (
        element_text(element, np.broadcast_to(x, holds.shape)[place]) for x in (actual, expected)
    )
    index = [int(i) for i in place[machine.lead :]]
    fail(
        op,
        f"{what}: {' (actual) vs '.join(values)} (expected) at index {index}{more(place)}; "
        f"{np.count_nonzero(~holds)} of {holds.size} differ",
    )


KERNELS = {
    "check.expect_almost_eq": expect_almost_eq,
    "check.expect_almost_eq_const": expect_almost_eq_const,
    "check.expect_close": expect_close,
    "check.expect_eq": expect_eq,
    "check.expect_eq_const": expect_eq_const,
}
TARGETS = {
    "check.eq": _call_eq,
    "check.expect_almost_eq": _call_expect_almost_eq,
    "check.expect_close": _call_expect_close,
    "check.expect_eq": expect_eq,
}
"""Target of a custom call -> its check; tolerances are fixed."""
