// RUN: ttmlir-opt --stablehlo-complex-data-type-conversion %s | FileCheck %s

sdy.mesh @mesh = <["x"=2]>

// CHECK-LABEL: @pairs
// CHECK-SAME: (%[[X:.*]]: tensor<3x2xf32>) -> tensor<2x3x2xf32>
// CHECK: stablehlo.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00], {{.*}}> : tensor<3x2xf32>
// CHECK: stablehlo.add {{.*}} : tensor<3x2xf32>
// CHECK: stablehlo.broadcast_in_dim {{.*}}, dims = [1, 2] : (tensor<3x2xf32>) -> tensor<2x3x2xf32>
func.func @pairs(%x: tensor<3xcomplex<f32>>) -> tensor<2x3xcomplex<f32>> {
  %0 = stablehlo.constant dense<[(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)]> : tensor<3xcomplex<f32>>
  %1 = stablehlo.add %0, %x : tensor<3xcomplex<f32>>
  %2 = stablehlo.broadcast_in_dim %1, dims = [1] : (tensor<3xcomplex<f32>>) -> tensor<2x3xcomplex<f32>>
  return %2 : tensor<2x3xcomplex<f32>>
}

// CHECK-LABEL: @sharded
// CHECK-SAME: [{"x"}, {}]
// CHECK: in_shardings=[<@mesh, [{"x"}, {}]>] out_shardings=[<@mesh, [{"x"}, {}]>]
func.func @sharded(%x: tensor<4xcomplex<f32>> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) -> tensor<4xcomplex<f32>> {
  %0 = sdy.manual_computation(%x) in_shardings=[<@mesh, [{"x"}]>] out_shardings=[<@mesh, [{"x"}]>] manual_axes={"x"} (%a: tensor<2xcomplex<f32>>) {
    sdy.return %a : tensor<2xcomplex<f32>>
  } : (tensor<4xcomplex<f32>>) -> tensor<4xcomplex<f32>>
  return %0 : tensor<4xcomplex<f32>>
}

// A real part of real numbers is no part of a pair.
// CHECK-LABEL: @real
// CHECK: stablehlo.real %{{.*}} : tensor<3xf32>
func.func @real(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.real %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: @no_elements
// CHECK: stablehlo.constant dense<> : tensor<0x2xf64>
func.func @no_elements() -> tensor<0xcomplex<f64>> {
  %0 = stablehlo.constant dense<(0.0, 0.0)> : tensor<0xcomplex<f64>>
  return %0 : tensor<0xcomplex<f64>>
}
