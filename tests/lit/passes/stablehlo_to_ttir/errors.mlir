// RUN: ttmlir-opt --split-input-file --verify-diagnostics --convert-stablehlo-to-ttir %s

func.func @no_target(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{failed to legalize operation 'stablehlo.custom_call' that was explicitly marked illegal: the target 'foo' has no TTIR form}}
  %0 = stablehlo.custom_call @foo(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

// expected-error@+1 {{'func.func' op shapes must be static, got the dynamic type 'tensor<?xf32>'}}
func.func @dynamic(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = stablehlo.abs %x : tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

func.func @other_option(%x: tensor<1x2x3x4xbf16>, %u: tensor<1x2x1x4xbf16>) -> tensor<1x2x3x4xbf16> {
  // expected-error@+1 {{batch_offset attribute string must be convertible to integer. Received "one".}}
  %0 = stablehlo.custom_call @tt.fill_cache(%x, %u) {mhlo.frontend_attributes = {batch_offset = "one"}} : (tensor<1x2x3x4xbf16>, tensor<1x2x1x4xbf16>) -> tensor<1x2x3x4xbf16>
  return %0 : tensor<1x2x3x4xbf16>
}

// -----

func.func @unordered(%x: tensor<5xf32>) -> tensor<5xf32> {
  // expected-error@+1 {{its comparator is no order by some of its operands}}
  %0 = "stablehlo.sort"(%x) <{dimension = 0 : i64}> ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %c = stablehlo.add %a, %b : tensor<f32>
      %p = stablehlo.compare LT, %c, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
      stablehlo.return %p : tensor<i1>
  }) : (tensor<5xf32>) -> tensor<5xf32>
  return %0 : tensor<5xf32>
}
