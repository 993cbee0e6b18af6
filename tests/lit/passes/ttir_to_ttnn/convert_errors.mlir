// RUN: ttmlir-opt --split-input-file --verify-diagnostics --ttcore-register-device --ttnn-layout --convert-ttir-to-ttnn %s

func.func @no_such_op(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{failed to legalize operation 'ttir.exp2' that was explicitly marked illegal}}
  %0 = "ttir.exp2"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @not_flattened(%x: tensor<1x4x4x3xf32>) -> tensor<1x2x2x3xf32> {
  // expected-error@+1 {{failed to legalize operation 'ttir.max_pool2d'}}
  %0 = "ttir.max_pool2d"(%x) <{kernel = 2 : i32, stride = 2 : i32, dilation = 1 : i32, padding = 0 : i32, ceil_mode = false}> : (tensor<1x4x4x3xf32>) -> tensor<1x2x2x3xf32>
  return %0 : tensor<1x2x2x3xf32>
}
