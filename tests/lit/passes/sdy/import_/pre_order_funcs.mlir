// RUN: ttmlir-opt --sdy-pre-order-funcs %s | FileCheck %s

// CHECK: func.func @main
// CHECK: func.func private @outer
// CHECK: func.func private @inner
func.func private @inner() {
  return
}
func.func private @outer() {
  call @inner() : () -> ()
  return
}
func.func @main() {
  call @outer() : () -> ()
  return
}
