// RUN: ttmlir-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: func.func @splat_constant
// CHECK: "ttir.full"() <{fill_value = 3 : i32, shape = array<i32: 2, 3>}> : () -> tensor<2x3xsi32>
// CHECK: "ttir.constant"() <{value = dense<[1, 2]>
func.func @splat_constant() -> (tensor<2x3xsi32>, tensor<2xsi32>) {
  %0 = "ttir.constant"() <{value = dense<3> : tensor<2x3xsi32>}> : () -> tensor<2x3xsi32>
  %1 = "ttir.constant"() <{value = dense<[1, 2]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  return %0, %1 : tensor<2x3xsi32>, tensor<2xsi32>
}

// A fill value has 32 bits and a sign.
// CHECK-LABEL: func.func @large_unsigned
// CHECK: "ttir.constant"() <{value = dense<4294967295> : tensor<2xui32>}>
func.func @large_unsigned() -> tensor<2xui32> {
  %0 = "ttir.constant"() <{value = dense<4294967295> : tensor<2xui32>}> : () -> tensor<2xui32>
  return %0 : tensor<2xui32>
}

// CHECK-LABEL: func.func @moves(
// CHECK-SAME: %[[X:.*]]: tensor<2x3x5xf32>)
// CHECK-NEXT: %[[PERMUTED:.*]] = "ttir.permute"(%[[X]]) <{permutation = array<i64: 2, 1, 0>}>
// CHECK-NEXT: return %[[X]], %[[PERMUTED]]
func.func @moves(%x: tensor<2x3x5xf32>) -> (tensor<2x3x5xf32>, tensor<5x3x2xf32>) {
  %0 = "ttir.reshape"(%x) <{shape = [30 : i32]}> : (tensor<2x3x5xf32>) -> tensor<30xf32>
  %1 = "ttir.reshape"(%0) <{shape = [2 : i32, 3 : i32, 5 : i32]}> : (tensor<30xf32>) -> tensor<2x3x5xf32>
  %2 = "ttir.permute"(%1) <{permutation = array<i64: 0, 1, 2>}> : (tensor<2x3x5xf32>) -> tensor<2x3x5xf32>
  %3 = "ttir.transpose"(%2) <{dim0 = 0 : si32, dim1 = 1 : si32}> : (tensor<2x3x5xf32>) -> tensor<3x2x5xf32>
  %4 = "ttir.permute"(%3) <{permutation = array<i64: 2, 0, 1>}> : (tensor<3x2x5xf32>) -> tensor<5x3x2xf32>
  return %2, %4 : tensor<2x3x5xf32>, tensor<5x3x2xf32>
}

// CHECK-LABEL: func.func @slices(
// CHECK: "ttir.slice_static"(%{{.*}}) <{begins = [3 : i32], ends = [10 : i32], step = [6 : i32]}>
func.func @slices(%x: tensor<16xf32>) -> tensor<2xf32> {
  %0 = "ttir.slice_static"(%x) <{begins = [1 : i32], ends = [15 : i32], step = [2 : i32]}> : (tensor<16xf32>) -> tensor<7xf32>
  %1 = "ttir.slice_static"(%0) <{begins = [1 : i32], ends = [7 : i32], step = [3 : i32]}> : (tensor<7xf32>) -> tensor<2xf32>
  return %1 : tensor<2xf32>
}

// A permutation of equal sizes moves elements though the type stays.
// CHECK-LABEL: func.func @square_permute
// CHECK: ttir.permute
func.func @square_permute(%x: tensor<3x3xf32>) -> tensor<3x3xf32> {
  %0 = "ttir.permute"(%x) <{permutation = array<i64: 1, 0>}> : (tensor<3x3xf32>) -> tensor<3x3xf32>
  return %0 : tensor<3x3xf32>
}

// CHECK-LABEL: func.func @neutral_operands(
// CHECK-SAME: %[[X:.*]]: tensor<2xf32>, %[[N:.*]]: tensor<2xsi32>)
// CHECK: %[[FLOATS:.*]] = "ttir.add"(%[[X]]
// CHECK: return %[[FLOATS]], %[[X]], %[[N]]
func.func @neutral_operands(%x: tensor<2xf32>, %n: tensor<2xsi32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xsi32>) {
  %zero = "ttir.zeros"() <{shape = array<i32: 2>}> : () -> tensor<2xf32>
  %one = "ttir.ones"() <{shape = array<i32: 2>}> : () -> tensor<2xf32>
  %whole = "ttir.zeros"() <{shape = array<i32: 2>}> : () -> tensor<2xsi32>
  %0 = "ttir.add"(%x, %zero) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %1 = "ttir.multiply"(%one, %x) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %2 = "ttir.add"(%whole, %n) : (tensor<2xsi32>, tensor<2xsi32>) -> tensor<2xsi32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<2xsi32>
}

// A cast by way of a type that lacks values is not a cast right away.
// CHECK-LABEL: func.func @casts(
// CHECK-SAME: %[[X:.*]]: tensor<2xbf16>, %[[Y:.*]]: tensor<2xf32>)
// CHECK: %[[DIRECT:.*]] = "ttir.typecast"(%[[X]]) : (tensor<2xbf16>) -> tensor<2xsi32>
// CHECK: %[[ROUNDED:.*]] = "ttir.typecast"(%[[Y]]) : (tensor<2xf32>) -> tensor<2xsi32>
// CHECK: %[[BACK:.*]] = "ttir.typecast"(%[[ROUNDED]]) : (tensor<2xsi32>) -> tensor<2xf32>
// CHECK: return %[[DIRECT]], %[[BACK]]
func.func @casts(%x: tensor<2xbf16>, %y: tensor<2xf32>) -> (tensor<2xsi32>, tensor<2xf32>) {
  %0 = "ttir.typecast"(%x) : (tensor<2xbf16>) -> tensor<2xf32>
  %1 = "ttir.typecast"(%0) : (tensor<2xf32>) -> tensor<2xsi32>
  %2 = "ttir.typecast"(%y) : (tensor<2xf32>) -> tensor<2xsi32>
  %3 = "ttir.typecast"(%2) : (tensor<2xsi32>) -> tensor<2xf32>
  return %1, %3 : tensor<2xsi32>, tensor<2xf32>
}

// CHECK-LABEL: func.func @moves_and_casts_of_fills
// CHECK-NEXT: %[[FILL:.*]] = "ttir.full"() <{fill_value = 2.000000e+00 : f32, shape = array<i32: 4, 3>}> : () -> tensor<4x3xf32>
// CHECK-NEXT: return %[[FILL]]
func.func @moves_and_casts_of_fills() -> tensor<4x3xf32> {
  %0 = "ttir.full"() <{fill_value = 2 : i32, shape = array<i32>}> : () -> tensor<si32>
  %1 = "ttir.reshape"(%0) <{shape = [1 : i32, 1 : i32]}> : (tensor<si32>) -> tensor<1x1xsi32>
  %2 = "ttir.broadcast"(%1) <{broadcast_dimensions = array<i64: 4, 3>}> : (tensor<1x1xsi32>) -> tensor<4x3xsi32>
  %3 = "ttir.typecast"(%2) : (tensor<4x3xsi32>) -> tensor<4x3xf32>
  return %3 : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @dead
// CHECK-NEXT: return
func.func @dead(%x: tensor<2xf32>) {
  %0 = "ttir.exp"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  %1 = "ttir.neg"(%0) : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// CHECK-LABEL: func.func @memory()
// CHECK-NEXT: %[[USED:.*]] = ttir.empty()
// CHECK-NEXT: return %[[USED]]
func.func @memory() -> tensor<2xf32> {
  %0 = ttir.empty() : tensor<2xf32>
  %1 = ttir.empty() : tensor<2xf32>
  return %1 : tensor<2xf32>
}
