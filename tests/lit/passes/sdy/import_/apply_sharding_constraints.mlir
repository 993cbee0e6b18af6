// RUN: ttmlir-opt --sdy-apply-sharding-constraints %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=2]>

// CHECK-LABEL: func.func @closed
func.func @closed(%input: tensor<8xf32>) -> tensor<8xf32> {
  // CHECK: stablehlo.negate {{.*}}{sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>}
  %value = stablehlo.negate %input : tensor<8xf32>
  %constrained = sdy.sharding_constraint %value <@mesh, [{"x"}]> : tensor<8xf32>
  return %constrained : tensor<8xf32>
}

// An open constraint asks for nothing definite.
// CHECK-LABEL: func.func @open
func.func @open(%input: tensor<8xf32>) -> tensor<8xf32> {
  // CHECK: stablehlo.negate %arg0 : tensor<8xf32>
  %value = stablehlo.negate %input : tensor<8xf32>
  %constrained = sdy.sharding_constraint %value <@mesh, [{"x", ?}]> : tensor<8xf32>
  return %constrained : tensor<8xf32>
}

// Constraints that contradict each other leave the value alone.
// CHECK-LABEL: func.func @two
func.func @two(%input: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  // CHECK: stablehlo.negate %arg0 : tensor<8xf32>
  %value = stablehlo.negate %input : tensor<8xf32>
  %first = sdy.sharding_constraint %value <@mesh, [{"x"}]> : tensor<8xf32>
  %second = sdy.sharding_constraint %value <@mesh, [{"y"}]> : tensor<8xf32>
  return %first, %second : tensor<8xf32>, tensor<8xf32>
}

// Later uses take the end of a chain.
// CHECK-LABEL: func.func @chain
func.func @chain(%input: tensor<8xf32>) -> tensor<8xf32> {
  %value = stablehlo.negate %input : tensor<8xf32>
  %first = sdy.sharding_constraint %value <@mesh, [{"x"}]> : tensor<8xf32>
  // CHECK: %[[LAST:.*]] = sdy.sharding_constraint {{.*}} <@mesh, [{"y"}]>
  %last = sdy.sharding_constraint %first <@mesh, [{"y"}]> : tensor<8xf32>
  // CHECK: stablehlo.add %[[LAST]], %[[LAST]]
  %sum = stablehlo.add %value, %last : tensor<8xf32>
  return %sum : tensor<8xf32>
}
