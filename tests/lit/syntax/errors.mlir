// RUN: ttmlir-opt %s --split-input-file --verify-diagnostics

func.func @malformed_type(%x: tensor<2xf32>) {
  // expected-error@+1 {{expected '>' in tensor type}}
  %0 = stablehlo.abs %x : tensor<2xf32
  return
}

// -----

func.func @malformed_vector() {
  // expected-error@+1 {{expected '>' in vector type}}
  %0 = arith.constant dense<0> : vector<2xi32
  return
}

// -----

// expected-error@+1 {{unbalanced '{' character in pretty dialect name}}
func.func @cut_off(%x: tensor<2xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"]>}) {
  return
}

// -----

func.func @unknown_op() {
  // expected-error@+1 {{unregistered operation 'ttir.foo' found in dialect ('ttir') that does not allow unknown operations}}
  "ttir.foo"() : () -> ()
  return
}

// -----

func.func @unranked_elements() {
  // expected-error@+1 {{elements literal type must have static shape}}
  %0 = stablehlo.constant dense<1.0> : tensor<*xf32>
  return
}
