// RUN: ttmlir-opt %s | ttmlir-opt | FileCheck %s
// RUN: ttmlir-opt --mlir-print-op-generic %s | ttmlir-opt | FileCheck %s

// CHECK-LABEL: func.func @call
// CHECK: %[[F:f]] = constant @negate : (tensor<2xf32>) -> tensor<2xf32>
// CHECK: call_indirect %[[F]](%arg0) : (tensor<2xf32>) -> tensor<2xf32>
func.func @call(%x: tensor<2xf32>) -> tensor<2xf32> {
  %f = func.constant @negate : (tensor<2xf32>) -> tensor<2xf32>
  %0 = call_indirect %f(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

func.func private @negate(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = stablehlo.negate %x : tensor<2xf32>
  return %0 : tensor<2xf32>
}
