"""Structural rules, in MLIR's words, at MLIR's places, with MLIR's notes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ttmlir_py.context import Context
from ttmlir_py.syntax.diagnostics import DiagnosticEngine
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.verifier import verify

BAD = {
    "argument types": """
"func.func"() <{function_type = (i32) -> (), sym_name = "f"}> ({
^bb0(%a: i64):
  "func.return"() : () -> ()
}) : () -> ()
""",
    "block without terminator": """
func.func @f(%a: i32) -> i32 { %0 = arith.cmpi eq, %a, %a : i32 }
""",
    "branch before the end": """
func.func @f() {
  "d.e"() ({
    cf.br ^x
  ^x:
    cf.br ^y
    "d.t"() : () -> ()
  ^y:
    cf.br ^x
  }) : () -> ()
  return
}
""",
    "call of nothing": "func.func @f() { call @g() : () -> () return }",
    "entry block with predecessors": """
func.func @f() {
^a:
  cf.br ^a
}
""",
    "module attribute": "module attributes {a = 1} {}",
    "name twice": """
func.func @f() { return }
func.func @f() { return }
""",
    "outside of isolation": """
func.func @f() {
  %0 = arith.constant 1 : i32
  builtin.module { "d.e"(%0) : (i32) -> () }
  return
}
""",
    "return count": "func.func @f() -> i32 { return }",
    "return outside": '"func.return"() : () -> ()',
    "return type": "func.func @f(%c: i1) -> i32 { return %c : i1 }",
    "use before definition": """
func.func @f(%a: i1) -> i1 {
  %0 = arith.xori %a, %1 : i1
  %1 = arith.constant true
  return %0 : i1
}
""",
    "use in another branch": """
func.func @f(%c: i1) -> i32 {
  cf.cond_br %c, ^b, ^c
^b:
  %0 = arith.constant 1 : i32
  cf.br ^c
^c:
  return %0 : i32
}
""",
}

GOOD = {
    "dominating block": """
func.func @f(%c: i1) -> i32 {
  %0 = arith.constant 1 : i32
  cf.cond_br %c, ^b, ^c
^b:
  cf.br ^c
^c:
  return %0 : i32
}
""",
    "graph region": """
module {
  "d.e"(%0) : (i32) -> ()
  %0 = "d.f"() : () -> i32
}
""",
    "unreachable block": """
func.func @f() {
  return
^a:
  %0 = arith.addi %1, %1 : i32
  %1 = arith.constant 1 : i32
  cf.br ^a
}
""",
}


def _errors(text: str, new_context: Callable[..., object]) -> list[str]:
    engine = DiagnosticEngine()
    is_valid = verify(parse_module(text, new_context(), "-"), engine)
    assert is_valid == (not engine.diagnostics)
    return [
        f"{each.location.line}:{each.location.column}: {each.message}"
        for each in engine.diagnostics
        if each.location
    ]


@pytest.mark.parametrize("name", BAD)
def test_module_is_refused_as_mlir_refuses_it(
    name: str, judge: Callable[..., str], new_context: Callable[..., object]
) -> None:
    assert "\n".join(_errors(BAD[name], new_context)) == judge(BAD[name])


@pytest.mark.parametrize("name", GOOD)
def test_module_is_accepted(
    name: str, judge: Callable[..., str], new_context: Callable[..., object]
) -> None:
    assert not _errors(GOOD[name], new_context)
    assert judge(GOOD[name]).startswith("module")


def test_every_function_is_checked(new_context: Callable[..., object]) -> None:
    text = "func.func @f() -> i32 { return }\nfunc.func @g() -> i32 { return }"
    assert len(_errors(text, new_context)) == 2


def test_notes_show_the_operation_and_the_definition(new_context: Callable[..., object]) -> None:
    engine = DiagnosticEngine()
    verify(parse_module(BAD["use before definition"], new_context(), "-"), engine)
    (error,) = engine.diagnostics
    assert [note.message for note in error.notes] == [
        'see current operation: %0 = "arith.xori"(%arg0, %1) : (i1, i1) -> i1',
        "operand defined here (op in the same block)",
    ]


def test_deep_nesting_is_no_crash(new_context: Callable[..., object]) -> None:
    depth = 400
    text = '"d.e"() ({' * depth + '"d.t"() : () -> ()' + "}) : () -> ()" * depth
    assert not _errors(text, new_context)


def test_inference_says_that_it_failed() -> None:
    text = """func.func @f(%x: tensor<2xf32>) {
  %0 = "stablehlo.transpose"(%x) <{permutation = array<i64: 1>}> : (tensor<2xf32>) -> tensor<2xf32>
  return
}"""
    module = parse_module(text, context := Context())
    assert not verify(module, context.diagnostics)
    messages = [each.message for each in context.diagnostics.diagnostics]
    assert messages[1:] == ["'stablehlo.transpose' op failed to infer returned types"]
