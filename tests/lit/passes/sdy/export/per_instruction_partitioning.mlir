// RUN: ttmlir-opt --sdy-per-instruction-partitioning="filter=dot" %s | FileCheck %s --check-prefixes=CHECK,DOT
// RUN: ttmlir-opt --sdy-per-instruction-partitioning="filter='selectLow=1, selectHigh=1'" %s | FileCheck %s --check-prefixes=CHECK,SECOND

sdy.mesh @mesh = <["x"=2, "y"=2]>

// CHECK-LABEL: @two_ops
// DOT: %[[DOT:.*]] = sdy.manual_computation(%arg0, %arg1)
// DOT-SAME: in_shardings=[<@mesh, [{"x"}, {"y"}]>, <@mesh, [{"y"}, {}]>]
// DOT-SAME: out_shardings=[<@mesh, [{"x"}, {}], unreduced={"y"}>] manual_axes={"x", "y"}
// DOT: stablehlo.dot %{{.*}} : (tensor<4x16xf32>, tensor<16x16xf32>) -> tensor<4x16xf32>
// The parts are added up by the collective that is there already.
// DOT-NOT: stablehlo.all_reduce
// DOT: sdy.all_reduce {"y"} %[[DOT]]
// DOT: stablehlo.add %{{.*}} : tensor<8x16xf32>
// SECOND: stablehlo.dot %arg0, %arg1
// SECOND: sdy.manual_computation
// SECOND: stablehlo.add %{{.*}} : tensor<4x16xf32>
func.func @two_ops(%a: tensor<8x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>}, %b: tensor<32x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}) -> (tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) {
  %0 = stablehlo.dot %a, %b {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : (tensor<8x32xf32>, tensor<32x16xf32>) -> tensor<8x16xf32>
  %1 = sdy.all_reduce {"y"} %0 out_sharding=<@mesh, [{"x"}, {}]> : tensor<8x16xf32>
  %2 = stablehlo.add %1, %1 {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : tensor<8x16xf32>
  return %2 : tensor<8x16xf32>
}

// Where shards would be uneven, the computation works on padded tensors.
// CHECK-LABEL: @uneven
// SECOND: return
// DOT: %[[WIDE:.*]] = stablehlo.pad %{{.*}}, %{{.*}}, low = [0, 0], high = [1, 0]
// DOT: sdy.manual_computation(%[[WIDE]], %arg1)
// DOT: : (tensor<6x4xf32>, tensor<4x2xf32>) -> tensor<6x2xf32>
// DOT: stablehlo.slice %{{.*}} [0:5, 0:2]
func.func @uneven(%a: tensor<6x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}, %b: tensor<4x2xf32>) -> tensor<5x2xf32> {
  %0 = stablehlo.slice %a [0:5, 0:4] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : (tensor<6x4xf32>) -> tensor<5x4xf32>
  %1 = stablehlo.dot %0, %b {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : (tensor<5x4xf32>, tensor<4x2xf32>) -> tensor<5x2xf32>
  return %1 : tensor<5x2xf32>
}
