// RUN: ttmlir-opt --interpreter-instrument-with-probe %s | FileCheck %s
// RUN: ttmlir-opt --interpreter-instrument-with-probe=useDebugInfo %s | FileCheck %s --check-prefix=NAMED

// Inner values before the op around them; neither constants nor unknown sizes.
// CHECK-LABEL: func.func @main
// CHECK: %[[C:.*]] = stablehlo.constant
// CHECK-NEXT: "stablehlo.if"
// CHECK: %[[SIN:.*]] = stablehlo.sine
// CHECK-NEXT: %[[SEEN:.*]] = interpreter.probe %[[SIN]], probe_id = "probe1" : tensor<3xf32>
// CHECK-NEXT: stablehlo.return %[[SEEN]]
// CHECK: probe_id = "probe2" : tensor<3xf32>
// CHECK-NEXT: %[[ANY:.*]] = stablehlo.abs
// CHECK-NEXT: return %{{.*}}, %[[ANY]]

// NAMED: probe_id = "wave.1"
// NAMED: probe_id = "probe2"
func.func @main(%p: tensor<i1>, %x: tensor<3xf32>, %y: tensor<?xf32>) -> (tensor<3xf32>, tensor<?xf32>) {
  %c = stablehlo.constant dense<1.0> : tensor<3xf32>
  %0 = "stablehlo.if"(%p) ({
    %1 = stablehlo.sine %x : tensor<3xf32> loc("wave@jit")
    stablehlo.return %1 : tensor<3xf32>
  }, {
    stablehlo.return %c : tensor<3xf32>
  }) : (tensor<i1>) -> tensor<3xf32>
  %2 = stablehlo.abs %y : tensor<?xf32>
  return %0, %2 : tensor<3xf32>, tensor<?xf32>
}
