"""CHLO's special functions: digits where formulas lose them, and values at poles."""

import ml_dtypes
import numpy as np
import pytest

import ttmlir_py


def run(op: str, *inputs: np.ndarray) -> np.ndarray:
    """One CHLO op on values of its own type."""
    names = {"float32": "f32", "float64": "f64", "complex128": "complex<f64>", "bfloat16": "bf16"}
    type_ = f"tensor<{inputs[0].size}x{names[inputs[0].dtype.name]}>"
    values = ", ".join(f"%{i}" for i in range(len(inputs)))
    arguments = ", ".join(f"%{i}: {type_}" for i in range(len(inputs)))
    (result,) = ttmlir_py.interpret(
        f"func.func @main({arguments}) -> {type_} {{\n"
        f"  %r = chlo.{op} {values} : {', '.join([type_] * len(inputs))} -> {type_}\n"
        f"  return %r : {type_}\n}}",
        *inputs,
    )
    return result


EXACT = [
    ("bessel_i1e", (-3.0,), -0.19682671329730085363),
    ("digamma", (-1.999999999,), -999999916.33685150888),
    ("digamma", (-25.75,), 0.12613378873435549632),
    ("erf_inv", (0.999999999,), 4.3200053881053620459),
    ("lgamma", (1e-300,), 690.77552789821370518),
    ("lgamma", (5e-324,), 744.44007192138126231),
    ("polygamma", (2, 0.75), -5.3026332163376396314),
    ("polygamma", (3, -1.5), 194.59427621918762242),
    ("zeta", (2.5, 0.25), 32.847451954697685863),
]
POLES = [
    ("digamma", (0,), np.nan),
    ("digamma", (-3,), np.nan),
    ("lgamma", (-3,), np.inf),
    ("polygamma", (1, -2), np.inf),
    ("polygamma", (2, -2), np.nan),
    ("polygamma", (1.5, 2), np.nan),
    ("zeta", (1, 2), np.inf),
    ("zeta", (2, -1), np.inf),
    ("zeta", (3, -1), np.nan),
]


@pytest.mark.parametrize(("op", "numbers", "expected"), EXACT + POLES)
def test_values(op: str, numbers: tuple[float, ...], expected: float):
    (result,) = run(op, *(np.array([number], np.float64) for number in numbers))
    np.testing.assert_allclose(result, expected, rtol=1e-14)


@pytest.mark.parametrize("op", ["bessel_i1e", "erf", "erf_inv"])
def test_odd_functions_keep_the_sign_of_zero(op: str):
    assert np.signbit(run(op, np.array([-0.0], np.float32))).all()


def test_a_narrow_number_has_narrow_neighbours():
    given = np.array([1, 1, np.inf, -0.0, 0], np.float32).astype(ml_dtypes.bfloat16)
    towards = np.array([2, 0, 0, 0, 1], np.float32).astype(ml_dtypes.bfloat16)
    result = run("next_after", given, towards).astype(np.float64)
    np.testing.assert_array_equal(result, [1 + 2**-7, 1 - 2**-8, 255 * 2.0**120, 0, 2.0**-133])
    assert not np.signbit(result[3])


def test_arc_functions_come_from_their_kernel():
    numbers = np.array([0.5 + 2j, -3 + 0j, 1 + 0j, 1e-9 - 1e-12j, -2 - 1e-20j, 0.25 + 0j])
    w = run("_asin_acos_kernel", numbers)
    np.testing.assert_allclose(np.arctan2(numbers.real, w.real), np.arcsin(numbers).real)
    np.testing.assert_allclose(w.imag, np.abs(np.arcsin(numbers).imag))


@pytest.mark.parametrize("kind", [np.int64, np.uint64, np.int8, np.uint32])
def test_high_product(kind: type):
    info = np.iinfo(kind)
    random = np.random.default_rng(0)
    lhs, rhs = random.integers(info.min, info.max, (2, 50), kind, endpoint=True)
    lhs[:2] = info.min, info.max
    rhs[:2] = info.min, info.max
    sign = "i" if np.issubdtype(kind, np.signedinteger) else "ui"
    type_ = f"tensor<50x{sign}{info.bits}>"
    (result,) = ttmlir_py.interpret(
        f"func.func @main(%0: {type_}, %1: {type_}) -> {type_} {{\n"
        f"  %r = chlo.mulhi %0, %1 : {type_}, {type_} -> {type_}\n  return %r : {type_}\n}}",
        lhs,
        rhs,
    )
    exact = [int(a) * int(b) >> info.bits for a, b in zip(lhs, rhs, strict=True)]
    assert result.tolist() == exact


def test_tensor_of_one_scalar():
    (result,) = ttmlir_py.interpret(
        """func.func @main(%x: tensor<2xf32>) -> tensor<2x3xf32> {
          %i = arith.constant 1 : index
          %s = tensor.extract %x[%i] : tensor<2xf32>
          %r = tensor.splat %s : tensor<2x3xf32>
          return %r : tensor<2x3xf32>
        }""",
        np.array([1, 5], np.float32),
    )
    np.testing.assert_array_equal(result, np.full((2, 3), 5))
