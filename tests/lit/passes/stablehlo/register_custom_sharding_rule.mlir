// RUN: ttmlir-opt --register-custom-sharding-rule %s | FileCheck %s

// CHECK-LABEL: @rms_norm
// CHECK: #sdy.op_sharding_rule<([i, j], [j])->([i, j]) {i=8, j=4} need_replication={j}>
func.func @rms_norm(%input: tensor<8x4xf32>, %weight: tensor<4xf32>) -> tensor<8x4xf32> {
  %0 = stablehlo.custom_call @tenstorrent.rms_norm(%input, %weight) {tt.composite_attributes = {normalized_shape = dense<4> : tensor<1xi64>}} : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}

// Four query heads share a key head.
// CHECK-LABEL: @grouped_attention
// CHECK: #sdy.op_sharding_rule<([i, j, k, m], [i, j, l, m], [i, j, l, n])->([i, j, k, n]) {i=2, j=2, k=5, l=7, m=3, n=3} need_replication={k, l, m, n}>
func.func @grouped_attention(%q: tensor<2x8x5x3xf32>, %k: tensor<2x2x7x3xf32>, %v: tensor<2x2x7x3xf32>) -> tensor<2x8x5x3xf32> {
  %0 = stablehlo.custom_call @tt.scaled_dot_product_attention(%q, %k, %v) : (tensor<2x8x5x3xf32>, tensor<2x2x7x3xf32>, tensor<2x2x7x3xf32>) -> tensor<2x8x5x3xf32>
  return %0 : tensor<2x8x5x3xf32>
}

// CHECK-LABEL: @argmax
// CHECK: #sdy.op_sharding_rule<([j, i])->([i]) {i=5, j=3} need_replication={j}>
func.func @argmax(%input: tensor<3x5xf32>) -> tensor<5xi32> {
  %0 = stablehlo.custom_call @tenstorrent.argmax(%input) {tt.composite_attributes = {dim = 0 : i64}} : (tensor<3x5xf32>) -> tensor<5xi32>
  return %0 : tensor<5xi32>
}

// CHECK-LABEL: @gather_dim
// CHECK: #sdy.op_sharding_rule<([i, k], [j, k])->([j, k]) {i=8, j=3, k=4} need_replication={i}>
func.func @gather_dim(%table: tensor<8x4xf32>, %indices: tensor<3x4xui32>) -> tensor<3x4xf32> {
  %0 = stablehlo.custom_call @tenstorrent.gather_dim(%table, %indices) {tt.composite_attributes = {dim = 0 : i64}} : (tensor<8x4xf32>, tensor<3x4xui32>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// CHECK-LABEL: @unknown
// CHECK-NOT: sdy.sharding_rule
func.func @unknown(%input: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %0 = stablehlo.custom_call @unknown(%input) : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}

// Every chip has to see the updates of all users.
// CHECK-LABEL: @paged_update
// CHECK: #sdy.op_sharding_rule<([k, i, l, m], [n, j, i, o], [j], [j, p])->([q, i, r, s]) {i=6, j=2, {{.*}}} need_replication={j}>
func.func @paged_update(%cache: tensor<4x6x32x16xf32>, %values: tensor<1x2x6x16xf32>, %at: tensor<2xi32>, %table: tensor<2x3xi32>) -> tensor<4x6x32x16xf32> {
  %0 = stablehlo.custom_call @tt.paged_update_cache(%cache, %values, %at, %table) : (tensor<4x6x32x16xf32>, tensor<1x2x6x16xf32>, tensor<2xi32>, tensor<2x3xi32>) -> tensor<4x6x32x16xf32>
  return %0 : tensor<4x6x32x16xf32>
}

// The mask is before the positions, and has an entry for every head.
// CHECK-LABEL: @paged_decode
// CHECK: #sdy.op_sharding_rule<([{{.}}, j, i, {{.}}], [{{.}}, i, {{.}}, {{.}}], [{{.}}, i, {{.}}, {{.}}], [j, {{.}}], [j, {{.}}, i, {{.}}], [j])->([{{.}}, j, i, {{.}}]) {i=6, j=2
func.func @paged_decode(%q: tensor<1x2x6x16xf32>, %k: tensor<4x6x32x16xf32>, %v: tensor<4x6x32x16xf32>, %table: tensor<2x3xi32>, %mask: tensor<2x1x6x96xf32>, %at: tensor<2xi32>) -> tensor<1x2x6x16xf32> {
  %0 = stablehlo.custom_call @tt.paged_scaled_dot_product_attention_decode(%q, %k, %v, %table, %mask, %at) {mhlo.frontend_attributes = {has_attention_mask = "True", has_cur_pos_tensor = "True"}} : (tensor<1x2x6x16xf32>, tensor<4x6x32x16xf32>, tensor<4x6x32x16xf32>, tensor<2x3xi32>, tensor<2x1x6x96xf32>, tensor<2xi32>) -> tensor<1x2x6x16xf32>
  return %0 : tensor<1x2x6x16xf32>
}

// CHECK-LABEL: @sparse_matmul
// CHECK: #sdy.op_sharding_rule<([{{.}}, {{.}}, {{.}}, l], [{{.}}, i, l, m], [j, k, {{.}}, i])->([{{.}}, {{.}}, {{.}}, i, {{.}}, m]) {i=8, j=2, k=3, l=5, m=7{{.*}}} reduction={l} need_replication={j, k} blocked_propagation={j, k}>
func.func @sparse_matmul(%a: tensor<2x3x4x5xf32>, %b: tensor<1x8x5x7xf32>, %mask: tensor<2x3x1x8xf32>) -> tensor<2x3x1x8x4x7xf32> {
  %0 = stablehlo.custom_call @tt.sparse_matmul(%a, %b, %mask) {mhlo.frontend_attributes = {is_input_b_sparse = "True"}} : (tensor<2x3x4x5xf32>, tensor<1x8x5x7xf32>, tensor<2x3x1x8xf32>) -> tensor<2x3x1x8x4x7xf32>
  return %0 : tensor<2x3x1x8x4x7xf32>
}
