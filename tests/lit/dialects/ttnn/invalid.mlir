// RUN: ttmlir-opt --split-input-file --verify-diagnostics %s

// expected-error@+1 {{sharded TTNN layout (width_sharded) must carry a core_range_set}}
#sharded = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x12>, memref<1x1x!ttcore.tile<32x32, bf16>, #ttnn.buffer_type<dram>>, <width_sharded>>

// -----

func.func @scalar_power(%input: tensor<2x3xf32>) {
  // expected-error@+1 {{'ttnn.pow_scalar' op exponent must be non-negative; but got -2}}
  %0 = "ttnn.pow_scalar"(%input) <{rhs = -2 : i32}> : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}
