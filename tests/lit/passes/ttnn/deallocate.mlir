// RUN: ttmlir-opt --ttnn-deallocate %s | FileCheck %s

#dram = #ttnn.buffer_type<dram>
#layout = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<1x1x!ttcore.tile<32x32, f32>, #dram>, <interleaved>>

// CHECK-LABEL: func.func @after_the_last_use(
// CHECK-SAME: %[[X:.*]]: tensor<4x4xf32, #{{.*}}>, %[[Y:.*]]: tensor<4x4xf32, #{{.*}}>)
// CHECK-NEXT: %[[FIRST:.*]] = "ttnn.add"(%[[X]], %[[Y]])
// CHECK-NEXT: "ttnn.deallocate"(%[[Y]]) <{force = false}>
// CHECK-NEXT: %[[SECOND:.*]] = "ttnn.multiply"(%[[FIRST]], %[[X]])
// CHECK-NEXT: "ttnn.deallocate"(%[[FIRST]])
// CHECK-NEXT: "ttnn.deallocate"(%[[X]])
// CHECK-NEXT: return %[[SECOND]]
func.func @after_the_last_use(%x: tensor<4x4xf32, #layout>, %y: tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout> {
  %0 = "ttnn.add"(%x, %y) : (tensor<4x4xf32, #layout>, tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout>
  %1 = "ttnn.multiply"(%0, %x) : (tensor<4x4xf32, #layout>, tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout>
  return %1 : tensor<4x4xf32, #layout>
}

// What goes into a loop may be what comes out of it; what the loop only reads is read again.
// CHECK-LABEL: func.func @loop(
// CHECK-SAME: %[[CARRIED:.*]]: tensor<4x4xf32, #{{.*}}>, %[[READ:.*]]: tensor<4x4xf32, #{{.*}}>, %{{.*}}: i1)
// CHECK: scf.while
// CHECK: %[[INSIDE:.*]] = "ttnn.add"(%{{.*}}, %[[READ]])
// CHECK-NEXT: %[[NEXT:.*]] = "ttnn.exp"(%[[INSIDE]])
// CHECK-NEXT: "ttnn.deallocate"(%[[INSIDE]])
// CHECK-NEXT: scf.yield %[[NEXT]]
// CHECK: "ttnn.deallocate"(%[[READ]])
// CHECK-NEXT: return
func.func @loop(%carried: tensor<4x4xf32, #layout>, %read: tensor<4x4xf32, #layout>, %go_on: i1) -> tensor<4x4xf32, #layout> {
  %last = scf.while (%value = %carried) : (tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout> {
    scf.condition(%go_on) %value : tensor<4x4xf32, #layout>
  } do {
  ^bb0(%value: tensor<4x4xf32, #layout>):
    %0 = "ttnn.add"(%value, %read) : (tensor<4x4xf32, #layout>, tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout>
    %1 = "ttnn.exp"(%0) : (tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout>
    scf.yield %1 : tensor<4x4xf32, #layout>
  }
  return %last : tensor<4x4xf32, #layout>
}

// CHECK-LABEL: func.func private @constants_are_borrowed(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-NOT: "ttnn.deallocate"(%[[X]])
// CHECK: return
func.func private @constants_are_borrowed(%x: tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout> attributes {tt.function_type = "const_eval"} {
  %0 = "ttnn.exp"(%x) : (tensor<4x4xf32, #layout>) -> tensor<4x4xf32, #layout>
  return %0 : tensor<4x4xf32, #layout>
}
