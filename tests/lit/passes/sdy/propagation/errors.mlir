// RUN: ttmlir-opt --sdy-basic-propagate --verify-diagnostics --split-input-file %s

func.func @main(%input: tensor<?xf32>) -> tensor<?xf32> {
  // expected-error@+1 {{Shardy propagation only supports ranked tensors with a static shape. type: 'tensor<?xf32>'}}
  %result = stablehlo.negate %input : tensor<?xf32>
  return %result : tensor<?xf32>
}

// -----

sdy.mesh @mesh = <["x"=2]>
func.func @main(%input: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error@+1 {{result - unknown axis name: "y"}}
  %result = stablehlo.negate %input {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"y"}]>]>} : tensor<8xf32>
  return %result : tensor<8xf32>
}
