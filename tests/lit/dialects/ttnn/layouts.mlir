// RUN: ttmlir-opt %s | FileCheck %s
// RUN: ttmlir-opt --mlir-print-local-scope %s | FileCheck %s --check-prefix=LOCAL

#dram = #ttnn.buffer_type<dram>
#tiles = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<1x2x!ttcore.tile<32x32, bf16>, #dram>, <interleaved>>
#rows = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<32x64xbf16, #ttnn.buffer_type<system_memory>>>

// CHECK: #dram = #ttnn.buffer_type<dram>
// CHECK: #system_memory = #ttnn.buffer_type<system_memory>
// CHECK: #ttnn_layout = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<32x64xbf16, #system_memory>>
// CHECK: #ttnn_layout1 = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<1x2x!ttcore.tile<32x32, bf16>, #dram>, <interleaved>>

// CHECK-LABEL: func.func @device
// LOCAL-LABEL: func.func @device
func.func @device(%host: tensor<32x64xbf16, #rows>) -> tensor<32x64xbf16, #tiles> {
  // CHECK: "ttnn.get_device"() <{mesh_offset = #ttnn<mesh_offset 0x0>, mesh_shape = #ttnn<mesh_shape 2x4>}> : () -> !ttnn.device
  %device = "ttnn.get_device"() <{mesh_offset = #ttnn<mesh_offset 0x0>, mesh_shape = #ttnn<mesh_shape 2x4>}> : () -> !ttnn.device
  // CHECK: "ttnn.to_tensor_spec"(%{{.*}}) : (tensor<32x64xbf16, #ttnn_layout>) -> tensor<32x64xbf16, #ttnn_layout1>
  // LOCAL: memref<1x2x!ttcore.tile<32x32, bf16>, #ttnn.buffer_type<dram>>, <interleaved>>
  %0 = "ttnn.to_tensor_spec"(%host) : (tensor<32x64xbf16, #rows>) -> tensor<32x64xbf16, #tiles>
  return %0 : tensor<32x64xbf16, #tiles>
}
