"""Lines that were met before are made anew with their own values, and only such lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.context import Context
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

HEAD = "func.func @f(%a: tensor<2xf32>, %b: tensor<2xf32>, %c: tensor<3xf32>) {\n"


def read(*lines: str) -> ModuleOp:
    return parse_module(
        HEAD + "".join(f"  {line}\n" for line in lines) + "  return\n}\n", Context()
    )


def test_operands_are_those_of_the_line(judge: Callable[..., str]) -> None:
    lines = (
        "%0 = stablehlo.subtract %a, %b : tensor<2xf32>",
        "%1 = stablehlo.subtract %b, %0 : tensor<2xf32>",
        "%2 = stablehlo.subtract %1, %1 : tensor<2xf32>",
        "%3 = stablehlo.subtract %2, %a : tensor<2xf32>",
    )
    text = HEAD + "\n".join(lines) + "\nreturn\n}\n"
    assert print_module(read(*lines)) == judge(text)


def test_a_first_line_with_one_value_twice_is_no_template() -> None:
    module = read(
        "%0 = stablehlo.subtract %a, %a : tensor<2xf32>",
        "%1 = stablehlo.subtract %b, %a : tensor<2xf32>",
    )
    assert "stablehlo.subtract %arg1, %arg0" in print_module(module)


def test_types_of_the_values_are_checked() -> None:
    with pytest.raises(CompileError, match="expects different type than prior uses"):
        read(
            "%0 = stablehlo.add %a, %b : tensor<2xf32>",
            "%1 = stablehlo.add %a, %c : tensor<2xf32>",
        )


def test_a_line_may_go_on_where_the_first_did_not() -> None:
    module = read(
        "%0 = stablehlo.abs %a : tensor<2xf32>",
        "%1 = stablehlo.abs %b : tensor<2xf32>",
        'loc("elsewhere":7:8)',
    )
    assert '"elsewhere":7:8' in print_module(module, debuginfo=True)


def test_an_operation_of_several_lines_is_no_template() -> None:
    module = read(
        "%0 = stablehlo.add",
        "%a, %b : tensor<2xf32>",
        "%1 = stablehlo.add",
        "%b, %a : tensor<2xf32>",
    )
    assert "stablehlo.add %arg1, %arg0" in print_module(module)


def test_names_inside_of_strings_count() -> None:
    module = read(
        '%0 = stablehlo.abs %a {note = "%x"} : tensor<2xf32>',
        '%1 = stablehlo.abs %a {note = "%y"} : tensor<2xf32>',
    )
    text = print_module(module)
    assert '"%x"' in text
    assert '"%y"' in text


def test_properties_are_not_shared() -> None:
    module = read(
        "%0 = stablehlo.transpose %a, dims = [0] : (tensor<2xf32>) -> tensor<2xf32>",
        "%1 = stablehlo.transpose %b, dims = [0] : (tensor<2xf32>) -> tensor<2xf32>",
    )
    (function,) = module.ops
    first, second, _ = function.regions[0].block.ops
    assert first.properties == second.properties
    assert first.properties is not second.properties


def test_uses_before_definitions() -> None:
    text = """
    "t.graph"() ({
      %0 = "t.id"(%1) : (i32) -> i32
      %1 = "t.id"(%2) : (i32) -> i32
      %2 = "t.id"(%0) : (i32) -> i32
    }) : () -> ()
    """
    module = parse_module(text, Context(allow_unregistered=True))
    (graph,) = module.ops
    first, second, third = graph.regions[0].block.ops
    assert [op.operands[0] for op in (first, second, third)] == [
        second.results[0],
        third.results[0],
        first.results[0],
    ]
