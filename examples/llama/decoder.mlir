module @jit_decoder attributes {mhlo.num_partitions = 8 : i32, mhlo.num_replicas = 1 : i32} {
  sdy.mesh @mesh = <["data"=2, "model"=4]> {stablehlo.mesh = {axes = [{name = "data", size = 2 : i64}, {name = "model", size = 4 : i64}]}}
  func.func public @main(%arg0: tensor<512x128xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {}]>}, %arg1: tensor<128x512xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>}, %arg2: tensor<256x128xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"model"}, {}]>}, %arg3: tensor<128x256xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>}, %arg4: tensor<128x64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>}, %arg5: tensor<128xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}, %arg6: tensor<128xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}, %arg7: tensor<128x128xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"model"}, {}]>}, %arg8: tensor<128x128xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>}, %arg9: tensor<128x256xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>}, %arg10: tensor<128x64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>}, %arg11: tensor<256x128xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"model"}, {}]>}, %arg12: tensor<128x256xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>}, %arg13: tensor<128x64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>}, %arg14: tensor<128xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}, %arg15: tensor<128xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}, %arg16: tensor<128x128xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"model"}, {}]>}, %arg17: tensor<128x128xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>}, %arg18: tensor<128x256xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>}, %arg19: tensor<128x64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>}, %arg20: tensor<128xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}, %arg21: tensor<4x32xi32> {sdy.sharding = #sdy.sharding<@mesh, [{"data"}, {}]>}) -> (tensor<4x32x512xf32> {jax.result_info = "result", sdy.sharding = #sdy.sharding<@mesh, [{"data"}, {}, {}]>}) {
    %c = stablehlo.constant dense<0> : tensor<i32>
    %0 = stablehlo.broadcast_in_dim %c, dims = [] : (tensor<i32>) -> tensor<4x32xi32>
    %1 = stablehlo.compare LT, %arg21, %0, SIGNED : (tensor<4x32xi32>, tensor<4x32xi32>) -> tensor<4x32xi1>
    %c_0 = stablehlo.constant dense<512> : tensor<i32>
    %2 = stablehlo.broadcast_in_dim %c_0, dims = [] : (tensor<i32>) -> tensor<4x32xi32>
    %3 = stablehlo.add %arg21, %2 : tensor<4x32xi32>
    %4 = stablehlo.select %1, %3, %arg21 : tensor<4x32xi1>, tensor<4x32xi32>
    %5 = stablehlo.broadcast_in_dim %4, dims = [0, 1] : (tensor<4x32xi32>) -> tensor<4x32x1xi32>
    %6 = "stablehlo.gather"(%arg0, %5) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, indices_are_sorted = false, slice_sizes = array<i64: 1, 128>}> : (tensor<512x128xf32>, tensor<4x32x1xi32>) -> tensor<4x32x128xf32>
    %7 = stablehlo.multiply %6, %6 : tensor<4x32x128xf32>
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %8 = stablehlo.reduce(%7 init: %cst) applies stablehlo.add across dimensions = [2] : (tensor<4x32x128xf32>, tensor<f32>) -> tensor<4x32xf32>
    %9 = stablehlo.broadcast_in_dim %8, dims = [0, 1] : (tensor<4x32xf32>) -> tensor<4x32x1xf32>
    %cst_1 = stablehlo.constant dense<1.280000e+02> : tensor<f32>
    %10 = stablehlo.broadcast_in_dim %cst_1, dims = [] : (tensor<f32>) -> tensor<4x32x1xf32>
    %11 = stablehlo.divide %9, %10 : tensor<4x32x1xf32>
    %cst_2 = stablehlo.constant dense<9.99999974E-6> : tensor<f32>
    %12 = stablehlo.broadcast_in_dim %cst_2, dims = [] : (tensor<f32>) -> tensor<4x32x1xf32>
    %13 = stablehlo.add %11, %12 : tensor<4x32x1xf32>
    %14 = stablehlo.rsqrt %13 : tensor<4x32x1xf32>
    %15 = stablehlo.broadcast_in_dim %14, dims = [0, 1, 2] : (tensor<4x32x1xf32>) -> tensor<4x32x128xf32>
    %16 = stablehlo.multiply %6, %15 : tensor<4x32x128xf32>
    %17 = stablehlo.broadcast_in_dim %arg5, dims = [2] : (tensor<128xf32>) -> tensor<1x1x128xf32>
    %18 = stablehlo.broadcast_in_dim %17, dims = [0, 1, 2] : (tensor<1x1x128xf32>) -> tensor<4x32x128xf32>
    %19 = stablehlo.multiply %16, %18 : tensor<4x32x128xf32>
    %20 = stablehlo.dot_general %19, %arg8, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x128xf32>, tensor<128x128xf32>) -> tensor<4x32x128xf32>
    %21 = stablehlo.reshape %20 : (tensor<4x32x128xf32>) -> tensor<4x32x8x16xf32>
    %22 = stablehlo.iota dim = 0 : tensor<8xi32>
    %23 = stablehlo.negate %22 : tensor<8xi32>
    %24 = stablehlo.convert %23 : (tensor<8xi32>) -> tensor<8xf32>
    %cst_3 = stablehlo.constant dense<8.000000e+00> : tensor<f32>
    %25 = stablehlo.broadcast_in_dim %cst_3, dims = [] : (tensor<f32>) -> tensor<8xf32>
    %26 = stablehlo.divide %24, %25 : tensor<8xf32>
    %cst_4 = stablehlo.constant dense<1.000000e+04> : tensor<f32>
    %27 = stablehlo.broadcast_in_dim %cst_4, dims = [] : (tensor<f32>) -> tensor<8xf32>
    %28 = stablehlo.power %27, %26 : tensor<8xf32>
    %29 = stablehlo.iota dim = 0 : tensor<32xi32>
    %30 = stablehlo.broadcast_in_dim %29, dims = [0] : (tensor<32xi32>) -> tensor<32x1xi32>
    %31 = stablehlo.convert %30 : (tensor<32x1xi32>) -> tensor<32x1xf32>
    %32 = stablehlo.broadcast_in_dim %28, dims = [1] : (tensor<8xf32>) -> tensor<1x8xf32>
    %33 = stablehlo.broadcast_in_dim %31, dims = [0, 1] : (tensor<32x1xf32>) -> tensor<32x8xf32>
    %34 = stablehlo.broadcast_in_dim %32, dims = [0, 1] : (tensor<1x8xf32>) -> tensor<32x8xf32>
    %35 = stablehlo.multiply %33, %34 : tensor<32x8xf32>
    %36 = stablehlo.cosine %35 : tensor<32x8xf32>
    %37 = stablehlo.broadcast_in_dim %36, dims = [1, 3] : (tensor<32x8xf32>) -> tensor<1x32x1x8xf32>
    %38 = stablehlo.sine %35 : tensor<32x8xf32>
    %39 = stablehlo.broadcast_in_dim %38, dims = [1, 3] : (tensor<32x8xf32>) -> tensor<1x32x1x8xf32>
    %40 = stablehlo.slice %21 [0:4, 0:32, 0:8, 0:8] : (tensor<4x32x8x16xf32>) -> tensor<4x32x8x8xf32>
    %41 = stablehlo.slice %21 [0:4, 0:32, 0:8, 8:16] : (tensor<4x32x8x16xf32>) -> tensor<4x32x8x8xf32>
    %42 = stablehlo.broadcast_in_dim %37, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x8x8xf32>
    %43 = stablehlo.multiply %40, %42 : tensor<4x32x8x8xf32>
    %44 = stablehlo.broadcast_in_dim %39, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x8x8xf32>
    %45 = stablehlo.multiply %41, %44 : tensor<4x32x8x8xf32>
    %46 = stablehlo.subtract %43, %45 : tensor<4x32x8x8xf32>
    %47 = stablehlo.broadcast_in_dim %37, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x8x8xf32>
    %48 = stablehlo.multiply %41, %47 : tensor<4x32x8x8xf32>
    %49 = stablehlo.broadcast_in_dim %39, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x8x8xf32>
    %50 = stablehlo.multiply %40, %49 : tensor<4x32x8x8xf32>
    %51 = stablehlo.add %48, %50 : tensor<4x32x8x8xf32>
    %52 = stablehlo.concatenate %46, %51, dim = 3 : (tensor<4x32x8x8xf32>, tensor<4x32x8x8xf32>) -> tensor<4x32x8x16xf32>
    %53 = stablehlo.dot_general %19, %arg4, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x128xf32>, tensor<128x64xf32>) -> tensor<4x32x64xf32>
    %54 = stablehlo.reshape %53 : (tensor<4x32x64xf32>) -> tensor<4x32x4x16xf32>
    %55 = stablehlo.iota dim = 0 : tensor<8xi32>
    %56 = stablehlo.negate %55 : tensor<8xi32>
    %57 = stablehlo.convert %56 : (tensor<8xi32>) -> tensor<8xf32>
    %cst_5 = stablehlo.constant dense<8.000000e+00> : tensor<f32>
    %58 = stablehlo.broadcast_in_dim %cst_5, dims = [] : (tensor<f32>) -> tensor<8xf32>
    %59 = stablehlo.divide %57, %58 : tensor<8xf32>
    %cst_6 = stablehlo.constant dense<1.000000e+04> : tensor<f32>
    %60 = stablehlo.broadcast_in_dim %cst_6, dims = [] : (tensor<f32>) -> tensor<8xf32>
    %61 = stablehlo.power %60, %59 : tensor<8xf32>
    %62 = stablehlo.iota dim = 0 : tensor<32xi32>
    %63 = stablehlo.broadcast_in_dim %62, dims = [0] : (tensor<32xi32>) -> tensor<32x1xi32>
    %64 = stablehlo.convert %63 : (tensor<32x1xi32>) -> tensor<32x1xf32>
    %65 = stablehlo.broadcast_in_dim %61, dims = [1] : (tensor<8xf32>) -> tensor<1x8xf32>
    %66 = stablehlo.broadcast_in_dim %64, dims = [0, 1] : (tensor<32x1xf32>) -> tensor<32x8xf32>
    %67 = stablehlo.broadcast_in_dim %65, dims = [0, 1] : (tensor<1x8xf32>) -> tensor<32x8xf32>
    %68 = stablehlo.multiply %66, %67 : tensor<32x8xf32>
    %69 = stablehlo.cosine %68 : tensor<32x8xf32>
    %70 = stablehlo.broadcast_in_dim %69, dims = [1, 3] : (tensor<32x8xf32>) -> tensor<1x32x1x8xf32>
    %71 = stablehlo.sine %68 : tensor<32x8xf32>
    %72 = stablehlo.broadcast_in_dim %71, dims = [1, 3] : (tensor<32x8xf32>) -> tensor<1x32x1x8xf32>
    %73 = stablehlo.slice %54 [0:4, 0:32, 0:4, 0:8] : (tensor<4x32x4x16xf32>) -> tensor<4x32x4x8xf32>
    %74 = stablehlo.slice %54 [0:4, 0:32, 0:4, 8:16] : (tensor<4x32x4x16xf32>) -> tensor<4x32x4x8xf32>
    %75 = stablehlo.broadcast_in_dim %70, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x4x8xf32>
    %76 = stablehlo.multiply %73, %75 : tensor<4x32x4x8xf32>
    %77 = stablehlo.broadcast_in_dim %72, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x4x8xf32>
    %78 = stablehlo.multiply %74, %77 : tensor<4x32x4x8xf32>
    %79 = stablehlo.subtract %76, %78 : tensor<4x32x4x8xf32>
    %80 = stablehlo.broadcast_in_dim %70, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x4x8xf32>
    %81 = stablehlo.multiply %74, %80 : tensor<4x32x4x8xf32>
    %82 = stablehlo.broadcast_in_dim %72, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x4x8xf32>
    %83 = stablehlo.multiply %73, %82 : tensor<4x32x4x8xf32>
    %84 = stablehlo.add %81, %83 : tensor<4x32x4x8xf32>
    %85 = stablehlo.concatenate %79, %84, dim = 3 : (tensor<4x32x4x8xf32>, tensor<4x32x4x8xf32>) -> tensor<4x32x4x16xf32>
    %86 = stablehlo.dot_general %19, %arg10, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x128xf32>, tensor<128x64xf32>) -> tensor<4x32x64xf32>
    %87 = stablehlo.reshape %86 : (tensor<4x32x64xf32>) -> tensor<4x32x4x16xf32>
    %88 = stablehlo.reshape %52 : (tensor<4x32x8x16xf32>) -> tensor<4x32x4x2x16xf32>
    %89 = stablehlo.dot_general %85, %88, batching_dims = [0, 2] x [0, 2], contracting_dims = [3] x [4], precision = [DEFAULT, DEFAULT] : (tensor<4x32x4x16xf32>, tensor<4x32x4x2x16xf32>) -> tensor<4x4x32x32x2xf32>
    %90 = stablehlo.transpose %89, dims = [0, 1, 4, 3, 2] : (tensor<4x4x32x32x2xf32>) -> tensor<4x4x2x32x32xf32>
    %cst_7 = stablehlo.constant dense<4.000000e+00> : tensor<f32>
    %91 = stablehlo.broadcast_in_dim %cst_7, dims = [] : (tensor<f32>) -> tensor<4x4x2x32x32xf32>
    %92 = stablehlo.divide %90, %91 : tensor<4x4x2x32x32xf32>
    %c_8 = stablehlo.constant dense<true> : tensor<i1>
    %93 = stablehlo.broadcast_in_dim %c_8, dims = [] : (tensor<i1>) -> tensor<32x32xi1>
    %94 = call @tril(%93) : (tensor<32x32xi1>) -> tensor<32x32xi1>
    %cst_9 = stablehlo.constant dense<-1.000000e+09> : tensor<f32>
    %95 = call @_where(%94, %92, %cst_9) : (tensor<32x32xi1>, tensor<4x4x2x32x32xf32>, tensor<f32>) -> tensor<4x4x2x32x32xf32>
    %cst_10 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %96 = stablehlo.reduce(%95 init: %cst_10) applies stablehlo.maximum across dimensions = [4] : (tensor<4x4x2x32x32xf32>, tensor<f32>) -> tensor<4x4x2x32xf32>
    %cst_11 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %97 = stablehlo.broadcast_in_dim %cst_11, dims = [] : (tensor<f32>) -> tensor<4x4x2x32xf32>
    %98 = stablehlo.maximum %97, %96 : tensor<4x4x2x32xf32>
    %99 = stablehlo.broadcast_in_dim %98, dims = [0, 1, 2, 3] : (tensor<4x4x2x32xf32>) -> tensor<4x4x2x32x1xf32>
    %100 = stablehlo.broadcast_in_dim %99, dims = [0, 1, 2, 3, 4] : (tensor<4x4x2x32x1xf32>) -> tensor<4x4x2x32x32xf32>
    %101 = stablehlo.subtract %95, %100 : tensor<4x4x2x32x32xf32>
    %102 = stablehlo.exponential %101 : tensor<4x4x2x32x32xf32>
    %cst_12 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %103 = stablehlo.reduce(%102 init: %cst_12) applies stablehlo.add across dimensions = [4] : (tensor<4x4x2x32x32xf32>, tensor<f32>) -> tensor<4x4x2x32xf32>
    %104 = stablehlo.broadcast_in_dim %103, dims = [0, 1, 2, 3] : (tensor<4x4x2x32xf32>) -> tensor<4x4x2x32x1xf32>
    %105 = stablehlo.broadcast_in_dim %104, dims = [0, 1, 2, 3, 4] : (tensor<4x4x2x32x1xf32>) -> tensor<4x4x2x32x32xf32>
    %106 = stablehlo.divide %102, %105 : tensor<4x4x2x32x32xf32>
    %107 = stablehlo.dot_general %87, %106, batching_dims = [0, 2] x [0, 1], contracting_dims = [1] x [4], precision = [DEFAULT, DEFAULT] : (tensor<4x32x4x16xf32>, tensor<4x4x2x32x32xf32>) -> tensor<4x4x16x2x32xf32>
    %108 = stablehlo.transpose %107, dims = [0, 4, 1, 3, 2] : (tensor<4x4x16x2x32xf32>) -> tensor<4x32x4x2x16xf32>
    %109 = stablehlo.reshape %108 : (tensor<4x32x4x2x16xf32>) -> tensor<4x32x128xf32>
    %110 = stablehlo.dot_general %109, %arg7, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x128xf32>, tensor<128x128xf32>) -> tensor<4x32x128xf32>
    %111 = stablehlo.add %6, %110 : tensor<4x32x128xf32>
    %112 = stablehlo.multiply %111, %111 : tensor<4x32x128xf32>
    %cst_13 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %113 = stablehlo.reduce(%112 init: %cst_13) applies stablehlo.add across dimensions = [2] : (tensor<4x32x128xf32>, tensor<f32>) -> tensor<4x32xf32>
    %114 = stablehlo.broadcast_in_dim %113, dims = [0, 1] : (tensor<4x32xf32>) -> tensor<4x32x1xf32>
    %cst_14 = stablehlo.constant dense<1.280000e+02> : tensor<f32>
    %115 = stablehlo.broadcast_in_dim %cst_14, dims = [] : (tensor<f32>) -> tensor<4x32x1xf32>
    %116 = stablehlo.divide %114, %115 : tensor<4x32x1xf32>
    %cst_15 = stablehlo.constant dense<9.99999974E-6> : tensor<f32>
    %117 = stablehlo.broadcast_in_dim %cst_15, dims = [] : (tensor<f32>) -> tensor<4x32x1xf32>
    %118 = stablehlo.add %116, %117 : tensor<4x32x1xf32>
    %119 = stablehlo.rsqrt %118 : tensor<4x32x1xf32>
    %120 = stablehlo.broadcast_in_dim %119, dims = [0, 1, 2] : (tensor<4x32x1xf32>) -> tensor<4x32x128xf32>
    %121 = stablehlo.multiply %111, %120 : tensor<4x32x128xf32>
    %122 = stablehlo.broadcast_in_dim %arg6, dims = [2] : (tensor<128xf32>) -> tensor<1x1x128xf32>
    %123 = stablehlo.broadcast_in_dim %122, dims = [0, 1, 2] : (tensor<1x1x128xf32>) -> tensor<4x32x128xf32>
    %124 = stablehlo.multiply %121, %123 : tensor<4x32x128xf32>
    %125 = stablehlo.dot_general %124, %arg3, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x128xf32>, tensor<128x256xf32>) -> tensor<4x32x256xf32>
    %126 = call @silu(%125) : (tensor<4x32x256xf32>) -> tensor<4x32x256xf32>
    %127 = stablehlo.dot_general %124, %arg9, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x128xf32>, tensor<128x256xf32>) -> tensor<4x32x256xf32>
    %128 = stablehlo.multiply %126, %127 : tensor<4x32x256xf32>
    %129 = stablehlo.dot_general %128, %arg2, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x256xf32>, tensor<256x128xf32>) -> tensor<4x32x128xf32>
    %130 = stablehlo.add %111, %129 : tensor<4x32x128xf32>
    %131 = stablehlo.multiply %130, %130 : tensor<4x32x128xf32>
    %cst_16 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %132 = stablehlo.reduce(%131 init: %cst_16) applies stablehlo.add across dimensions = [2] : (tensor<4x32x128xf32>, tensor<f32>) -> tensor<4x32xf32>
    %133 = stablehlo.broadcast_in_dim %132, dims = [0, 1] : (tensor<4x32xf32>) -> tensor<4x32x1xf32>
    %cst_17 = stablehlo.constant dense<1.280000e+02> : tensor<f32>
    %134 = stablehlo.broadcast_in_dim %cst_17, dims = [] : (tensor<f32>) -> tensor<4x32x1xf32>
    %135 = stablehlo.divide %133, %134 : tensor<4x32x1xf32>
    %cst_18 = stablehlo.constant dense<9.99999974E-6> : tensor<f32>
    %136 = stablehlo.broadcast_in_dim %cst_18, dims = [] : (tensor<f32>) -> tensor<4x32x1xf32>
    %137 = stablehlo.add %135, %136 : tensor<4x32x1xf32>
    %138 = stablehlo.rsqrt %137 : tensor<4x32x1xf32>
    %139 = stablehlo.broadcast_in_dim %138, dims = [0, 1, 2] : (tensor<4x32x1xf32>) -> tensor<4x32x128xf32>
    %140 = stablehlo.multiply %130, %139 : tensor<4x32x128xf32>
    %141 = stablehlo.broadcast_in_dim %arg14, dims = [2] : (tensor<128xf32>) -> tensor<1x1x128xf32>
    %142 = stablehlo.broadcast_in_dim %141, dims = [0, 1, 2] : (tensor<1x1x128xf32>) -> tensor<4x32x128xf32>
    %143 = stablehlo.multiply %140, %142 : tensor<4x32x128xf32>
    %144 = stablehlo.dot_general %143, %arg17, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x128xf32>, tensor<128x128xf32>) -> tensor<4x32x128xf32>
    %145 = stablehlo.reshape %144 : (tensor<4x32x128xf32>) -> tensor<4x32x8x16xf32>
    %146 = stablehlo.iota dim = 0 : tensor<8xi32>
    %147 = stablehlo.negate %146 : tensor<8xi32>
    %148 = stablehlo.convert %147 : (tensor<8xi32>) -> tensor<8xf32>
    %cst_19 = stablehlo.constant dense<8.000000e+00> : tensor<f32>
    %149 = stablehlo.broadcast_in_dim %cst_19, dims = [] : (tensor<f32>) -> tensor<8xf32>
    %150 = stablehlo.divide %148, %149 : tensor<8xf32>
    %cst_20 = stablehlo.constant dense<1.000000e+04> : tensor<f32>
    %151 = stablehlo.broadcast_in_dim %cst_20, dims = [] : (tensor<f32>) -> tensor<8xf32>
    %152 = stablehlo.power %151, %150 : tensor<8xf32>
    %153 = stablehlo.iota dim = 0 : tensor<32xi32>
    %154 = stablehlo.broadcast_in_dim %153, dims = [0] : (tensor<32xi32>) -> tensor<32x1xi32>
    %155 = stablehlo.convert %154 : (tensor<32x1xi32>) -> tensor<32x1xf32>
    %156 = stablehlo.broadcast_in_dim %152, dims = [1] : (tensor<8xf32>) -> tensor<1x8xf32>
    %157 = stablehlo.broadcast_in_dim %155, dims = [0, 1] : (tensor<32x1xf32>) -> tensor<32x8xf32>
    %158 = stablehlo.broadcast_in_dim %156, dims = [0, 1] : (tensor<1x8xf32>) -> tensor<32x8xf32>
    %159 = stablehlo.multiply %157, %158 : tensor<32x8xf32>
    %160 = stablehlo.cosine %159 : tensor<32x8xf32>
    %161 = stablehlo.broadcast_in_dim %160, dims = [1, 3] : (tensor<32x8xf32>) -> tensor<1x32x1x8xf32>
    %162 = stablehlo.sine %159 : tensor<32x8xf32>
    %163 = stablehlo.broadcast_in_dim %162, dims = [1, 3] : (tensor<32x8xf32>) -> tensor<1x32x1x8xf32>
    %164 = stablehlo.slice %145 [0:4, 0:32, 0:8, 0:8] : (tensor<4x32x8x16xf32>) -> tensor<4x32x8x8xf32>
    %165 = stablehlo.slice %145 [0:4, 0:32, 0:8, 8:16] : (tensor<4x32x8x16xf32>) -> tensor<4x32x8x8xf32>
    %166 = stablehlo.broadcast_in_dim %161, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x8x8xf32>
    %167 = stablehlo.multiply %164, %166 : tensor<4x32x8x8xf32>
    %168 = stablehlo.broadcast_in_dim %163, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x8x8xf32>
    %169 = stablehlo.multiply %165, %168 : tensor<4x32x8x8xf32>
    %170 = stablehlo.subtract %167, %169 : tensor<4x32x8x8xf32>
    %171 = stablehlo.broadcast_in_dim %161, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x8x8xf32>
    %172 = stablehlo.multiply %165, %171 : tensor<4x32x8x8xf32>
    %173 = stablehlo.broadcast_in_dim %163, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x8x8xf32>
    %174 = stablehlo.multiply %164, %173 : tensor<4x32x8x8xf32>
    %175 = stablehlo.add %172, %174 : tensor<4x32x8x8xf32>
    %176 = stablehlo.concatenate %170, %175, dim = 3 : (tensor<4x32x8x8xf32>, tensor<4x32x8x8xf32>) -> tensor<4x32x8x16xf32>
    %177 = stablehlo.dot_general %143, %arg13, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x128xf32>, tensor<128x64xf32>) -> tensor<4x32x64xf32>
    %178 = stablehlo.reshape %177 : (tensor<4x32x64xf32>) -> tensor<4x32x4x16xf32>
    %179 = stablehlo.iota dim = 0 : tensor<8xi32>
    %180 = stablehlo.negate %179 : tensor<8xi32>
    %181 = stablehlo.convert %180 : (tensor<8xi32>) -> tensor<8xf32>
    %cst_21 = stablehlo.constant dense<8.000000e+00> : tensor<f32>
    %182 = stablehlo.broadcast_in_dim %cst_21, dims = [] : (tensor<f32>) -> tensor<8xf32>
    %183 = stablehlo.divide %181, %182 : tensor<8xf32>
    %cst_22 = stablehlo.constant dense<1.000000e+04> : tensor<f32>
    %184 = stablehlo.broadcast_in_dim %cst_22, dims = [] : (tensor<f32>) -> tensor<8xf32>
    %185 = stablehlo.power %184, %183 : tensor<8xf32>
    %186 = stablehlo.iota dim = 0 : tensor<32xi32>
    %187 = stablehlo.broadcast_in_dim %186, dims = [0] : (tensor<32xi32>) -> tensor<32x1xi32>
    %188 = stablehlo.convert %187 : (tensor<32x1xi32>) -> tensor<32x1xf32>
    %189 = stablehlo.broadcast_in_dim %185, dims = [1] : (tensor<8xf32>) -> tensor<1x8xf32>
    %190 = stablehlo.broadcast_in_dim %188, dims = [0, 1] : (tensor<32x1xf32>) -> tensor<32x8xf32>
    %191 = stablehlo.broadcast_in_dim %189, dims = [0, 1] : (tensor<1x8xf32>) -> tensor<32x8xf32>
    %192 = stablehlo.multiply %190, %191 : tensor<32x8xf32>
    %193 = stablehlo.cosine %192 : tensor<32x8xf32>
    %194 = stablehlo.broadcast_in_dim %193, dims = [1, 3] : (tensor<32x8xf32>) -> tensor<1x32x1x8xf32>
    %195 = stablehlo.sine %192 : tensor<32x8xf32>
    %196 = stablehlo.broadcast_in_dim %195, dims = [1, 3] : (tensor<32x8xf32>) -> tensor<1x32x1x8xf32>
    %197 = stablehlo.slice %178 [0:4, 0:32, 0:4, 0:8] : (tensor<4x32x4x16xf32>) -> tensor<4x32x4x8xf32>
    %198 = stablehlo.slice %178 [0:4, 0:32, 0:4, 8:16] : (tensor<4x32x4x16xf32>) -> tensor<4x32x4x8xf32>
    %199 = stablehlo.broadcast_in_dim %194, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x4x8xf32>
    %200 = stablehlo.multiply %197, %199 : tensor<4x32x4x8xf32>
    %201 = stablehlo.broadcast_in_dim %196, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x4x8xf32>
    %202 = stablehlo.multiply %198, %201 : tensor<4x32x4x8xf32>
    %203 = stablehlo.subtract %200, %202 : tensor<4x32x4x8xf32>
    %204 = stablehlo.broadcast_in_dim %194, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x4x8xf32>
    %205 = stablehlo.multiply %198, %204 : tensor<4x32x4x8xf32>
    %206 = stablehlo.broadcast_in_dim %196, dims = [0, 1, 2, 3] : (tensor<1x32x1x8xf32>) -> tensor<4x32x4x8xf32>
    %207 = stablehlo.multiply %197, %206 : tensor<4x32x4x8xf32>
    %208 = stablehlo.add %205, %207 : tensor<4x32x4x8xf32>
    %209 = stablehlo.concatenate %203, %208, dim = 3 : (tensor<4x32x4x8xf32>, tensor<4x32x4x8xf32>) -> tensor<4x32x4x16xf32>
    %210 = stablehlo.dot_general %143, %arg19, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x128xf32>, tensor<128x64xf32>) -> tensor<4x32x64xf32>
    %211 = stablehlo.reshape %210 : (tensor<4x32x64xf32>) -> tensor<4x32x4x16xf32>
    %212 = stablehlo.reshape %176 : (tensor<4x32x8x16xf32>) -> tensor<4x32x4x2x16xf32>
    %213 = stablehlo.dot_general %209, %212, batching_dims = [0, 2] x [0, 2], contracting_dims = [3] x [4], precision = [DEFAULT, DEFAULT] : (tensor<4x32x4x16xf32>, tensor<4x32x4x2x16xf32>) -> tensor<4x4x32x32x2xf32>
    %214 = stablehlo.transpose %213, dims = [0, 1, 4, 3, 2] : (tensor<4x4x32x32x2xf32>) -> tensor<4x4x2x32x32xf32>
    %cst_23 = stablehlo.constant dense<4.000000e+00> : tensor<f32>
    %215 = stablehlo.broadcast_in_dim %cst_23, dims = [] : (tensor<f32>) -> tensor<4x4x2x32x32xf32>
    %216 = stablehlo.divide %214, %215 : tensor<4x4x2x32x32xf32>
    %c_24 = stablehlo.constant dense<true> : tensor<i1>
    %217 = stablehlo.broadcast_in_dim %c_24, dims = [] : (tensor<i1>) -> tensor<32x32xi1>
    %218 = call @tril(%217) : (tensor<32x32xi1>) -> tensor<32x32xi1>
    %cst_25 = stablehlo.constant dense<-1.000000e+09> : tensor<f32>
    %219 = call @_where(%218, %216, %cst_25) : (tensor<32x32xi1>, tensor<4x4x2x32x32xf32>, tensor<f32>) -> tensor<4x4x2x32x32xf32>
    %cst_26 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %220 = stablehlo.reduce(%219 init: %cst_26) applies stablehlo.maximum across dimensions = [4] : (tensor<4x4x2x32x32xf32>, tensor<f32>) -> tensor<4x4x2x32xf32>
    %cst_27 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %221 = stablehlo.broadcast_in_dim %cst_27, dims = [] : (tensor<f32>) -> tensor<4x4x2x32xf32>
    %222 = stablehlo.maximum %221, %220 : tensor<4x4x2x32xf32>
    %223 = stablehlo.broadcast_in_dim %222, dims = [0, 1, 2, 3] : (tensor<4x4x2x32xf32>) -> tensor<4x4x2x32x1xf32>
    %224 = stablehlo.broadcast_in_dim %223, dims = [0, 1, 2, 3, 4] : (tensor<4x4x2x32x1xf32>) -> tensor<4x4x2x32x32xf32>
    %225 = stablehlo.subtract %219, %224 : tensor<4x4x2x32x32xf32>
    %226 = stablehlo.exponential %225 : tensor<4x4x2x32x32xf32>
    %cst_28 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %227 = stablehlo.reduce(%226 init: %cst_28) applies stablehlo.add across dimensions = [4] : (tensor<4x4x2x32x32xf32>, tensor<f32>) -> tensor<4x4x2x32xf32>
    %228 = stablehlo.broadcast_in_dim %227, dims = [0, 1, 2, 3] : (tensor<4x4x2x32xf32>) -> tensor<4x4x2x32x1xf32>
    %229 = stablehlo.broadcast_in_dim %228, dims = [0, 1, 2, 3, 4] : (tensor<4x4x2x32x1xf32>) -> tensor<4x4x2x32x32xf32>
    %230 = stablehlo.divide %226, %229 : tensor<4x4x2x32x32xf32>
    %231 = stablehlo.dot_general %211, %230, batching_dims = [0, 2] x [0, 1], contracting_dims = [1] x [4], precision = [DEFAULT, DEFAULT] : (tensor<4x32x4x16xf32>, tensor<4x4x2x32x32xf32>) -> tensor<4x4x16x2x32xf32>
    %232 = stablehlo.transpose %231, dims = [0, 4, 1, 3, 2] : (tensor<4x4x16x2x32xf32>) -> tensor<4x32x4x2x16xf32>
    %233 = stablehlo.reshape %232 : (tensor<4x32x4x2x16xf32>) -> tensor<4x32x128xf32>
    %234 = stablehlo.dot_general %233, %arg16, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x128xf32>, tensor<128x128xf32>) -> tensor<4x32x128xf32>
    %235 = stablehlo.add %130, %234 : tensor<4x32x128xf32>
    %236 = stablehlo.multiply %235, %235 : tensor<4x32x128xf32>
    %cst_29 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %237 = stablehlo.reduce(%236 init: %cst_29) applies stablehlo.add across dimensions = [2] : (tensor<4x32x128xf32>, tensor<f32>) -> tensor<4x32xf32>
    %238 = stablehlo.broadcast_in_dim %237, dims = [0, 1] : (tensor<4x32xf32>) -> tensor<4x32x1xf32>
    %cst_30 = stablehlo.constant dense<1.280000e+02> : tensor<f32>
    %239 = stablehlo.broadcast_in_dim %cst_30, dims = [] : (tensor<f32>) -> tensor<4x32x1xf32>
    %240 = stablehlo.divide %238, %239 : tensor<4x32x1xf32>
    %cst_31 = stablehlo.constant dense<9.99999974E-6> : tensor<f32>
    %241 = stablehlo.broadcast_in_dim %cst_31, dims = [] : (tensor<f32>) -> tensor<4x32x1xf32>
    %242 = stablehlo.add %240, %241 : tensor<4x32x1xf32>
    %243 = stablehlo.rsqrt %242 : tensor<4x32x1xf32>
    %244 = stablehlo.broadcast_in_dim %243, dims = [0, 1, 2] : (tensor<4x32x1xf32>) -> tensor<4x32x128xf32>
    %245 = stablehlo.multiply %235, %244 : tensor<4x32x128xf32>
    %246 = stablehlo.broadcast_in_dim %arg15, dims = [2] : (tensor<128xf32>) -> tensor<1x1x128xf32>
    %247 = stablehlo.broadcast_in_dim %246, dims = [0, 1, 2] : (tensor<1x1x128xf32>) -> tensor<4x32x128xf32>
    %248 = stablehlo.multiply %245, %247 : tensor<4x32x128xf32>
    %249 = stablehlo.dot_general %248, %arg12, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x128xf32>, tensor<128x256xf32>) -> tensor<4x32x256xf32>
    %250 = call @silu(%249) : (tensor<4x32x256xf32>) -> tensor<4x32x256xf32>
    %251 = stablehlo.dot_general %248, %arg18, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x128xf32>, tensor<128x256xf32>) -> tensor<4x32x256xf32>
    %252 = stablehlo.multiply %250, %251 : tensor<4x32x256xf32>
    %253 = stablehlo.dot_general %252, %arg11, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x256xf32>, tensor<256x128xf32>) -> tensor<4x32x128xf32>
    %254 = stablehlo.add %235, %253 : tensor<4x32x128xf32>
    %255 = stablehlo.multiply %254, %254 : tensor<4x32x128xf32>
    %cst_32 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %256 = stablehlo.reduce(%255 init: %cst_32) applies stablehlo.add across dimensions = [2] : (tensor<4x32x128xf32>, tensor<f32>) -> tensor<4x32xf32>
    %257 = stablehlo.broadcast_in_dim %256, dims = [0, 1] : (tensor<4x32xf32>) -> tensor<4x32x1xf32>
    %cst_33 = stablehlo.constant dense<1.280000e+02> : tensor<f32>
    %258 = stablehlo.broadcast_in_dim %cst_33, dims = [] : (tensor<f32>) -> tensor<4x32x1xf32>
    %259 = stablehlo.divide %257, %258 : tensor<4x32x1xf32>
    %cst_34 = stablehlo.constant dense<9.99999974E-6> : tensor<f32>
    %260 = stablehlo.broadcast_in_dim %cst_34, dims = [] : (tensor<f32>) -> tensor<4x32x1xf32>
    %261 = stablehlo.add %259, %260 : tensor<4x32x1xf32>
    %262 = stablehlo.rsqrt %261 : tensor<4x32x1xf32>
    %263 = stablehlo.broadcast_in_dim %262, dims = [0, 1, 2] : (tensor<4x32x1xf32>) -> tensor<4x32x128xf32>
    %264 = stablehlo.multiply %254, %263 : tensor<4x32x128xf32>
    %265 = stablehlo.broadcast_in_dim %arg20, dims = [2] : (tensor<128xf32>) -> tensor<1x1x128xf32>
    %266 = stablehlo.broadcast_in_dim %265, dims = [0, 1, 2] : (tensor<1x1x128xf32>) -> tensor<4x32x128xf32>
    %267 = stablehlo.multiply %264, %266 : tensor<4x32x128xf32>
    %268 = stablehlo.dot_general %267, %arg1, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4x32x128xf32>, tensor<128x512xf32>) -> tensor<4x32x512xf32>
    return %268 : tensor<4x32x512xf32>
  }
  func.func private @tril(%arg0: tensor<32x32xi1>) -> tensor<32x32xi1> {
    %0 = stablehlo.iota dim = 0 : tensor<32x32xi32>
    %c = stablehlo.constant dense<0> : tensor<i32>
    %1 = stablehlo.broadcast_in_dim %c, dims = [] : (tensor<i32>) -> tensor<32x32xi32>
    %2 = stablehlo.add %0, %1 : tensor<32x32xi32>
    %3 = stablehlo.iota dim = 1 : tensor<32x32xi32>
    %4 = stablehlo.compare GE, %2, %3, SIGNED : (tensor<32x32xi32>, tensor<32x32xi32>) -> tensor<32x32xi1>
    %c_0 = stablehlo.constant dense<false> : tensor<i1>
    %5 = stablehlo.broadcast_in_dim %c_0, dims = [] : (tensor<i1>) -> tensor<32x32xi1>
    %6 = stablehlo.select %4, %arg0, %5 : tensor<32x32xi1>, tensor<32x32xi1>
    return %6 : tensor<32x32xi1>
  }
  func.func private @_where(%arg0: tensor<32x32xi1>, %arg1: tensor<4x4x2x32x32xf32>, %arg2: tensor<f32>) -> tensor<4x4x2x32x32xf32> {
    %0 = stablehlo.convert %arg2 : tensor<f32>
    %1 = stablehlo.broadcast_in_dim %arg0, dims = [3, 4] : (tensor<32x32xi1>) -> tensor<4x4x2x32x32xi1>
    %2 = stablehlo.broadcast_in_dim %0, dims = [] : (tensor<f32>) -> tensor<4x4x2x32x32xf32>
    %3 = stablehlo.select %1, %arg1, %2 : tensor<4x4x2x32x32xi1>, tensor<4x4x2x32x32xf32>
    return %3 : tensor<4x4x2x32x32xf32>
  }
  func.func private @silu(%arg0: tensor<4x32x256xf32>) -> tensor<4x32x256xf32> {
    %0 = stablehlo.negate %arg0 : tensor<4x32x256xf32>
    %1 = stablehlo.exponential %0 : tensor<4x32x256xf32>
    %cst = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %2 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<4x32x256xf32>
    %3 = stablehlo.add %2, %1 : tensor<4x32x256xf32>
    %cst_0 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %4 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<4x32x256xf32>
    %5 = stablehlo.divide %4, %3 : tensor<4x32x256xf32>
    %6 = stablehlo.multiply %arg0, %5 : tensor<4x32x256xf32>
    return %6 : tensor<4x32x256xf32>
  }
}
