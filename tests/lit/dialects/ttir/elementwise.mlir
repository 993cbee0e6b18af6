// RUN: ttmlir-opt %s | FileCheck %s

// Defaults are filled in, and operands broadcast.

// CHECK-LABEL: func.func @defaults
func.func @defaults(%rows: tensor<2x3xf32>, %row: tensor<1x3xf32>) -> tensor<2x3xbf16> {
  // CHECK: "ttir.gelu_bw"({{.*}}) <{approximate = "none"}>
  %gradient = "ttir.gelu_bw"(%rows, %rows) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: "ttir.multiply"({{.*}}) : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xbf16>
  %product = "ttir.multiply"(%gradient, %row) : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xbf16>
  return %product : tensor<2x3xbf16>
}
