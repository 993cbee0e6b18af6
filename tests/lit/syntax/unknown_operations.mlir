// RUN: ttmlir-opt %s --allow-unregistered-dialect --split-input-file --verify-diagnostics | FileCheck %s

// CHECK: "foo.bar"() : () -> ()
"foo.bar"() : () -> ()

// -----

// expected-error@+1 {{unregistered operation 'ttir.foo' found in dialect ('ttir') that does not allow unknown operations}}
"ttir.foo"() : () -> ()
