// RUN: ttmlir-opt --ttcore-register-device %s | FileCheck %s --check-prefix=ONE
// RUN: ttmlir-opt --ttcore-register-device="mesh-shape=2,2,2" %s | FileCheck %s --check-prefix=CUBE

// ONE: ttcore.device @default_device = {{.*}}meshShape = , chipIds = [0]>
// CUBE: ttcore.device @default_device = {{.*}}meshShape = 2x2x2, chipIds = [0, 1, 2, 3, 4, 5, 6, 7]>
module {
  func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
    return %x : tensor<2xf32>
  }
}
