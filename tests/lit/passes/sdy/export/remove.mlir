// RUN: ttmlir-opt --sdy-remove-sharding-groups --sdy-drop-sharding-rules %s | FileCheck %s

// CHECK-LABEL: func.func @main
func.func @main(%input: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  // CHECK-NOT: sdy.sharding_group
  sdy.sharding_group %input group_id=0 : tensor<8xf32>
  // CHECK: stablehlo.negate %arg0 : tensor<8xf32>
  %a = stablehlo.negate %input {sdy.sharding_rule = #sdy.op_sharding_rule<([i])->([i]) {i=8}>} : tensor<8xf32>
  // CHECK: stablehlo.abs %arg0 {sdy.sharding_rule = {{.*}}, custom>}
  %b = stablehlo.abs %input {sdy.sharding_rule = #sdy.op_sharding_rule<([i])->([i]) {i=8}, custom>} : tensor<8xf32>
  return %a, %b : tensor<8xf32>, tensor<8xf32>
}
