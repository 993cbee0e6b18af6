// RUN: ttmlir-opt --sdy-insert-explicit-reshards="enable-full-version=true" %s | FileCheck %s --check-prefixes=CHECK,FULL
// RUN: ttmlir-opt --sdy-insert-explicit-reshards="enable-full-version=false" %s | FileCheck %s --check-prefixes=CHECK,LIGHT

sdy.mesh @mesh = <["x"=2, "y"=4]>
sdy.mesh @backwards = <["x"=2, "y"=4], device_ids=[7, 6, 5, 4, 3, 2, 1, 0]>
sdy.mesh @other = <["x"=8]>
sdy.mesh @alone = <[], device_ids=[3]>

// The larger operand stays where it is; without the full version a partitioner decides.
// CHECK-LABEL: @disagreed
// FULL: %[[B:.*]] = sdy.reshard %arg1 <@mesh, [{}, {"y"}]>
// FULL: %[[DOT:.*]] = stablehlo.dot_general %[[B]], %arg0
// FULL: sdy.all_reduce {"y"} %[[DOT]]
// LIGHT-NOT: sdy.{{reshard|all_reduce}}
// LIGHT: return
func.func @disagreed(%a: tensor<64x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}, %b: tensor<4x64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}) -> tensor<4x16xf32> {
  %0 = stablehlo.dot_general %b, %a, contracting_dims = [1] x [0] : (tensor<4x64xf32>, tensor<64x16xf32>) -> tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// A dimension whose shards need others' data stays divided: that is resolved by a pass of its own.
// CHECK-LABEL: @reversed
// CHECK-NEXT: stablehlo.reverse %arg0
// CHECK-NEXT: return
func.func @reversed(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  %0 = stablehlo.reverse %a, dims = [0] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>} : tensor<8xf32>
  return %0 : tensor<8xf32>
}

// What must be whole gives its axes to another dimension.
// CHECK-LABEL: @sorted
// FULL: %[[IN:.*]] = sdy.reshard %arg0 <@mesh, [{}, {"x"}]>
// FULL: "stablehlo.sort"(%[[IN]])
// FULL: sdy.reshard %{{.*}} <@mesh, [{"x"}, {}]>
// LIGHT-NOT: sdy.reshard
// LIGHT: return
func.func @sorted(%a: tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> (tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) {
  %0 = "stablehlo.sort"(%a) <{dimension = 0 : i64}> ({
  ^bb0(%l: tensor<f32>, %r: tensor<f32>):
    %1 = stablehlo.compare LT, %l, %r : (tensor<f32>, tensor<f32>) -> tensor<i1>
    stablehlo.return %1 : tensor<i1>
  }) {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}

// The product is moved, not the larger operand.
// CHECK-LABEL: @product_moved
// LIGHT: %[[DOT:.*]] = stablehlo.dot %arg0, %arg1 {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"y"}, {}]>]>}
// LIGHT: sdy.reshard %[[DOT]] <@mesh, [{"x"}, {}]>
func.func @product_moved(%a: tensor<4x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {"x"}]>}, %b: tensor<32x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> (tensor<4x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) {
  %0 = stablehlo.dot %a, %b {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : (tensor<4x32xf32>, tensor<32x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// Moving the result is dearer than moving the operand.
// CHECK-LABEL: @product_too_large
// LIGHT-NOT: sdy.reshard
// LIGHT: return
func.func @product_too_large(%a: tensor<4x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {"x"}]>}, %b: tensor<8x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> (tensor<4x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) {
  %0 = stablehlo.dot %a, %b {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : (tensor<4x8xf32>, tensor<8x32xf32>) -> tensor<4x32xf32>
  return %0 : tensor<4x32xf32>
}

// CHECK-LABEL: @joined
// CHECK: %[[A:.*]] = sdy.reshard %arg0 <@mesh, [{"y"}, {}]>
// CHECK: stablehlo.concatenate %[[A]], %arg1
func.func @joined(%a: tensor<4x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}, %b: tensor<4x5xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}) -> (tensor<4x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}) {
  %0 = stablehlo.concatenate %a, %b, dim = 1 {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"y"}, {}]>]>} : (tensor<4x3xf32>, tensor<4x5xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// Partial values are combined where somebody needs whole ones.
// CHECK-LABEL: @partial
// CHECK: %[[WHOLE:.*]] = sdy.all_reduce max {"y"} %arg0 out_sharding=<@mesh, [{}]>
// CHECK: stablehlo.negate %[[WHOLE]]
func.func @partial(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}], unreduced=max{"y"}>}) -> tensor<8xf32> {
  %0 = stablehlo.negate %a : tensor<8xf32>
  return %0 : tensor<8xf32>
}

// CHECK-LABEL: @summed_later
// CHECK: stablehlo.reduce(%arg0
// CHECK-NEXT: %[[X:.*]] = sdy.all_reduce {"x"} %{{.*}} out_sharding=<@mesh, [], unreduced={"y"}>
// CHECK-NEXT: return %[[X]]
func.func @summed_later(%a: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>}) -> (tensor<f32> {sdy.sharding = #sdy.sharding<@mesh, [], unreduced={"y"}>}) {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %0 = stablehlo.reduce(%a init: %zero) applies stablehlo.add across dimensions = [0, 1] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [], unreduced={"y"}>]>} : (tensor<8x16xf32>, tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-LABEL: @made_partial
// CHECK: %[[WHOLE:.*]] = sdy.reshard %arg0 <@mesh, [{"x"}, {}]>
// CHECK: sdy.sharded_to_unreduced [{"x"}, {}] %[[WHOLE]] out_sharding=<@mesh, [{}, {}], unreduced={"x"}>
func.func @made_partial(%a: tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>}) -> (tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {}], unreduced={"x"}>}) {
  %0 = sdy.reshard %a <@mesh, [{}, {}], unreduced={"x"}> : tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}

// Products of parts are no parts of a product: the dimension is whole.
// CHECK-LABEL: @not_combined
// FULL: sdy.reshard %arg0 <@mesh, [{}, {}]>
// CHECK-NOT: sdy.all_reduce
// CHECK: return
func.func @not_combined(%a: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"y"}]>}) -> tensor<8xf32> {
  %one = stablehlo.constant dense<1.0> : tensor<f32>
  %0 = stablehlo.reduce(%a init: %one) applies stablehlo.multiply across dimensions = [1] : (tensor<8x16xf32>, tensor<f32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// Functions are shared: calls bring them what they take.
// CHECK-LABEL: @caller
// CHECK: %[[IN:.*]] = sdy.reshard %arg0 <@mesh, [{"y"}]>
// CHECK: call @callee(%[[IN]])
func.func @caller(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) -> tensor<8xf32> {
  %0 = call @callee(%a) : (tensor<8xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}
func.func private @callee(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}]>}) -> tensor<8xf32> {
  return %a : tensor<8xf32>
}

// What only one device has is brought back to the mesh.
// CHECK-LABEL: @one_device
// CHECK: %[[ALL:.*]] = sdy.reshard %arg0 <@mesh, [{}]>
// CHECK: %[[THERE:.*]] = sdy.reshard %[[ALL]] <@alone, []>
// CHECK: %[[CALL:.*]] = stablehlo.custom_call @host(%[[THERE]])
// CHECK: sdy.reshard %[[CALL]] <@mesh, [{}]>
func.func @one_device(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) -> tensor<8xf32> {
  %0 = stablehlo.custom_call @host(%a) {sdy.sharding = #sdy.sharding_per_value<[<@alone, []>]>} : (tensor<8xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// The devices of most tensors stay.
// CHECK-LABEL: @turned
// FULL: %[[B:.*]] = sdy.reshard %arg1 <@mesh, [{"x"}]>
// FULL: stablehlo.add %arg0, %[[B]]
// CHECK: return
func.func @turned(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}, %b: tensor<8xf32> {sdy.sharding = #sdy.sharding<@backwards, [{"x"}]>}) -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  %0 = stablehlo.add %a, %b {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>} : tensor<8xf32>
  return %0 : tensor<8xf32>
}

// Between meshes of other axes nothing is said to move.
// CHECK-LABEL: @other_mesh
// CHECK-NOT: sdy.reshard
// CHECK: return
func.func @other_mesh(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@other, [{"x"}]>}) {
  %0 = stablehlo.negate %a {sdy.sharding = #sdy.sharding_per_value<[<@other, [{"x"}]>]>} : tensor<8xf32>
  return %0 : tensor<8xf32>
}

// Axes that do not fit a reshape's factors are shared out anew on both sides.
// CHECK-LABEL: @overflow
// FULL: %[[IN:.*]] = sdy.reshard %arg0 <@mesh, [{"x"}]>
// FULL: %[[OUT:.*]] = stablehlo.reshape %[[IN]] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>}
// CHECK: return
func.func @overflow(%a: tensor<24xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", "y"}]>}) -> (tensor<6x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) {
  %0 = stablehlo.reshape %a {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : (tensor<24xf32>) -> tensor<6x4xf32>
  return %0 : tensor<6x4xf32>
}
