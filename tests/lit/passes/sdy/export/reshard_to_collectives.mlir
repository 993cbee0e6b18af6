// RUN: ttmlir-opt --sdy-reshard-to-collectives %s | FileCheck %s
// RUN: ttmlir-opt --sdy-reshard-to-collectives="keep-redundant-reshards=true" %s | FileCheck %s --check-prefix=KEEP

sdy.mesh @mesh = <["x"=2, "y"=4]>
sdy.mesh @reversed = <["x"=2, "y"=4], device_ids=[7, 6, 5, 4, 3, 2, 1, 0]>

// CHECK-LABEL: @redundant
// CHECK: return %arg0
// KEEP: sdy.reshard
func.func @redundant(%a: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {?}]>}) -> tensor<8x8xf32> {
  %0 = sdy.reshard %a <@mesh, [{"x"}, {}]> : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// CHECK-LABEL: @gather
// CHECK: sdy.all_gather [{"x", "y"}, {}] %arg0 out_sharding=<@mesh, [{}, {}]>
func.func @gather(%a: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", "y"}, {}]>}) -> tensor<8x8xf32> {
  %0 = sdy.reshard %a <@mesh, [{}, {}]> : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// CHECK-LABEL: @slice
// CHECK: sdy.all_slice [{"y"}, {"x"}] %arg0 out_sharding=<@mesh, [{"y"}, {"x"}]>
func.func @slice(%a: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %0 = sdy.reshard %a <@mesh, [{"y"}, {"x"}]> : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// CHECK-LABEL: @exchange
// CHECK: sdy.all_to_all [{"y"}: 0->1] %arg0 out_sharding=<@mesh, [{"x"}, {"y"}]>
func.func @exchange(%a: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", "y"}, {}]>}) -> tensor<8x8xf32> {
  %0 = sdy.reshard %a <@mesh, [{"x"}, {"y"}]> : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// CHECK-LABEL: @permute
// CHECK: sdy.collective_permute %arg0 out_sharding=<@mesh, [{"y", "x"}, {}]>
func.func @permute(%a: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", "y"}, {}]>}) -> tensor<8x8xf32> {
  %0 = sdy.reshard %a <@mesh, [{"y", "x"}, {}]> : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// CHECK-LABEL: @other_order_of_devices
// CHECK: sdy.collective_permute %arg0 out_sharding=<@reversed, [{"x"}, {}]>
func.func @other_order_of_devices(%a: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> tensor<8x8xf32> {
  %0 = sdy.reshard %a <@reversed, [{"x"}, {}]> : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// An axis of size one moves nothing, but the sharding is that of the reshard in the end.
sdy.mesh @flat = <["one"=1, "two"=2]>
// CHECK-LABEL: @axis_of_size_one
// CHECK-NEXT: sdy.all_gather [{}, {"one"}] %arg0 out_sharding=<@flat, [{"two"}, {}]>
func.func @axis_of_size_one(%a: tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@flat, [{"two"}, {"one"}]>}) -> tensor<8x4xf32> {
  %0 = sdy.reshard %a <@flat, [{"two"}, {}]> : tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}
