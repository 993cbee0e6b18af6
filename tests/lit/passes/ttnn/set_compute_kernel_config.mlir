// RUN: ttmlir-opt --ttnn-set-compute-kernel-config %s | FileCheck %s
// RUN: ttmlir-opt --ttnn-set-compute-kernel-config="math-fidelity=undefined fp32-dest-acc-en=false" %s | FileCheck %s --check-prefix=OPTIONS

#dram = #ttnn.buffer_type<dram>
#layout = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<1x1x!ttcore.tile<32x32, f32>, #dram>, <interleaved>>

// CHECK-LABEL: func.func @main
// CHECK: "ttnn.matmul"{{.*}}compute_config = #ttnn.device_compute_kernel_config<math_fidelity = hifi4, fp32_dest_acc_en = true>
// CHECK: "ttnn.matmul"{{.*}}compute_config = #ttnn.device_compute_kernel_config<math_fidelity = lofi, fp32_dest_acc_en = true>
// CHECK: "ttnn.add"
// CHECK-NOT: compute_config
// OPTIONS: "ttnn.matmul"{{.*}}compute_config = #ttnn.device_compute_kernel_config<fp32_dest_acc_en = false>
// OPTIONS: "ttnn.matmul"{{.*}}compute_config = #ttnn.device_compute_kernel_config<math_fidelity = lofi, fp32_dest_acc_en = false>
func.func @main(%x: tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout> {
  %0 = "ttnn.matmul"(%x, %x) <{transpose_a = false, transpose_b = false}> : (tensor<4x4xf32, #layout>, tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout>
  %1 = "ttnn.matmul"(%0, %x) <{compute_config = #ttnn.device_compute_kernel_config<math_fidelity = lofi>, transpose_a = false, transpose_b = false}> : (tensor<4x4xf32, #layout>, tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout>
  %2 = "ttnn.add"(%1, %x) : (tensor<4x4xf32, #layout>, tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout>
  return %2 : tensor<4x4xf32, #layout>
}
