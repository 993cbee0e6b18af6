// RUN: ttmlir-opt --sdy-manual-axes-cleanup %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=2]>

// CHECK: sdy.manual_computation(%arg0)
// CHECK-SAME: in_shardings=[<@mesh, [{"y"}], replicated={"x"}>]
// CHECK-SAME: manual_axes={"x", "y"}
func.func @main(%input: tensor<8xf32>) {
  sdy.manual_computation(%input) in_shardings=[<@mesh, [{"y"}]>] out_shardings=[]
      manual_axes={"y", "x"} (%local: tensor<4xf32>) {
    sdy.return
  } : (tensor<8xf32>) -> ()
  return
}
