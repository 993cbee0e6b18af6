// RUN: ttmlir-opt %s | FileCheck %s

// CHECK: ttcore.device_module {
// CHECK-NEXT: builtin.module {
ttcore.device_module {
  builtin.module {
    // CHECK: ttcore.device @default_device = <workerGrid = #ttcore.grid<8x8, virt_to_physical_map = (d0, d1) -> (0, d0, d1), physical_to_virt_map = (d0, d1) -> (0, d0, d1)>, dramGrid = #ttcore.grid<1x12>, l1Map = (d0, d1, d2)[s0] -> (0, d0, d1, d2 + s0), dramMap = (d0, d1, d2)[s0, s1] -> (0, 0, 0, d0 * s1 + d1 * s1 + d2 + s0), meshShape = 2x2x2, chipIds = [0, 1, 2, 3, 4, 5, 6, 7], meshTopology = [ring, linear, linear]>
    ttcore.device @default_device = <workerGrid = #ttcore.grid<8x8, virt_to_physical_map = (d0, d1) -> (0, d0, d1), physical_to_virt_map = (d0, d1) -> (0, d0, d1)>, dramGrid = #ttcore.grid<1x12>, l1Map = (d0, d1, d2)[s0] -> (0, d0, d1, d2 + s0), dramMap = (d0, d1, d2)[s0, s1] -> (0, 0, 0, d0 * s1 + d1 * s1 + d2 + s0), meshShape = 2x2x2, chipIds = [0, 1, 2, 3, 4, 5, 6, 7], meshTopology = [ring, linear, linear]>
    func.func @cached(%weight: tensor<2xf32>) -> tensor<2xf32> {
      return %weight : tensor<2xf32>
    }
    // CHECK-LABEL: func.func @main
    func.func @main(%weight: tensor<2xf32>) -> tensor<2xf32> {
      // CHECK: ttcore.load_cached(@cached, [%{{.*}}]) : (tensor<2xf32>) -> tensor<2xf32>
      %0 = ttcore.load_cached(@cached, [%weight]) : (tensor<2xf32>) -> tensor<2xf32>
      return %0 : tensor<2xf32>
    }
  }
}
