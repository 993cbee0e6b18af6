// RUN: ttmlir-opt --convert-stablehlo-to-ttir %s | FileCheck %s

// CHECK-LABEL: func.func @loop
func.func @loop(%n: tensor<i32>, %x: tensor<3xf32>) -> tensor<3xf32> {
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %one = stablehlo.constant dense<1> : tensor<i32>
  // CHECK: scf.while
  // CHECK: %[[P:.*]] = "ttir.lt"
  // CHECK: %[[B:.*]] = tensor.extract %[[P]][] : tensor<i1>
  // CHECK: scf.condition(%[[B]])
  // CHECK: "ttir.add"
  // CHECK: scf.yield
  %r:2 = stablehlo.while(%i = %zero, %y = %x) : tensor<i32>, tensor<3xf32>
    cond {
      %p = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %p : tensor<i1>
    } do {
      %j = stablehlo.add %i, %one : tensor<i32>
      %z = stablehlo.multiply %y, %x : tensor<3xf32>
      stablehlo.return %j, %z : tensor<i32>, tensor<3xf32>
    }
  return %r#1 : tensor<3xf32>
}

// CHECK-LABEL: func.func @branches
func.func @branches(%i: tensor<i32>, %x: tensor<3xf32>) -> tensor<3xf32> {
  // CHECK: %[[N:.*]] = tensor.extract %arg0[] : tensor<i32>
  // CHECK: %[[I:.*]] = arith.index_cast %[[N]] : i32 to index
  // CHECK: scf.index_switch %[[I]]
  // CHECK: case 0
  // CHECK: "ttir.neg"
  // CHECK: default
  // CHECK: "ttir.abs"
  %r = "stablehlo.case"(%i) ({
    %y = stablehlo.negate %x : tensor<3xf32>
    stablehlo.return %y : tensor<3xf32>
  }, {
    %y = stablehlo.abs %x : tensor<3xf32>
    stablehlo.return %y : tensor<3xf32>
  }) : (tensor<i32>) -> tensor<3xf32>
  return %r : tensor<3xf32>
}
