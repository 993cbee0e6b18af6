"""Values whose making shardings do not reach into: constants of arith, calls of unknown functions."""

# ruff: noqa: E501 - lines of programs

import numpy as np
import pytest

MESH = 'sdy.mesh @mesh = <["x"=2, "y"=4]>'


def sharded(kind: str, dims: str) -> str:
    return f"{kind} {{sdy.sharding = #sdy.sharding<@mesh, [{dims}]>}}"


@pytest.mark.parametrize("dims", ["{}, {}", '{"x"}, {}', '{}, {"y"}', '{"y"}, {"x"}'])
@pytest.mark.parametrize("number", ["0.0", "[[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0]]"])
def test_constants_of_arith(same_results, dims: str, number: str) -> None:
    """They are the constants of shards where these are equal, and else sliced."""
    rows = f"[{', '.join([number[1:-1]] * 2)}]" if number.startswith("[") else number
    text = f"""{MESH}
func.func @main(%a: {sharded("tensor<4x4xf32>", dims)}) -> tensor<4x4xf32> {{
  %c = arith.constant dense<{rows}> : tensor<4x4xf32>
  %0 = stablehlo.maximum %a, %c : tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}}"""
    same_results(text, np.arange(-3, 13, dtype=np.float32).reshape(4, 4))


def test_an_arith_constant_shared_by_users_with_other_shardings(same_results) -> None:
    """As with StableHLO's constants, each user's broadcast is its own: nothing moves."""
    text = f"""{MESH}
func.func @main(%a: {sharded("tensor<8x4xf32>", '{"y"}, {}')}, %b: {sharded("tensor<8x4xf32>", "{}, {}")})
    -> (tensor<8x4xf32>, {sharded("tensor<8x4xf32>", "{}, {}")}) {{
  %one = arith.constant dense<1.0> : tensor<f32>
  %bias = stablehlo.broadcast_in_dim %one, dims = [] : (tensor<f32>) -> tensor<8x4xf32>
  %0 = stablehlo.add %a, %bias : tensor<8x4xf32>
  %1 = stablehlo.add %b, %bias : tensor<8x4xf32>
  return %0, %1 : tensor<8x4xf32>, tensor<8x4xf32>
}}"""
    ones = np.ones((8, 4), np.float32)
    assert "stablehlo.all" not in same_results(text, ones, 2 * ones)


def test_sums_into_an_arith_zero_stay_partial(same_results) -> None:
    """A reduction of a sharded dimension is completed by an all-reduce, not by a gather."""
    text = f"""{MESH}
func.func @main(%a: {sharded("tensor<8x4xf32>", '{"y"}, {}')}) -> tensor<4xf32> {{
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = stablehlo.reduce(%a init: %zero) applies stablehlo.add across dimensions = [0] : (tensor<8x4xf32>, tensor<f32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}}"""
    lowered = same_results(text, np.arange(32, dtype=np.float32).reshape(8, 4))
    assert "stablehlo.all_reduce" in lowered
    assert "stablehlo.all_gather" not in lowered


@pytest.mark.parametrize("dims", ["{}, {}", '{"x"}, {}', '{}, {"y"}', '{"y"}, {"x"}'])
def test_tensors_of_scalars(same_results, dims: str) -> None:
    """They are made whole on every chip."""
    text = f"""{MESH}
func.func @main(%a: {sharded("tensor<4x4xf32>", dims)}) -> tensor<4x4xf32> {{
  %one = arith.constant 1.0 : f32
  %two = arith.constant 2.0 : f32
  %row = tensor.from_elements %one, %two, %two, %one : tensor<4xf32>
  %rows = stablehlo.broadcast_in_dim %row, dims = [1] : (tensor<4xf32>) -> tensor<4x4xf32>
  %0 = stablehlo.add %a, %rows : tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}}"""
    same_results(text, np.arange(16, dtype=np.float32).reshape(4, 4))


@pytest.mark.parametrize(
    "dims", ["{}, {}, {}", '{}, {"y"}, {}', '{"x"}, {}, {"y"}', '{}, {"x"}, {"y"}']
)
def test_a_call_with_a_rule_that_says_nothing_of_a_dimension(same_results, dims: str) -> None:
    """A dimension that no result shares cannot be cut: the call needs all of it."""
    text = f"""{MESH}
func.func @main(%a: {sharded("tensor<2x8x8xf32>", dims)}) -> (tensor<2x8x8xf32>, tensor<2x8xf32>) {{
  %0:2 = stablehlo.custom_call @lapack_sgeqrf_ffi(%a) {{mhlo.backend_config = {{}}, output_operand_aliases = [#stablehlo.output_operand_alias<output_tuple_indices = [0], operand_index = 0, operand_tuple_indices = []>], sdy.sharding_rule = #sdy.op_sharding_rule<([i, j, k])->([i, l, m], [i, n]) {{i=2, j=8, k=8, l=8, m=8, n=8}}, custom>}} : (tensor<2x8x8xf32>) -> (tensor<2x8x8xf32>, tensor<2x8xf32>)
  return %0#0, %0#1 : tensor<2x8x8xf32>, tensor<2x8xf32>
}}"""
    matrices = np.random.default_rng(0).normal(size=(2, 8, 8)).astype(np.float32)
    lowered = same_results(text, matrices)
    batch = 1 if dims.startswith('{"x"}') else 2
    assert (
        f"(tensor<{batch}x8x8xf32>) -> (tensor<{batch}x8x8xf32>, tensor<{batch}x8xf32>)" in lowered
    )
