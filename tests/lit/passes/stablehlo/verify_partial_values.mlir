// RUN: ttmlir-opt --verify-partial-values --split-input-file --verify-diagnostics %s

sdy.mesh @mesh = <["x"=2]>
func.func @function_of_parts(%x: tensor<4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}], unreduced={"x"}>}) -> tensor<4xf32> {
  // expected-error@+1 {{cannot have unreduced axes "x" in operand and result: the results of parts do not add up to the result of their sum}}
  %0 = stablehlo.tanh %x {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}], unreduced={"x"}>]>} : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

sdy.mesh @mesh = <["x"=2]>
func.func @square(%x: tensor<4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}], unreduced={"x"}>}) -> tensor<4xf32> {
  // expected-error@+1 {{cannot have unreduced axes "x"}}
  %0 = stablehlo.multiply %x, %x {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}], unreduced={"x"}>]>} : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// A factor, a sum of parts, a change of places: these are linear. Maxima are not sums.
sdy.mesh @mesh = <["x"=2]>
func.func @linear(
    %x: tensor<4x2xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {}], unreduced={"x"}>},
    %y: tensor<4x2xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {}]>},
    %z: tensor<4x2xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {}], unreduced=max{"x"}>}) -> tensor<2x4xf32> {
  %0 = stablehlo.multiply %x, %y {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}, {}], unreduced={"x"}>]>} : tensor<4x2xf32>
  %1 = stablehlo.add %0, %x {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}, {}], unreduced={"x"}>]>} : tensor<4x2xf32>
  %2 = stablehlo.transpose %1, dims = [1, 0] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}, {}], unreduced={"x"}>]>} : (tensor<4x2xf32>) -> tensor<2x4xf32>
  %3 = stablehlo.tanh %z {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}, {}], unreduced=max{"x"}>]>} : tensor<4x2xf32>
  return %2 : tensor<2x4xf32>
}
