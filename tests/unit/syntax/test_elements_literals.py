"""Constants of every kind read, print and fail as in MLIR."""

from __future__ import annotations

from collections.abc import Callable

import pytest

LITERALS = r"""
dense<"0x05"> : tensor<3xi1>
dense<"0x01"> : tensor<8xi1>
dense<"0xFF"> : tensor<16xi1>
dense<"0x00"> : tensor<16xi1>
dense<"0x0F"> : tensor<8xi1>
dense<"0x02"> : tensor<1xi1>
dense<"0x01"> : tensor<3xi1>
dense<"0x0"> : tensor<3xi1>
dense<true> : tensor<200xi1>
dense<"0xFF"> : tensor<2xi4>
dense<"0x01FF"> : tensor<2xi8>
dense<"0x01"> : tensor<2xf4E2M1FN>
dense<"0x0102"> : tensor<2xf4E2M1FN>
dense<"0x0102"> : tensor<2xf6E2M3FN>
dense<[0x1, 0x7]> : tensor<2xf4E2M1FN>
dense<[0x1, 0x1F]> : tensor<2xf6E2M3FN>
dense<[0x1, 0x3F]> : tensor<2xf6E3M2FN>
dense<[0.1, 6.0, -6.0, 0.5]> : tensor<4xf4E2M1FN>
dense<[0.1, 7.5, -6.0, 0.5]> : tensor<4xf6E2M3FN>
dense<[0.1, 28.0, -6.0, 0.0625]> : tensor<4xf6E3M2FN>
dense<[0.1, 2.0, 4.0, 0x7F]> : tensor<4xf8E8M0FNU>
dense<[0.1, 2.0, 4.0, 0xFF]> : tensor<4xf8E8M0FNU>
dense<[0.1, 1.0e10]> : tensor<2xf8E4M3FN>
dense<[0.1, 1.0e10]> : tensor<2xf8E5M2>
dense<[0.1, 1.0e10]> : tensor<2xf8E4M3FNUZ>
dense<[0.1, 1.0e10]> : tensor<2xf8E4M3B11FNUZ>
dense<[0.1, 1.0e10]> : tensor<2xf8E3M4>
dense<[0.1, 1.0e10]> : tensor<2xtf32>
dense<[0.1, 1.0e10]> : tensor<2xf80>
dense<[0.1, 1.0e10]> : tensor<2xf128>
dense<[(0.1, -0.0), (0x7F800000, 1.0)]> : tensor<2xcomplex<f32>>
dense<(true, false)> : tensor<2xcomplex<i1>>
dense<[(1, 2)]> : tensor<1xcomplex<i4>>
dense<(0.1, 0.2)> : tensor<complex<bf16>>
dense<"0x0000803F00000040"> : tensor<complex<f32>>
dense<> : tensor<0xf32>
dense<> : tensor<2x0xf32>
dense<[]> : tensor<0xf32>
dense<1> : tensor<0xi32>
dense<[[], []]> : tensor<2x0xf32>
dense<[1, 2]> : memref<2xi32>
dense<1> : vector<[4]xi32>
dense<[1, 2]> : tensor<2xi32, 5 : i32>
dense<"abc"> : tensor<!foo.str>
dense<["abc", "d"]> : tensor<2x!foo.str>
dense<"abc"> : tensor<3x!foo.str>
dense<["abc"]> : tensor<1xi32>
dense<"0xAB"> : tensor<!foo.str>
sparse<[], []> : tensor<3x4xi32>
sparse<> : tensor<3x4xi32>
sparse<0, 1> : tensor<4xi32>
sparse<[[0, 0]], 5.0> : tensor<3x4xf32>
sparse<[[0, 0], [1, 2]], 5.0> : tensor<3x4xf32>
sparse<[[0, 0], [1, 2]], [1]> : tensor<3x4xi32>
sparse<[[0, 0, 0], [1, 2, 3]], [1, 2]> : tensor<3x4xi32>
sparse<[[0, 0], [1, 20]], [1, 2]> : tensor<3x4xi32>
sparse<[[0, 0], [1, 2]], [1, 2]> : vector<3x4xi32>
sparse<[[0, 0], [1, 2]], ["a", "b"]> : tensor<3x4x!foo.str>
sparse<[[0, 0], [1, 2]], [(1.0,2.0), (3.0,4.0)]> : tensor<3x4xcomplex<f32>>
sparse<[[0, 0], [1, 2]], "0x0000803F0000803F"> : tensor<3x4xf32>
sparse<1, 5> : tensor<3x4xi32>
sparse<1, 5> : tensor<*xi32>
sparse<1, 5> : tensor<?xi32>
sparse<1, 5> : i32
array<i1: true, false>
array<i1: 1, 0>
array<i1: true>
array<i1: 2>
array<i8: 0x7F>
array<f32: 0x7F800000>
array<f8E4M3FN: 0.1>
array<f4E2M1FN: 0.5>
array<i128: 1>
array<index: 1>
array<ui8: 1>
array<si8: 1>
array<i64>
array<i64:>
array<i64: 1,>
array<>
array<1>
dense
dense<
dense<1
dense<1>
dense<1> :
dense<1> : i32
dense<1> : tensor<*xi32>
dense<[1, [2]]> : tensor<2xi32>
dense<[[1], 2]> : tensor<2xi32>
dense<[1, 2> : tensor<2xi32>
dense<[1 2]> : tensor<2xi32>
dense<[1,, 2]> : tensor<2xi32>
dense<a> : tensor<2xi32>
dense<-true> : tensor<2xi1>
dense<-a> : tensor<2xi32>
dense<(1, 2)> : tensor<2xi32>
dense<(1)> : tensor<2xcomplex<i32>>
dense<[1, (1, 2)]> : tensor<2xcomplex<i32>>
dense<"xyz"> : tensor<2xi32>
dense<"0xZZ"> : tensor<2xi32>
dense<"0x0"> : tensor<2xi8>
dense<""> : tensor<2xi8>
dense<0x7F800000> : tensor<2xi32>
dense<[0x1, 0xFFFFFFFF]> : tensor<2xi32>
dense<[0x1, 0x1FFFFFFFF]> : tensor<2xi32>
dense<1.0> : tensor<2xindex>
dense<1.0> : tensor<2x!foo.bar>
dense<1> : tensor<2x!foo.bar>
dense<1> : tensor<2xtuple<>>
dense_resource<"foo bar"> : tensor<4xf32>
dense_resource<__elided__> : tensor<4xf32>
dense_resource<foo> : i32
dense_resource<foo>
dense_resource<1> : tensor<4xf32>
dense_resource<foo : tensor<4xf32>
""".strip().split("\n")


@pytest.mark.parametrize("literal", LITERALS)
def test_literal(literal: str, same_as_mlir: Callable[[str], None]) -> None:
    same_as_mlir(f'"d.e"() {{a = {literal}}} : () -> ()')
