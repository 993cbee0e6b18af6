"""Types read, print and fail as in MLIR."""

from __future__ import annotations

from collections.abc import Callable

import pytest

LITERALS = r"""
strided<[?, 1], offset: ?>
strided<[-1, 1]>
strided<[], offset: -3>
strided<1>
strided<[1], 3>
strided<[1], offset 3>
strided<[0]>
tuple<i32>
tuple<i32,>
tuple<tuple<>, i32, () -> ()>
memref<4x4xf32, strided<[4, 1], offset: 2>>
memref<4x4xf32, strided<[4, 1], offset: ?>, 3>
memref<4x4xf32, strided<[?, ?]>>
memref<4x4xf32, strided<[4]>>
memref<4x4xf32, affine_map<(d0, d1) -> (d1, d0)>>
memref<4x4xf32, affine_map<(d0, d1) -> (d0, d1)>, "x">
memref<4x4xf32, affine_map<(d0, d1)[s0] -> (d0 * s0, d1)>>
memref<4x4xf32, affine_map<(d0) -> (d0)>>
memref<4x4xf32, #foo.bar>
memref<4x4xf32, #foo.bar, 3>
memref<4x4xf32, {a = 1}>
memref<4xf32, 0>
memref<4xf32, 0 : i32>
memref<4xf32, 1 : i32>
memref<?x4xf32>
memref<*xf32>
memref<*xf32, "x">
memref<4x!foo.bar>
memref<4xmemref<4xf32>>
memref<4xvector<2xf32>>
memref<4xtensor<2xf32>>
memref<4xcomplex<f32>>
memref<4xtuple<>>
memref<-1xf32>
memref<x4xf32>
vector<4x[8]xf32>
vector<[4]x[8]xf32>
vector<[4]x8xindex>
vector<4x!foo.bar>
vector<0xf32>
vector<4xtuple<>>
vector<4 x [2] x i8>
vector<[?]xf32>
vector<[4xf32>
vector<4]xf32>
tensor<4xtuple<>>
tensor<4xtensor<2xf32>>
tensor<4x none>
tensor<4x() -> ()>
complex<index>
complex<tensor<2xf32>>
complex<complex<f32>>
tensor<4xf32, affine_map<(d0) -> (d0)>>
tensor<?x?xf32, #stablehlo.bounds<4, ?>>
tensor<9223372036854775807xf32>
tensor<9223372036854775808xf32>
tensor<0x9xf32>
tensor<0x0x9xf32>
tensor<01xf32>
tensor<0x1Fxf32>
tensor<0xcomplex<i8>, "a">
memref<0xbf16>
vector<1x0xcomplex<f32>>
tensor<4x?x f32>
tensor<4 xf32>
tensor<4x f32>
tensor<4* xf32>
tensor<*xf32, 5>
()
(i32) -> (i32, i64)
(i32) -> ((i32) -> i32)
() -> (() -> (), i32)
(i32)
(i32 -> i32)
""".strip().split("\n")


@pytest.mark.parametrize("literal", LITERALS)
def test_literal(literal: str, same_as_mlir: Callable[[str], None]) -> None:
    same_as_mlir(f'"d.e"() {{a = {literal}}} : () -> ()')
