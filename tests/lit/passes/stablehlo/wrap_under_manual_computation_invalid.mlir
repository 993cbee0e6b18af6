// RUN: ttmlir-opt --wrap-under-manual-computation --split-input-file --verify-diagnostics %s

sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @greater(%a: tensor<f32>, %b: tensor<f32>) -> tensor<i1> {
  %0 = stablehlo.compare GT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
  stablehlo.return %0 : tensor<i1>
}
func.func @main(%x: tensor<8xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{'stablehlo.custom_call' op the target 'ApproxTopK' with a computation has no TTIR form}}
  %0 = stablehlo.custom_call @ApproxTopK(%x) {called_computations = [@greater]} : (tensor<8xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

sdy.mesh @mesh = <["x"=2, "y"=4]>
// expected-error@+1 {{'func.func' op must end in func.return}}
func.func @nobodys_region(%a: tensor<f32>) -> tensor<f32> {
  stablehlo.return %a : tensor<f32>
}
