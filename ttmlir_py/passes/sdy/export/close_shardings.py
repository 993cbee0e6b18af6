"""`sdy-close-shardings`: no sharding may be changed any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr, ModuleOp
from xdsl.ir import Attribute

from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class CloseShardingsPass(Pass):
    """Every sharding is closed, and has neither priorities nor replicated axes."""

    name = "sdy-close-shardings"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        known: Known = {}
        for inner in op.walk():
            for entries in (inner.attributes, inner.properties):
                if entries:
                    entries |= _closed_entries(entries, known)


Known = dict[int, tuple[Attribute, Attribute]]
"""Attributes by identity, and what they are when closed; programs share many of them."""


def _closed_entries(entries: Mapping[str, Attribute], known: Known) -> dict[str, Attribute]:
    """The entries that closing changes."""
    closed = ((key, _closed(value, known)) for key, value in entries.items())
    return {key: value for key, value in closed if value is not entries[key]}


def _closed(attribute: Attribute, known: Known) -> Attribute:
    found = known.get(id(attribute))
    if found is None:
        found = known[id(attribute)] = (attribute, _close(attribute, known))
    return found[1]


def _close(attribute: Attribute, known: Known) -> Attribute:
    match attribute:
        case TensorSharding():
            return attribute.closed()
        case ShardingPerValue():
            return ShardingPerValue(tuple(sharding.closed() for sharding in attribute))
        case ArrayAttr(data=items) if any(isinstance(item, DictionaryAttr) for item in items):
            return ArrayAttr([_closed(item, known) for item in items])
        case DictionaryAttr(data=entries) if changed := _closed_entries(entries, known):
            return DictionaryAttr({**entries, **changed})
        case _:
            return attribute
