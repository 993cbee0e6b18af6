"""The ttir ops with a syntax of their own."""

import pytest

from ttmlir_py.context import Context
from ttmlir_py.syntax.diagnostics import DiagnosticEngine
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module
from ttmlir_py.syntax.verifier import verify

_LINES = [
    "%0 = ttir.empty() : tensor<2x3xf32>",
    "%0 = ttir.to_layout %arg0, %arg1 : tensor<2x3xf32> into tensor<2x3xf32> -> tensor<2x3xf32>",
    '%0 = ttir.tt_lang_op(%arg0, %arg1) {arg_roles = "in, out", kernel_id = "k", '
    'version_tag = "1"} '
    ": (tensor<2x3xf32>, tensor<2x3xf32>) -> (tensor<2x3xf32>)",
]


def module_around(line: str) -> str:
    return (
        "module {\n  func.func @f(%arg0: tensor<2x3xf32>, %arg1: tensor<2x3xf32>) {\n"
        f"    {line}\n    return\n  }}\n}}\n"
    )


def complaints(line: str) -> list[str]:
    engine = DiagnosticEngine()
    verify(parse_module(module_around(line), Context()), engine)
    return [diagnostic.message for diagnostic in engine.diagnostics]


@pytest.mark.parametrize("line", _LINES)
def test_round_trip(line: str) -> None:
    assert complaints(line) == []
    assert print_module(parse_module(module_around(line), Context())) == module_around(line)


@pytest.mark.parametrize(
    ("roles", "message"),
    [
        ("in", "`arg_roles` token count (1) must match number of inputs (2)."),
        ("in, inout", '`arg_roles` token must be "in" or "out", got: "inout".'),
        (
            "out, in",
            '`arg_roles` must list all "in" operands before any "out" operand '
            "(destination-passing-style ordering).",
        ),
        ("in, in", 'number of "out" tokens (0) must match number of results (1).'),
    ],
)
def test_roles_of_a_kernel(roles: str, message: str) -> None:
    found = complaints(_LINES[2].replace("in, out", roles))
    assert found == [f"'ttir.tt_lang_op' op {message}"]
