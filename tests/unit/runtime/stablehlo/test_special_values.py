"""Signed zeros, infinities and cancellation, where a formula or numpy alone would go wrong."""

import numpy as np
import pytest

import ttmlir_py


def run(op: str, *inputs: np.ndarray) -> np.ndarray:
    """One elementwise op on values of its own type."""
    element = {"f": "f32", "F": "complex<f32>", "D": "complex<f64>"}[inputs[0].dtype.char]
    type_ = f"tensor<{inputs[0].size}x{element}>"
    names = ", ".join(f"%{i}" for i in range(len(inputs)))
    arguments = ", ".join(f"%{i}: {type_}" for i in range(len(inputs)))
    (result,) = ttmlir_py.interpret(
        f"func.func @main({arguments}) -> {type_} {{\n"
        f"  %r = stablehlo.{op} {names} : {type_}\n  return %r : {type_}\n}}",
        *inputs,
    )
    return result


def floats(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


@pytest.mark.parametrize(("op", "negative"), [("maximum", [0, 0, 0, 1]), ("minimum", [0, 1, 1, 1])])
def test_zeros_have_an_order(op: str, negative: list[int]):
    result = run(op, floats(0, 0, -0.0, -0.0), floats(0, -0.0, 0, -0.0))
    np.testing.assert_array_equal(np.signbit(result), np.array(negative, bool))


def test_rounding_to_zero_keeps_the_sign():
    result = run("round_nearest_afz", floats(-0.3, -0.0, 0.3, -0.5))
    np.testing.assert_array_equal(result, floats(0, 0, 0, -1))
    np.testing.assert_array_equal(np.signbit(result), [True, True, False, True])


def test_complex_numbers_hold_infinite_parts():
    text = """func.func @main(%x: tensor<2xf32>, %y: tensor<2xf32>) -> tensor<2xcomplex<f32>> {
      %r = stablehlo.complex %x, %y : tensor<2xcomplex<f32>>
      return %r : tensor<2xcomplex<f32>>
    }"""
    (result,) = ttmlir_py.interpret(text, floats(1, -0.0), floats(np.inf, np.nan))
    np.testing.assert_array_equal(result.real, floats(1, 0))
    np.testing.assert_array_equal(result.imag, floats(np.inf, np.nan))
    assert np.signbit(result.real[1])


@pytest.mark.parametrize("dtype", [np.complex64, np.complex128])
@pytest.mark.parametrize(
    ("op", "number", "expected"),
    [
        ("log_plus_one", 1e-20 + 2e-20j, 1e-20 + 2e-20j),
        ("log_plus_one", -1 + 1e-20j, np.log(1e-20) + 0.5j * np.pi),
        ("exponential_minus_one", 1e-20 + 2e-20j, 1e-20 + 2e-20j),
        ("exponential_minus_one", complex(np.inf, 0), complex(np.inf, 0)),
        ("logistic", complex(-np.inf, 1), 0),
        ("logistic", 800 + 1j, 1),
        ("rsqrt", complex(1, np.inf), 0),
    ],
)
def test_complex_functions(op: str, number: complex, expected: complex, dtype: type):
    (result,) = run(op, np.array([number], dtype))
    close = {"rtol": 1e-6} if dtype is np.complex64 else {"rtol": 1e-14}
    for part in ("real", "imag"):
        got, want = getattr(result, part), getattr(np.complex128(expected), part)
        np.testing.assert_allclose(got, want, atol=1e-30, **close)


def test_division_by_infinity_vanishes():
    result = run("divide", np.array([1 + 2j, 3j], np.complex64), np.full(2, np.inf + 1j, "F"))
    np.testing.assert_array_equal(result, [0, 0])


def test_few_exponent_bits_keep_infinity():
    text = """func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
      %r = stablehlo.reduce_precision %x, format = e2m1 : tensor<4xf32>
      return %r : tensor<4xf32>
    }"""
    (result,) = ttmlir_py.interpret(text, floats(np.inf, -np.inf, 0.3, 3.6))
    np.testing.assert_array_equal(result, floats(np.inf, -np.inf, 0, np.inf))
