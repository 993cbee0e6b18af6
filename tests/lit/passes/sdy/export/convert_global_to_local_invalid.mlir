// RUN: ttmlir-opt --sdy-convert-global-to-local --split-input-file --verify-diagnostics %s

sdy.mesh @mesh = <["x"=2]>

func.func @parts_not_added_up(
    %lhs: tensor<3x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"x"}]>},
    %rhs: tensor<4x5xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> tensor<3x5xf32> {
  // expected-error@+1 {{contracts dimensions sharded along "x" without adding up the parts}}
  %0 = stablehlo.dot %lhs, %rhs : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// -----

sdy.mesh @mesh = <["x"=2]>

// expected-error@+1 {{does not divide evenly}}
func.func @uneven(%x: tensor<3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  return
}

// -----

sdy.mesh @mesh = <["x"=2]>

func.func @neighbours(%x: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
    -> (tensor<4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  // expected-error@+1 {{needs data of neighbouring shards along dimension 0}}
  %0 = stablehlo.slice %x [0:4] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>}
    : (tensor<8xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

sdy.mesh @mesh = <["x"=2]>

func.func @sorted(%x: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
    -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  // expected-error@+1 {{dimension 0 is sharded, but the op needs all of it}}
  %0 = stablehlo.reverse %x, dims = [0] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>}
    : tensor<8xf32>
  return %0 : tensor<8xf32>
}
