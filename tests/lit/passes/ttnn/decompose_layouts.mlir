// RUN: ttmlir-opt --ttcore-register-device --ttnn-decompose-layouts %s | FileCheck %s

#dram = #ttnn.buffer_type<dram>
#system_memory = #ttnn.buffer_type<system_memory>
#rows = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<2x3xf32, #dram>, <interleaved>>
#tiles = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<1x1x!ttcore.tile<32x32, f32>, #dram>, <interleaved>>
#tiles_bf16 = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<1x1x!ttcore.tile<32x32, bf16>, #dram>, <interleaved>>
#tiles_si32 = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<1x1x!ttcore.tile<32x32, si32>, #dram>, <interleaved>>
#host = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<2x3xf32, #system_memory>>
#rows_u8 = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<2x3xui8, #dram>, <interleaved>>
#tiles_u8 = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<1x1x!ttcore.tile<32x32, u8>, #dram>, <interleaved>>
module {
  // CHECK-LABEL: func.func @rows_to_tiles
  // CHECK-NEXT: "ttnn.to_layout"
  // CHECK-NEXT: return
  func.func @rows_to_tiles(%x: tensor<2x3xf32, #rows>) -> tensor<2x3xf32, #tiles> {
    %0 = "ttnn.to_tensor_spec"(%x) : (tensor<2x3xf32, #rows>) -> tensor<2x3xf32, #tiles>
    return %0 : tensor<2x3xf32, #tiles>
  }

  // CHECK-LABEL: func.func @host_to_device
  // CHECK-NEXT: %[[DEVICE:.*]] = "ttnn.get_device"
  // CHECK-NEXT: %[[MOVED:.*]] = "ttnn.to_device"(%{{.*}}, %[[DEVICE]])
  // CHECK-NEXT: "ttnn.to_layout"(%[[MOVED]])
  func.func @host_to_device(%x: tensor<2x3xf32, #host>) -> tensor<2x3xf32, #tiles> {
    %0 = "ttnn.to_tensor_spec"(%x) : (tensor<2x3xf32, #host>) -> tensor<2x3xf32, #tiles>
    return %0 : tensor<2x3xf32, #tiles>
  }

  // CHECK-LABEL: func.func @device_to_host
  // CHECK-NEXT: %[[ROWS:.*]] = "ttnn.to_layout"
  // CHECK-NEXT: "ttnn.from_device"(%[[ROWS]])
  func.func @device_to_host(%x: tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #host> {
    %0 = "ttnn.to_tensor_spec"(%x) : (tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #host>
    return %0 : tensor<2x3xf32, #host>
  }

  // Floats change their type on the way to tiles.
  // CHECK-LABEL: func.func @rows_to_bf16_tiles
  // CHECK-NEXT: "ttnn.to_layout"
  // CHECK-NEXT: return
  func.func @rows_to_bf16_tiles(%x: tensor<2x3xf32, #rows>) -> tensor<2x3xbf16, #tiles_bf16> {
    %0 = "ttnn.to_tensor_spec"(%x) : (tensor<2x3xf32, #rows>) -> tensor<2x3xbf16, #tiles_bf16>
    return %0 : tensor<2x3xbf16, #tiles_bf16>
  }

  // CHECK-LABEL: func.func @rows_to_integer_tiles
  // CHECK-NEXT: %[[TILES:.*]] = "ttnn.to_layout"
  // CHECK-NEXT: "ttnn.typecast"(%[[TILES]])
  func.func @rows_to_integer_tiles(%x: tensor<2x3xf32, #rows>) -> tensor<2x3xsi32, #tiles_si32> {
    %0 = "ttnn.to_tensor_spec"(%x) : (tensor<2x3xf32, #rows>) -> tensor<2x3xsi32, #tiles_si32>
    return %0 : tensor<2x3xsi32, #tiles_si32>
  }

  // No device makes tiles of bytes.
  // CHECK-LABEL: func.func @bytes
  // CHECK: %[[HOST:.*]] = "ttnn.from_device"
  // CHECK: %[[TILES:.*]] = "ttnn.to_layout"(%[[HOST]])
  // CHECK: "ttnn.to_device"(%[[TILES]], %{{.*}})
  func.func @bytes(%x: tensor<2x3xui8, #rows_u8>) -> tensor<2x3xui8, #tiles_u8> {
    %0 = "ttnn.to_tensor_spec"(%x) : (tensor<2x3xui8, #rows_u8>) -> tensor<2x3xui8, #tiles_u8>
    return %0 : tensor<2x3xui8, #tiles_u8>
  }
}
