// RUN: ttmlir-opt --canonicalize=test-convergence %s | FileCheck %s

// CHECK-LABEL: func.func @there_and_back
// CHECK-NEXT: return %arg0
func.func @there_and_back(%x: tensor<2xui8>) -> tensor<2xui8> {
  %0 = builtin.unrealized_conversion_cast %x : tensor<2xui8> to tensor<2xi8>
  %1 = builtin.unrealized_conversion_cast %0 : tensor<2xi8> to tensor<2xui8>
  return %1 : tensor<2xui8>
}

// CHECK-LABEL: func.func @elsewhere
// CHECK: unrealized_conversion_cast
// CHECK: unrealized_conversion_cast
func.func @elsewhere(%x: tensor<2xui8>) -> tensor<2xi16> {
  %0 = builtin.unrealized_conversion_cast %x : tensor<2xui8> to tensor<2xi8>
  %1 = builtin.unrealized_conversion_cast %0 : tensor<2xi8> to tensor<2xi16>
  return %1 : tensor<2xi16>
}

// CHECK-LABEL: func.func @buffers
// CHECK-NEXT: return %arg0
func.func @buffers(%x: memref<2xf32>) -> memref<2xf32> {
  %0 = bufferization.to_tensor %x : memref<2xf32> to tensor<2xf32>
  %1 = bufferization.to_buffer %0 : tensor<2xf32> to memref<2xf32>
  return %1 : memref<2xf32>
}
