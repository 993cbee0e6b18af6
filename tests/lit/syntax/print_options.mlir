// RUN: ttmlir-opt %s --allow-unregistered-dialect | FileCheck %s
// RUN: ttmlir-opt %s --allow-unregistered-dialect --mlir-elide-elementsattrs-if-larger=4 | FileCheck %s --check-prefix=ELIDE
// RUN: ttmlir-opt %s --allow-unregistered-dialect --mlir-elide-resource-strings-if-larger=20 | FileCheck %s --check-prefix=RESOURCE
// RUN: ttmlir-opt %s --allow-unregistered-dialect --mlir-print-local-scope | FileCheck %s --check-prefix=LOCAL
// RUN: ttmlir-opt %s --allow-unregistered-dialect --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ttmlir-opt %s --allow-unregistered-dialect --mlir-print-debuginfo | FileCheck %s --check-prefix=DEBUG
// RUN: ttmlir-opt %s --allow-unregistered-dialect --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s --check-prefix=DEBUG-LOCAL

// CHECK: #map = affine_map<(d0) -> (d0)>
// CHECK: test.maps = [#map], test.weights = dense_resource<weights> : tensor<6xf32>
// CHECK: stablehlo.constant dense<[1.000000e+00, 2.000000e+00
// CHECK: weights: "0x04000000

// ELIDE: stablehlo.constant dense_resource<__elided__> : tensor<6xf32>
// ELIDE: stablehlo.constant dense<2.000000e+00> : tensor<6xf32>

// RESOURCE: test.weights = dense_resource<weights>
// RESOURCE: dialect_resources: {
// RESOURCE-NOT: weights:
// RESOURCE: bias: "0x0400000000000040"

// LOCAL-NOT: #map =
// LOCAL: test.maps = [affine_map<(d0) -> (d0)>]
// LOCAL-NOT: dialect_resources

// GENERIC: "func.func"() <{function_type = (tensor<6xf32>) -> tensor<6xf32>, sym_name = "main"}> ({
// GENERIC-NEXT: ^bb0(%arg0: tensor<6xf32>):
// GENERIC-NEXT: %0 = "stablehlo.constant"() <{value = dense<

// DEBUG: func.func @main(%arg0: tensor<6xf32> loc("{{.*}}print_options.mlir":{{[0-9]+}}:19))
// DEBUG: stablehlo.add %cst, %cst_0 : tensor<6xf32> loc([[ADD:#loc[0-9]+]])
// DEBUG: stablehlo.add %0, %arg0 : tensor<6xf32> loc([[FUSED:#loc[0-9]+]])
// DEBUG: return %1 : tensor<6xf32> loc([[RANGE:#loc[0-9]+]])
// DEBUG: [[ADD]] = loc("model.py":3:7)
// DEBUG: [[RANGE]] = loc("model.py":5:3 to :9)
// DEBUG: [[F:#loc[0-9]+]] = loc("f"({{#loc[0-9]+}}))
// DEBUG: [[CALL:#loc[0-9]+]] = loc(callsite({{#loc[0-9]+}} at {{#loc[0-9]+}}))
// DEBUG: [[FUSED]] = loc(fused{{\[}}[[F]], [[CALL]]])

// DEBUG-LOCAL: stablehlo.add %0, %arg0 : tensor<6xf32> loc(fused["f"("model.py":4:1), callsite("g" at "model.py":9:2)])
// DEBUG-LOCAL: return %1 : tensor<6xf32> loc("model.py":5:3 to :9)
// DEBUG-LOCAL-NOT: #loc

#map = affine_map<(d0) -> (d0)>
module {
  func.func @main(%x: tensor<6xf32>) -> tensor<6xf32> attributes {
      test.bias = dense_resource<bias> : tensor<1xf32>, test.maps = [#map],
      test.weights = dense_resource<weights> : tensor<6xf32>} {
    %a = stablehlo.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]> : tensor<6xf32>
    %b = stablehlo.constant dense<2.0> : tensor<6xf32>
    %0 = stablehlo.add %a, %b : tensor<6xf32> loc("model.py":3:7)
    %1 = stablehlo.add %0, %x : tensor<6xf32>
      loc(fused["f"("model.py":4:1), callsite("g" at "model.py":9:2)])
    return %1 : tensor<6xf32> loc("model.py":5:3 to :9)
  }
}

{-#
  dialect_resources: {
    builtin: {
      bias: "0x0400000000000040",
      weights: "0x040000000000803F0000004000004040000080400000A0400000C040"
    }
  }
#-}
