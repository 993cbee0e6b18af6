// RUN: ttmlir-opt --sdy-pad-for-divisibility %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=2]>

// CHECK-LABEL: func.func @total
// CHECK: sdy.all_slice [{"x"}] {{.*}} : tensor<8xf32>
// CHECK: stablehlo.exponential {{.*}} : tensor<8xf32>
// CHECK: stablehlo.compare LT
// CHECK: stablehlo.select
// CHECK: stablehlo.reduce
func.func @total(%x: tensor<7xf32>) -> tensor<f32> {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %slices = sdy.all_slice [{"x"}] %x out_sharding=<@mesh, [{"x"}]> : tensor<7xf32>
  %y = stablehlo.exponential %slices {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>}
    : tensor<7xf32>
  %parts = stablehlo.reduce(%y init: %zero) applies stablehlo.add across dimensions = [0]
    : (tensor<7xf32>, tensor<f32>) -> tensor<f32>
  %total = sdy.all_reduce {"x"} %parts out_sharding=<@mesh, []> : tensor<f32>
  return %total : tensor<f32>
}

// Six elements stand as 2, 2, 2, 0 in four shards, but as 3, 3 in two.
// CHECK-LABEL: func.func @fewer_shards
// CHECK: sdy.all_gather [{"x", "y"}]
// CHECK: stablehlo.slice {{.*}} [0:6]
// CHECK: sdy.all_slice [{"x"}]
func.func @fewer_shards(%x: tensor<6xf32>)
    -> (tensor<6xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  %0 = sdy.all_slice [{"x", "y"}] %x out_sharding=<@mesh, [{"x", "y"}]> : tensor<6xf32>
  %1 = sdy.all_gather [{"y"}] %0 out_sharding=<@mesh, [{"x"}]> : tensor<6xf32>
  return %1 : tensor<6xf32>
}

// CHECK-LABEL: func.func @even
// CHECK-NEXT: stablehlo.exponential
// CHECK-NEXT: return
func.func @even(%x: tensor<4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
    -> (tensor<4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  %0 = stablehlo.exponential %x {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>}
    : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Constants of arith are padded as StableHLO's.
// CHECK-LABEL: func.func @host_constant
// CHECK: arith.constant {{.*}}dense<1.000000e+00> : tensor<8x4xf32>
func.func @host_constant() -> tensor<7x4xf32> {
  %c = arith.constant {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} dense<1.0> : tensor<7x4xf32>
  %whole = sdy.all_gather [{"x"}, {}] %c out_sharding=<@mesh, [{}, {}]> : tensor<7x4xf32>
  return %whole : tensor<7x4xf32>
}
