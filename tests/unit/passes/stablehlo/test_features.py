"""What sharding has to do beyond single ops, each shown by a run.

Gathers, shared broadcasts and axes in compound are in `test_pains.py`, constants that repeat in
`test_periodic_tensors.py`.
"""

import numpy as np
import pytest

import ttmlir_py

# ruff: noqa: E501 - lines of programs

MESH = 'sdy.mesh @mesh = <["x"=2, "y"=4]>'


def array(*shape: int) -> np.ndarray:
    return np.random.default_rng(len(shape)).normal(size=shape).astype(np.float32)


def rms_norm(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return x / np.sqrt(np.mean(x * x, -1, keepdims=True) + 1e-5) * weight


@pytest.mark.parametrize("x", ['{}, {"y"}', '{"x"}, {"y"}', '{"y"}, {}', '{}, {"x", "y"}'])
@pytest.mark.parametrize("weight", ["{}", '{"y"}'])
def test_norms_of_sharded_rows(x: str, weight: str) -> None:
    """A1: whatever is fused or gathered, the mean is over the whole row."""
    text = f"""{MESH}
func.func @main(%x: tensor<32x256xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{x}]>}}, %w: tensor<256xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{weight}]>}}) -> (tensor<32x256xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{x}]>}}) {{
  %0 = stablehlo.custom_call @tenstorrent.rms_norm(%x, %w) {{tt.has_custom_sharding, tt.composite_attributes = {{epsilon = 1.0e-05 : f32, normalized_shape = dense<256> : tensor<1xi64>}}}} : (tensor<32x256xf32>, tensor<256xf32>) -> tensor<32x256xf32>
  return %0 : tensor<32x256xf32>
}}"""
    inputs = array(32, 256), array(256)
    (actual,) = ttmlir_py.compile(text)(*inputs)
    np.testing.assert_allclose(actual, rms_norm(*inputs), rtol=2e-3, atol=2e-3)


def test_shardings_spread_through_composites(same_results) -> None:
    """A1."""
    text = f"""{MESH}
func.func @main(%x: tensor<8x8xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"x"}}, {{"y"}}]>}}) -> tensor<8x8xf32> {{
  %0 = stablehlo.composite "test.twice" %x {{decomposition = @twice}} : (tensor<8x8xf32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}}
func.func private @twice(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {{
  %0 = stablehlo.add %x, %x : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}}"""
    lowered = same_results(text, array(8, 8))
    assert '"test.twice"' in lowered
    assert "(tensor<4x2xf32>) -> tensor<4x2xf32>" in lowered


@pytest.mark.parametrize(
    "query", ['{"x"}, {"y"}, {}, {}', '{}, {}, {"y"}, {}', '{}, {"y"}, {"x"}, {}']
)
@pytest.mark.parametrize("key", ['{"x"}, {"y"}, {}, {}', "{}, {}, {}, {}", '{}, {}, {"y"}, {"x"}'])
def test_attention_on_shards(query: str, key: str) -> None:
    """A2: groups of query heads stay with the key head that they share."""
    text = f"""{MESH}
func.func @main(%q: tensor<2x8x32x32xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{query}]>}}, %k: tensor<2x4x32x32xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{key}]>}}, %v: tensor<2x4x32x32xf32>) -> tensor<2x8x32x32xf32> {{
  %0 = stablehlo.custom_call @tt.scaled_dot_product_attention(%q, %k, %v) {{mhlo.frontend_attributes = {{is_causal = "False"}}}} : (tensor<2x8x32x32xf32>, tensor<2x4x32x32xf32>, tensor<2x4x32x32xf32>) -> tensor<2x8x32x32xf32>
  return %0 : tensor<2x8x32x32xf32>
}}"""
    q, k, v = array(2, 8, 32, 32), array(2, 4, 32, 32) * 2, array(2, 4, 32, 32) + 1
    (actual,) = ttmlir_py.compile(text)(q, k, v)
    keys, values = (np.repeat(a, 2, axis=1) for a in (k, v))
    scores = np.exp(q @ keys.swapaxes(-1, -2) / np.sqrt(32))
    np.testing.assert_allclose(
        actual, scores / scores.sum(-1, keepdims=True) @ values, rtol=2e-3, atol=2e-3
    )


@pytest.mark.parametrize("a", ["{}, {}, {}, {}", '{}, {}, {}, {"y"}', '{}, {}, {}, {"x"}'])
@pytest.mark.parametrize("b", ['{}, {"y"}, {}, {}', '{}, {}, {"y"}, {}', '{}, {"x"}, {}, {"y"}'])
def test_experts_on_shards(a: str, b: str) -> None:
    """A2: experts and columns are divided; what rows are divided for is summed."""
    text = f"""{MESH}
func.func @main(%a: tensor<2x4x32x64xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{a}]>}}, %b: tensor<1x4x64x128xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{b}]>}}, %m: tensor<2x4x1x4xf32>) -> tensor<2x4x1x4x32x128xf32> {{
  %0 = stablehlo.custom_call @tt.sparse_matmul(%a, %b, %m) {{mhlo.frontend_attributes = {{is_input_a_sparse = "False", is_input_b_sparse = "True"}}}} : (tensor<2x4x32x64xf32>, tensor<1x4x64x128xf32>, tensor<2x4x1x4xf32>) -> tensor<2x4x1x4x32x128xf32>
  return %0 : tensor<2x4x1x4x32x128xf32>
}}"""
    x, weights = array(2, 4, 32, 64), array(1, 4, 64, 128)
    (actual,) = ttmlir_py.compile(text)(x, weights, np.ones((2, 4, 1, 4), np.float32))
    wanted = np.einsum("abmk,ekn->abemn", x, weights[0])[:, :, None]
    np.testing.assert_allclose(actual, wanted, rtol=2e-3, atol=5e-3)


@pytest.mark.parametrize("x", ['{"y"}, {}', '{}, {"y"}', '{"x"}, {"y"}', '{"y", "x"}, {}'])
@pytest.mark.parametrize("scale", ["{}", '{"x"}', '{"y"}'])
def test_batch_norm_on_shards(same_results, x: str, scale: str) -> None:
    """A2: features are independent; what is averaged over has to be whole."""
    text = f"""{MESH}
func.func @main(%x: tensor<8x8xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{x}]>}}, %s: tensor<8xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{scale}]>}}) -> (tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8xf32>) {{
  %0:3 = "stablehlo.batch_norm_training"(%x, %s, %s) <{{epsilon = 1.0e-5 : f32, feature_index = 1 : i64}}> : (tensor<8x8xf32>, tensor<8xf32>, tensor<8xf32>) -> (tensor<8x8xf32>, tensor<8xf32>, tensor<8xf32>)
  %1:3 = "stablehlo.batch_norm_grad"(%x, %s, %0#1, %0#2, %0#0) <{{epsilon = 1.0e-5 : f32, feature_index = 1 : i64}}> : (tensor<8x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8x8xf32>) -> (tensor<8x8xf32>, tensor<8xf32>, tensor<8xf32>)
  %2 = "stablehlo.batch_norm_inference"(%x, %s, %s, %0#1, %0#2) <{{epsilon = 1.0e-5 : f32, feature_index = 1 : i64}}> : (tensor<8x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<8x8xf32>
  return %0#0, %1#0, %2, %1#1 : tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8xf32>
}}"""
    same_results(text, array(8, 8), array(8))


@pytest.mark.parametrize("table", ['{"x"}, {}', '{}, {"y"}', '{"y"}, {"x"}'])
@pytest.mark.parametrize("updates", ["{}, {}", '{"x"}, {}', '{}, {"y"}'])
@pytest.mark.parametrize("reducer", ["add", "maximum", "last"])
def test_scatters_on_shards(same_results, table: str, updates: str, reducer: str) -> None:
    """A2: rows at indices of the whole table; columns pass."""
    combined = "%q" if reducer == "last" else "%s"
    body = "" if reducer == "last" else f"%s = stablehlo.{reducer} %p, %q : tensor<f32>\n"
    text = f"""{MESH}
func.func @main(%t: tensor<16x8xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{table}]>}}, %i: tensor<4x1xi32>, %u: tensor<4x8xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{updates}]>}}) -> tensor<16x8xf32> {{
  %0 = "stablehlo.scatter"(%t, %i, %u) <{{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}}> ({{
  ^bb0(%p: tensor<f32>, %q: tensor<f32>):
    {body}stablehlo.return {combined} : tensor<f32>
  }}) : (tensor<16x8xf32>, tensor<4x1xi32>, tensor<4x8xf32>) -> tensor<16x8xf32>
  return %0 : tensor<16x8xf32>
}}"""
    same_results(text, array(16, 8), np.array([[3], [15], [0], [9]], np.int32), array(4, 8))


def test_a_table_updated_by_itself(same_results) -> None:
    """A2: the same tensor is two operands, of which one is divided and the other whole."""
    text = f"""{MESH}
func.func @main(%t: tensor<8x8xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"x"}}, {{}}]>}}, %i: tensor<8x1xi32>) -> tensor<8x8xf32> {{
  %0 = "stablehlo.scatter"(%t, %i, %t) <{{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}}> ({{
  ^bb0(%p: tensor<f32>, %q: tensor<f32>):
    %s = stablehlo.add %p, %q : tensor<f32>
    stablehlo.return %s : tensor<f32>
  }}) : (tensor<8x8xf32>, tensor<8x1xi32>, tensor<8x8xf32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}}"""
    same_results(text, array(8, 8), np.array([[3], [7], [0], [0], [2], [6], [7], [1]], np.int32))


def test_windows_narrower_than_the_table(same_results) -> None:
    """A2: where upstream writes the window into every shard, only the first columns change."""
    text = f"""{MESH}
func.func @main(%t: tensor<16x8xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{}}, {{"y"}}]>}}, %i: tensor<4x1xi32>, %u: tensor<4x2xf32>) -> tensor<16x8xf32> {{
  %0 = "stablehlo.scatter"(%t, %i, %u) <{{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}}> ({{
  ^bb0(%p: tensor<f32>, %q: tensor<f32>):
    stablehlo.return %q : tensor<f32>
  }}) : (tensor<16x8xf32>, tensor<4x1xi32>, tensor<4x2xf32>) -> tensor<16x8xf32>
  return %0 : tensor<16x8xf32>
}}"""
    same_results(text, array(16, 8), np.array([[3], [15], [0], [9]], np.int32), array(4, 2))


def test_a_call_without_a_rule_works_on_whole_tensors(same_results) -> None:
    """A2: upstream gives it shards where it was written for the whole."""
    text = f"""{MESH}
func.func @main(%a: tensor<2x4x4xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"x"}}, {{}}, {{"y"}}]>}}) -> (tensor<2x4x4xf32>, tensor<2x4xf32>) {{
  %0:2 = stablehlo.custom_call @Qr(%a) : (tensor<2x4x4xf32>) -> (tensor<2x4x4xf32>, tensor<2x4xf32>)
  %1:2 = stablehlo.custom_call @lapack_sgeqrf_ffi(%a) {{mhlo.backend_config = {{}}, output_operand_aliases = [#stablehlo.output_operand_alias<output_tuple_indices = [0], operand_index = 0, operand_tuple_indices = []>]}} : (tensor<2x4x4xf32>) -> (tensor<2x4x4xf32>, tensor<2x4xf32>)
  return %1#0, %0#1 : tensor<2x4x4xf32>, tensor<2x4xf32>
}}"""
    lowered = same_results(text, array(2, 4, 4))
    assert "@lapack_sgeqrf_ffi" in lowered
    assert "(tensor<2x4x4xf32>) -> (tensor<2x4x4xf32>, tensor<2x4xf32>)" in lowered


def test_scattered_columns_that_may_differ_stay_columns(same_results) -> None:
    """Fusing takes a row for all columns only where it is known to be the same for all."""
    text = f"""{MESH}
func.func @main(%t: tensor<4x8xf32>, %rows: tensor<2x8x1xi64>, %u: tensor<2x8xf32>) -> tensor<4x8xf32> {{
  %columns = stablehlo.iota dim = 0 : tensor<8xi64>
  %b = stablehlo.broadcast_in_dim %columns, dims = [1] : (tensor<8xi64>) -> tensor<2x8x1xi64>
  %i = stablehlo.concatenate %rows, %b, dim = 2 : (tensor<2x8x1xi64>, tensor<2x8x1xi64>) -> tensor<2x8x2xi64>
  %0 = "stablehlo.scatter"(%t, %i, %u) <{{scatter_dimension_numbers = #stablehlo.scatter<inserted_window_dims = [0, 1], scatter_dims_to_operand_dims = [0, 1], index_vector_dim = 2>}}> ({{
  ^bb0(%p: tensor<f32>, %q: tensor<f32>):
    %s = stablehlo.add %p, %q : tensor<f32>
    stablehlo.return %s : tensor<f32>
  }}) : (tensor<4x8xf32>, tensor<2x8x2xi64>, tensor<2x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}}"""
    rows = np.random.default_rng(0).integers(0, 4, (2, 8, 1))
    same_results(text, array(4, 8), rows, array(2, 8))


def test_norms_of_gathered_rows_are_not_distributed() -> None:
    """A1: the rows are whole; upstream averages over rows of different chips."""
    text = f"""{MESH}
func.func @main(%x: tensor<32x64xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"y"}}, {{}}]>}}, %w: tensor<64xf32>) -> (tensor<32x64xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"y"}}, {{}}]>}}) {{
  %g = sdy.reshard %x <@mesh, [{{}}, {{}}]> : tensor<32x64xf32>
  %0 = stablehlo.custom_call @tenstorrent.rms_norm(%g, %w) {{tt.has_custom_sharding, tt.composite_attributes = {{epsilon = 1.0e-05 : f32, normalized_shape = dense<64> : tensor<1xi64>}}}} : (tensor<32x64xf32>, tensor<64xf32>) -> tensor<32x64xf32>
  return %0 : tensor<32x64xf32>
}}"""
    exe = ttmlir_py.compile(text)
    inputs = array(32, 64), array(64)
    np.testing.assert_allclose(exe(*inputs)[0], rms_norm(*inputs), rtol=2e-3, atol=2e-3)
    assert "distributed_rms_norm" not in exe.ir("stablehlo")


def test_copies_of_a_broadcast_become_one_again() -> None:
    """A6: what was copied so that shardings would not leak is one op in TTIR."""
    text = f"""{MESH}
func.func @main(%a: tensor<8x32xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"x"}}, {{}}]>}}) -> tensor<8x32xf32> {{
  %one = stablehlo.constant dense<1.0> : tensor<f32>
  %b = stablehlo.broadcast_in_dim %one, dims = [] : (tensor<f32>) -> tensor<8x32xf32>
  %0 = stablehlo.add %a, %b : tensor<8x32xf32>
  %1 = stablehlo.multiply %0, %b : tensor<8x32xf32>
  return %1 : tensor<8x32xf32>
}}"""
    a = array(8, 32)
    exe = ttmlir_py.compile(text)
    np.testing.assert_allclose(exe(a)[0], a + 1, rtol=1e-5)
    assert exe.ir("stablehlo").count("stablehlo.broadcast_in_dim") == 2
    assert exe.ir("ttir").count('"ttir.broadcast"') == 1


def test_collectives_that_undo_each_other_go(same_results) -> None:
    """A7."""
    text = f"""{MESH}
func.func @main(%a: tensor<8x8xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"x"}}, {{}}]>}}) -> (tensor<8x8xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"x"}}, {{}}]>}}) {{
  %0 = sdy.reshard %a <@mesh, [{{}}, {{}}]> : tensor<8x8xf32>
  %1 = sdy.reshard %0 <@mesh, [{{"x"}}, {{}}]> : tensor<8x8xf32>
  return %1 : tensor<8x8xf32>
}}"""
    assert "stablehlo.all" not in same_results(text, array(8, 8))


@pytest.mark.parametrize("sharding", ['[{"mesh_idx_0"}, {}]', '[{}, {"mesh_idx_1"}]', "[{}, {}]"])
def test_constraints_on_intermediate_tensors(same_results, sharding: str) -> None:
    """A9: a front end names the axes of a mesh by their places."""
    quoted = sharding.replace('"', "\\22")
    text = f"""{MESH}
func.func @main(%a: tensor<8x8xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"y"}}, {{}}]>}}) -> tensor<8x8xf32> {{
  %0 = stablehlo.negate %a : tensor<8x8xf32>
  %1 = stablehlo.custom_call @tt.sharding_constraint(%0) {{mhlo.frontend_attributes = {{xla.sdy.sharding = "#sdy.sharding_per_value<[<@mesh, {quoted}>]>"}}}} : (tensor<8x8xf32>) -> tensor<8x8xf32>
  return %1 : tensor<8x8xf32>
}}"""
    assert "sharding_constraint" not in same_results(text, array(8, 8))


@pytest.mark.parametrize(
    "sharding", ["{devices=[4,2]<=[2,4]T(1,0)}", "{devices=[2,4]<=[2,4]}", "{devices=[8,1]<=[8]}"]
)
def test_meshes_of_the_partitioner(same_results, sharding: str) -> None:
    """A10: a program with nothing but XLA's shardings has their mesh."""
    text = f"""func.func @main(%a: tensor<8x8xf32> {{mhlo.sharding = "{sharding}"}}) -> tensor<8x8xf32> {{
  %0 = stablehlo.transpose %a, dims = [1, 0] : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %1 = stablehlo.custom_call @Sharding(%0) {{mhlo.sharding = "{{replicated}}"}} : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %2 = stablehlo.add %1, %a : tensor<8x8xf32>
  return %2 : tensor<8x8xf32>
}}"""
    assert "sdy.mesh" in same_results(text, array(8, 8))
