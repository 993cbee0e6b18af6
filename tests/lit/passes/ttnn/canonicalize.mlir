// RUN: ttmlir-opt --ttcore-register-device="mesh-shape=1,2" --canonicalize %s | FileCheck %s

#dram = #ttnn.buffer_type<dram>
#rows = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<2x3xf32, #dram>, <interleaved>>
#tiles = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<1x1x!ttcore.tile<32x32, f32>, #dram>, <interleaved>>
#tiles_bf16 = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<1x1x!ttcore.tile<32x32, bf16>, #dram>, <interleaved>>
module {
  // CHECK-LABEL: func.func @there_and_back(
  // CHECK-SAME: %[[X:.*]]: tensor
  // CHECK-NEXT: return %[[X]]
  func.func @there_and_back(%x: tensor<2x3xf32, #rows>) -> tensor<2x3xf32, #rows> {
    %0 = "ttnn.to_tensor_spec"(%x) : (tensor<2x3xf32, #rows>) -> tensor<2x3xf32, #tiles>
    %1 = "ttnn.to_tensor_spec"(%0) : (tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #rows>
    return %1 : tensor<2x3xf32, #rows>
  }

  // A type with fewer values on the way rounds.
  // CHECK-LABEL: func.func @rounded_on_the_way
  // CHECK-COUNT-2: ttnn.to_tensor_spec
  func.func @rounded_on_the_way(%x: tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #tiles> {
    %0 = "ttnn.to_tensor_spec"(%x) : (tensor<2x3xf32, #tiles>) -> tensor<2x3xbf16, #tiles_bf16>
    %1 = "ttnn.to_tensor_spec"(%0) : (tensor<2x3xbf16, #tiles_bf16>) -> tensor<2x3xf32, #tiles>
    return %1 : tensor<2x3xf32, #tiles>
  }

  // CHECK-LABEL: func.func @made_as_needed
  // CHECK: %[[DEVICE:.*]] = "ttnn.get_device"
  // CHECK: "ttnn.full"(%[[DEVICE]]) <{fill_value = 1.000000e+00 : f32, shape = #ttnn.shape<2x3>}> : (!ttnn.device) -> tensor<2x3xf32, #ttnn_layout>
  // CHECK-NEXT: return
  func.func @made_as_needed() -> tensor<2x3xf32, #rows> {
    %device = "ttnn.get_device"() <{mesh_offset = #ttnn<mesh_offset 0x0>, mesh_shape = #ttnn<mesh_shape 1x2>}> : () -> !ttnn.device
    %0 = "ttnn.full"(%device) <{fill_value = 1.0 : f32, shape = #ttnn.shape<2x3>}> : (!ttnn.device) -> tensor<2x3xf32, #tiles>
    %1 = "ttnn.to_tensor_spec"(%0) : (tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #rows>
    return %1 : tensor<2x3xf32, #rows>
  }

  // CHECK-LABEL: func.func @collective_of_one_chip(
  // CHECK-SAME: %[[X:.*]]: tensor
  // CHECK-NEXT: %[[SUM:.*]] = "ttnn.all_reduce"(%[[X]]) <{cluster_axis = 1 : ui32
  // CHECK-NEXT: return %[[SUM]]
  func.func @collective_of_one_chip(%x: tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #tiles> {
    %0 = "ttnn.all_reduce"(%x) <{cluster_axis = 0 : ui32, reduce_type = #ttcore.reduce_type<sum>}> : (tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #tiles>
    %1 = "ttnn.all_reduce"(%0) <{cluster_axis = 1 : ui32, reduce_type = #ttcore.reduce_type<sum>}> : (tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #tiles>
    return %1 : tensor<2x3xf32, #tiles>
  }
}
