// RUN: ttmlir-opt --stablehlo-remove-dynamism='types=tensor<4x3xf32>' %s | FileCheck %s
// RUN: ttmlir-opt --stablehlo-remove-dynamism='types=tensor<4x3xf32> all-dialects=false' %s | FileCheck %s --check-prefix=UPSTREAM

// CHECK-LABEL: func.func @main
// CHECK-SAME: (%arg0: tensor<4x3xf32>) -> (tensor<12xf32>, tensor<2x3xf32>)
// CHECK-NEXT: %[[LINE:.*]] = stablehlo.reshape %arg0 : (tensor<4x3xf32>) -> tensor<12xf32>
// CHECK-NEXT: %[[TOP:.*]] = stablehlo.slice %arg0 [0:2, 0:3]
// CHECK-NEXT: return %[[LINE]], %[[TOP]]
// CHECK-NOT: @unused

// Sizes that other dialects compute stay unknown upstream.
// UPSTREAM-LABEL: func.func @main
// UPSTREAM: tensor.dim
// UPSTREAM: stablehlo.dynamic_reshape
func.func @main(%x: tensor<?x3xf32>) -> (tensor<?xf32>, tensor<?x3xf32>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zeros = arith.constant dense<0> : tensor<2xindex>
  %ones = arith.constant dense<1> : tensor<2xindex>
  %n = tensor.dim %x, %c0 : tensor<?x3xf32>
  %count = arith.muli %n, %c3 : index
  %flat = tensor.from_elements %count : tensor<1xindex>
  %line = stablehlo.dynamic_reshape %x, %flat : (tensor<?x3xf32>, tensor<1xindex>) -> tensor<?xf32>
  %half = arith.divui %n, %c2 : index
  %limit = tensor.from_elements %half, %c3 : tensor<2xindex>
  %top = stablehlo.real_dynamic_slice %x, %zeros, %limit, %ones
    : (tensor<?x3xf32>, tensor<2xindex>, tensor<2xindex>, tensor<2xindex>) -> tensor<?x3xf32>
  return %line, %top : tensor<?xf32>, tensor<?x3xf32>
}

func.func private @unused(%x: tensor<?xf32>) -> tensor<?xf32> {
  return %x : tensor<?xf32>
}
