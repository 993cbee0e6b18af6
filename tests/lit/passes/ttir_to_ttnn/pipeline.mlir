// RUN: ttmlir-opt --ttir-to-ttnn-backend-pipeline %s | FileCheck %s
// RUN: ttmlir-opt --ttir-to-ttnn-runtime-pipeline="mesh-shape=1,2 mock-system-desc-arch=blackhole" %s | FileCheck %s --check-prefix=MESH
// RUN: ttmlir-opt --ttir-to-ttnn-common-pipeline="enable-fusing-pass=false" %s | FileCheck %s --check-prefix=NOT-FUSED
// RUN: ttmlir-opt --ttir-to-ttnn-common-pipeline="argument-types=main=input,parameter,parameter" %s | FileCheck %s --check-prefix=TYPES
// RUN: not ttmlir-opt --ttir-to-ttnn-backend-pipeline="enable-everything" %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// CHECK: #[[ROW:.*]] = #ttnn.ttnn_layout<(d0) -> (0, d0)
// CHECK: ttcore.device_module {
// CHECK-NEXT: builtin.module attributes {ttcore.system_desc = #system_desc}
// CHECK-NEXT: ttcore.device @default_device
// CHECK-NEXT: func.func @main(%[[X:[a-z0-9]+]]: {{.*}}, %[[W:[a-z0-9]+]]: {{.*}}, %[[B:[a-z0-9]+]]: tensor<5xf32, #[[ROW]]>){{.*}} attributes {tt.function_type = "forward_device"} {
// CHECK-NEXT: %[[LINEAR:.*]] = "ttnn.linear"(%[[X]], %[[W]], %[[B]]) <{compute_config = #ttnn.device_compute_kernel_config<math_fidelity = hifi4, fp32_dest_acc_en = true>
// CHECK-NEXT: "ttnn.deallocate"(%[[B]])
// CHECK-NEXT: "ttnn.deallocate"(%[[W]])
// CHECK-NEXT: "ttnn.deallocate"(%[[X]])
// CHECK-NEXT: %[[RELU:.*]] = "ttnn.relu"(%[[LINEAR]])
// CHECK-NEXT: "ttnn.deallocate"(%[[LINEAR]])
// CHECK-NEXT: return %[[RELU]]

// MESH: meshShape = 1x2, chipIds = [0, 1]
// NOT-FUSED: "ttnn.matmul"
// NOT-FUSED: "ttnn.add"
// NOT-FUSED: "ttnn.maximum"
// TYPES: memref<4x8xf32, #dram>
// TYPES: %[[TILES:.*]] = "ttnn.to_layout"
// TYPES: "ttnn.linear"(%[[TILES]]
// UNKNOWN: has no option 'enable-everything'
func.func @main(%x: tensor<4x8xf32>, %w: tensor<8x5xf32>, %b: tensor<5xf32>) -> tensor<4x5xf32> {
  %0 = "ttir.dot_general"(%x, %w) <{batch_dims_lhs = array<i64>, contract_dims_lhs = array<i64: 1>, batch_dims_rhs = array<i64>, contract_dims_rhs = array<i64: 0>}> : (tensor<4x8xf32>, tensor<8x5xf32>) -> tensor<4x5xf32>
  %1 = "ttir.reshape"(%b) <{shape = [1 : i32, 5 : i32]}> : (tensor<5xf32>) -> tensor<1x5xf32>
  %2 = "ttir.broadcast"(%1) <{broadcast_dimensions = array<i64: 4, 1>}> : (tensor<1x5xf32>) -> tensor<4x5xf32>
  %3 = "ttir.add"(%0, %2) : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  %4 = "ttir.zeros"() <{shape = array<i32: 4, 5>}> : () -> tensor<4x5xf32>
  %5 = "ttir.maximum"(%3, %4) : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  return %5 : tensor<4x5xf32>
}
