// RUN: ttmlir-opt --ttir-element-type-normalization %s | FileCheck %s

// CHECK-LABEL: func.func @types(
// CHECK-SAME: tensor<2xf32>, %{{.*}}: tensor<2xbf16>, %{{.*}}: tensor<2xbf16>, %{{.*}}: tensor<2xsi32>, %{{.*}}: tensor<2xsi32>, %{{.*}}: tensor<2xui32>, %{{.*}}: tensor<2xui8>, %{{.*}}: tensor<2xbf16>)
func.func @types(%f64: tensor<2xf64>, %f16: tensor<2xf16>, %bf16: tensor<2xbf16>, %i64: tensor<2xi64>, %i32: tensor<2xi32>, %ui64: tensor<2xui64>, %ui8: tensor<2xui8>, %i1: tensor<2xi1>) {
  return
}

// CHECK-LABEL: func.func @constants
// CHECK: dense<[true, false]> : tensor<2xi1>
// CHECK: value = dense<[1.000000e+00, 0.000000e+00]> : tensor<2xbf16>
// CHECK: value = dense<[-3, 2147483647]> : tensor<2xsi32>
// CHECK: value = dense<[1.500000e+00, 0x7F800000]> : tensor<2xf32>
func.func @constants() -> (tensor<2xi1>, tensor<2xi64>, tensor<2xf64>) attributes {note = dense<[true, false]> : tensor<2xi1>} {
  %truths = "ttir.constant"() <{value = dense<[true, false]> : tensor<2xi1>}> : () -> tensor<2xi1>
  %numbers = "ttir.constant"() <{value = dense<[-3, 2147483647]> : tensor<2xi64>}> : () -> tensor<2xi64>
  %floats = "ttir.constant"() <{value = dense<[1.5, 1.0e300]> : tensor<2xf64>}> : () -> tensor<2xf64>
  return %truths, %numbers, %floats : tensor<2xi1>, tensor<2xi64>, tensor<2xf64>
}

// A number is true where it is not zero.
// CHECK-LABEL: func.func @to_boolean
// CHECK: %[[ZERO:.*]] = "ttir.full"() <{fill_value = 0 : i32, shape = array<i32: 1>}> : () -> tensor<1xsi32>
// CHECK: "ttir.ne"(%{{.*}}, %[[ZERO]]) : (tensor<2xsi32>, tensor<1xsi32>) -> tensor<2xbf16>
func.func @to_boolean(%x: tensor<2xi64>) -> tensor<2xi1> {
  %truth = "ttir.typecast"(%x) : (tensor<2xi64>) -> tensor<2xi1>
  return %truth : tensor<2xi1>
}

// CHECK-LABEL: func.func @from_boolean
// CHECK-NOT: ttir.ne
// CHECK: "ttir.typecast"(%{{.*}}) : (tensor<2xbf16>) -> tensor<2xsi32>
func.func @from_boolean(%x: tensor<2xi1>) -> tensor<2xi64> {
  %number = "ttir.typecast"(%x) : (tensor<2xi1>) -> tensor<2xi64>
  return %number : tensor<2xi64>
}

// Loop-carried values and conditions of loops change with all others.
// CHECK-LABEL: func.func @loop
// CHECK: scf.while (%{{.*}}) : (tensor<si32>) -> tensor<si32>
// CHECK: %[[LESS:.*]] = "ttir.lt"(%{{.*}}, %{{.*}}) : (tensor<si32>, tensor<si32>) -> tensor<bf16>
// CHECK: %[[NUMBER:.*]] = tensor.extract %[[LESS]][] : tensor<bf16>
// CHECK: %[[ZERO:.*]] = arith.constant 0.000000e+00 : bf16
// CHECK: %[[TRUTH:.*]] = arith.cmpf une, %[[NUMBER]], %[[ZERO]] : bf16
// CHECK: scf.condition(%[[TRUTH]]) %{{.*}} : tensor<si32>
// CHECK: ^bb0(%{{.*}}: tensor<si32>):
// CHECK: scf.yield %{{.*}} : tensor<si32>
func.func @loop(%start: tensor<i64>, %end: tensor<i64>) -> tensor<i64> {
  %last = scf.while (%i = %start) : (tensor<i64>) -> tensor<i64> {
    %less = "ttir.lt"(%i, %end) : (tensor<i64>, tensor<i64>) -> tensor<i1>
    %holds = tensor.extract %less[] : tensor<i1>
    scf.condition(%holds) %i : tensor<i64>
  } do {
  ^bb0(%i: tensor<i64>):
    %next = "ttir.add"(%i, %i) : (tensor<i64>, tensor<i64>) -> tensor<i64>
    scf.yield %next : tensor<i64>
  }
  return %last : tensor<i64>
}

// CHECK-LABEL: func.func @branch
// CHECK: %[[NUMBER:.*]] = tensor.extract %{{.*}}[] : tensor<si32>
// CHECK: %[[KEPT:.*]] = builtin.unrealized_conversion_cast %[[NUMBER]] : si32 to i32
// CHECK: arith.index_cast %[[KEPT]] : i32 to index
func.func @branch(%which: tensor<i32>) -> index {
  %number = tensor.extract %which[] : tensor<i32>
  %index = arith.index_cast %number : i32 to index
  return %index : index
}
