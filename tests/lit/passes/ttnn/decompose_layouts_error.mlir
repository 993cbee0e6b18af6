// RUN: ttmlir-opt --verify-diagnostics --ttnn-decompose-layouts %s

#dram = #ttnn.buffer_type<dram>
#rows = #ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<2x3xf32, #dram>, <interleaved>>
func.func @nothing(%x: tensor<2x3xf32, #rows>) -> tensor<2x3xf32, #rows> {
  // expected-error@+1 {{'ttnn.to_tensor_spec' op changes neither the form, nor the data type, nor the memory of its operand}}
  %0 = "ttnn.to_tensor_spec"(%x) : (tensor<2x3xf32, #rows>) -> tensor<2x3xf32, #rows>
  return %0 : tensor<2x3xf32, #rows>
}
