// RUN: ttmlir-opt --sdy-insert-explicit-reshards="enable-full-version=true" --split-input-file --verify-diagnostics %s
// RUN: ttmlir-opt --sdy-insert-explicit-reshards --split-input-file --verify-diagnostics %s

sdy.mesh @alone = <[], device_ids=[0]>
// expected-error@+1 {{function argument 1 cannot have a single-device (maximal) sharding attribute}}
func.func @argument(%a: tensor<8xf32>, %b: tensor<8xf32> {sdy.sharding = #sdy.sharding<@alone, []>}) {
  return
}

// -----

sdy.mesh @mesh = <["x"=2]>
sdy.mesh @first = <[], device_ids=[0]>
sdy.mesh @second = <[], device_ids=[1]>
func.func @two_devices(%a: tensor<8xf32>) {
  // expected-error@+1 {{has conflicting single-device result shardings}}
  %0:2 = stablehlo.custom_call @call(%a) {sdy.sharding = #sdy.sharding_per_value<[<@first, []>, <@second, []>]>} : (tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>)
  return
}

// -----

sdy.mesh @mesh = <["x"=2, "y"=2]>
func.func @other_side_partial(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}], unreduced={"x"}>}) {
  // expected-error@+1 {{has operands with unreduced axes, but no results}}
  stablehlo.custom_call @call(%a) : (tensor<8xf32>) -> ()
  return
}

// -----

sdy.mesh @mesh = <["x"=2]>
sdy.mesh @other = <["x"=2, "y"=2]>
func.func @other_mesh(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}], unreduced={"x"}>}) {
  // expected-error@+1 {{has source and user shardings of different meshes for unreduced axes}}
  %0 = stablehlo.negate %a {sdy.sharding = #sdy.sharding_per_value<[<@other, [{"x"}]>]>} : tensor<8xf32>
  return
}

// -----

sdy.mesh @mesh = <["x"=2, "y"=2]>
func.func @results_differ(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}], unreduced={"x"}>}) {
  // expected-error@+1 {{has results with different unreduced axes}}
  %0:2 = stablehlo.custom_call @call(%a) {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}]>, <@mesh, [{}], unreduced={"x"}>]>} : (tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>)
  return
}
