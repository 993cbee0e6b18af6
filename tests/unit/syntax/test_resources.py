"""Blobs belong to the attributes that name them."""

from __future__ import annotations

from collections.abc import Callable

from xdsl.dialects.builtin import DenseResourceAttr

from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.resources import resource_data

_TEXT = """
"d.e"() {a = dense_resource<key> : tensor<2xi8>} : () -> ()
{-# dialect_resources: { builtin: { key: "0x010000000203" } } #-}
"""


def test_blob_survives_a_copy(new_context: Callable[..., object]) -> None:
    module = parse_module(_TEXT, new_context())
    (op,) = module.clone().ops
    attribute = op.attributes["a"]
    assert isinstance(attribute, DenseResourceAttr)
    assert resource_data(attribute) == b"\2\3"


def test_missing_blob_is_none(new_context: Callable[..., object]) -> None:
    module = parse_module(_TEXT.split("{-#")[0], new_context())
    (op,) = module.ops
    attribute = op.attributes["a"]
    assert isinstance(attribute, DenseResourceAttr)
    assert resource_data(attribute) is None
