"""Programs that others' compilers crash on or get wrong: they run right, or say what to do."""

# ruff: noqa: E501 - lines of programs

import re

import numpy as np
import pytest

import ttmlir_py
from ttmlir_py.context import Context
from ttmlir_py.passes.stablehlo.pipeline import StableHloPipeline
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module


def array(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float32)


def sharded(kind: str, dims: str) -> str:
    return f"{kind} {{sdy.sharding = #sdy.sharding<@mesh, [{dims}]>}}"


def test_a_shared_bias_stays_whole_for_the_other_user(same_results) -> None:
    """Row 3: what one user of a broadcast wants must not reach the others."""
    text = f"""sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%a: {sharded("tensor<8x4xf32>", '{"y"}, {}')}, %b: {sharded("tensor<8x4xf32>", "{}, {}")})
    -> (tensor<8x4xf32>, {sharded("tensor<8x4xf32>", "{}, {}")}) {{
  %one = stablehlo.constant dense<1.0> : tensor<f32>
  %bias = stablehlo.broadcast_in_dim %one, dims = [] : (tensor<f32>) -> tensor<8x4xf32>
  %0 = stablehlo.add %a, %bias : tensor<8x4xf32>
  %1 = stablehlo.add %b, %bias : tensor<8x4xf32>
  return %0, %1 : tensor<8x4xf32>, tensor<8x4xf32>
}}"""
    lowered = same_results(text, array(8, 4), array(8, 4))
    assert "stablehlo.all" not in lowered


@pytest.mark.parametrize("table", ['{"x"}, {}', '{}, {"x"}', '{"x", "y"}, {}', '{"y"}, {"x"}'])
@pytest.mark.parametrize("indices", ["{}", '{"x"}', '{"y"}'])
def test_gather_from_a_sharded_table(same_results, table: str, indices: str) -> None:
    """Row 4: a reduction along the axis that shards the operand overlaps with it."""
    text = f"""sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%t: {sharded("tensor<16x8xf32>", table)}, %i: {sharded("tensor<8xi32>", indices)}) -> tensor<8x8xf32> {{
  %0 = "stablehlo.gather"(%t, %i) <{{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 8>}}> : (tensor<16x8xf32>, tensor<8xi32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}}"""
    same_results(text, array(16, 8), np.array([3, 0, 15, 7, 7, 9, 2, 12], np.int32))


def test_gather_of_a_dimension_indexed_in_part(same_results) -> None:
    """Row 4, and a window of one row of a sharded dimension: upstream indexes the shard."""
    text = f"""sdy.mesh @mesh = <["x"=1, "y"=2]>
func.func @main(%t: {sharded("tensor<4x8x3xf32>", '{"y"}, {}, {}')}, %i: tensor<5x2xi64>) -> tensor<1x5x3xf32> {{
  %0 = "stablehlo.gather"(%t, %i) <{{dimension_numbers = #stablehlo.gather<offset_dims = [0, 2], collapsed_slice_dims = [1], start_index_map = [0, 1], index_vector_dim = 1>, slice_sizes = array<i64: 1, 1, 3>}}> : (tensor<4x8x3xf32>, tensor<5x2xi64>) -> tensor<1x5x3xf32>
  return %0 : tensor<1x5x3xf32>
}}"""
    same_results(text, array(4, 8, 3), np.array([[0, 1], [3, 7], [2, 2], [1, 0], [3, 3]]))


@pytest.mark.parametrize("left", ['{"x"}, {}', '{}, {"y"}', '{"x", "y"}, {}', "{}, {}"])
@pytest.mark.parametrize("right", ['{"y"}, {}', '{}, {"x"}', "{}, {}"])
@pytest.mark.parametrize("dim", [0, 1])
def test_concatenate(same_results, left: str, right: str, dim: int) -> None:
    """Row 5."""
    result = (16, 8) if dim == 0 else (8, 16)
    kind = "x".join(map(str, result))
    text = f"""sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%a: {sharded("tensor<8x8xf32>", left)}, %b: {sharded("tensor<8x8xf32>", right)}) -> tensor<{kind}xf32> {{
  %0 = stablehlo.concatenate %a, %b, dim = {dim} : (tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<{kind}xf32>
  return %0 : tensor<{kind}xf32>
}}"""
    same_results(text, array(8, 8), array(8, 8) + 1)


@pytest.mark.parametrize("source", ["6x8", "3x16", "48"])
@pytest.mark.parametrize("target", ["2x3x8", "6x2x4", "12x4", "16x3", "8x6"])
def test_reshape_that_splits_a_sharded_dimension(same_results, source: str, target: str) -> None:
    """Row 6: some of the dimensions cannot be divided as the operand is."""
    shape = [int(size) for size in source.split("x")]
    dims = ", ".join(
        '{"y"}' if size % 4 == 0 else '{"x"}' if size % 2 == 0 else "{}" for size in shape
    )
    text = f"""sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%a: {sharded(f"tensor<{source}xf32>", dims)}) -> tensor<{target}xf32> {{
  %0 = stablehlo.reshape %a : (tensor<{source}xf32>) -> tensor<{target}xf32>
  return %0 : tensor<{target}xf32>
}}"""
    same_results(text, array(*shape))


def test_chained_collectives(same_results) -> None:
    """Row 7: shapes between collectives are those of one chip."""
    text = f"""sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%a: {sharded("tensor<8x16xf32>", '{"x"}, {"y"}')}, %b: {sharded("tensor<16x8xf32>", '{"y"}, {"x"}')})
    -> ({sharded("tensor<8x8xf32>", '{"y", "x"}, {}')}) {{
  %0 = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (tensor<8x16xf32>, tensor<16x8xf32>) -> tensor<8x8xf32>
  %1 = stablehlo.transpose %0, dims = [1, 0] : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %2 = sdy.reshard %1 <@mesh, [{{}}, {{"x", "y"}}]> : tensor<8x8xf32>
  return %2 : tensor<8x8xf32>
}}"""
    same_results(text, array(8, 16), array(16, 8))


def test_scatter_along_a_sharded_dimension(same_results) -> None:
    """Row 7: global indices into a shard write elsewhere."""
    text = f"""sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%t: {sharded("tensor<16x4xf32>", '{"y"}, {"x"}')}, %i: tensor<3x1xi32>, %u: {sharded("tensor<3x4xf32>", '{}, {"x"}')}) -> tensor<16x4xf32> {{
  %0 = "stablehlo.scatter"(%t, %i, %u) <{{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}}> ({{
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %s = stablehlo.add %a, %b : tensor<f32>
    stablehlo.return %s : tensor<f32>
  }}) : (tensor<16x4xf32>, tensor<3x1xi32>, tensor<3x4xf32>) -> tensor<16x4xf32>
  return %0 : tensor<16x4xf32>
}}"""
    same_results(text, array(16, 4), np.array([[1], [14], [1]], np.int32), array(3, 4))


def test_shardings_are_known_to_the_outside_and_below() -> None:
    """Row 8: what a chip has of inputs and outputs, inferred ones too, at every level."""
    text = f"""sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%a: {sharded("tensor<8x16xf32>", '{"x"}, {"y"}')}, %b: tensor<8x16xf32>) -> tensor<8x16xf32> {{
  %0 = stablehlo.add %a, %b : tensor<8x16xf32>
  return %0 : tensor<8x16xf32>
}}"""
    exe = ttmlir_py.compile(text, result_presharded=(1,))
    both = '[{"x"}, {"y"}]'
    assert exe.shardings == {"input 0": both, "input 1": both, "output 0": both}
    for stage in ("stablehlo", "ttir", "ttnn"):
        signature = next(line for line in exe.ir(stage).splitlines() if "@main" in line)
        shapes = re.findall(r"local_shape = tensor<(\w+)>>", signature)
        assert shapes == ["4x4xf32", "8x16xf32", "4x4xf32"]
        assert stage == "stablehlo" or signature.count("ttcore.sharding = #sdy.sharding<mesh<") == 2


@pytest.mark.parametrize(
    ("dims", "groups"),
    [
        ('{}, {"y"}, {}', 1),
        ('{"x"}, {}, {}', 4),
        ('{}, {"x"}, {}', 2),
        ('{}, {"x", "y"}, {}', None),
    ],
)
def test_group_norms_on_shards(dims: str, groups: int | None) -> None:
    """Row 9: over sharded channels there are fewer groups on a chip; none of them may be cut."""
    text = f"""sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%a: {sharded("tensor<2x8x4xf32>", dims)}) -> tensor<2x8x4xf32> {{
  %0 = stablehlo.composite "tenstorrent.group_norm" %a {{composite_attributes = {{num_groups = 4 : i64, channel_dim = 1 : i64, epsilon = 1.0e-05 : f32}}, decomposition = @norm}} : (tensor<2x8x4xf32>) -> tensor<2x8x4xf32>
  return %0 : tensor<2x8x4xf32>
}}
func.func private @norm(%a: tensor<2x8x4xf32>) -> tensor<2x8x4xf32> {{
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %size = stablehlo.constant dense<8.0> : tensor<2x4xf32>
  %epsilon = stablehlo.constant dense<1.0e-5> : tensor<2x4xf32>
  %g = stablehlo.reshape %a : (tensor<2x8x4xf32>) -> tensor<2x4x8xf32>
  %sum = stablehlo.reduce(%g init: %zero) applies stablehlo.add across dimensions = [2] : (tensor<2x4x8xf32>, tensor<f32>) -> tensor<2x4xf32>
  %mean = stablehlo.divide %sum, %size : tensor<2x4xf32>
  %means = stablehlo.broadcast_in_dim %mean, dims = [0, 1] : (tensor<2x4xf32>) -> tensor<2x4x8xf32>
  %d = stablehlo.subtract %g, %means : tensor<2x4x8xf32>
  %square = stablehlo.multiply %d, %d : tensor<2x4x8xf32>
  %squares = stablehlo.reduce(%square init: %zero) applies stablehlo.add across dimensions = [2] : (tensor<2x4x8xf32>, tensor<f32>) -> tensor<2x4xf32>
  %variance = stablehlo.divide %squares, %size : tensor<2x4xf32>
  %more = stablehlo.add %variance, %epsilon : tensor<2x4xf32>
  %root = stablehlo.rsqrt %more : tensor<2x4xf32>
  %roots = stablehlo.broadcast_in_dim %root, dims = [0, 1] : (tensor<2x4xf32>) -> tensor<2x4x8xf32>
  %normal = stablehlo.multiply %d, %roots : tensor<2x4x8xf32>
  %result = stablehlo.reshape %normal : (tensor<2x4x8xf32>) -> tensor<2x8x4xf32>
  return %result : tensor<2x8x4xf32>
}}"""
    a = array(2, 8, 4)
    exe = ttmlir_py.compile(text)
    rows = a.reshape(2, 4, 8)
    normal = (rows - rows.mean(2, keepdims=True)) / np.sqrt(rows.var(2, keepdims=True) + 1e-5)
    np.testing.assert_allclose(exe(a)[0], normal.reshape(a.shape), rtol=2e-3, atol=2e-3)
    assert exe.ir("ttir").count('"ttir.group_norm"') == (0 if groups is None else 1)
    assert groups is None or f"num_groups = {groups} : i64" in exe.ir("ttir")


@pytest.mark.parametrize("sizes", [(4,), (1, 4, 1), (2, 2, 2), (3, 2), (1, 1, 2, 3)])
def test_meshes_of_any_shape(same_results, sizes: tuple[int, ...]) -> None:
    """Row 10: upstream knows seventeen two-dimensional shapes."""
    axes = ", ".join(f'"a{i}"={size}' for i, size in enumerate(sizes))
    all_axes = ", ".join(f'"a{i}"' for i in range(len(sizes)))
    text = f"""sdy.mesh @mesh = <[{axes}]>
func.func @main(%a: {sharded("tensor<24x2xf32>", "{" + all_axes + "}, {}")}) -> ({sharded("tensor<24x2xf32>", "{}, {}")}) {{
  %0 = stablehlo.negate %a : tensor<24x2xf32>
  return %0 : tensor<24x2xf32>
}}"""
    same_results(text, array(24, 2))


@pytest.mark.parametrize("source", ['{"x", "y"}, {}', '{"y", "x"}, {}', '{}, {"x", "y"}'])
@pytest.mark.parametrize("target", ["{}, {}", '{"y", "x"}, {}', '{"x"}, {"y"}', '{}, {"y", "x"}'])
def test_several_axes_on_one_dimension(same_results, source: str, target: str) -> None:
    """Row 11: blocks come in the order of the axes. Row 12: axes that change places are permuted."""
    text = f"""sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%a: {sharded("tensor<16x8xf32>", source)}) -> ({sharded("tensor<16x8xf32>", target)}) {{
  %0 = stablehlo.negate %a : tensor<16x8xf32>
  return %0 : tensor<16x8xf32>
}}"""
    lowered = same_results(text, array(16, 8))
    if (source, target) == ('{"x", "y"}, {}', '{"y", "x"}, {}'):
        assert "stablehlo.collective_permute" in lowered


def gathered(first: str, second: str) -> str:
    """A program for one chip that gathers 16 numbers along two axes, one after the other."""
    gather = """"stablehlo.all_gather"({}) <{{all_gather_dim = 0 : i64, channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>, replica_groups = dense<{}> : tensor<{}xi64>, use_global_device_ids}}> : (tensor<{}xf32>) -> tensor<{}xf32>"""
    groups = {
        "x": ("[[0, 4], [1, 5], [2, 6], [3, 7]]", "4x2", 2),
        "y": ("[[0, 1, 2, 3], [4, 5, 6, 7]]", "2x4", 4),
    }
    (rows, shape, size), (more, other, _) = groups[first], groups[second]
    return f"""sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%a: tensor<16xf32>) -> tensor<16xf32> {{
  %0 = sdy.manual_computation(%a) in_shardings=[<@mesh, [{{"x", "y"}}]>] out_shardings=[<@mesh, [{{}}]>] manual_axes={{"x", "y"}} (%l: tensor<2xf32>) {{
    %1 = {gather.format("%l", rows, shape, 2, 2 * size)}
    %2 = {gather.format("%1", more, other, 2 * size, 16)}
    sdy.return %2 : tensor<16xf32>
  }} : (tensor<16xf32>) -> tensor<16xf32>
  return %0 : tensor<16xf32>
}}"""


def test_chained_gathers_go_from_minor_to_major() -> None:
    """Row 11: gathered along the major axis first, as upstream does, blocks are out of order."""
    numbers = np.arange(16, dtype=np.float32)
    minor_first = ttmlir_py.interpret(gathered("y", "x"), numbers)[0]
    major_first = ttmlir_py.interpret(gathered("x", "y"), numbers)[0]
    np.testing.assert_array_equal(minor_first, numbers)
    np.testing.assert_array_equal(major_first[::2] / 2, [0, 4, 1, 5, 2, 6, 3, 7])
    text = """sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%a: tensor<16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", "y"}]>}) -> (tensor<16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}) {
  return %a : tensor<16xf32>
}"""
    module = parse_module(text, Context())
    StableHloPipeline().apply(Context(), module)
    assert print_module(module).count("stablehlo.all_gather") == 2
    np.testing.assert_array_equal(ttmlir_py.interpret(module, numbers)[0], numbers)


@pytest.mark.parametrize("stage", ["stablehlo", "ttir", "ttnn"])
@pytest.mark.parametrize("dims", ['{"y"}, {"x"}', '{"y", "x"}, {}', "{}, {}"])
@pytest.mark.parametrize("stays", [False, True])
def test_tensors_that_come_and_stay_in_shards(stage: str, dims: str, stays: bool) -> None:
    """Row 25: what a chip is given, and keeps, is its shard; callers see whole tensors."""
    text = f"""sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%a: {sharded("tensor<8x16xf32>", '{"x"}, {"y"}')}) -> ({sharded("tensor<16x8xf32>", dims)}) {{
  %0 = stablehlo.transpose %a, dims = [1, 0] : (tensor<8x16xf32>) -> tensor<16x8xf32>
  return %0 : tensor<16x8xf32>
}}"""
    a = array(8, 16)
    exe = ttmlir_py.compile(text, stop_at=stage, result_presharded=(int(stays),))
    np.testing.assert_array_equal(exe(a)[0], a.T)
    signature = next(line for line in exe.ir().splitlines() if "@main" in line)
    if stage != "stablehlo":
        assert "%arg0: tensor<4x4xf32" in signature
        local = {'{"y"}, {"x"}': "4x4", '{"y", "x"}, {}': "2x8", "{}, {}": "16x8"}[dims]
        assert f"-> (tensor<{local if stays else '16x8'}xf32" in signature


def test_a_constraint_on_an_axis_of_size_one(same_results) -> None:
    """Row 25: it asks for nothing."""
    text = """sdy.mesh @mesh = <["x"=1, "y"=2]>
func.func @main(%a: tensor<4x3xf32>) -> tensor<4x3xf32> {
  %0 = sdy.sharding_constraint %a <@mesh, [{"y"}, {"x"}]> : tensor<4x3xf32>
  %1 = stablehlo.negate %0 : tensor<4x3xf32>
  return %1 : tensor<4x3xf32>
}"""
    same_results(text, array(4, 3))


def test_results_can_be_given_a_sharding(same_results) -> None:
    """Row 25."""
    text = f"""sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%a: tensor<8x4xf32>) -> ({sharded("tensor<8x4xf32>", '{"y"}, {"x"}')}) {{
  %0 = stablehlo.negate %a : tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}}"""
    assert 'out_shardings=[<@mesh, [{"y"}, {"x"}]>]' in same_results(text, array(8, 4))


def test_heads_that_do_not_divide_are_refused() -> None:
    """Row 25: the message says which dimension, and by what it should divide."""
    text = f"""sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%a: {sharded("tensor<6x4xf32>", '{"y"}, {}')}) -> tensor<6x4xf32> {{
  return %a : tensor<6x4xf32>
}}"""
    module = parse_module(text, Context())
    with pytest.raises(
        CompileError, match="dimension 0 of size 6, which is not divisible by the size 4"
    ):
        StableHloPipeline().apply(Context(), module)


def test_meshes_that_contradict_each_other_are_refused() -> None:
    """Row 25: shardings of XLA's partitioner for different numbers of chips."""
    text = """func.func @main(%a: tensor<8x4xf32> {mhlo.sharding = "{devices=[4,2]<=[8]}"},
    %b: tensor<8x4xf32> {mhlo.sharding = "{devices=[4,1]<=[4]}"}) -> tensor<8x4xf32> {
  return %a : tensor<8x4xf32>
}"""
    module = parse_module(text, Context())
    with pytest.raises(CompileError, match=r"has shardings for . and for . devices"):
        StableHloPipeline().apply(Context(), module)
