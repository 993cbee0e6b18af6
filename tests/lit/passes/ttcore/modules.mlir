// RUN: ttmlir-opt --ttcore-mark-functions-as-forward --ttcore-wrap-device-module %s | FileCheck %s --check-prefix=WRAP
// RUN: ttmlir-opt --ttcore-wrap-device-module --ttcore-wrap-device-module --ttcore-unwrap-device-module %s | FileCheck %s --check-prefix=UNWRAP

// WRAP: module @program {
// WRAP-NEXT: ttcore.device_module {
// WRAP-NEXT: builtin.module @program
// WRAP: func.func @forward{{.*}} attributes {tt.function_type = "forward_device"}
// WRAP: func.func private @helper({{.*}}) -> tensor<2xf32> {
// WRAP: func.func @generator({{.*}}) -> tensor<2xf32> attributes {tt.function_type = "input_generator"}

// UNWRAP: module @program {
// UNWRAP-NEXT: func.func @forward
// UNWRAP-NOT: ttcore.device_module
module @program {
  func.func @forward(%x: tensor<2xf32>) -> tensor<2xf32> {
    return %x : tensor<2xf32>
  }
  func.func private @helper(%x: tensor<2xf32>) -> tensor<2xf32> {
    return %x : tensor<2xf32>
  }
  func.func @generator(%x: tensor<2xf32>) -> tensor<2xf32> attributes {tt.function_type = "input_generator"} {
    return %x : tensor<2xf32>
  }
}
