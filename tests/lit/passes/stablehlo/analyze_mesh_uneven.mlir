// RUN: ttmlir-opt --analyze-mesh --split-input-file --verify-diagnostics %s

sdy.mesh @mesh = <["x"=2, "y"=4]>
// expected-error@+1 {{argument #1 has dimension 0 of size 10, which is not divisible by the size 4 of its axes {"y"}}}
func.func @argument(%even: tensor<8xf32>, %uneven: tensor<10x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}) {
  return
}

// -----

sdy.mesh @mesh = <["x"=2, "y"=4]>
// expected-error@+1 {{result #0 has dimension 1 of size 12, which is not divisible by the size 8 of its axes {"x", "y"}}}
func.func @result(%input: tensor<2x12xf32>) -> (tensor<2x12xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"x", "y"}]>}) {
  return %input : tensor<2x12xf32>
}
