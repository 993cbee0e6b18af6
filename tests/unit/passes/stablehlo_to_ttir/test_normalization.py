"""Batch normalization, and ops that others have taken the place of."""

import numpy as np
import pytest

from stablehlo_to_ttir.law import assert_law, lowered
from ttmlir_py.runtime.program import run

X = "tensor<4x3x5xf32>"
V = "tensor<3xf32>"
CASES = {
    "inference": f"""
func.func @main(%x: {X}, %s: {V}, %o: {V}, %m: {V}, %v: {V}) -> {X} {{
  %w = stablehlo.abs %v : {V}
  %r = "stablehlo.batch_norm_inference"(%x, %s, %o, %m, %w)
    <{{epsilon = 1.0e-3 : f32, feature_index = 1 : i64}}> : ({X}, {V}, {V}, {V}, {V}) -> {X}
  return %r : {X}
}}""",
    "training": f"""
func.func @main(%x: {X}, %s: {V}, %o: {V}) -> ({X}, {V}, {V}) {{
  %r:3 = "stablehlo.batch_norm_training"(%x, %s, %o)
    <{{epsilon = 1.0e-3 : f32, feature_index = 1 : i64}}> : ({X}, {V}, {V}) -> ({X}, {V}, {V})
  return %r#0, %r#1, %r#2 : {X}, {V}, {V}
}}""",
    "gradient": f"""
func.func @main(%x: {X}, %s: {V}, %m: {V}, %v: {V}, %g: {X}) -> ({X}, {V}, {V}) {{
  %w = stablehlo.abs %v : {V}
  %r:3 = "stablehlo.batch_norm_grad"(%x, %s, %m, %w, %g)
    <{{epsilon = 1.0e-3 : f32, feature_index = 1 : i64}}>
    : ({X}, {V}, {V}, {V}, {X}) -> ({X}, {V}, {V})
  return %r#0, %r#1, %r#2 : {X}, {V}, {V}
}}""",
    "chlo_broadcast": """
func.func @main(%x: tensor<2x3xf32>, %y: tensor<3xf32>) -> tensor<2x3xi1> {
  %z = chlo.broadcast_add %x, %y : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %r = chlo.broadcast_compare %z, %y {comparison_direction = #chlo<comparison_direction GT>}
    : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  return %r : tensor<2x3xi1>
}""",
    "map": """
func.func @main(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %r = "stablehlo.map"(%x, %y) <{dimensions = array<i64: 0, 1>}> ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %two = stablehlo.constant dense<2.0> : tensor<f32>
      %c = stablehlo.multiply %a, %two : tensor<f32>
      %d = stablehlo.subtract %c, %b : tensor<f32>
      stablehlo.return %d : tensor<f32>
  }) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}""",
}


@pytest.mark.parametrize("name", CASES)
def test_law(name: str):
    assert_law(CASES[name], tolerance=1e-4)


def test_einsum():
    text = """
func.func @main(%x: tensor<2x3x5x7xf32>, %y: tensor<5x2x4xf32>) -> tensor<4x3x2xf32> {
  %r = "stablehlo.einsum"(%x, %y) <{einsum_config = "abcd,cae->eba"}>
    : (tensor<2x3x5x7xf32>, tensor<5x2x4xf32>) -> tensor<4x3x2xf32>
  return %r : tensor<4x3x2xf32>
}"""
    random = np.random.default_rng(5)
    x, y = (random.standard_normal(s).astype(np.float32) for s in ((2, 3, 5, 7), (5, 2, 4)))
    (got,) = run(lowered(text), [x, y])
    np.testing.assert_allclose(got, np.einsum("abcd,cae->eba", x, y), rtol=1e-4, atol=1e-4)
