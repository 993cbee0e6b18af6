// RUN: ttmlir-opt --replicate-non-splittable-values %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @constants
func.func @constants() -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  // CHECK: <@mesh, [{}]>{{.*}} dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]>
  %0 = stablehlo.constant {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>} dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  // Both halves are [1, 2].
  // CHECK: <@mesh, [{"x"}]>{{.*}} dense<[1.000000e+00, 2.000000e+00, 1.000000e+00, 2.000000e+00]>
  %1 = stablehlo.constant {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>} dense<[1.0, 2.0, 1.0, 2.0]> : tensor<4xf32>
  // CHECK: <@mesh, [{"y"}]>{{.*}} dense<1.000000e+00>
  %2 = stablehlo.constant {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"y"}]>]>} dense<1.0> : tensor<4xf32>
  return %0, %1, %2 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: @iotas
func.func @iotas() -> (tensor<8x4xi32>, tensor<8x4xi32>) {
  // CHECK: stablehlo.iota dim = 0 {{.*}}<@mesh, [{}, {}]>
  %0 = stablehlo.iota dim = 0 {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : tensor<8x4xi32>
  // CHECK: stablehlo.iota dim = 1 {{.*}}<@mesh, [{"x"}, {}]>
  %1 = stablehlo.iota dim = 1 {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : tensor<8x4xi32>
  return %0, %1 : tensor<8x4xi32>, tensor<8x4xi32>
}

// CHECK-LABEL: @slices
func.func @slices(%input: tensor<16xf32>) -> (tensor<8xf32>, tensor<8xf32>, tensor<6xf32>) {
  // CHECK: [0:8] {{.*}}<@mesh, [{}]>
  %0 = stablehlo.slice %input [0:8] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"y"}]>]>} : (tensor<16xf32>) -> tensor<8xf32>
  // CHECK: [1:16:2] {{.*}}<@mesh, [{"y"}]>
  %1 = stablehlo.slice %input [1:16:2] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"y"}]>]>} : (tensor<16xf32>) -> tensor<8xf32>
  // A part of four elements holds no whole number of threes.
  // CHECK: [0:16:3] {{.*}}<@mesh, [{}]>
  %2 = stablehlo.slice %input [0:16:3] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>} : (tensor<16xf32>) -> tensor<6xf32>
  return %0, %1, %2 : tensor<8xf32>, tensor<8xf32>, tensor<6xf32>
}

// CHECK-LABEL: @random
// CHECK: rng_bit_generator {{.*}}<@mesh, [{}]>, <@mesh, [{}]>
func.func @random(%state: tensor<2xui64>) -> tensor<8xui32> {
  %next, %bits = stablehlo.rng_bit_generator %state, algorithm = THREE_FRY {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}]>, <@mesh, [{"y"}]>]>} : (tensor<2xui64>) -> (tensor<2xui64>, tensor<8xui32>)
  return %bits : tensor<8xui32>
}
