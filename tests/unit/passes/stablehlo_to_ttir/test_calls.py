"""Custom calls, composites and random bits."""

import numpy as np
import pytest
from xdsl.dialects.builtin import ModuleOp

from stablehlo_to_ttir.law import assert_law, lowered, ops
from ttmlir_py.context import Context
from ttmlir_py.passes.stablehlo_to_ttir.composites import LegalizeStablehloCompositeToTtirPass
from ttmlir_py.passes.stablehlo_to_ttir.pipeline import StablehloToTtirPipeline
from ttmlir_py.runtime.program import run
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module


@pytest.mark.parametrize(("height", "width"), [(5, 5), (7, 4), (3, 6)])
def test_qr(height: int, width: int):
    matrix = f"tensor<{height}x{width}xf32>"
    vector = f"tensor<{min(height, width)}xf32>"
    text = f"""
func.func @main(%a: {matrix}) -> ({matrix}, {vector}) {{
  %p:2 = stablehlo.custom_call @lapack_sgeqrf_ffi(%a) : ({matrix}) -> ({matrix}, {vector})
  return %p#0, %p#1 : {matrix}, {vector}
}}"""
    assert_law(text, tolerance=1e-4)


def test_product_of_reflections():
    text = """
func.func @main(%a: tensor<7x4xf32>) -> tensor<7x4xf32> {
  %p:2 = stablehlo.custom_call @lapack_sgeqrf_ffi(%a)
    : (tensor<7x4xf32>) -> (tensor<7x4xf32>, tensor<4xf32>)
  %q = stablehlo.custom_call @lapack_sorgqr_ffi(%p#0, %p#1)
    : (tensor<7x4xf32>, tensor<4xf32>) -> tensor<7x4xf32>
  return %q : tensor<7x4xf32>
}"""
    x = np.random.default_rng(3).standard_normal((7, 4)).astype(np.float32)
    x[:, 2] = 0
    assert_law(text, x, tolerance=1e-4)


def test_philox_bits():
    text = """
func.func @main(%k: tensor<2x2xui32>) -> (tensor<2x2xui32>, tensor<3x5xui32>) {
  %s = stablehlo.bitcast_convert %k : (tensor<2x2xui32>) -> tensor<2xui64>
  %t, %b = stablehlo.rng_bit_generator %s, algorithm = DEFAULT
    : (tensor<2xui64>) -> (tensor<2xui64>, tensor<3x5xui32>)
  %l = stablehlo.bitcast_convert %t : (tensor<2xui64>) -> tensor<2x2xui32>
  return %l, %b : tensor<2x2xui32>, tensor<3x5xui32>
}"""
    assert_law(text, np.array([[1, 2], [0xFFFFFFFE, 4]], np.uint32))


def test_a_target_without_a_form_is_named():
    text = """
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = stablehlo.custom_call @foo(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}"""
    with pytest.raises(CompileError, match="the target 'foo' has no TTIR form"):
        lowered(text)


COMPOSITE = """
module {{
  func.func @main(%x: tensor<3x8xf32>, %w: tensor<8xf32>) -> tensor<3x8xf32> {{
    %r = stablehlo.composite "{name}" %x, %w {{composite_attributes = {{
      epsilon = 1.0e-05 : f32, normalized_shape = dense<8> : tensor<1xi64>}},
      decomposition = @body}} : (tensor<3x8xf32>, tensor<8xf32>) -> tensor<3x8xf32>
    return %r : tensor<3x8xf32>
  }}
  func.func private @body(%x: tensor<3x8xf32>, %w: tensor<8xf32>) -> tensor<3x8xf32> {{
    %zero = stablehlo.constant dense<0.0> : tensor<f32>
    %eps = stablehlo.constant dense<1.0e-05> : tensor<3xf32>
    %n = stablehlo.constant dense<8.0> : tensor<3xf32>
    %q = stablehlo.multiply %x, %x : tensor<3x8xf32>
    %s = stablehlo.reduce(%q init: %zero) applies stablehlo.add across dimensions = [1]
      : (tensor<3x8xf32>, tensor<f32>) -> tensor<3xf32>
    %m = stablehlo.divide %s, %n : tensor<3xf32>
    %e = stablehlo.add %m, %eps : tensor<3xf32>
    %i = stablehlo.rsqrt %e : tensor<3xf32>
    %b = stablehlo.broadcast_in_dim %i, dims = [0] : (tensor<3xf32>) -> tensor<3x8xf32>
    %v = stablehlo.broadcast_in_dim %w, dims = [1] : (tensor<8xf32>) -> tensor<3x8xf32>
    %y = stablehlo.multiply %x, %b : tensor<3x8xf32>
    %r = stablehlo.multiply %y, %v : tensor<3x8xf32>
    return %r : tensor<3x8xf32>
  }}
}}"""


def pipelined(text: str) -> ModuleOp:
    context = Context()
    module = parse_module(text, context)
    StablehloToTtirPipeline().apply(context, module)
    module.verify()
    return module


@pytest.mark.parametrize("name", ["tenstorrent.rms_norm", "example.norm"])
def test_composite(name: str):
    text = COMPOSITE.format(name=name)
    random = np.random.default_rng(1)
    inputs = [random.standard_normal(s).astype(np.float32) for s in ((3, 8), (8,))]
    module = pipelined(text)
    (wanted,), (got,) = run(parse_module(text, Context()), inputs), run(module, inputs)
    np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-5)
    assert ("ttir.rms_norm" in ops(module)) == (name == "tenstorrent.rms_norm")


def test_a_known_composite_leaves_no_decomposition():
    context = Context()
    module = parse_module(COMPOSITE.format(name="tenstorrent.rms_norm"), context)
    LegalizeStablehloCompositeToTtirPass().apply(context, module)
    assert len(list(module.ops)) == 1
