// RUN: ttmlir-opt --cse %s | FileCheck %s

// CHECK-LABEL: func.func @equal_ops_become_one
// CHECK: %[[SUM:.*]] = "ttir.add"(%[[X:.*]], %[[Y:.*]])
// CHECK-NEXT: "ttir.multiply"(%[[SUM]], %[[SUM]])
func.func @equal_ops_become_one(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %first = "ttir.add"(%x, %y) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %second = "ttir.add"(%x, %y) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %both = "ttir.multiply"(%first, %second) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %both : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @other_attributes_are_another_op
// CHECK: "ttir.concat"(%{{.*}}) <{dim = 0 : si32}>
// CHECK: "ttir.concat"(%{{.*}}) <{dim = 1 : si32}>
func.func @other_attributes_are_another_op(%x: tensor<2x2xf32>) -> (tensor<4x2xf32>, tensor<2x4xf32>) {
  %rows = "ttir.concat"(%x, %x) <{dim = 0 : si32}> : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<4x2xf32>
  %columns = "ttir.concat"(%x, %x) <{dim = 1 : si32}> : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x4xf32>
  return %rows, %columns : tensor<4x2xf32>, tensor<2x4xf32>
}

// An op that reads a cache computes something else after the cache is written.
// CHECK-LABEL: func.func @a_write_is_between
// CHECK: %[[BEFORE:.*]] = "ttir.neg"(%[[CACHE:[a-z0-9]+]])
// CHECK: "ttir.fill_cache"(%[[CACHE]]
// CHECK: %[[AFTER:.*]] = "ttir.neg"(%[[CACHE]])
// CHECK: return %[[BEFORE]], %[[AFTER]]
func.func @a_write_is_between(%cache: tensor<1x2x8x4xf32>, %input: tensor<1x2x3x4xf32>) -> (tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>) {
  %before = "ttir.neg"(%cache) : (tensor<1x2x8x4xf32>) -> tensor<1x2x8x4xf32>
  "ttir.fill_cache"(%cache, %input) <{batch_offset = 0 : i32}> : (tensor<1x2x8x4xf32>, tensor<1x2x3x4xf32>) -> ()
  %after = "ttir.neg"(%cache) : (tensor<1x2x8x4xf32>) -> tensor<1x2x8x4xf32>
  return %before, %after : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>
}

// Values of a branch are not known in the other one; values before it are.
// CHECK-LABEL: func.func @branches_see_what_dominates_them
// CHECK: %[[OUTSIDE:.*]] = "ttir.exp"
// CHECK: scf.if
// CHECK-NEXT: scf.yield %[[OUTSIDE]]
// CHECK: else
// CHECK-NEXT: %[[INSIDE:.*]] = "ttir.neg"
// CHECK-NEXT: scf.yield %[[INSIDE]]
// CHECK: "ttir.neg"
func.func @branches_see_what_dominates_them(%condition: i1, %x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %outside = "ttir.exp"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  %chosen = scf.if %condition -> (tensor<2xf32>) {
    %again = "ttir.exp"(%x) : (tensor<2xf32>) -> tensor<2xf32>
    scf.yield %again : tensor<2xf32>
  } else {
    %inside = "ttir.neg"(%x) : (tensor<2xf32>) -> tensor<2xf32>
    scf.yield %inside : tensor<2xf32>
  }
  %other = "ttir.neg"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return %outside, %chosen, %other : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}
