"""Every kind of literal reads and prints as in MLIR."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

GOOD = r"""
1.0 : f32
0.1 : f32
0.1 : f64
0.1 : f16
0.1 : bf16
3.14159274 : f32
3.141592653589793 : f64
1.0e10 : f32
123456789.0 : f32
1234567.0 : f64
1.5e-7 : f32
1.17549435E-38 : f32
1.0e-45 : f32
3.40282347E+38 : f32
65504.0 : f16
6.0e-8 : f16
-0.0 : f32
0x7FC00001 : f32
0xFFC00000 : f32
0x7FF8000000000000 : f64
0x7FC0 : bf16
0x7E00 : f16
1.0 : f8E4M3FN
448.0 : f8E4M3FN
0.3 : f8E5M2
0x7F : f8E4M3FN
0.3 : f8E4M3B11FNUZ
0.3 : f8E4M3FNUZ
0.3 : f8E5M2FNUZ
0.3 : f8E3M4
0.3 : f8E4M3
1.0 : f8E8M0FNU
0.5 : f4E2M1FN
0.5 : f6E2M3FN
0.5 : f6E3M2FN
0.1 : tf32
1.0e300 : f64
dense<[0.1, -0.0, 0x7FC00001, 0x7F800001]> : tensor<4xf32>
dense<0x7F800001> : tensor<4xf32>
dense<[0x7FC0, 1.0]> : tensor<2xbf16>
dense<[0x7E, 1.0]> : tensor<2xf8E4M3FN>
dense<[1.0, 0.5, 2.0]> : tensor<3xf4E2M1FN>
dense<[1, -1, 7, 15, -8]> : tensor<5xi4>
dense<[1, 3, 0, -2]> : tensor<4xi2>
dense<[1, 3, 0, 2]> : tensor<4xui2>
dense<[1, 255]> : tensor<2xui8>
dense<[18446744073709551615, 0]> : tensor<2xui64>
dense<[9223372036854775807, -9223372036854775808]> : tensor<2xi64>
dense<[[[1], [2]], [[3], [4]]]> : tensor<2x2x1xi32>
dense<[[], []]> : tensor<2x0xi32>
dense<[true, false]> : tensor<2xi1>
dense<"0x010001"> : tensor<3xi1>
dense<"0x01"> : tensor<i1>
dense<5> : tensor<i32>
dense<[5]> : tensor<1xi32>
dense<"0x0000803F000000400000404000008040"> : tensor<4xf32>
dense<"0x0000803F"> : tensor<4xf32>
dense<[(1.0, 2.0), (0x7FC00000, -0.0)]> : tensor<2xcomplex<f32>>
dense<(1.0, 2.0)> : tensor<4xcomplex<f64>>
dense<"0x0123"> : tensor<2xi4>
dense<"0x21"> : tensor<2xi4>
dense<"0xFF"> : tensor<8xi1>
dense<"0x1639F064077438"> : vector<7xi7>
dense<[-1, 340282366920938463463374607431768211455, 5]> : tensor<3xi128>
dense<[0.1, 1.0e10, -2.5, 0x7FFF8000000000000000]> : tensor<4xf80>
dense<0.1> : tensor<2xf128>
dense<["a", "b\22"]> : tensor<2x!foo.text>
dense<[["a"], ["a"]]> : tensor<2x1x!foo.text>
dense<"0xAB"> : tensor<!foo.text>
1.0e100 : f128
0x3FFF8000000000000000 : f80
0x3FFF0000000000000000000000000000 : f128
dense<"0x010203010203"> : tensor<2xi24>
dense<"0x0102030102F4"> : tensor<2xi24>
array<i128: 1, -1>
0 : i0
dense<[(1, 2), (3, -4)]> : tensor<2xcomplex<i32>>
dense<"0x0000803F0000004000004040000080400000803F000000400000404000008040"> : tensor<4xcomplex<f32>>
dense<[1, 2]> : vector<2xi32>
dense<[1, 2]> : tensor<2xindex>
dense<1.0> : memref<2xf32>
array<i8: -1, 127>
array<i16: 300>
array<i1>
array<f64: 0.1, 1.0e300>
array<f32: 0.1, 0x7FC00000>
array<bf16: 1.0>
[]
{}
[[], {}]
{a, b = unit, "c d" = 1, _x = "s"}
"a\\b\n\t\22é"
""
"\00\FF"
@f
@"f g"
@a::@b::@"c d"
tensor<4x?xf32>
tensor<f32>
tensor<*xf32>
tensor<4xf32, 5 : i32>
tensor<4xf32, #foo.bar<1>>
tensor<2x!foo.bar>
tensor<2xcomplex<f32>>
tensor<2xvector<2xf32>>
tensor<0x4xf32>
tensor<2 x ? x 3 x f32>
tensor<0x0x0xf32>
memref<0x10xf32>
memref<4x?xf32>
memref<f32>
memref<4xf32, 1>
memref<4xf32, affine_map<(d0) -> (d0)>>
memref<4xf32, affine_map<(d0) -> (d0)>, 2>
memref<4x4xf32, strided<[4, 1]>>
memref<*xf32, 2>
vector<4xf32>
vector<[4]xf32>
vector<f32>
tuple<>
tuple<i32, tuple<f32>>
complex<i8>
none
index
si8
ui128
i1
bf16
f128
f80
() -> ()
(i32) -> i32
(i32, f32) -> (i32, f32)
() -> (() -> ())
!foo.bar
!foo.bar<a, b<c>>
!foo<bar x>
!foo<bar>
!foo<"x">
#foo.bar
#foo.bar<a -> b>
#foo<bar x>
#foo<x<>y>
#foo<"x">
!quant.uniform<i8:f32, 1.0>
affine_map<(d0)[s0] -> (d0 + s0)>
affine_set<(d0) : (d0 >= 0)>
affine_set<() : ()>
loc(unknown)
loc("a":1:2)
loc("a"("b":1:2))
dense_resource<foo> : tensor<4xf32>
1 : i1
0 : i1
-5
5 : si32
5 : ui32
0x10 : i32
0x1F
0xFFFFFFFFFFFFFFFF : i64
123456789012345678901234567890 : i128
-1 : i128
strided<[1, 2], offset: 3>
strided<[]>
tensor<2xf32, {a = 1}>
tensor<2xf32, "x">
#stablehlo<comparison_direction EQ>
#stablehlo.dot<lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [0]>
#sdy.sharding<@mesh, [{"a", ?}, {}]>
""".strip().split("\n")

BAD = r"""
-0x7F800000 : f32
0x7F8000000 : f32
1 : f32
-1 : f32
1.5 : i32
300 : i8
-129 : i8
-0 : i32
array<i8: -0>
-1 : ui8
256 : ui8
128 : si8
0xFF : si8
18446744073709551615 : index
1 : tensor<4xf32>
2 : i1
0x7FFFFFFFFFFFFFFF1 : i64
dense<300> : tensor<2xi8>
dense<[1 2]> : tensor<2xi8>
dense<(1 2)> : tensor<2xcomplex<i8>>
dense<["a"]> : tensor<1xi8>
dense<1> : tensor<2x!foo.text>
dense<["a"]> : tensor<2x!foo.text>
dense<"0x0F0102"> : tensor<9xi1>
array<i1: 1>
array<i1: -1>
array<i4: 1>
array
1 : i0
dense<-129> : tensor<2xi8>
dense<-1> : tensor<2xui8>
dense<1.0> : tensor<2xi8>
dense<1> : tensor<2xf32>
dense<true> : tensor<2xi8>
dense<2> : tensor<2xi1>
dense<-0x7F> : tensor<2xf32>
dense<0x7F8000000> : tensor<2xf32>
dense<[1,2,3]> : tensor<2xi8>
dense<[[1,2],[3]]> : tensor<2x2xi8>
dense<[1,[3]]> : tensor<2x2xi8>
dense<> : tensor<2x2xi8>
dense<1> : tensor<?xi8>
dense<"0x010203"> : tensor<2xi8>
dense<"01"> : tensor<2xi8>
dense<"0x1"> : tensor<2xi8>
dense<(1,2)> : tensor<2xcomplex<f32>>
dense<1.0> : tensor<2xcomplex<f32>>
dense<[1.0,2.0]> : tensor<2xcomplex<f32>>
dense<5> : i32
dense<1.0 : tensor<f32>
1 :
array<i32: 1.0>
array<i8: 300>
array<tensor<f32>: 300>
array<f32: 1, 2>
[1, 2
{a = 1
{3 = 1}
{a = 1, a = 2}
#undefined
!undefined
"\q"
tensor<4x-1xf32>
tensor<4x#foo>
i99999999999
vector<?xf32>
affine_map<(d0) -> (d1)>
""".strip().split("\n")


def _program(literal: str) -> str:
    return f'"d.e"() {{a = {literal}}} : () -> ()'


@pytest.mark.parametrize("literal", GOOD)
def test_literal_prints_as_mlir_prints_it(
    literal: str, judge: Callable[..., str], new_context: Callable[..., object]
) -> None:
    text = _program(literal)
    module = parse_module(text, new_context())
    assert print_module(module) == judge(text)
    assert print_module(module, local_scope=True) == judge(text, use_local_scope=True) + "\n"


@pytest.mark.parametrize("literal", BAD)
def test_bad_literal_is_refused_as_mlir_refuses_it(
    literal: str, judge: Callable[..., str], new_context: Callable[..., object]
) -> None:
    text = _program(literal)
    with pytest.raises(CompileError) as caught:
        parse_module(text, new_context())
    assert _errors(caught.value) == judge(text)


def _errors(error: CompileError) -> str:
    return "\n".join(
        f"{each.location.line}:{each.location.column}: {each.message}"
        for each in error.diagnostics
        if each.location
    )
