"""`symbol-dce`: erase private symbols that nothing refers to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr, ModuleOp, StringAttr, SymbolRefAttr
from xdsl.ir import Attribute, Operation, ParametrizedAttribute

from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class SymbolDcePass(Pass):
    """Every private symbol is referred to by something that is itself needed."""

    name = "symbol-dce"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        erase_unused_symbols(op)


def erase_unused_symbols(root: ModuleOp, among: Collection[Operation] | None = None) -> None:
    """Erase the private symbols (all, or only those in `among`) that no needed op refers to."""
    for module in [op for op in root.walk() if isinstance(op, ModuleOp)]:
        needed = _needed(module)
        for op in list(module.ops):
            if op not in needed and (among is None or op in among):
                op.detach()
                op.erase()


def _needed(module: ModuleOp) -> set[Operation]:
    """The ops of a module that are not private symbols, and all that they refer to."""
    private = {name: op for op in module.ops if (name := _private_symbol(op)) is not None}
    needed = {op for op in module.ops if _private_symbol(op) is None}
    work = list(needed)
    while work:
        for name in _references(work.pop()):
            op = private.get(name)
            if op is not None and op not in needed:
                needed.add(op)
                work.append(op)
    return needed


def _private_symbol(op: Operation) -> str | None:
    visibility = op.get_attr_or_prop("sym_visibility")
    name = op.get_attr_or_prop("sym_name")
    if isinstance(name, StringAttr) and visibility == StringAttr("private"):
        return name.data
    return None


def _references(root: Operation) -> Iterator[str]:
    for op in root.walk():
        for attribute in (*op.attributes.values(), *op.properties.values()):
            yield from _symbols_in(attribute)


def _symbols_in(attribute: Attribute) -> Iterator[str]:
    match attribute:
        case SymbolRefAttr():
            yield attribute.root_reference.data
        case ArrayAttr():
            for item in attribute.data:
                yield from _symbols_in(item)
        case DictionaryAttr():
            for item in attribute.data.values():
                yield from _symbols_in(item)
        case ParametrizedAttribute():
            for item in attribute.parameters:
                yield from _symbols_in(item)
        case _:
            return
