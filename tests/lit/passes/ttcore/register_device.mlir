// RUN: ttmlir-opt --ttcore-register-device %s | FileCheck %s
// RUN: ttmlir-opt --ttcore-register-device="mesh-topology=ring,linear" %s | FileCheck %s --check-prefix=TOPOLOGY
// RUN: ttmlir-opt --ttcore-register-device="mock-system-desc-arch=blackhole" %s | FileCheck %s --check-prefix=BLACKHOLE
// RUN: not ttmlir-opt --ttcore-register-device="mesh-shape=1,8" %s 2>&1 | FileCheck %s --check-prefix=OTHER-MESH

// CHECK: module attributes {{.*}}ttcore.system_desc = #system_desc
// CHECK-NEXT: ttcore.device @default_device = <workerGrid = #ttcore.grid<8x8
// CHECK-SAME: meshShape = 2x4, chipIds = [0, 1, 2, 3, 4, 5, 6, 7]>
// TOPOLOGY: meshTopology = [ring, linear]
// BLACKHOLE: ttcore.device @default_device = <workerGrid = #ttcore.grid<10x13
// OTHER-MESH: error: 'builtin.module' op mesh-shape must be the module's mesh (2, 4), got (1, 8)
module attributes {ttcore.meshes = #ttcore.meshes<[<"mesh" = 2x4>]>} {
  func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
    return %x : tensor<2xf32>
  }
}
