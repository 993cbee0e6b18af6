"""Malformed text is refused with MLIR's message at MLIR's place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module

PROGRAMS = [
    """func.func @f(%a: i32) -> i32 { return %b : i32 }""",
    """func.func @f(%a: i32) -> i32 { %a = arith.constant 1 : i32  return %a : i32 }""",
    """func.func @f(%a: i32) -> i32 { %0 = arith.addi %a, %a : i64 return %0 : i64 }""",
    """func.func @f(%a: i32) -> i32 {
  %0 = arith.addi %a, %b : i32
  %b = arith.constant 1 : i64
  return %0 : i64 }""",
    """func.func @f(%a: i32) -> i32 { return %a#1 : i32 }""",
    """func.func @f(%a: i32) -> i32 { %0:2 = "d.e"() : () -> i32 return %a : i32 }""",
    """func.func @f(%a: i32) -> i32 { %0, %1 = "d.e"() : () -> i32 return %a : i32 }""",
    """func.func @f(%a: i32) -> i32 { %0 = "d.e"(%a : () -> i32 return %a : i32 }""",
    """func.func @f(%a: i32) -> i32 { %0 = "d.e"(%a) () -> i32 return %a : i32 }""",
    """func.func @f(%a: i32) -> i32 { %0 = "d.e"(%a) : (i32) -> return %a : i32 }""",
    """func.func @f(%a: i32) -> i32 { %0 = "d.e"(%a) : i32 return %a : i32 }""",
    """func.func @f(%a: i32) -> i32 { %0 = "d.e"(%a) {a=} : i32 return %a : i32 }""",
    """func.func @f(%a: i32) -> i32 { %0 = "d.e"(%a) {a=1, a=2} : i32 return %a : i32 }""",
    """func.func @f(%a: i32) -> i32 { %0 = "d.e"(%a) {3=1} : i32 return %a : i32 }""",
    """func.func @f(%a: i32) -> i32 { %0 = "de"(%a)  : i32 return %a : i32 }""",
    """func.func @f(%a: i32) -> i32 { %0 = foo %a : i32 return %a : i32 }""",
    """func.func @f(%a: i32) -> i32 { return %a : i32 """,
    """func.func @f(%a: i32) -> i32 {
^bb0:
cf.br ^bb1
}""",
    """func.func @f(%a: i32) -> i32 {
cf.br ^bb1
^bb1:
return %a : i32
^bb1:
return %a : i32
}""",
    """func.func @f(%a: i32) -> i32 { $ }""",
    """func.func @f(%a: i32) -> i32 { "abc }""",
    """}""",
    """func.func @f(%a: i32) -> foo { return %a : i32 }""",
    """func.func @f(%a: !foo) -> i32 { return %a : i32 }""",
    """func.func @f(%a: !foo.bar) -> i32 { return %a : i32 }""",
    """func.func @f(%a: tensor<4x#foo>) -> i32 { return %a : i32 }""",
    """func.func @f(%a: tensor<4xi32, #foo>) -> i32 { return %a : i32 }""",
    """func.func @f(%a: tensor<4x-1xi32>) -> i32 { return %a : i32 }""",
    """func.func @f(%a: i0) -> i32 { return %a : i32 }""",
    """func.func @f(%a: i99999999999) -> i32 { return %a : i32 }""",
    """#a = 1
#a = 2""",
    """!a = i32
!a = i64""",
    """"d.e"() {a = dense<1.0 : tensor<f32>} : () -> ()""",
    """"d.e"() {a = 1 : } : () -> ()""",
    """"d.e"() {a = 1 } : () -> () loc(foo)""",
    """"d.e"() {a = 1 } : () -> () loc(#foo)""",
    """"d.e"() {a = array<i32: 1.0> } : () -> ()""",
    """"d.e"() {a = array<i8: 300> } : () -> ()""",
    """"d.e"() {a = array<tensor<f32>: 300> } : () -> ()""",
    """"d.e"() {a = array<f32: 1, 2> } : () -> ()""",
    """"d.e"() ({^bb0(%a: i32, %a: i32): "d.r"(%a) : (i32) -> ()}, {}) : () -> ()""",
    """"d.e"() ({^bb0(%a): "d.r"(%a) : (i32) -> ()}, {}) : () -> ()""",
    """"d.e"()[^bb] : () -> ()""",
    """"d.e"()[%a] : () -> ()""",
    """"d.e"(%a#x) : (i32) -> ()""",
    """%a = "builtin.module"() : () -> ()""",
    """%a = module {}""",
    """"d.e"() {a = "\\q"} : () -> ()""",
    """"d.e"() {a = """,
    """module """,
]


@pytest.mark.parametrize("text", PROGRAMS)
def test_program_is_refused_as_mlir_refuses_it(
    text: str, judge: Callable[..., str], new_context: Callable[..., object]
) -> None:
    with pytest.raises(CompileError) as caught:
        parse_module(text, new_context())
    errors = [
        f"{each.location.line}:{each.location.column}: {each.message}"
        for each in caught.value.diagnostics
        if each.location
    ]
    assert "\n".join(errors) == judge(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '"x.y"() : () -> ()',
            "operation being parsed with an unregistered dialect. If this is intended, please "
            "use -allow-unregistered-dialect with the MLIR tool used",
        ),
        (
            '"func.foo"() : () -> ()',
            "unregistered operation 'func.foo' found in dialect ('func') that does not allow "
            "unknown operations",
        ),
        ("x.y", "Dialect `x' not found for custom op 'x.y'"),
        ("func.y", "custom op 'func.y' is unknown"),
        ("func.func @f() { foo }", "custom op 'foo' is unknown (tried 'func.foo' as well)"),
        ('"func.func"() {a = #func.b} : () -> ()', "unknown attribute `b` in dialect `func`"),
    ],
)
def test_unknown_names(text: str, message: str, new_context: Callable[..., object]) -> None:
    with pytest.raises(CompileError) as caught:
        parse_module(text, new_context(allow_unregistered=False), "f.mlir")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.message == message


def test_error_shows_the_source_line(new_context: Callable[..., object]) -> None:
    text = "func.func @f(%a: i32) {\n  return %b : i32\n}\n"
    with pytest.raises(CompileError) as caught:
        parse_module(text, new_context(), "f.mlir")
    assert str(caught.value) == (
        "f.mlir:2:10: error: use of undeclared SSA value name\n  return %b : i32\n         ^"
    )


def test_note_shows_the_earlier_place(new_context: Callable[..., object]) -> None:
    text = "func.func @f(%a: i32) {\n  %a = arith.constant 1 : i32\n  return\n}\n"
    with pytest.raises(CompileError) as caught:
        parse_module(text, new_context(), "f.mlir")
    (note,) = caught.value.diagnostics[0].notes
    assert (note.message, note.location) == ("previously defined here", ("f.mlir", 1, 14))


def test_deep_nesting_is_no_crash(new_context: Callable[..., object]) -> None:
    depth = 200
    parse_module('"d.e"() ({' * depth + "}) : () -> ()" * depth, new_context())
    with pytest.raises(CompileError, match="nesting is too deep"):
        parse_module('"d.e"() {a = ' + "[" * 100_000, new_context())


def test_string_without_end_is_refused_at_once(new_context: Callable[..., object]) -> None:
    with pytest.raises(CompileError, match="in string literal"):
        parse_module('"d.e"() {a = "' + "ab " * 1000, new_context())


def test_text_that_is_no_text(new_context: Callable[..., object]) -> None:
    with pytest.raises(CompileError, match="file is not UTF-8"):
        parse_module(b"module {\xff}", new_context())
