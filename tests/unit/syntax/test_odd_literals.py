"""Attributes that few programs have, and attributes gone wrong, are as in MLIR."""

from __future__ import annotations

from collections.abc import Callable

import pytest

LITERALS = r"""
0.1 : f128
0.1 : f80
[distinct[5]<42 : i32>, distinct[1]<"x">, distinct[5]<42 : i32>]
[distinct[0]<>, distinct[1]<>]
distinct[0]<loc("x")>
[distinct[0]<1>, distinct[0]<2>]
distinct<1>
distinct[0]
distinct[-1]<1>
affine_map<() -> ()>
affine_map<() -> (0)>
affine_map<(d0, d1)[s0, s1] -> (d0 + d1 * 2 - s0 floordiv 3, d1 mod 5 + s1 ceildiv 2)>
affine_map<(a, b) -> (-a, b * -1)>
affine_map<(a, b) -> (a * b)>
affine_map<(a, b) -> (a floordiv b)>
affine_map<(a, b) -> (a mod 0)>
affine_map<(a, b) -> (a floordiv 0)>
affine_map<(a, b) -> (a - b - 1 + 3)>
affine_map<(a)[s] -> (a * s + s * 4, a mod s)>
affine_map<(a) -> (a, a)
affine_map<(a -> (a)>
affine_map<(a) -> a>
affine_map<(a, a) -> (a)>
affine_map<(a) : (a)>
affine_set<(d0, d1)[s0] : (d0 - d1 >= 0, s0 == 0, d0 + 5 >= 0)>
affine_set<(d0) : ()>
affine_set<(d0) : (d0 <= 5)>
affine_set<(d0) : (d0 >= 5)>
affine_set<(d0) : (d0 == 3, d0 >= -1)>
affine_set<(d0) : (d0 > 5)>
affine_set<(d0) : (1 == 0)>
affine_set<(d0)[s0] : (d0 floordiv 2 == s0)>
affine_set<(d0) -> (d0)>
#foo<bar>
#foo<"bar">
#foo.bar<[(>
#foo<[(>
#foo<{]>
#foo.bar<"a\"b">
#foo
!foo
!foo<>
!foo.bar<<>>
#foo.bar<x -> y>
#foo.bar<"}">
!foo.bar.baz<1>
#foo.bar.baz
#foo<bar.baz<1>>
#foo<bar<1>>
#foo<bar<1> >
#foo<bar 1>
!stablehlo.foo
#stablehlo.foo
#stablehlo<foo>
!stablehlo<foo>
!stablehlo<token>
!stablehlo.token
#builtin.foo
!builtin.foo
!builtin.integer
#arith.fastmath<fast>
#arith.fastmath<none>
#arith.fastmath<nnan,ninf>
#arith<fastmath<fast>>
#func.foo
!func.foo
@a:@b
@
@1
@"1"
@a.b$c-d
@_x
@"_x"
@$a
@-a
"tab\there\\ \22 \0A \c3\a9"
unit
unit : i32
true
false : i1
true : i32
1.0
1.0 : i32
1.
1.e5 : f32
.5
1e5
1.5e
-1.0
- 1
0x
0xG
0x1p3
1 : index
-1 : index
9223372036854775808
-9223372036854775808
-9223372036854775809
18446744073709551615
18446744073709551616
-0x1
0x7FC00 : bf16
0x7E : f8E5M2
0x3C : f16
1 : si0
i0
i16777215
i16777216
ui1
1 : ui1
-1 : si1
1 : si1
loc("a")
loc("a"("b"))
loc("a"(unknown))
loc("a":1)
loc("a":1:2 to :3)
loc("a":1:2 to 3:4)
loc(callsite("a" at "b"))
loc(callsite("a" at callsite("b":1:2 at "c")))
loc(fused["a", "b"])
loc(fused<"meta">["a", "b"])
loc(fused<{a = 1}>["a", unknown])
loc(fused["a"])
loc(fused["a", "a"])
loc(fused[])
loc(fused<1>["a"])
loc(fused[fused["a", "b"], "c"])
loc(fused[unknown, "c"])
loc(#foo)
loc(foo)
loc()
loc("a" "b")
loc
{a}
{a = unit}
{"a b" = 1, a.b, c$d = 2}
{a = 1,}
{,}
{a b}
{a:1}
{"" = 1}
{1a = 1}
{a = 1, "a" = 2}
[1, 2,]
[,]
[1 2]
[unit, true, 1.0, 2 : i32, i32]
i32
f32
f16
f4E2M1FN
f6E3M2FN
f7
indexx
#stablehlo<precision DEFAULT>
#chlo<comparison_direction EQ>
""".strip().split("\n")


@pytest.mark.parametrize("literal", LITERALS)
def test_literal(literal: str, same_as_mlir: Callable[[str], None]) -> None:
    same_as_mlir(f'"d.e"() {{a = {literal}}} : () -> ()')
