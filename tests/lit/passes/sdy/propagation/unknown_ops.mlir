// RUN: ttmlir-opt --sdy-populate-op-sharding-rules --allow-unregistered-dialect --verify-diagnostics %s
// RUN: ttmlir-opt --sdy-basic-propagate --allow-unregistered-dialect --verify-diagnostics %s

// Each is said once.
func.func @main(%input: tensor<8xf32>) -> tensor<8xf32> {
  // expected-warning@+1 {{custom call @mystery is unknown to SDY sharding rule registry}}
  %first = stablehlo.custom_call @mystery(%input) : (tensor<8xf32>) -> tensor<8xf32>
  %second = stablehlo.custom_call @riddle(%first) : (tensor<8xf32>) -> tensor<8xf32>
  // expected-warning@+1 {{op 'my.op' is unknown to SDY sharding rule registry}}
  %third = "my.op"(%second) : (tensor<8xf32>) -> tensor<8xf32>
  %fourth = "my.op"(%third) : (tensor<8xf32>) -> tensor<8xf32>
  // Known to let nothing through.
  %last = stablehlo.custom_call @tpu_custom_call(%fourth) : (tensor<8xf32>) -> tensor<8xf32>
  return %last : tensor<8xf32>
}
