// RUN: ttmlir-opt --mlir-use-nameloc-as-prefix %s | FileCheck %s --check-prefix=NAMES
// RUN: ttmlir-opt --mlir-print-skip-regions %s | FileCheck %s --check-prefix=REGIONS
// RUN: ttmlir-opt --mlir-print-elementsattrs-with-hex-if-larger=1 %s | FileCheck %s --check-prefix=HEX
// RUN: ttmlir-opt --mlir-print-elementsattrs-with-hex-if-larger=-1 %s | FileCheck %s --check-prefix=DECIMAL

// NAMES: func.func @f(%left: tensor<2xi8>)
// NAMES: %weights = stablehlo.constant
// REGIONS: module {...}
// HEX: dense<"0x0102">
// DECIMAL: dense<[1, 2]>
func.func @f(%x: tensor<2xi8> loc("left")) -> tensor<2xi8> {
  %0 = stablehlo.constant dense<[1, 2]> : tensor<2xi8> loc("weights")
  %1 = stablehlo.add %x, %0 : tensor<2xi8>
  return %1 : tensor<2xi8>
}
