// RUN: ttmlir-opt --convert-stablehlo-to-ttir %s | FileCheck %s

// CHECK-LABEL: func.func @renamed
func.func @renamed(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: "ttir.sigmoid"(%arg0)
  %0 = stablehlo.logistic %x : tensor<2x3xf32>
  // CHECK: "ttir.expm1"
  %1 = stablehlo.exponential_minus_one %0 : tensor<2x3xf32>
  // CHECK: "ttir.maximum"({{.*}}, %arg1)
  %2 = stablehlo.maximum %1, %y : tensor<2x3xf32>
  // CHECK: "ttir.clamp_tensor"(%arg1, %arg0, {{.*}})
  %3 = stablehlo.clamp %x, %y, %2 : tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @compared
func.func @compared(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  // CHECK: %[[P:.*]] = "ttir.ge"(%arg0, %arg1) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xi1>
  %p = stablehlo.compare GE, %x, %y : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xi1>
  // CHECK: "ttir.where"(%[[P]], %arg0, %arg1)
  %z = stablehlo.select %p, %x, %y : tensor<3xi1>, tensor<3xf32>
  return %z : tensor<3xf32>
}

// Booleans are combined by logic, integers bit by bit.
// CHECK-LABEL: func.func @booleans
func.func @booleans(%p: tensor<3xi1>, %q: tensor<3xi1>) -> tensor<3xi1> {
  // CHECK: "ttir.logical_or"
  %r = stablehlo.or %p, %q : tensor<3xi1>
  // CHECK: "ttir.logical_not"
  %s = stablehlo.not %r : tensor<3xi1>
  return %s : tensor<3xi1>
}

// CHECK-LABEL: func.func @bits
func.func @bits(%p: tensor<3xi32>, %q: tensor<3xi32>) -> tensor<3xi32> {
  // CHECK: "ttir.bitwise_or"
  %r = stablehlo.or %p, %q : tensor<3xi32>
  // CHECK: "ttir.bitwise_not"
  %s = stablehlo.not %r : tensor<3xi32>
  return %s : tensor<3xi32>
}

// CHECK-LABEL: func.func @chlo
func.func @chlo(%x: tensor<3xbf16>) -> tensor<3xbf16> {
  // CHECK: "ttir.erf"
  %0 = chlo.erf %x : tensor<3xbf16> -> tensor<3xbf16>
  // CHECK: "ttir.square"
  %1 = chlo.square %0 : tensor<3xbf16> -> tensor<3xbf16>
  return %1 : tensor<3xbf16>
}
