// RUN: ttmlir-opt --chlo-legalize-to-stablehlo --split-input-file --verify-diagnostics %s | FileCheck %s

// CHECK-LABEL: func.func @acos
func.func @acos(%x: tensor<3xf32>) -> tensor<3xf32> {
  // CHECK-NOT: chlo.
  // CHECK: %[[R:.*]] = stablehlo.atan2 %{{.*}}, %arg0
  // CHECK: return %[[R]]
  %0 = chlo.acos %x : tensor<3xf32> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: func.func @bounded
func.func @bounded(%x: tensor<?xf32, #stablehlo.bounds<5>>, %y: tensor<f32>) -> tensor<?xf32, #stablehlo.bounds<5>> {
  // CHECK: %[[B:.*]] = stablehlo.broadcast_in_dim %arg1, dims = [] : (tensor<f32>) -> tensor<5xf32>
  // CHECK: %[[N:.*]] = stablehlo.get_dimension_size %arg0, dim = 0
  // CHECK: %[[Y:.*]] = stablehlo.set_dimension_size %[[B]], %[[N]], dim = 0
  // CHECK: stablehlo.add %arg0, %[[Y]]
  %0 = chlo.broadcast_add %x, %y : (tensor<?xf32, #stablehlo.bounds<5>>, tensor<f32>) -> tensor<?xf32, #stablehlo.bounds<5>>
  return %0 : tensor<?xf32, #stablehlo.bounds<5>>
}

// CHECK-LABEL: func.func @unknown_sizes
func.func @unknown_sizes(%x: tensor<?xf32>, %y: tensor<?x?xf32>) -> tensor<?x?xf32> {
  // CHECK: %[[W:.*]] = shape.cstr_broadcastable
  // CHECK: shape.assuming %[[W]]
  // CHECK: stablehlo.maximum
  %0 = chlo.broadcast_maximum %x, %y : (tensor<?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// -----

func.func @unknown_rank(%x: tensor<*xf32>) -> tensor<*xf32> {
  // expected-error@+1 {{failed to legalize operation 'chlo.constant_like' that was explicitly marked illegal}}
  %0 = "chlo.constant_like"(%x) {value = 1.0 : f32} : (tensor<*xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
