"""CHLO's functions told in StableHLO's compute what SciPy and NumPy compute."""

from collections.abc import Callable

import numpy as np
import pytest
import scipy.special as special

from ttmlir_py.context import Context
from ttmlir_py.passes.stablehlo.chlo.legalize import legalize
from ttmlir_py.passes.stablehlo.complex_math_expander import StablehloComplexMathExpanderPass
from ttmlir_py.runtime.program import run
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.verifier import verify

RNG = np.random.default_rng(0)
REAL = np.concatenate([RNG.normal(size=300), RNG.uniform(-1, 1, 300), 10 * RNG.normal(size=300)])
PARTS = RNG.normal(size=(2, 300)) * 10.0 ** RNG.uniform(-3, 3, (2, 300))
COMPLEX = PARTS[0].clip(-500, 500) + 1j * PARTS[1]
FUNCTIONS: dict[str, Callable[..., np.ndarray]] = {
    "acos": np.arccos,
    "acosh": np.arccosh,
    "asin": np.arcsin,
    "asinh": np.arcsinh,
    "atan": np.arctan,
    "atanh": np.arctanh,
    "bessel_i1e": special.i1e,
    "cosh": np.cosh,
    "digamma": special.digamma,
    "erf": special.erf,
    "erf_inv": special.erfinv,
    "erfc": special.erfc,
    "lgamma": special.gammaln,
    "sinh": np.sinh,
    "square": np.square,
    "tan": np.tan,
}
OF_COMPLEX = ("acos", "acosh", "asin", "asinh", "atan", "atanh", "square")
EXPANDED = {
    "exponential": np.exp,
    "log": np.log,
    "log_plus_one": np.log1p,
    "sqrt": np.sqrt,
}
PRECISION = {"f32": 2e-5, "f64": 1e-11}


def legalized(text: str):
    context = Context()
    module = parse_module(text, context)
    legalize(module)
    StablehloComplexMathExpanderPass().apply(context, module)
    assert verify(module, context.diagnostics), context.diagnostics.diagnostics
    assert not any(op.name.startswith("chlo.") for op in module.walk())
    return module


def function(op: str, *shapes: str, result: str = "") -> str:
    names = ", ".join(f"%{i}" for i in range(len(shapes)))
    given = ", ".join(f"%{i}: {shape}" for i, shape in enumerate(shapes))
    result = result or shapes[0]
    call = f'"{op}"({names}) : ({", ".join(shapes)}) -> {result}'
    return f"func.func @main({given}) -> {result} {{ %r = {call} return %r : {result} }}"


@pytest.mark.parametrize("element", PRECISION)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_real(name: str, element: str):
    x = REAL.astype({"f32": np.float32, "f64": np.float64}[element])
    (got,) = run(legalized(function(f"chlo.{name}", f"tensor<{x.size}x{element}>")), [x])
    with np.errstate(all="ignore"):
        wanted = FUNCTIONS[name](x.astype(np.float64))
    bound = PRECISION[element]
    np.testing.assert_allclose(got, wanted, rtol=bound * 10, atol=bound)


@pytest.mark.parametrize("name", [f"chlo.{name}" for name in OF_COMPLEX] + [*EXPANDED])
def test_complex(name: str):
    op = name if name.startswith("chlo.") else f"stablehlo.{name}"
    known = EXPANDED.get(name) or FUNCTIONS[name.removeprefix("chlo.")]
    (got,) = run(legalized(function(op, f"tensor<{COMPLEX.size}xcomplex<f64>>")), [COMPLEX])
    with np.errstate(all="ignore"):
        wanted = known(COMPLEX)
    np.testing.assert_allclose(got, wanted, rtol=1e-12)


@pytest.mark.parametrize("element", ["f16", "bf16"])
def test_narrow_floats_are_computed_in_32_bits(element: str):
    text = str(legalized(function("chlo.erf", f"tensor<3x{element}>")))
    assert f"tensor<3x{element}>) -> tensor<3xf32>" in text


def test_functions_of_two():
    n, x = np.array([0, 1, 2, 3.0, 0.5]), np.array([0.7, 1.5, 4.0, 0.2, 1.0])
    (got,) = run(legalized(function("chlo.polygamma", *["tensor<5xf64>"] * 2)), [n, x])
    wanted = special.polygamma(n.astype(int), x)
    np.testing.assert_allclose(got[:4], wanted[:4], rtol=1e-10)
    assert np.isnan(got[4])
    s, q = np.array([1.5, 2.0, 7.0, 1.0, 0.5]), np.array([0.5, 3.0, 10.0, 1.0, 1.0])
    (got,) = run(legalized(function("chlo.zeta", *["tensor<5xf64>"] * 2)), [s, q])
    np.testing.assert_allclose(got, special.zeta(s, q), rtol=1e-12)


def test_next_after():
    x = np.array([0, 1, -1, np.inf, 1e-45, np.nan], np.float32)
    y = np.array([1, 2, 1, 0, -1, 0], np.float32)
    (got,) = run(legalized(function("chlo.next_after", *["tensor<6xf32>"] * 2)), [x, y])
    np.testing.assert_array_equal(got, np.nextafter(x, y))


@pytest.mark.parametrize("element", ["i8", "ui8", "i32", "ui32", "i64", "ui64"])
def test_mulhi(element: str):
    bits, kind = int(element.lstrip("ui")), "uint" if element[0] == "u" else "int"
    dtype = np.dtype(f"{kind}{bits}")
    info = np.iinfo(dtype)
    x = RNG.integers(info.min, info.max, 50, dtype=dtype, endpoint=True)
    y = RNG.integers(info.min, info.max, 50, dtype=dtype, endpoint=True)
    (got,) = run(legalized(function("chlo.mulhi", *[f"tensor<50x{element}>"] * 2)), [x, y])
    wanted = [(int(a) * int(b)) >> bits for a, b in zip(x, y, strict=True)]
    assert got.tolist() == wanted


def test_top_k():
    x = RNG.permutation(24).reshape(2, 3, 4).astype(np.float32)
    text = """func.func @main(%x: tensor<2x3x4xf32>) -> (tensor<2x3x2xf32>, tensor<2x3x2xi32>) {
      %v, %i = chlo.top_k(%x, k = 2) : tensor<2x3x4xf32> -> (tensor<2x3x2xf32>, tensor<2x3x2xi32>)
      return %v, %i : tensor<2x3x2xf32>, tensor<2x3x2xi32> }"""
    values, places = run(legalized(text), [x])
    np.testing.assert_array_equal(values, -np.sort(-x)[..., :2])
    np.testing.assert_array_equal(np.take_along_axis(x, places.astype(int), 2), values)


@pytest.mark.parametrize("is_reverse", [False, True])
def test_scan(is_reverse: bool):
    x = RNG.integers(0, 9, (4, 3)).astype(np.int32)
    text = f"""func.func @main(%x: tensor<4x3xi32>, %c: tensor<3xi32>) -> tensor<4x3xi32> {{
      %o, %l = chlo.scan (%x) inits (%c) dimension=0
        attributes {{is_reverse = {str(is_reverse).lower()}}} {{
      ^bb0(%a: tensor<3xi32>, %b: tensor<3xi32>):
        %s = stablehlo.add %a, %b : tensor<3xi32>
        stablehlo.return %s, %s : tensor<3xi32>, tensor<3xi32>
      }} : (tensor<4x3xi32>, tensor<3xi32>) -> (tensor<4x3xi32>, tensor<3xi32>)
      return %o : tensor<4x3xi32> }}"""
    (got,) = run(legalized(text), [x, np.zeros(3, np.int32)])
    wanted = np.cumsum(x[::-1], 0)[::-1] if is_reverse else np.cumsum(x, 0)
    np.testing.assert_array_equal(got, wanted)


def test_ragged_dot():
    lhs, rhs = RNG.normal(size=(5, 2)), RNG.normal(size=(3, 2, 4))
    sizes = np.array([2, 0, 3])
    text = """func.func @main(%a: tensor<5x2xf64>, %b: tensor<3x2x4xf64>, %g: tensor<3xi64>)
        -> tensor<5x4xf64> {
      %r = "chlo.ragged_dot"(%a, %b, %g) {ragged_dot_dimension_numbers = #chlo.ragged_dot<
        lhs_batching_dimensions = [], rhs_batching_dimensions = [],
        lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [1],
        lhs_ragged_dimensions = [0], rhs_group_dimensions = [0]>}
        : (tensor<5x2xf64>, tensor<3x2x4xf64>, tensor<3xi64>) -> tensor<5x4xf64>
      return %r : tensor<5x4xf64> }"""
    (got,) = run(legalized(text), [lhs, rhs, sizes])
    np.testing.assert_allclose(got, np.vstack([lhs[:2] @ rhs[0], lhs[2:] @ rhs[2]]))


@pytest.mark.parametrize(("left", "right"), [((2, 3), (3,)), ((2, 1), (1, 3)), ((), (2, 3))])
def test_broadcasts(left: tuple[int, ...], right: tuple[int, ...]):
    x, y = RNG.normal(size=left), RNG.normal(size=right)
    types = ["tensor<" + "".join(f"{n}x" for n in shape) + "f64>" for shape in (left, right)]
    text = function("chlo.broadcast_subtract", *types, result="tensor<2x3xf64>")
    (got,) = run(legalized(text), [x, y])
    np.testing.assert_array_equal(got, x - y)
