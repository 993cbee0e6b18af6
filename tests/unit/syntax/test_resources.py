"""Blobs belong to the attributes that name them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr

import ttmlir_py
from ttmlir_py.context import Context
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

_TEXT = """
"d.e"() {a = dense_resource<key> : tensor<2xi8>} : () -> ()
{-# dialect_resources: { builtin: { key: "0x010000000203" } } #-}
"""


def test_blob_survives_a_copy(new_context: Callable[..., object]) -> None:
    module = parse_module(_TEXT, new_context())
    (op,) = module.clone().ops
    attribute = op.attributes["a"]
    assert isinstance(attribute, DenseIntOrFPElementsAttr)
    assert list(attribute.get_values()) == [2, 3]


def test_missing_blob_is_an_error_when_needed(new_context: Callable[..., object]) -> None:
    module = parse_module(_TEXT.split("{-#")[0], new_context(), "f.mlir")
    (op,) = module.ops
    attribute = op.attributes["a"]
    assert isinstance(attribute, DenseIntOrFPElementsAttr)
    with pytest.raises(CompileError, match=r"f.mlir:2:14: error: resource 'key' has no data"):
        attribute.get_values()


PROGRAM = """func.func @main() -> tensor<3xf32> {
  %0 = stablehlo.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  return %0 : tensor<3xf32>
}
"""


def test_elided_constant_is_read_back_but_not_run() -> None:
    text = print_module(parse_module(PROGRAM, Context()), elide_elements_larger=2)
    assert "stablehlo.constant dense_resource<__elided__> : tensor<3xf32>" in text
    assert print_module(parse_module(text, Context())) == text
    with pytest.raises(CompileError, match="3:31: error: resource '__elided__' has no data"):
        ttmlir_py.compile(text)()


def test_constant_from_a_resource(same_as_mlir: Callable[[str], None]) -> None:
    text = (
        PROGRAM.replace("dense<[1.0, 2.0, 3.0]>", "dense_resource<three>")
        + '{-# dialect_resources: { builtin: { three: "0x040000000000803F0000004000004040" } } #-}'
    )
    same_as_mlir(text)
    assert ttmlir_py.compile(text)()[0].tolist() == [1.0, 2.0, 3.0]
    generic = print_module(parse_module(text, Context()), generic=True)
    assert print_module(parse_module(generic, Context()), generic=True) == generic


@pytest.mark.parametrize("blob", ["0x04", "0x0400000001", "zz"])
def test_blob_that_does_not_fit(blob: str) -> None:
    text = PROGRAM.replace("dense<[1.0, 2.0, 3.0]>", "dense_resource<odd>")
    text += f'{{-# dialect_resources: {{ builtin: {{ odd: "{blob}" }} }} #-}}'
    with pytest.raises(CompileError, match=r"resource 'odd' has 1 bytes|expected hex string blob"):
        ttmlir_py.compile(text)()
