// RUN: ttmlir-opt --sdy-insert-explicit-reshards="lone-shards=true" --verify-diagnostics %s

sdy.mesh @mesh = <["x"=2, "y"=4]>
sdy.mesh @other = <["a"=4, "b"=2]>

func.func @two_meshes(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}, %b: tensor<8xf32> {sdy.sharding = #sdy.sharding<@other, [{"a"}]>}) -> tensor<8xf32> {
  // expected-error@+1 {{'stablehlo.add' op has tensors on different meshes: mesh, other}}
  %0 = stablehlo.add %a, %b : tensor<8xf32>
  return %0 : tensor<8xf32>
}
