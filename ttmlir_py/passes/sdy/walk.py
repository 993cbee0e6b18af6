"""Walking over a module: changing every sharding in it, visiting inner ops before outer ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr, ModuleOp
from xdsl.ir import Attribute, Operation

from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding

Transform = Callable[[TensorSharding], TensorSharding]


def map_shardings(module: ModuleOp, transform: Transform) -> None:
    """Replace every sharding, op by op, by what `transform` makes of it."""
    for op in module.walk():
        op.attributes |= _mapped_entries(op.attributes, transform)
        op.properties |= _mapped_entries(op.properties, transform)


def _mapped_entries(entries: Mapping[str, Attribute], transform: Transform) -> dict[str, Attribute]:
    """The entries that change."""
    mapped = ((key, _mapped(value, transform)) for key, value in entries.items())
    return {key: value for key, value in mapped if value is not entries[key]}


def _mapped(attribute: Attribute, transform: Transform) -> Attribute:
    match attribute:
        case TensorSharding():
            return transform(attribute)
        case ShardingPerValue():
            return ShardingPerValue(tuple(map(transform, attribute)))
        case ArrayAttr(data=items) if any(isinstance(item, DictionaryAttr) for item in items):
            return ArrayAttr([_mapped(item, transform) for item in items])
        case DictionaryAttr(data=entries) if changed := _mapped_entries(entries, transform):
            return DictionaryAttr({**entries, **changed})
        case _:
            return attribute


def post_order(op: Operation) -> Iterator[Operation]:
    """The ops inside of an op in order, each after those inside of it, and the op itself."""
    for region in op.regions:
        for block in region.blocks:
            for inner in block.ops:
                yield from post_order(inner)
    yield op
