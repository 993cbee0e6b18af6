"""Between whole tensors and the parts of chips."""

import numpy as np
import pytest
from simulated import program, run

from ttmlir_py.support.mesh import Mesh
from ttmlir_py.syntax.diagnostics import CompileError

X = np.arange(48, dtype=np.float32).reshape(8, 6)


def test_a_manual_computation_works_on_parts():
    text = """
    sdy.mesh @mesh = <["x"=2, "y"=3]>
    func.func @main(%x: tensor<8x6xf32>) -> tensor<8x6xf32> {
      %0 = sdy.manual_computation(%x) in_shardings=[<@mesh, [{"x"}, {"y"}]>]
          out_shardings=[<@mesh, [{"x"}, {"y"}]>] manual_axes={"x", "y"} (%a: tensor<4x2xf32>) {
        %1 = "stablehlo.all_reduce"(%a) <{replica_groups = dense<[[0, 1, 2], [3, 4, 5]]>
            : tensor<2x3xi64>, channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>,
            use_global_device_ids}> ({
        ^bb0(%l: tensor<f32>, %r: tensor<f32>):
          %2 = stablehlo.add %l, %r : tensor<f32>
          stablehlo.return %2 : tensor<f32>
        }) : (tensor<4x2xf32>) -> tensor<4x2xf32>
        sdy.return %1 : tensor<4x2xf32>
      } : (tensor<8x6xf32>) -> tensor<8x6xf32>
      return %0 : tensor<8x6xf32>
    }"""
    sums = X.reshape(8, 3, 2).sum(axis=1)
    np.testing.assert_array_equal(run(text, X)[0], np.tile(sums, 3))


def test_free_axes_of_a_manual_computation_stay_whole():
    text = """
    sdy.mesh @mesh = <["x"=2, "y"=3]>
    func.func @main(%x: tensor<8x6xf32>) -> tensor<2x6xf32> {
      %0 = sdy.manual_computation(%x) in_shardings=[<@mesh, [{"x"}, {"y"}]>]
          out_shardings=[<@mesh, [{"x"}, {"y"}]>] manual_axes={"x"} (%a: tensor<4x6xf32>) {
        %zero = stablehlo.constant dense<0.0> : tensor<f32>
        %1 = stablehlo.reduce(%a init: %zero) applies stablehlo.add across dimensions = [0]
            : (tensor<4x6xf32>, tensor<f32>) -> tensor<6xf32>
        %2 = stablehlo.reshape %1 : (tensor<6xf32>) -> tensor<1x6xf32>
        sdy.return %2 : tensor<1x6xf32>
      } : (tensor<8x6xf32>) -> tensor<2x6xf32>
      return %0 : tensor<2x6xf32>
    }"""
    np.testing.assert_array_equal(run(text, X)[0], X.reshape(2, 4, 6).sum(axis=1))


def test_computations_on_different_meshes_run_in_one_program():
    text = """
    sdy.mesh @a = <["x"=4]>
    sdy.mesh @b = <["x"=2, "y"=2]>
    func.func @main(%x: tensor<8x6xf32>) -> tensor<8x6xf32> {
      %0 = sdy.manual_computation(%x) in_shardings=[<@a, [{"x"}, {}]>]
          out_shardings=[<@a, [{"x"}, {}]>] manual_axes={"x"} (%l: tensor<2x6xf32>) {
        %1 = stablehlo.reverse %l, dims = [0] : tensor<2x6xf32>
        sdy.return %1 : tensor<2x6xf32>
      } : (tensor<8x6xf32>) -> tensor<8x6xf32>
      %2 = sdy.manual_computation(%0) in_shardings=[<@b, [{"y"}, {"x"}]>]
          out_shardings=[<@b, [{"y"}, {"x"}]>] manual_axes={"x", "y"} (%l: tensor<4x3xf32>) {
        %3 = stablehlo.reverse %l, dims = [1] : tensor<4x3xf32>
        sdy.return %3 : tensor<4x3xf32>
      } : (tensor<8x6xf32>) -> tensor<8x6xf32>
      return %2 : tensor<8x6xf32>
    }"""
    rows = X.reshape(4, 2, 6)[:, ::-1].reshape(8, 6)
    np.testing.assert_array_equal(run(text, X)[0], rows.reshape(8, 2, 3)[:, :, ::-1].reshape(8, 6))


SHARD = """
func.func @main(%x: tensor<8x6xf32>) -> tensor<8x6xf32> {{
  %0 = "ttir.mesh_shard"(%x) <{{{shard}, shard_type = #ttcore.shard_type<{kind}>,
      shard_direction = #ttcore.shard_direction<full_to_shard>}}>
      : (tensor<8x6xf32>) -> tensor<{local}xf32>
  %1 = "ttir.neg"(%0) : (tensor<{local}xf32>) -> tensor<{local}xf32>
  %2 = "ttir.mesh_shard"(%1) <{{{shard}, shard_type = #ttcore.shard_type<{kind}>,
      shard_direction = #ttcore.shard_direction<shard_to_full>}}>
      : (tensor<{local}xf32>) -> tensor<8x6xf32>
  return %2 : tensor<8x6xf32>
}}"""
MESH = Mesh(("x", "y"), (2, 3))


@pytest.mark.parametrize(
    ("dims", "shape", "local", "kind"),
    [
        ("0, 1", "2, 3", "4x2", "devices"),
        ("-1, 1", "1, 3", "8x2", "devices"),
        ("0, -1", "2, 1", "4x6", "devices"),
        ("-1", "1", "8x6", "replicate"),
    ],
)
def test_sharding_and_unsharding(dims, shape, local, kind):
    shard = f"shard_dims = array<i64: {dims}>, shard_shape = array<i64: {shape}>"
    text = SHARD.format(shard=shard, local=local, kind=kind)
    np.testing.assert_array_equal(program(text, MESH)(X)[0], -X)


def test_a_shard_dimension_for_every_mesh_axis():
    shard = "shard_dims = array<i64: 0>, shard_shape = array<i64: 2, 1>"
    text = SHARD.format(shard=shard, local="4x6", kind="devices")
    with pytest.raises(CompileError, match="an entry for each of the 2 mesh axes, got"):
        program(text, MESH)(X)


def test_distributing_and_aggregating():
    text = """
    func.func @main(%x: tensor<8x6xf32>) -> tensor<8x6xf32> {
      %d = "ttnn.get_device"() <{mesh_shape = #ttnn<mesh_shape 2x3>,
          mesh_offset = #ttnn<mesh_offset 0x0>}> : () -> !ttnn.device
      %0 = "ttnn.distribute_tensor"(%x, %d) <{mapper_config = #ttnn.mesh_mapper_config<
          placements = [<replicate, -1 : i32>, <shard, 1 : i32>],
          mesh_shape_override = [2 : ui32, 3 : ui32]>}>
          : (tensor<8x6xf32>, !ttnn.device) -> tensor<8x2xf32>
      %1 = "ttnn.neg"(%0) : (tensor<8x2xf32>) -> tensor<8x2xf32>
      %2 = "ttnn.aggregate_tensor"(%1, %d) <{composer_config = #ttnn.mesh_composer_config<
          dims = [0 : i32, 1 : i32], mesh_shape_override = [1 : ui32, 3 : ui32]>}>
          : (tensor<8x2xf32>, !ttnn.device) -> tensor<8x6xf32>
      return %2 : tensor<8x6xf32>
    }"""
    sharded = program(text)
    assert sharded.machine.mesh.shape == (2, 3)
    np.testing.assert_array_equal(sharded(X)[0], -X)


def test_a_message_goes_to_one_chip():
    text = """
    func.func @main(%x: tensor<2xf32>, %out: tensor<2xf32>) -> tensor<2xf32> {
      %0 = "ttnn.point_to_point"(%x, %out) <{sender_coord = array<i64: 0, 1>,
          receiver_coord = array<i64: 1, 2>}> : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
      return %0 : tensor<2xf32>
    }"""
    x = np.arange(12, dtype=np.float32).reshape(2, 3, 2)
    (got,) = program(text, MESH).on_mesh(x, -np.ones((1, 1, 2), np.float32))
    want = -np.ones((2, 3, 2), np.float32)
    want[1, 2] = x[0, 1]
    np.testing.assert_array_equal(got, want)
