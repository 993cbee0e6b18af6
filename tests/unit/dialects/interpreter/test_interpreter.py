"""The interpreter dialect: every op reads back as itself, and says what it does not accept."""

import pytest

from ttmlir_py.compiler import parse
from ttmlir_py.dialects.interpreter import DIALECT
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.printer import print_module

T = "tensor<2xi32>"
FUNCTIONS = f"""
func.func @one(%x: {T}) -> {T} {{ return %x : {T} }}
func.func @none() {{ return }}
func.func @two() -> ({T}, {T}) {{
  %c = stablehlo.constant dense<1> : {T}
  return %c, %c : {T}, {T}
}}
func.func @token() -> !stablehlo.token {{
  %t = stablehlo.after_all : !stablehlo.token
  return %t : !stablehlo.token
}}
func.func @queue() -> {T} {{
  %c = stablehlo.constant dense<1> : {T}
  return %c : {T}
}}
"""


def run_parallel(attributes: str, operands: str = "%a, %a", results: int = 2) -> str:
    count = operands.count("%")
    types = ", ".join([T] * count), ", ".join([T] * results)
    return (
        f'"interpreter.run_parallel"({operands}) <{{{attributes}}}> : ({types[0]}) -> ({types[1]})'
    )


OPS = {
    "print": f"interpreter.print %a : {T}",
    "probe": f'%0 = interpreter.probe %a, probe_id = "p/0" : {T}',
    "run_parallel": f"%0:2 = {run_parallel('programs = [[@one, @one]]')}",
    "run_parallel, infeed": (
        f"%0:2 = {run_parallel('infeed = [@queue], programs = [[@one], [@one]]')}"
    ),
}


def module(op: str) -> str:
    return f"{FUNCTIONS}\nfunc.func @main(%a: {T}) {{\n  {op}\n  return\n}}"


@pytest.mark.parametrize("name", OPS)
def test_round_trip(name: str):
    once = print_module(parse(module(OPS[name])))
    assert OPS[name].replace("%a", "%arg0") in once
    assert print_module(parse(once)) == once
    generic = print_module(parse(once), generic=True)
    assert print_module(parse(generic)) == once


def test_every_op_is_tried():
    assert {f"interpreter.{name.partition(',')[0]}" for name in OPS} == set(DIALECT.op_names)


REFUSED = {
    "no program": (run_parallel("programs = []"), "`programs` attribute cannot be empty"),
    "no partition": (run_parallel("programs = [[]]"), "`programs` attribute cannot be empty"),
    "ragged": (
        run_parallel("programs = [[@one], [@one, @one]]"),
        "Sizes of second dimension of `programs` should all match 1 but got 2",
    ),
    "unknown program": (run_parallel("programs = [[@what]]"), 'Function "what" not found'),
    "inputs": (
        run_parallel("programs = [[@one]]"),
        "Number of inputs (2) should match the sum of the number of inputs of all programs (1)",
    ),
    "results": (
        run_parallel("programs = [[@one, @one]]", results=1),
        "Number of results (1) should match the sum of the number of results of all programs (2)",
    ),
    "empty infeed": (
        run_parallel("infeed = [], programs = [[@one, @one]]"),
        "infeed attribute is optional or should not be empty",
    ),
    "unknown infeed": (
        run_parallel("infeed = [@what], programs = [[@one, @one]]"),
        'Function "what" not found',
    ),
    "infeed of two": (
        run_parallel("infeed = [@two], programs = [[@one, @one]]"),
        'Function "two" should return 1 tensor but returns 2',
    ),
    "infeed of a token": (
        run_parallel("infeed = [@token], programs = [[@one, @one]]"),
        "Function \"token\" should return a tensor type, but instead returns '!stablehlo.token'",
    ),
    "no programs": (run_parallel(""), "requires attribute 'programs'"),
    "a program alone": (
        run_parallel("programs = [@one]"),
        "attribute 'programs' failed to satisfy constraint: Array of FlatSymbolRefArrayAttr",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str):
    op, message = REFUSED[name]
    with pytest.raises(CompileError) as caught:
        parse(module(f"%r:2 = {op}" if "-> (tensor<2xi32>, t" in op else f"%r = {op}"))
    assert message in str(caught.value)
