"""A program means after every pass what it meant before it."""

from collections.abc import Sequence

import numpy as np
import pytest
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py import registry
from ttmlir_py.context import Context
from ttmlir_py.passes.ttir_to_ttnn.pipeline import TTIRToTTNNBackendPipeline
from ttmlir_py.runtime.program import run
from ttmlir_py.support.mesh import Mesh
from ttmlir_py.support.passes import PassManager, leaves
from ttmlir_py.syntax.parser import parse_module

MLP = """
func.func @main(%x: tensor<4x8xf32>, %w: tensor<8x5xf32>, %b: tensor<5xf32>) -> tensor<4x5xf32> {
  %0 = "ttir.dot_general"(%x, %w) <{batch_dims_lhs = array<i64>, contract_dims_lhs = array<i64: 1>,
    batch_dims_rhs = array<i64>, contract_dims_rhs = array<i64: 0>}>
    : (tensor<4x8xf32>, tensor<8x5xf32>) -> tensor<4x5xf32>
  %1 = "ttir.reshape"(%b) <{shape = [1 : i32, 5 : i32]}> : (tensor<5xf32>) -> tensor<1x5xf32>
  %2 = "ttir.broadcast"(%1) <{broadcast_dimensions = array<i64: 4, 1>}>
    : (tensor<1x5xf32>) -> tensor<4x5xf32>
  %3 = "ttir.add"(%0, %2) : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  %zero = "ttir.constant"() <{value = dense<0.0> : tensor<4x5xf32>}> : () -> tensor<4x5xf32>
  %4 = "ttir.maximum"(%3, %zero) : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  %5 = "ttir.square"(%4) : (tensor<4x5xf32>) -> tensor<4x5xf32>
  return %5 : tensor<4x5xf32>
}
"""
SOFTMAX = """
func.func @main(%x: tensor<3x5xf32>) -> (tensor<3x5xf32>, tensor<3x5xf32>) {
  %0 = "ttir.max"(%x) <{dim_arg = [1 : i32], keep_dim = false}> : (tensor<3x5xf32>) -> tensor<3xf32>
  %1 = "ttir.reshape"(%0) <{shape = [3 : i32, 1 : i32]}> : (tensor<3xf32>) -> tensor<3x1xf32>
  %2 = "ttir.broadcast"(%1) <{broadcast_dimensions = array<i64: 1, 5>}>
    : (tensor<3x1xf32>) -> tensor<3x5xf32>
  %3 = "ttir.subtract"(%x, %2) : (tensor<3x5xf32>, tensor<3x5xf32>) -> tensor<3x5xf32>
  %4 = "ttir.exp"(%3) : (tensor<3x5xf32>) -> tensor<3x5xf32>
  %5 = "ttir.sum"(%4) <{dim_arg = [1 : i32], keep_dim = true}>
    : (tensor<3x5xf32>) -> tensor<3x1xf32>
  %6 = "ttir.div"(%4, %5) : (tensor<3x5xf32>, tensor<3x1xf32>) -> tensor<3x5xf32>
  %7 = "ttir.sigmoid"(%x) : (tensor<3x5xf32>) -> tensor<3x5xf32>
  %8 = "ttir.multiply"(%x, %7) : (tensor<3x5xf32>, tensor<3x5xf32>) -> tensor<3x5xf32>
  return %6, %8 : tensor<3x5xf32>, tensor<3x5xf32>
}
"""
CONVOLUTION = """
func.func @main(%x: tensor<2x3x8x6xf32>, %w: tensor<4x3x3x3xf32>, %b: tensor<1x4x1x1xf32>)
    -> tensor<2x4x3x2xf32> {
  %0 = "ttir.conv2d"(%x, %w) <{stride = 1 : i32, padding = array<i32: 1, 0, 0, 1>,
    dilation = 1 : i32, groups = 1 : i32, batch_dim = 0 : i64, height_dim = 2 : i64,
    width_dim = 3 : i64, channel_dim = 1 : i64}>
    : (tensor<2x3x8x6xf32>, tensor<4x3x3x3xf32>) -> tensor<2x4x7x5xf32>
  %1 = "ttir.add"(%0, %b) : (tensor<2x4x7x5xf32>, tensor<1x4x1x1xf32>) -> tensor<2x4x7x5xf32>
  %2 = "ttir.permute"(%1) <{permutation = array<i64: 0, 2, 3, 1>}>
    : (tensor<2x4x7x5xf32>) -> tensor<2x7x5x4xf32>
  %3 = "ttir.max_pool2d"(%2) <{kernel = 2 : i32, stride = 2 : i32, dilation = 1 : i32,
    padding = 0 : i32, ceil_mode = false}> : (tensor<2x7x5x4xf32>) -> tensor<2x3x2x4xf32>
  %4 = "ttir.permute"(%3) <{permutation = array<i64: 0, 3, 1, 2>}>
    : (tensor<2x3x2x4xf32>) -> tensor<2x4x3x2xf32>
  return %4 : tensor<2x4x3x2xf32>
}
"""
MOVES = """
func.func @main(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<3x4xf32>, tensor<2x3xf32>) {
  %0 = "ttir.reverse"(%x) <{dimensions = array<i64: 0, 1>}> : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = "ttir.transpose"(%x) <{dim0 = 0 : si32, dim1 = 1 : si32}>
    : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %2 = "ttir.pad"(%1) <{padding = array<i32: 1, -1, 0, 2>, value = 7.0 : f32}>
    : (tensor<3x2xf32>) -> tensor<3x4xf32>
  %3 = "ttir.arange"() <{start = 0 : si64, end = 3 : si64, step = 1 : si64,
    arange_dimension = 1 : i64}> : () -> tensor<2x3xf32>
  %4 = "ttir.add"(%x, %3) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0, %2, %4 : tensor<2x3xf32>, tensor<3x4xf32>, tensor<2x3xf32>
}
"""
TRUTHS = """
func.func @main(%x: tensor<3x4xi64>)
    -> (tensor<3xi1>, tensor<3xi64>, tensor<i64>, tensor<3x4xi64>) {
  %truths = "ttir.typecast"(%x) : (tensor<3x4xi64>) -> tensor<3x4xi1>
  %any = "ttir.reduce_or"(%truths) <{dim_arg = [1 : i32], keep_dim = false}>
    : (tensor<3x4xi1>) -> tensor<3xi1>
  %number = "ttir.typecast"(%any) : (tensor<3xi1>) -> tensor<3xi64>
  %all = "ttir.reduce_and"(%truths) <{keep_dim = false}> : (tensor<3x4xi1>) -> tensor<i1>
  %one = "ttir.typecast"(%all) : (tensor<i1>) -> tensor<i64>
  %by = "ttir.constant"() <{value = dense<1> : tensor<3x4xi64>}> : () -> tensor<3x4xi64>
  %shifted = "ttir.right_shift"(%x, %by) : (tensor<3x4xi64>, tensor<3x4xi64>) -> tensor<3x4xi64>
  return %any, %number, %one, %shifted : tensor<3xi1>, tensor<3xi64>, tensor<i64>, tensor<3x4xi64>
}
"""
BYTES = """
func.func @main(%x: tensor<6xi8>, %y: tensor<6xi8>) -> (tensor<6xi8>, tensor<6xi8>) {
  %sum = "ttir.add"(%x, %y) : (tensor<6xi8>, tensor<6xi8>) -> tensor<6xi8>
  %product = "ttir.multiply"(%sum, %y) : (tensor<6xi8>, tensor<6xi8>) -> tensor<6xi8>
  return %sum, %product : tensor<6xi8>, tensor<6xi8>
}
"""
LOOP = """
func.func @main(%x: tensor<3xf32>, %n: tensor<i32>) -> (tensor<3xf32>, tensor<i32>) {
  %zero = "ttir.constant"() <{value = dense<0> : tensor<i32>}> : () -> tensor<i32>
  %one = "ttir.constant"() <{value = dense<1> : tensor<i32>}> : () -> tensor<i32>
  %last:2 = scf.while (%i = %zero, %v = %x) : (tensor<i32>, tensor<3xf32>)
      -> (tensor<i32>, tensor<3xf32>) {
    %less = "ttir.lt"(%i, %n) : (tensor<i32>, tensor<i32>) -> tensor<i1>
    %go_on = tensor.extract %less[] : tensor<i1>
    scf.condition(%go_on) %i, %v : tensor<i32>, tensor<3xf32>
  } do {
  ^bb0(%i: tensor<i32>, %v: tensor<3xf32>):
    %next = "ttir.add"(%i, %one) : (tensor<i32>, tensor<i32>) -> tensor<i32>
    %more = "ttir.add"(%v, %x) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    %which = tensor.extract %i[] : tensor<i32>
    %index = arith.index_cast %which : i32 to index
    %chosen = scf.index_switch %index -> tensor<3xf32>
    case 1 {
      %doubled = "ttir.add"(%more, %more) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
      scf.yield %doubled : tensor<3xf32>
    }
    default {
      scf.yield %more : tensor<3xf32>
    }
    scf.yield %next, %chosen : tensor<i32>, tensor<3xf32>
  }
  return %last#1, %last#0 : tensor<3xf32>, tensor<i32>
}
"""
MESH = """
module attributes {ttcore.meshes = #ttcore.meshes<[<"mesh" = 2x2>]>} {
  func.func @main(%x: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
    %0 = "ttir.mesh_shard"(%x) <{shard_dims = array<i64: 0, 1>,
      shard_direction = #ttcore.shard_direction<full_to_shard>, shard_shape = array<i64: 2, 2>,
      shard_type = #ttcore.shard_type<devices>}> : (tensor<4x8xf32>) -> tensor<2x4xf32>
    %1 = "ttir.all_to_all"(%0) <{split_dim = 0 : si32, concat_dim = 1 : si32,
      split_count = 2 : si32, replica_groups = dense<[[0, 1], [2, 3]]> : tensor<2x2xi64>}>
      : (tensor<2x4xf32>) -> tensor<1x8xf32>
    %2 = "ttir.reshape"(%1) <{shape = [2 : i32, 4 : i32]}> : (tensor<1x8xf32>) -> tensor<2x4xf32>
    %3 = "ttir.collective_permute"(%0) <{
      source_target_pairs = dense<[[0, 3], [1, 1], [3, 0]]> : tensor<3x2xi64>}>
      : (tensor<2x4xf32>) -> tensor<2x4xf32>
    %4 = "ttir.mesh_shard"(%2) <{shard_dims = array<i64: 0, 1>,
      shard_direction = #ttcore.shard_direction<shard_to_full>, shard_shape = array<i64: 2, 2>,
      shard_type = #ttcore.shard_type<devices>}> : (tensor<2x4xf32>) -> tensor<4x8xf32>
    %5 = "ttir.mesh_shard"(%3) <{shard_dims = array<i64: 0, 1>,
      shard_direction = #ttcore.shard_direction<shard_to_full>, shard_shape = array<i64: 2, 2>,
      shard_type = #ttcore.shard_type<devices>}> : (tensor<2x4xf32>) -> tensor<4x8xf32>
    return %4, %5 : tensor<4x8xf32>, tensor<4x8xf32>
  }
}
"""
CONSTANTS = """
func.func @main(%x: tensor<4x8xf32>,
    %w: tensor<5x8xf32> {ttcore.argument_type = #ttcore.argument_type<parameter>},
    %b: tensor<5xf32> {ttcore.argument_type = #ttcore.argument_type<constant>}) -> tensor<4x5xf32> {
  %0 = "ttir.permute"(%w) <{permutation = array<i64: 1, 0>}> : (tensor<5x8xf32>) -> tensor<8x5xf32>
  %1 = "ttir.exp"(%b) : (tensor<5xf32>) -> tensor<5xf32>
  %2 = "ttir.matmul"(%x, %0) : (tensor<4x8xf32>, tensor<8x5xf32>) -> tensor<4x5xf32>
  %3 = "ttir.multiply"(%2, %1) : (tensor<4x5xf32>, tensor<5xf32>) -> tensor<4x5xf32>
  return %3 : tensor<4x5xf32>
}
"""
SINGLE = Mesh(("x", "y"), (1, 1))
PROGRAMS = {
    "bytes": (BYTES, SINGLE),
    "constants": (CONSTANTS, SINGLE),
    "convolution": (CONVOLUTION, SINGLE),
    "loop": (LOOP, SINGLE),
    "mesh": (MESH, Mesh(("x", "y"), (2, 2))),
    "mlp": (MLP, SINGLE),
    "moves": (MOVES, SINGLE),
    "softmax": (SOFTMAX, SINGLE),
    "truths": (TRUTHS, SINGLE),
}
ALONE = (
    "canonicalize",
    "cse",
    "const-eval-hoist-transform",
    "ttir-element-type-normalization",
    "ttir-flatten-sliding-window",
    "ttir-fold-full-to-scalar",
    "ttir-fusing",
    "ttir-implicit-broadcast-fold",
    "ttir-to-ttir-decomposition",
)
"""Passes that can run on a program as it is."""


def inputs_of(module: ModuleOp) -> list[np.ndarray]:
    generator = np.random.default_rng(0)
    (function,) = (op for op in module.walk() if op.name == "func.func")
    arrays = []
    for type_ in function.function_type.inputs:  # pyright: ignore
        shape, element = type_.get_shape(), str(type_.element_type)
        if element == "f32":
            arrays.append(generator.standard_normal(shape).astype(np.float32))
        elif element == "i8":
            arrays.append(generator.integers(-128, 128, shape).astype(np.int8))
        else:
            arrays.append(np.asarray(generator.integers(-2, 4, shape), np.int64))
    return [np.asarray(3, np.int32) if array.shape == () else array for array in arrays]


def results(module: ModuleOp, inputs: Sequence[np.ndarray], mesh: Mesh) -> list[np.ndarray]:
    module.verify()
    return [np.asarray(array) for array in run(module, inputs, mesh=mesh)]


def assert_same(got: Sequence[np.ndarray], wanted: Sequence[np.ndarray], where: str):
    for new, old in zip(got, wanted, strict=True):
        if old.dtype == bool:
            new = new != 0
        np.testing.assert_allclose(
            new.astype(np.float64), old.astype(np.float64), rtol=1e-5, atol=1e-5, err_msg=where
        )


@pytest.mark.parametrize("name", ALONE)
@pytest.mark.parametrize("program", PROGRAMS)
def test_pass_alone(program: str, name: str):
    text, mesh = PROGRAMS[program]
    module = parse_module(text, ctx := Context())
    inputs = inputs_of(module)
    wanted = results(module, inputs, mesh)
    cls = registry.pass_class(name)
    assert cls is not None
    PassManager([cls()]).run(ctx, module)
    assert_same(results(module, inputs, mesh), wanted, name)


@pytest.mark.parametrize("fusing", [True, False], ids=["fusing", "no-fusing"])
@pytest.mark.parametrize("const_eval", [True, False], ids=["const-eval", "no-const-eval"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_step_of_the_pipeline(program: str, fusing: bool, const_eval: bool):
    text, mesh = PROGRAMS[program]
    module = parse_module(text, ctx := Context())
    inputs = inputs_of(module)
    wanted = results(module, inputs, mesh)
    pipeline = TTIRToTTNNBackendPipeline(enable_fusing_pass=fusing, enable_const_eval=const_eval)
    for leaf in leaves([pipeline]):
        for inner in leaf.modules(module):
            leaf.pass_.apply(ctx, inner)
        assert_same(results(module, inputs, mesh), wanted, leaf.pass_.name)
