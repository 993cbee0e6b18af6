// RUN: ttmlir-opt --ttcore-register-device --ttnn-force-const-eval-to-system-memory %s | FileCheck %s

#dram = #ttnn.buffer_type<dram>
#tiles = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<1x1x!ttcore.tile<32x32, f32>, #dram>, <interleaved>>

// CHECK: #[[HOST:.*]] = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<2x3xf32, #system_memory>>
module {
  // CHECK-LABEL: func.func private @main_const_eval_0(
  // CHECK-SAME: %[[W:.*]]: tensor<2x3xf32, #[[HOST]]>)
  // CHECK: %[[MOVED:.*]] = "ttnn.to_tensor_spec"(%[[W]])
  // CHECK: "ttnn.exp"(%[[MOVED]])
  func.func private @main_const_eval_0(%w: tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #tiles> attributes {tt.function_type = "const_eval"} {
    %0 = "ttnn.exp"(%w) : (tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #tiles>
    return %0 : tensor<2x3xf32, #tiles>
  }

  // An argument that the function itself uses stays where it is.
  // CHECK-LABEL: func.func private @main_const_eval_1(
  // CHECK-NOT: ttnn.to_tensor_spec
  // CHECK: return
  func.func private @main_const_eval_1(%w: tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #tiles> attributes {tt.function_type = "const_eval"} {
    %0 = "ttnn.neg"(%w) : (tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #tiles>
    return %0 : tensor<2x3xf32, #tiles>
  }

  // CHECK-LABEL: func.func @main(
  // CHECK-SAME: %{{.*}}: tensor<2x3xf32, #[[HOST]]>, %{{.*}}: tensor<2x3xf32, #ttnn_layout{{[0-9]*}}>)
  func.func @main(%w: tensor<2x3xf32, #tiles>, %v: tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #tiles> {
    %0 = ttcore.load_cached(@main_const_eval_0, [%w]) : (tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #tiles>
    %1 = ttcore.load_cached(@main_const_eval_1, [%v]) : (tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #tiles>
    %2 = "ttnn.add"(%0, %1) : (tensor<2x3xf32, #tiles>, tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #tiles>
    %3 = "ttnn.add"(%2, %v) : (tensor<2x3xf32, #tiles>, tensor<2x3xf32, #tiles>) -> tensor<2x3xf32, #tiles>
    return %3 : tensor<2x3xf32, #tiles>
  }
}
