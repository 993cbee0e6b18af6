// RUN: ttmlir-opt --convert-stablehlo-to-ttir %s | FileCheck %s

// The value of a cache update is the cache.
// CHECK-LABEL: func.func @update_cache
func.func @update_cache(%cache: tensor<1x12x16x64xbf16>, %x: tensor<1x12x1x64xbf16>, %i: tensor<1xi32>) -> tensor<1x12x16x64xbf16> {
  // CHECK: "ttir.update_cache"(%arg0, %arg1, %arg2) <{batch_offset = 2 : i32}>
  // CHECK: return %arg0
  %0 = stablehlo.custom_call @tt.update_cache(%cache, %x, %i) {api_version = 0 : i32, mhlo.frontend_attributes = {batch_offset = "2"}} : (tensor<1x12x16x64xbf16>, tensor<1x12x1x64xbf16>, tensor<1xi32>) -> tensor<1x12x16x64xbf16>
  return %0 : tensor<1x12x16x64xbf16>
}

// CHECK-LABEL: func.func @attention
func.func @attention(%q: tensor<1x12x32x64xbf16>, %k: tensor<1x12x32x64xbf16>, %v: tensor<1x12x32x64xbf16>, %mask: tensor<1x1x32x32xbf16>) -> tensor<1x12x32x64xbf16> {
  // CHECK: "ttir.scaled_dot_product_attention"(%arg0, %arg1, %arg2, %arg3)
  // CHECK-SAME: is_causal = false, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0>, scale = 1.250000e-01 : f32
  %0 = stablehlo.custom_call @tt.scaled_dot_product_attention(%q, %k, %v, %mask) {api_version = 0 : i32, mhlo.frontend_attributes = {has_attention_mask = "True", is_causal = "False", scale = "0.125"}} : (tensor<1x12x32x64xbf16>, tensor<1x12x32x64xbf16>, tensor<1x12x32x64xbf16>, tensor<1x1x32x32xbf16>) -> tensor<1x12x32x64xbf16>
  return %0 : tensor<1x12x32x64xbf16>
}

// CHECK-LABEL: func.func @annotation
func.func @annotation(%x: tensor<3xf32>) -> tensor<3xf32> {
  // CHECK-NEXT: return %arg0
  %0 = stablehlo.custom_call @Sharding(%x) {mhlo.sharding = "{replicated}"} : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
