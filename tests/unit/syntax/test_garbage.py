"""Modules that nobody holds any more are collected, though reading does not look for them."""

from __future__ import annotations

import gc
from unittest.mock import patch
from weakref import ref

from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.context import Context
from ttmlir_py.syntax import garbage
from ttmlir_py.syntax.parser import parse_module

TEXT = "".join(f'%{n} = "a.b"() : () -> i32\n' for n in range(200))


def read() -> ModuleOp:
    return parse_module(TEXT, Context(allow_unregistered=True))


def test_garbage_is_bounded() -> None:
    with patch.object(garbage, "_MOST_UNSEEN", 20_000):
        modules = [ref(read()) for _ in range(100)]
    assert sum(module() is not None for module in modules) < 50


def test_few_modules_are_not_looked_at() -> None:
    gc.collect()
    before = gc.get_stats()[2]["collections"]
    modules = [read() for _ in range(3)]
    assert gc.get_stats()[2]["collections"] == before
    assert len(modules) == 3


def test_collection_is_as_it_was() -> None:
    read()
    assert gc.isenabled()
    gc.disable()
    try:
        read()
        assert not gc.isenabled()
    finally:
        gc.enable()
