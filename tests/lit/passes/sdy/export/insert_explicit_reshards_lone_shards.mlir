// RUN: ttmlir-opt --sdy-insert-explicit-reshards="lone-shards=true" %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=4]>

// CHECK-LABEL: @agreed
// CHECK-NOT: sdy.reshard
func.func @agreed(%a: tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> (tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) {
  %0 = stablehlo.add %a, %a {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}

// CHECK-LABEL: @contracted
// CHECK: %[[DOT:.*]] = stablehlo.dot_general %arg0, %arg1
// CHECK: sdy.all_reduce {"y"} %[[DOT]] out_sharding=<@mesh, [{"x"}, {}]>
func.func @contracted(%a: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>}, %b: tensor<16x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}) -> (tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) {
  %0 = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : (tensor<8x16xf32>, tensor<16x4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}

// The larger operand stays where it is.
// CHECK-LABEL: @disagreed
// CHECK: %[[B:.*]] = sdy.reshard %arg1 <@mesh, [{}, {"y"}]>
// CHECK: %[[DOT:.*]] = stablehlo.dot_general %[[B]], %arg0
// CHECK: sdy.all_reduce {"y"} %[[DOT]]
func.func @disagreed(%a: tensor<64x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}, %b: tensor<4x64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}) -> tensor<4x16xf32> {
  %0 = stablehlo.dot_general %b, %a, contracting_dims = [1] x [0] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}, {}]>]>} : (tensor<4x64xf32>, tensor<64x16xf32>) -> tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// CHECK-LABEL: @maximum
// CHECK: sdy.all_reduce max {"y"}
func.func @maximum(%a: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"y"}]>}) -> tensor<8xf32> {
  %init = stablehlo.constant dense<0xFF800000> : tensor<f32>
  %0 = stablehlo.reduce(%a init: %init) applies stablehlo.maximum across dimensions = [1] : (tensor<8x16xf32>, tensor<f32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// Products cannot be combined by a collective, and a start other than zero would count four times.
// CHECK-LABEL: @not_combined
// CHECK: sdy.reshard %arg0 <@mesh, [{}, {}]>
// CHECK-NOT: sdy.all_reduce
func.func @not_combined(%a: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"y"}]>}) -> (tensor<8xf32>, tensor<8xf32>) {
  %one = stablehlo.constant dense<1.0> : tensor<f32>
  %0 = stablehlo.reduce(%a init: %one) applies stablehlo.multiply across dimensions = [1] : (tensor<8x16xf32>, tensor<f32>) -> tensor<8xf32>
  %1 = stablehlo.reduce(%a init: %one) applies stablehlo.add across dimensions = [1] : (tensor<8x16xf32>, tensor<f32>) -> tensor<8xf32>
  return %0, %1 : tensor<8xf32>, tensor<8xf32>
}

// CHECK-LABEL: @unknown_call
// CHECK: %[[WHOLE:.*]] = sdy.reshard %arg0 <@mesh, [{}]>
// CHECK: stablehlo.custom_call @unknown(%[[WHOLE]])
func.func @unknown_call(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}]>}) -> tensor<8xf32> {
  %0 = stablehlo.custom_call @unknown(%a) : (tensor<8xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// CHECK-LABEL: @returned
// CHECK: %[[OUT:.*]] = sdy.reshard %arg0 <@mesh, [{"x"}]>
// CHECK: return %[[OUT]]
func.func @returned(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}]>}) -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  return %a : tensor<8xf32>
}

// What a loop carries keeps one sharding.
// CHECK-LABEL: @loop
// CHECK: %[[START:.*]] = sdy.reshard %arg0 <@mesh, [{"x"}]>
// CHECK: stablehlo.while(%{{.*}} = %arg1, %{{.*}} = %[[START]])
// CHECK: %[[NEXT:.*]] = sdy.reshard %{{.*}} <@mesh, [{"x"}]>
// CHECK: stablehlo.return %{{.*}}, %[[NEXT]]
func.func @loop(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}]>}, %n: tensor<i32>) -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  %0:2 = stablehlo.while(%i = %n, %v = %a) : tensor<i32>, tensor<8xf32> attributes {sdy.sharding = #sdy.sharding_per_value<[<@mesh, []>, <@mesh, [{"x"}]>]>}
  cond {
    %more = stablehlo.compare GT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %more : tensor<i1>
  } do {
    %next = stablehlo.negate %v {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"y"}]>]>} : tensor<8xf32>
    stablehlo.return %i, %next : tensor<i32>, tensor<8xf32>
  }
  return %0#1 : tensor<8xf32>
}

// Inside of propagation's pipelines a zero is Shardy's own constant: sums still combine.
// CHECK-LABEL: @sum_from_shardys_zero
// CHECK: stablehlo.reduce(%arg0
// CHECK: sdy.all_reduce {"y"}
func.func @sum_from_shardys_zero(%a: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"y"}]>}) -> tensor<8xf32> {
  %zero = sdy.constant dense<0.0> : tensor<f32>
  %0 = stablehlo.reduce(%a init: %zero) applies stablehlo.add across dimensions = [1] : (tensor<8x16xf32>, tensor<f32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}
