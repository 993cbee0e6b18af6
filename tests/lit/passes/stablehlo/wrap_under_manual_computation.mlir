// RUN: ttmlir-opt --wrap-under-manual-computation %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: func.func public @main
// CHECK: %[[OUT:.*]] = sdy.manual_computation(%arg0, %arg1) in_shardings=[<@mesh, [{"y"}]>, <@mesh, [{}]>] out_shardings=[<@mesh, [{"x"}]>] manual_axes={} (%[[A:.*]]: tensor<8xf32>, %[[B:.*]]: tensor<8xf32>) {
// CHECK: %[[SUM:.*]] = stablehlo.add %[[A]], %[[B]]
// CHECK: sdy.return %[[SUM]]
// CHECK: return %[[OUT]]
func.func public @main(%sharded: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}]>}, %whole: tensor<8xf32>) -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  %0 = stablehlo.add %sharded, %whole : tensor<8xf32>
  return %0 : tensor<8xf32>
}

// CHECK-LABEL: func.func private @helper
// CHECK-NOT: sdy.manual_computation
func.func private @helper(%input: tensor<8xf32>) -> tensor<8xf32> {
  return %input : tensor<8xf32>
}
