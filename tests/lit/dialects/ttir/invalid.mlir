// RUN: ttmlir-opt --split-input-file --verify-diagnostics %s

func.func @broadcast(%lhs: tensor<2x3xf32>, %rhs: tensor<4x3xf32>) {
  // expected-error@+1 {{'ttir.add' op operand shape (4, 3) is not broadcast compatible with inferred operand shapes (2, 3)}}
  %0 = "ttir.add"(%lhs, %rhs) : (tensor<2x3xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @permutation(%input: tensor<2x3xf32>) {
  // expected-error@+1 {{'ttir.permute' op Expected a permutation of (0, 1), got (0, 0)}}
  %0 = "ttir.permute"(%input) <{permutation = array<i64: 0, 0>}> : (tensor<2x3xf32>) -> tensor<2x2xf32>
  return
}

// -----

func.func @missing(%input: tensor<2x3xf32>) {
  // expected-error@+1 {{'ttir.sum' op requires attribute 'keep_dim'}}
  %0 = "ttir.sum"(%input) : (tensor<2x3xf32>) -> tensor<f32>
  return
}
