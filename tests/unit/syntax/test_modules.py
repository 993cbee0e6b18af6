"""Names, aliases, blocks, functions and locations print as in MLIR, in every form."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

MODULES = {
    "aliases": """
func.func @f(%a: i32 loc("x":1:2)) -> (i32 {a.b = affine_map<(d0) -> (d0)>}) {
  %0 = "d.e"() {p = affine_map<(d0) -> (d0 mod 4)>, q = [affine_map<(d0, d1) -> (d0 + d1)>],
    r = tensor<4xf32, affine_map<(d0)->(d0)>>} : () -> tensor<1xi32, affine_map<(d0)->(d0)>>
    loc(callsite("a":1:2 at "b":3:4))
  return %a : i32 loc(fused<"m">["a", "b"(unknown)])
} loc("f.py":3:4)
""",
    "alias definitions": """
#map = affine_map<(d0) -> (d0)>
!t = tensor<4xf32, #map>
func.func @f(%a: !t) attributes {x.y = #map} { return loc(#late) }
#late = loc("late.py":1:1)
""",
    "blocks": """
func.func @g(%c: i1) {
  %0:2, %1 = "d.e"() : () -> (i32, i64, i32)
  cf.cond_br %c, ^a(%0#1: i64), ^b
^a(%x: i64):
  cf.br ^b
^b:
  return
^c:
  return
}
""",
    "constants": """
func.func @h() {
  %0 = arith.constant 5 : i32
  %1 = arith.constant 5 : i32
  %2 = arith.constant -1 : i64
  %3 = arith.constant true
  %4 = arith.constant 3 : index
  %5 = arith.constant 1.0 : f32
  %6 = arith.constant dense<[1,2]> : tensor<2xi32>
  return
}
""",
    "declarations": """
func.func private @g(i1, tensor<4xf32> {a.b = 1}) -> (i32, i64 {a.b = 2}) attributes {b, a}
func.func nested @"a b"() -> ((i32) -> i32)
func.func public @one(%x: i32) -> i32 { return %x : i32 }
""",
    "empty modules": "module @a attributes {x.z = 1, x.a = 2} { module {} builtin.module @b {} }",
    "nested regions": """
"d.e"() ({ ^bb0: }, {}, { "x.y"() : () -> () }, {^bb0(%a : i32):}) : () -> ()
""",
    "resources": """
"d.e"() {a = dense_resource<foo> : tensor<3xf32>, b = dense_resource<bar> : tensor<1xf32>}
  : () -> ()
{-#
  dialect_resources: {
    builtin: {
      bar: "0x0400000001020304",
      foo: "0x04000000010203040506070809"
    }
  }
#-}
""",
    "structured control flow": """
func.func @h(%c: i1, %l: index, %i: i32) -> i32 {
  %r = scf.if %c -> (i32) {
    %q = func.call @h(%c, %l, %i) : (i1, index, i32) -> i32
    scf.yield %q : i32
  } else {
    scf.yield %i : i32
  }
  %s = scf.for %k = %l to %l step %l iter_args(%x = %r) -> (i32) {
    scf.yield %x : i32
  }
  scf.for %k = %l to %l step %l {
  }
  %cc = call @h(%c, %l, %s) {z = 1} : (i1, index, i32) -> i32
  return %cc : i32
}
""",
    "unregistered": """
module {
  %0:2 = "a.b"() <{p = 1}> {q} : () -> (i32, !foo.bar<x>)
  "c.d"(%0#1, %0#0) ({ "e.f"(%0#0) : (i32) -> () }) : (!foo.bar<x>, i32) -> ()
}
""",
}

FORMS = {
    "pretty": ({}, {}),
    "generic": ({"generic": True}, {"print_generic_op_form": True}),
    "locations": ({"debuginfo": True}, {"enable_debug_info": True}),
    "local": ({"local_scope": True}, {"use_local_scope": True}),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", MODULES)
def test_module_prints_as_mlir_prints_it(
    name: str, form: str, judge: Callable[..., str], new_context: Callable[..., object]
) -> None:
    ours, theirs = FORMS[form]
    module = parse_module(MODULES[name], new_context(), "-")
    assert print_module(module, **ours).rstrip() == judge(MODULES[name], **theirs).rstrip()


@pytest.mark.parametrize("name", MODULES)
def test_printing_and_reading_is_the_identity(
    name: str, new_context: Callable[..., object]
) -> None:
    for ours, _ in FORMS.values():
        text = print_module(parse_module(MODULES[name], new_context()), **ours)
        assert print_module(parse_module(text, new_context()), **ours) == text


def test_large_elements_are_left_out_on_request(new_context: Callable[..., object]) -> None:
    text = '"d.e"() {a = dense<[1, 2, 3]> : tensor<3xi8>, b = dense<1> : tensor<9xi8>} : () -> ()'
    module = parse_module(text, new_context())
    shown = print_module(module, elide_elements_larger=2)
    assert "a = dense_resource<__elided__> : tensor<3xi8>" in shown
    assert "b = dense<1> : tensor<9xi8>" in shown


def test_large_resources_are_left_out_on_request(new_context: Callable[..., object]) -> None:
    shown = print_module(
        parse_module(MODULES["resources"], new_context()), elide_resources_larger=20
    )
    assert "bar:" in shown
    assert "foo:" not in shown
