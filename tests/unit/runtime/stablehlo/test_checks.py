"""Checks hold exactly where they should, and a failing one shows the first element."""

from typing import Any

import ml_dtypes
import numpy as np
import pytest
from simulated import run
from xdsl.dialects.builtin import ComplexType, Float16Type, Float64Type, f32

from ttmlir_py.runtime.kernels.checks import ulp_difference
from ttmlir_py.syntax.diagnostics import CompileError

F = "tensor<3xf32>"


def check(op: str, actual: Any, expected: Any) -> None:
    text = f"func.func @main(%a: {F}, %b: {F}) {{ {op} return }}"
    run(text, np.float32(actual), np.float32(expected))


EQ = f"check.expect_eq %a, %b : {F}"
NEAR = f"check.expect_almost_eq %a, %b, tolerance = 0.5 : {F}"
CLOSE = f"check.expect_close %a, %b, max_ulp_difference = 3 : {F}, {F}"
APART = f"check.expect_close %a, %b, max_ulp_difference = 9, min_ulp_difference = 1 : {F}, {F}"
CALL = f"stablehlo.custom_call @check.expect_{{}}(%a, %b) : ({F}, {F}) -> ()"
nan, inf = np.nan, np.inf
ULP = np.spacing(np.float32(1))
HOLD = [
    (EQ, [1, -0.0, inf], [1, 0.0, inf]),
    (EQ, [nan, 1, 2], [-nan, 1, 2]),
    (NEAR, [1, 2, inf], [1.5, 1.5, inf]),
    (NEAR, [nan, 0, -inf], [nan, 0.5, -inf]),
    (CLOSE, [1, nan, 0.0], [1 + 3 * ULP, -nan, -0.0]),
    (CLOSE, [1e-45, inf, 0], [-1e-45, inf, 3e-45]),
    (APART, [1, 2, 3], [1 + ULP, 2 + 4 * ULP, 3 + 2 * ULP]),
    (CALL.format("eq"), [1, 2, 3], [1, 2, 3]),
    (CALL.format("almost_eq"), [1, 2, 3], [1, 2.0009, 3]),
    (CALL.format("close"), [1, 2, 3], [1 + 3 * ULP, 2, 3]),
]
FAIL = [
    (EQ, [1, 2, 3], [1, 2.5, 4], "Element values don't match: 2.000000e+00 (actual) vs "),
    (EQ, [nan, 2, 3], [1, 2, 3], "at index [0]; 1 of 3 differ"),
    (NEAR, [1, 2, 3], [1, 2, 3.51], "match with tolerance 0.500000: 3.000000e+00 (actual) vs"),
    (NEAR, [1, inf, 3], [1, 1, 3], "at index [1]"),
    (CLOSE, [1, 2, 3], [1 + 4 * ULP, 2, 3], "maximal ULP difference=3 limit: 1.000000e+00"),
    (CLOSE, [1, 2, 3], [1 + 4 * ULP, 2, 3], "at index [0], ULP difference=4; 1 of 3 differ"),
    (CLOSE, [1, 2, nan], [1, 2, 3], f"ULP difference={2**64 - 1}"),
    (APART, [1, 2, 3], [1, 2 + 2 * ULP, 3 + 2 * ULP], "ULP difference=0"),
    (CALL.format("eq"), [1, 2, 3], [1, 2, 4], "at index [2]"),
    (CALL.format("almost_eq"), [1, 2, 3], [1, 2.002, 3], "tolerance 0.001000"),
    (CALL.format("close"), [1, 2, 3], [1 + 4 * ULP, 2, 3], "difference=3 limit"),
]


@pytest.mark.parametrize(("op", "actual", "expected"), HOLD)
def test_holds(op: str, actual: Any, expected: Any):
    check(op, actual, expected)


@pytest.mark.parametrize(("op", "actual", "expected", "message"), FAIL)
def test_fails(op: str, actual: Any, expected: Any, message: str):
    with pytest.raises(CompileError) as caught:
        check(op, actual, expected)
    assert message in str(caught.value)


def test_error_has_the_place_of_the_check():
    with pytest.raises(CompileError) as caught:
        run(
            "func.func @main() {\n%0 = stablehlo.constant dense<1> : tensor<i4>\n"
            "check.expect_eq_const %0, dense<2> : tensor<i4>\nreturn }"
        )
    assert ":3:1: error: 'check.expect_eq_const' op Element values don't match: 1" in str(
        caught.value
    )


def test_complex_values_are_compared_part_by_part():
    c = "tensor<2xcomplex<f32>>"
    text = f"func.func @main(%a: {c}, %b: {c}) {{ check.expect_almost_eq %a, %b : {c} return }}"
    x = np.complex64([1 + 2j, 3 - 1j])
    run(text, x, x + np.float32(5e-5))
    with pytest.raises(CompileError, match=r"\[3.000000e\+00, -1.000000e\+00\] \(actual\)"):
        run(text, x, x + np.complex64([0, 1j]))


def test_almost_equal_needs_floats():
    text = """func.func @main(%a: tensor<i8>) {
      stablehlo.custom_call @check.expect_almost_eq(%a, %a) : (tensor<i8>, tensor<i8>) -> ()
      return
    }"""
    with pytest.raises(CompileError, match="compares floats"):
        run(text, np.int8(1))


def test_check_eq_gives_true():
    text = """func.func @main(%a: tensor<2xf64>, %b: tensor<2xf64>) -> tensor<i1> {
      %0 = stablehlo.custom_call @check.eq(%a, %b)
        : (tensor<2xf64>, tensor<2xf64>) -> tensor<i1>
      return %0 : tensor<i1>
    }"""
    assert run(text, np.ones(2), np.ones(2) + 9e-5)[0]
    with pytest.raises(CompileError):
        run(text, np.ones(2), np.ones(2) + 2e-4)


@pytest.mark.parametrize(
    ("element", "dtype"), [(Float16Type(), np.float16), (f32, np.float32), (Float64Type(), float)]
)
def test_distance_is_the_number_of_steps(element: Any, dtype: Any):
    steps = 5
    x = np.array([0, -2, 1.5, -1e-7, 3e-3], dtype)
    y = x
    for _ in range(steps):
        y = np.nextafter(y, np.array(np.inf, dtype))
    assert (ulp_difference(element, x, y) == steps).all()
    assert (ulp_difference(element, y, x) == steps).all()


def test_distance_of_complex_numbers_is_that_of_the_worse_part():
    x = np.complex64([1 + 1j])
    y = np.complex64(complex(1 + 2 * ULP, 1 - 3 * ULP / 2))
    assert ulp_difference(ComplexType(f32), x, y) == 3


def test_every_narrow_float_is_its_own_neighbour():
    values = np.arange(256, dtype=np.uint8).view(ml_dtypes.float8_e5m2).astype(np.float32)
    finite = np.sort(values[np.isfinite(values) & (values > 0)])
    text = """func.func @main(%a: tensor<{n}xf8E5M2>, %b: tensor<{n}xf8E5M2>) {{
      check.expect_close %a, %b, max_ulp_difference = 1, min_ulp_difference = 1
        : tensor<{n}xf8E5M2>, tensor<{n}xf8E5M2>
      return
    }}"""
    run(text.format(n=finite.size - 1), finite[1:], finite[:-1])
