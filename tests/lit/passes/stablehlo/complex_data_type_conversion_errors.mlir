// RUN: ttmlir-opt --stablehlo-complex-data-type-conversion --verify-diagnostics %s

func.func @tangent(%x: tensor<3xcomplex<f32>>) -> tensor<3xcomplex<f32>> {
  // expected-error@+1 {{has no form on pairs of real numbers; run stablehlo-complex-to-parts first}}
  %0 = stablehlo.tanh %x : tensor<3xcomplex<f32>>
  return %0 : tensor<3xcomplex<f32>>
}
