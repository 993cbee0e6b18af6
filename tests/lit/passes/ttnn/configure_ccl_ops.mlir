// RUN: ttmlir-opt --ttcore-register-device="mesh-shape=2,4 mesh-topology=ring,linear" --ttnn-configure-ccl-ops %s | FileCheck %s
// RUN: ttmlir-opt --ttcore-register-device="mesh-shape=2,4 mesh-topology=disabled,disabled" --ttnn-configure-ccl-ops %s | FileCheck %s --check-prefix=DISABLED

#dram = #ttnn.buffer_type<dram>
#layout = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<1x1x!ttcore.tile<32x32, f32>, #dram>, <interleaved>>

// CHECK-LABEL: func.func @main
// CHECK: "ttnn.all_reduce"{{.*}}cluster_axis = 0 : ui32{{.*}}topology = #ttcore.topology<linear>
// CHECK: "ttnn.all_reduce"{{.*}}cluster_axis = 1 : ui32{{.*}}topology = #ttcore.topology<ring>
// CHECK: "ttnn.all_reduce"{{.*}}topology = #ttcore.topology<mesh>
// DISABLED-LABEL: func.func @main
// DISABLED-NOT: topology<linear>
module {
  func.func @main(%x: tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout> {
    %0 = "ttnn.all_reduce"(%x) <{cluster_axis = 0 : ui32, reduce_type = #ttcore.reduce_type<sum>}> : (tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout>
    %1 = "ttnn.all_reduce"(%0) <{cluster_axis = 1 : ui32, reduce_type = #ttcore.reduce_type<sum>}> : (tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout>
    %2 = "ttnn.all_reduce"(%1) <{cluster_axis = 1 : ui32, reduce_type = #ttcore.reduce_type<sum>, topology = #ttcore.topology<mesh>}> : (tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout>
    return %2 : tensor<4x4xf32, #layout>
  }
}
