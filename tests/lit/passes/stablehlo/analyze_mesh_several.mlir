// RUN: ttmlir-opt --analyze-mesh --split-input-file --verify-diagnostics %s | FileCheck %s

// An empty mesh, and one whose axes are made of those of another, give way to that.
// CHECK-NOT: @empty_mesh
// CHECK: sdy.mesh @fine = <["a"=2, "b"=3, "c"=4]>
// CHECK-NOT: sdy.mesh
// CHECK-LABEL: @finest_mesh
// CHECK-SAME: <@fine, [{"a", "b"}, {"c", ?}]>
// CHECK: sdy.sharding_constraint %{{.*}} <@fine, [{}, {}]>
// CHECK: sdy.sharding_constraint %{{.*}} <@fine, [{"c"}, {}], replicated={"a", "b"}>
// CHECK: sdy.sharding_constraint %{{.*}} <@fine, [{"b"}, {}]>
sdy.mesh @empty_mesh = <[]>
sdy.mesh @coarse = <["x"=6, "y"=4]>
sdy.mesh @fine = <["a"=2, "b"=3, "c"=4]>
func.func @finest_mesh(%input: tensor<12x12xf32> {sdy.sharding = #sdy.sharding<@coarse, [{"x"}, {"y", ?}]>}) -> tensor<12x12xf32> {
  %0 = sdy.sharding_constraint %input <@empty_mesh, [{}, {}]> : tensor<12x12xf32>
  %1 = sdy.sharding_constraint %0 <@coarse, [{"y"}, {}], replicated={"x"}> : tensor<12x12xf32>
  %2 = sdy.sharding_constraint %1 <@fine, [{"b"}, {}]> : tensor<12x12xf32>
  return %2 : tensor<12x12xf32>
}

// -----

// CHECK-LABEL: @manual_axes
// CHECK: manual_axes={"a", "b"}
sdy.mesh @fine = <["a"=2, "b"=2]>
sdy.mesh @coarse = <["x"=4]>
func.func @manual_axes(%input: tensor<8xf32> {sdy.sharding = #sdy.sharding<@fine, [{"b"}]>}) -> tensor<8xf32> {
  %0 = sdy.manual_computation(%input) in_shardings=[<@coarse, [{"x"}]>] out_shardings=[<@coarse, [{"x"}]>] manual_axes={"x"} (%shard: tensor<2xf32>) {
    sdy.return %shard : tensor<2xf32>
  } : (tensor<8xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// -----

sdy.mesh @mesh = <["x"=4, "y"=2]>
// expected-error@+1 {{'sdy.mesh' op must have the devices of mesh @mesh in its order, each axis made of whole axes of it: got <["a"=2, "b"=4]> beside <["x"=4, "y"=2]>}}
sdy.mesh @other = <["a"=2, "b"=4]>
func.func @no_finest_mesh(%input: tensor<8xf32> {sdy.sharding = #sdy.sharding<@other, [{"a"}]>}) -> tensor<8xf32> {
  return %input : tensor<8xf32>
}

// -----

sdy.mesh @coarse = <["x"=4]>
// expected-error@+1 {{'sdy.mesh' op cannot take the sharding <@coarse, [{"x":(1)2}]>: it divides an axis}}
sdy.mesh @fine = <["a"=2, "b"=2]>
func.func @sub_axis(%input: tensor<8xf32> {sdy.sharding = #sdy.sharding<@coarse, [{"x":(1)2}]>}) -> tensor<8xf32> {
  return %input : tensor<8xf32>
}
