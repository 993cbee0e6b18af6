// RUN: ttmlir-opt --split-input-file --verify-diagnostics %s

func.func @undefined() {
  // expected-error@+1 {{'func.constant' op reference to undefined function 'none'}}
  %f = func.constant @none : () -> ()
  return
}

// -----

func.func @mismatched() {
  // expected-error@+1 {{reference to function with mismatched type}}
  %f = func.constant @mismatched : (i32) -> ()
  return
}

// -----

func.func @arguments(%f: () -> i32, %x: i32) {
  // expected-error@+1 {{operand types must match those of the callee}}
  %0 = "func.call_indirect"(%f, %x) : (() -> i32, i32) -> i32
  return
}
