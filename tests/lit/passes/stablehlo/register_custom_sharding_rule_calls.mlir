// RUN: ttmlir-opt --register-custom-sharding-rule %s | FileCheck %s

// Heads are divided; queries and keys are whole, and the mask is of all heads.
// CHECK-LABEL: @latent_prefill
// CHECK: ([i, j, k, l], [i, j, k, l], [i, j, k, m], [i, o, k, n])->([i, j, k, m]) {i=2, j=4, {{.*}}} need_replication={k, l, m, n}
func.func @latent_prefill(%q: tensor<2x4x5x6xf32>, %k: tensor<2x4x5x6xf32>, %v: tensor<2x4x5x3xf32>, %m: tensor<2x1x5x5xf32>) -> tensor<2x4x5x3xf32> {
  %0 = stablehlo.custom_call @tt.flash_mla_prefill(%q, %k, %v, %m) {mhlo.frontend_attributes = {head_dim_v = "3", has_value = "True", has_attention_mask = "True"}} : (tensor<2x4x5x6xf32>, tensor<2x4x5x6xf32>, tensor<2x4x5x3xf32>, tensor<2x1x5x5xf32>) -> tensor<2x4x5x3xf32>
  return %0 : tensor<2x4x5x3xf32>
}

// Scores of the heads are added up; every query is scored against all keys.
// CHECK-LABEL: @index_scores
// CHECK: ([i, j, k, m], [i, n, l, m], [i, j, k, o])->([i, p, k, l]) {i=2, j=4, k=5, {{.*}}} reduction={j} need_replication={l, m}
func.func @index_scores(%q: tensor<2x4x5x6xf32>, %k: tensor<2x1x7x6xf32>, %w: tensor<2x4x5x1xf32>) -> tensor<2x1x5x7xf32> {
  %0 = stablehlo.custom_call @tt.indexer_score_dsa(%q, %k, %w) : (tensor<2x4x5x6xf32>, tensor<2x1x7x6xf32>, tensor<2x4x5x1xf32>) -> tensor<2x1x5x7xf32>
  return %0 : tensor<2x1x5x7xf32>
}

// Heads and users are divided, the users by their tables.
// CHECK-LABEL: @chunked_attention
// CHECK: ([j, i, {{.}}, {{.}}], [{{.}}, i, {{.}}, {{.}}], [{{.}}, i, {{.}}, {{.}}], [j, {{.}}], [{{.}}])->([j, i, {{.}}, {{.}}]) {i=4, j=2,
func.func @chunked_attention(%q: tensor<2x4x5x6xf32>, %k: tensor<8x4x3x6xf32>, %t: tensor<2x7xi32>, %s: tensor<1xi32>) -> tensor<2x4x5x6xf32> {
  %0 = stablehlo.custom_call @tt.chunked_scaled_dot_product_attention(%q, %k, %k, %t, %s) : (tensor<2x4x5x6xf32>, tensor<8x4x3x6xf32>, tensor<8x4x3x6xf32>, tensor<2x7xi32>, tensor<1xi32>) -> tensor<2x4x5x6xf32>
  return %0 : tensor<2x4x5x6xf32>
}

// Every chip has the pages of all users.
// CHECK-LABEL: @paged_fill
// CHECK: ([k, i, l, m], [j, i, n, o], [j, p], [j])->([q, i, r, s]) {i=4, j=2, {{.*}}} need_replication={j}
func.func @paged_fill(%c: tensor<8x4x3x6xf32>, %v: tensor<2x4x5x6xf32>, %t: tensor<2x7xi32>, %n: tensor<2xi32>) -> tensor<8x4x3x6xf32> {
  %0 = stablehlo.custom_call @tt.paged_fill_cache(%c, %v, %t, %n) : (tensor<8x4x3x6xf32>, tensor<2x4x5x6xf32>, tensor<2x7xi32>, tensor<2xi32>) -> tensor<8x4x3x6xf32>
  return %0 : tensor<8x4x3x6xf32>
}

// The latent cache has no heads.
// CHECK-LABEL: @latent_decode
// CHECK: ([k, j, i, l], [m, n, o, p], [j, q], [j])->([r, j, i, s]) {i=4, j=2,
func.func @latent_decode(%q: tensor<1x2x4x6xf32>, %k: tensor<8x1x3x6xf32>, %t: tensor<2x7xi32>, %p: tensor<2xi32>) -> tensor<1x2x4x6xf32> {
  %0 = stablehlo.custom_call @tt.paged_flash_mla_decode(%q, %k, %t, %p) {mhlo.frontend_attributes = {has_cur_pos_tensor = "True", has_value = "False"}} : (tensor<1x2x4x6xf32>, tensor<8x1x3x6xf32>, tensor<2x7xi32>, tensor<2xi32>) -> tensor<1x2x4x6xf32>
  return %0 : tensor<1x2x4x6xf32>
}

// Rows are independent.
// CHECK-LABEL: @sampling
// CHECK: ([i, j], [i, j], [i], [i], [i])->([i]) {i=4, j=6} need_replication={j}
func.func @sampling(%v: tensor<4x6xf32>, %i: tensor<4x6xi32>, %k: tensor<4xi32>, %p: tensor<4xf32>) -> tensor<4xi32> {
  %0 = stablehlo.custom_call @tt.sampling(%v, %i, %k, %p, %p) : (tensor<4x6xf32>, tensor<4x6xi32>, tensor<4xi32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// Rows are independent; what is picked from has to be whole.
// CHECK-LABEL: @top_k
// CHECK: ([i, j])->([i, k], [i, l]) {i=3, j=8, k=1, l=1} need_replication={j}
func.func @top_k(%x: tensor<3x8xf32>) -> (tensor<3x2xf32>, tensor<3x2xi32>) {
  %0:2 = stablehlo.custom_call @tenstorrent.topk(%x) {tt.composite_attributes = {k = 2 : i64, dim = -1 : i64}} : (tensor<3x8xf32>) -> (tensor<3x2xf32>, tensor<3x2xi32>)
  return %0#0, %0#1 : tensor<3x2xf32>, tensor<3x2xi32>
}

// Tokens are sent between chips by the op: it has to see all of its operands.
// CHECK-LABEL: @dispatch
// CHECK: need_replication={i, j, k, l, m, n} blocked_propagation={i, j, k, l, m, n}
func.func @dispatch(%x: tensor<2x3x1x6xf32>, %i: tensor<2x3x1x2xi32>, %m: tensor<1x1x8x4xi32>) -> (tensor<1x8x3x6xf32>, tensor<1x8x3x2xi32>) {
  %0:2 = stablehlo.custom_call @tt.all_to_all_dispatch(%x, %i, %m) {mhlo.frontend_attributes = {num_devices = "4", cluster_axis = "1"}} : (tensor<2x3x1x6xf32>, tensor<2x3x1x2xi32>, tensor<1x1x8x4xi32>) -> (tensor<1x8x3x6xf32>, tensor<1x8x3x2xi32>)
  return %0#0, %0#1 : tensor<1x8x3x6xf32>, tensor<1x8x3x2xi32>
}

// Only the experts are divided.
// CHECK-LABEL: @combine
// CHECK: ([i, n, m, k], [p, n, m, l], [q, r, j, o])->([l, n, m, k]) {i=8, {{.*}}} need_replication={j, k, l, m, n, o} blocked_propagation={j, k, l, m, n, o}
func.func @combine(%x: tensor<8x8x3x6xf32>, %i: tensor<1x8x3x2xi32>, %m: tensor<1x1x8x4xi32>) -> tensor<2x8x3x6xf32> {
  %0 = stablehlo.custom_call @tt.all_to_all_combine(%x, %i, %m) {mhlo.frontend_attributes = {num_devices = "4", cluster_axis = "1", num_experts_per_tok = "2"}} : (tensor<8x8x3x6xf32>, tensor<1x8x3x2xi32>, tensor<1x1x8x4xi32>) -> tensor<2x8x3x6xf32>
  return %0 : tensor<2x8x3x6xf32>
}

// What every chip gets is for its own experts, which the operands do not divide.
// CHECK-LABEL: @remap
// CHECK: ([i, j, k, l], [p, q, l, m], [i, j, k, n])->([r, j, k, o], [s, t, u, o]) {i=1, j=4, k=5, l=8, m=4, n=2, o=8, {{.*}}} need_replication={i, j, k, l, m, n}
func.func @remap(%x: tensor<1x4x5x8xf32>, %m: tensor<1x1x8x4xi32>, %i: tensor<1x4x5x2xi32>) -> (tensor<1x4x5x8xf32>, tensor<1x1x2x8xf32>) {
  %0:2 = stablehlo.custom_call @tt.moe_expert_token_remap(%x, %m, %i) {mhlo.frontend_attributes = {reduction_size = "16"}} : (tensor<1x4x5x8xf32>, tensor<1x1x8x4xi32>, tensor<1x4x5x2xi32>) -> (tensor<1x4x5x8xf32>, tensor<1x1x2x8xf32>)
  return %0#0, %0#1 : tensor<1x4x5x8xf32>, tensor<1x1x2x8xf32>
}
