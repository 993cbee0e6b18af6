// RUN: ttmlir-opt --split-input-file --ttir-element-type-normalization %s | FileCheck %s

// Positions and constants that are not negative: unsigned, of the same width.
// CHECK-LABEL: func.func @never_negative
// CHECK: "ttir.constant"() <{value = dense<[3, 4]> : tensor<2xui8>}>
// CHECK: "ttir.sort"(%{{.*}}) {{.*}} -> (tensor<2xf32>, tensor<2xui16>)
func.func @never_negative(%x: tensor<2xf32>) -> (tensor<2xi8>, tensor<2xi16>) {
  %numbers = "ttir.constant"() <{value = dense<[3, 4]> : tensor<2xi8>}> : () -> tensor<2xi8>
  %values, %positions = "ttir.sort"(%x) <{descending = false, dim = -1 : si32, stable = false}> : (tensor<2xf32>) -> (tensor<2xf32>, tensor<2xi16>)
  return %numbers, %positions : tensor<2xi8>, tensor<2xi16>
}

// -----

// An argument can be negative. Sums wrap around at the width that the program says.
// CHECK-LABEL: func.func @may_be_negative
// CHECK-SAME: (%[[X:.*]]: tensor<2xsi32>) -> tensor<2xsi32>
// CHECK: %[[SUM:.*]] = "ttir.add"(%[[X]], %[[X]]) : (tensor<2xsi32>, tensor<2xsi32>) -> tensor<2xsi32>
// CHECK: %[[MASK:.*]] = "ttir.full"() <{fill_value = 255 : i32
// CHECK: %[[SIGN:.*]] = "ttir.full"() <{fill_value = 128 : i32
// CHECK: %[[LOW:.*]] = "ttir.bitwise_and"(%[[SUM]], %[[MASK]])
// CHECK: %[[FLIPPED:.*]] = "ttir.bitwise_xor"(%[[LOW]], %[[SIGN]])
// CHECK: %[[WRAPPED:.*]] = "ttir.subtract"(%[[FLIPPED]], %[[SIGN]])
// CHECK: return %[[WRAPPED]]
func.func @may_be_negative(%x: tensor<2xi8>) -> tensor<2xi8> {
  %sum = "ttir.add"(%x, %x) : (tensor<2xi8>, tensor<2xi8>) -> tensor<2xi8>
  return %sum : tensor<2xi8>
}

// -----

// CHECK-LABEL: func.func @widening_wraps_nothing
// CHECK-NOT: ttir.bitwise_and
func.func @widening_wraps_nothing(%x: tensor<2xi8>) -> tensor<2xi16> {
  %wide = "ttir.typecast"(%x) : (tensor<2xi8>) -> tensor<2xi16>
  return %wide : tensor<2xi16>
}
