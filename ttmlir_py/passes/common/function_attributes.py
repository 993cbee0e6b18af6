"""Attributes of function arguments and results, read and changed one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute

Side = Literal["arguments", "results"]
SIDES: tuple[Side, Side] = ("arguments", "results")
Entry = dict[str, Attribute]


def count(function: FuncOp, side: Side) -> int:
    """The number of arguments or results."""
    return len(types(function, side))


def types(function: FuncOp, side: Side) -> Sequence[Attribute]:
    """The types of the arguments or results."""
    signature = function.function_type
    return signature.inputs.data if side == "arguments" else signature.outputs.data


def entries(function: FuncOp, side: Side) -> list[Entry]:
    """The attributes of every argument or result."""
    stored = function.arg_attrs if side == "arguments" else function.res_attrs
    if stored is None:
        return [{} for _ in range(count(function, side))]
    return [dict(entry.data) for entry in stored.data]


def set_entries(function: FuncOp, side: Side, values: Sequence[Mapping[str, Attribute]]) -> None:
    """Store the attributes of every argument or result; none at all where all are empty."""
    stored = ArrayAttr(DictionaryAttr(dict(entry)) for entry in values) if any(values) else None
    if side == "arguments":
        function.arg_attrs = stored
    else:
        function.res_attrs = stored


def set_attribute(function: FuncOp, side: Side, name: str, values: Sequence[Attribute]) -> None:
    """Give every argument or result its value of one attribute."""
    pairs = zip(entries(function, side), values, strict=True)
    set_entries(function, side, [{**entry, name: value} for entry, value in pairs])


def remove_attribute(function: FuncOp, side: Side, name: str) -> None:
    """Drop one attribute from all arguments or results."""
    kept = [{k: v for k, v in entry.items() if k != name} for entry in entries(function, side)]
    set_entries(function, side, kept)


def has_attribute(function: FuncOp, name: str) -> bool:
    """Whether any argument or result carries an attribute."""
    return any(name in entry for side in SIDES for entry in entries(function, side))
