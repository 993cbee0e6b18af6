// RUN: ttmlir-opt --split-input-file --verify-diagnostics --ttir-element-type-normalization %s

func.func @too_large() -> tensor<2xi64> {
  // expected-error@+1 {{'ttir.constant' op value 2147483648 does not fit the device's element type si32: integers of 64 bits become 32 bits wide}}
  %0 = "ttir.constant"() <{value = dense<[1, 2147483648]> : tensor<2xi64>}> : () -> tensor<2xi64>
  return %0 : tensor<2xi64>
}

// -----

func.func @too_small() -> tensor<3xi64> {
  // expected-error@+1 {{value -2147483649 does not fit the device's element type si32}}
  %0 = "ttir.constant"() <{value = dense<-2147483649> : tensor<3xi64>}> : () -> tensor<3xi64>
  return %0 : tensor<3xi64>
}

// -----

// expected-error@+1 {{'func.func' op Unsupported type. The device has no tensors of complex<f32>}}
func.func @complex(%x: tensor<2xcomplex<f32>>) -> tensor<2xcomplex<f32>> {
  return %x : tensor<2xcomplex<f32>>
}

// -----

func.func @bits_of_64(%x: tensor<2xi64>) -> tensor<2xf64> {
  // expected-error@+1 {{'ttir.bitcast_convert' op reads bits of i64, which the device stores as si32}}
  %0 = "ttir.bitcast_convert"(%x) : (tensor<2xi64>) -> tensor<2xf64>
  return %0 : tensor<2xf64>
}
