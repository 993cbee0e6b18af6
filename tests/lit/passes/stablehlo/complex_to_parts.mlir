// RUN: ttmlir-opt --stablehlo-complex-to-parts %s | FileCheck %s

// CHECK-LABEL: @magnitude
// CHECK: stablehlo.real %arg0
// CHECK: stablehlo.imag %arg0
// CHECK-NOT: complex<f32>> -> tensor<3xf32>
// CHECK: stablehlo.sqrt %{{.*}} : tensor<3xf32>
func.func @magnitude(%z: tensor<3xcomplex<f32>>) -> tensor<3xf32> {
  %0 = stablehlo.abs %z : (tensor<3xcomplex<f32>>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// Sums keep the parts apart; a product needs both at once.
// CHECK-LABEL: @sum
// CHECK-COUNT-2: applies stablehlo.add across dimensions = [0] : (tensor<3xf32>, tensor<f32>) -> tensor<f32>
func.func @sum(%z: tensor<3xcomplex<f32>>, %start: tensor<complex<f32>>) -> tensor<complex<f32>> {
  %0 = stablehlo.reduce(%z init: %start) applies stablehlo.add across dimensions = [0] : (tensor<3xcomplex<f32>>, tensor<complex<f32>>) -> tensor<complex<f32>>
  return %0 : tensor<complex<f32>>
}

// CHECK-LABEL: @product
// CHECK: stablehlo.reduce(%{{.*}} init: %{{.*}}), (%{{.*}} init: %{{.*}}) across dimensions = [0]
// CHECK: reducer(%{{.*}}: tensor<f32>, %{{.*}}: tensor<f32>) (%{{.*}}: tensor<f32>, %{{.*}}: tensor<f32>)
// CHECK-COUNT-4: stablehlo.multiply
// CHECK: stablehlo.return %{{.*}}, %{{.*}} : tensor<f32>, tensor<f32>
func.func @product(%z: tensor<3xcomplex<f32>>, %start: tensor<complex<f32>>) -> tensor<complex<f32>> {
  %0 = stablehlo.reduce(%z init: %start) applies stablehlo.multiply across dimensions = [0] : (tensor<3xcomplex<f32>>, tensor<complex<f32>>) -> tensor<complex<f32>>
  return %0 : tensor<complex<f32>>
}

// CHECK-LABEL: @fourier
// CHECK-COUNT-2: stablehlo.dot_general %arg0, %{{.*}} : (tensor<2x4xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>
// CHECK: stablehlo.complex
func.func @fourier(%x: tensor<2x4xf32>) -> tensor<2x3xcomplex<f32>> {
  %0 = stablehlo.fft %x, type = RFFT, length = [4] : (tensor<2x4xf32>) -> tensor<2x3xcomplex<f32>>
  return %0 : tensor<2x3xcomplex<f32>>
}

// What pairs can do is left to them.
// CHECK-LABEL: @left
// CHECK-NEXT: stablehlo.multiply %arg0, %arg0 : tensor<3xcomplex<f32>>
// CHECK-NEXT: stablehlo.reverse
func.func @left(%z: tensor<3xcomplex<f32>>) -> tensor<3xcomplex<f32>> {
  %0 = stablehlo.multiply %z, %z : tensor<3xcomplex<f32>>
  %1 = stablehlo.reverse %0, dims = [0] : tensor<3xcomplex<f32>>
  return %1 : tensor<3xcomplex<f32>>
}
