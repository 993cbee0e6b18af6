// RUN: ttmlir-opt %s | ttmlir-opt | FileCheck %s

// CHECK-LABEL: func.func @tensors
// CHECK: arith.index_cast %arg0 : tensor<2xindex> to tensor<2xi64>
func.func @tensors(%sizes: tensor<2xindex>) -> tensor<2xi64> {
  %0 = arith.index_cast %sizes : tensor<2xindex> to tensor<2xi64>
  return %0 : tensor<2xi64>
}

// CHECK-LABEL: func.func @number
// CHECK: arith.index_cast %arg0 {note} : i32 to index
func.func @number(%size: i32) -> index {
  %0 = arith.index_cast %size {note} : i32 to index
  return %0 : index
}
