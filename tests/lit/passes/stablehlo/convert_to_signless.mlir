// RUN: ttmlir-opt --stablehlo-convert-to-signless %s | FileCheck %s

// CHECK-LABEL: func.func @main(%arg0: tensor<3xi8>) -> tensor<3xi8>
func.func @main(%x: tensor<3xui8>) -> tensor<3xui8> {
  // CHECK: stablehlo.constant dense<[0, 1, -1]> : tensor<3xi8>
  // CHECK: stablehlo.add %arg0, %{{.*}} : tensor<3xi8>
  %c = stablehlo.constant dense<[0, 1, 255]> : tensor<3xui8>
  %0 = stablehlo.add %x, %c : tensor<3xui8>
  return %0 : tensor<3xui8>
}
