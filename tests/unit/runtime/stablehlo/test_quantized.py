"""Quantized tensors: ops mean what they mean on the real numbers, rounded to the result's type."""

import numpy as np
import pytest
from simulated import run

from ttmlir_py.syntax.diagnostics import CompileError

Q, R = "!quant.uniform<i8:f32, 0.5:1>", "!quant.uniform<i8:f32, 0.25:-3>"
AXIS = "!quant.uniform<i8:f32:0, {0.1:-30, 0.5:-20}>"


def quantized(body: str, result: str = f"tensor<2x{R}>") -> list[np.ndarray]:
    """The integers that a body makes of `%a` and `%b`, `[2, -1]` and `[0.5, 3]` quantized."""
    stored = result.split("!")[0] + "i8>"
    return run(
        f"""func.func @main(%x: tensor<2xf32>, %y: tensor<2xf32>) -> {stored} {{
          %a = stablehlo.uniform_quantize %x : (tensor<2xf32>) -> tensor<2x{Q}>
          %b = stablehlo.uniform_quantize %y : (tensor<2xf32>) -> tensor<2x{R}>
          {body}
          %s = stablehlo.bitcast_convert %r : ({result}) -> {stored}
          return %s : {stored}
        }}""",
        np.float32([2, -1]),
        np.float32([0.5, 3]),
    )


TYPES = f"(tensor<2x{Q}>, tensor<2x{R}>) -> tensor<2x{R}>"


@pytest.mark.parametrize(
    ("op", "real"),
    [("add", [2.5, 2]), ("maximum", [2, 3]), ("multiply", [1, -3]), ("subtract", [1.5, -4])],
)
def test_elementwise(op: str, real: list[float]):
    (stored,) = quantized(f"%r = stablehlo.{op} %a, %b : {TYPES}")
    np.testing.assert_array_equal((stored.astype(float) + 3) * 0.25, real)


def test_result_is_clamped():
    body = f"""%p = stablehlo.multiply %b, %b : tensor<2x{R}>
      %q = stablehlo.multiply %p, %p : tensor<2x{R}>
      %r = stablehlo.multiply %q, %b : tensor<2x{R}>"""
    assert quantized(body)[0][1] == 127


def test_moves_keep_the_integers():
    body = f"%r = stablehlo.reverse %b, dims = [0] : tensor<2x{R}>"
    assert [int(x) for x in quantized(body)[0]] == [9, -1]


def test_contraction():
    result = f"tensor<{R}>"
    body = f"""%r = stablehlo.dot_general %a, %b, contracting_dims = [0] x [0]
      : (tensor<2x{Q}>, tensor<2x{R}>) -> {result}"""
    assert (int(quantized(body, result)[0]) + 3) * 0.25 == -2


def test_reduction():
    result = f"tensor<{R}>"
    body = f"""%z = stablehlo.constant() <{{value = dense<-3> : tensor<i8>}}> : () -> {result}
      %r = stablehlo.reduce(%b init: %z) applies stablehlo.add across dimensions = [0]
        : (tensor<2x{R}>, {result}) -> {result}"""
    assert (int(quantized(body, result)[0]) + 3) * 0.25 == 3.5


def test_reduction_by_another_computation_is_refused():
    n = f"tensor<{R}>"
    body = f"""%z = stablehlo.constant() <{{value = dense<-3> : tensor<i8>}}> : () -> {n}
      %r = "stablehlo.reduce"(%b, %z) <{{dimensions = array<i64: 0>}}> ({{
        ^bb0(%p: {n}, %q: {n}):
          %m = stablehlo.maximum %p, %q : {n}
          %o = stablehlo.add %m, %q : {n}
          stablehlo.return %o : {n}
      }}) : (tensor<2x{R}>, {n}) -> {n}"""
    with pytest.raises(CompileError, match="cannot run its computation on quantized tensors"):
        quantized(body, n)


def test_scales_of_an_axis():
    text = f"""func.func @main(%x: tensor<2xf32>) -> (tensor<2xi8>, tensor<2xf32>) {{
      %q = stablehlo.uniform_quantize %x : (tensor<2xf32>) -> tensor<2x{AXIS}>
      %b = stablehlo.bitcast_convert %q : (tensor<2x{AXIS}>) -> tensor<2xi8>
      %d = stablehlo.uniform_dequantize %q : (tensor<2x{AXIS}>) -> tensor<2xf32>
      return %b, %d : tensor<2xi8>, tensor<2xf32>
    }}"""
    bits, real = run(text, np.float32([4, 15]))
    np.testing.assert_array_equal(bits, [10, 10])
    np.testing.assert_allclose(real, [4, 15], rtol=1e-6)
