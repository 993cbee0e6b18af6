"""`symbol-dce`: erase private symbols that nothing refers to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr, ModuleOp, StringAttr, SymbolRefAttr
from xdsl.dialects.func import FuncOp
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
    for module in list(_modules(root)):
        unused = _unused(module)
        for op in unused if among is None else [op for op in unused if op in among]:
            op.detach()
            op.erase()


def _modules(op: Operation) -> Iterator[ModuleOp]:
    """The modules of an op; there are none inside of functions."""
    if isinstance(op, ModuleOp):
        yield op
    for region in op.regions if not isinstance(op, FuncOp) else ():
        for block in region.blocks:
            for inner in block.ops:
                yield from _modules(inner)


def _unused(module: ModuleOp) -> Sequence[Operation]:
    """The private symbols of a module that neither other ops nor needed symbols refer to."""
    private = {name: op for op in module.ops if (name := _private_symbol(op)) is not None}
    if not private:
        return ()
    unused = dict(private)
    work = [op for op in module.ops if _private_symbol(op) is None]
    known: dict[int, tuple[Attribute, frozenset[str]]] = {}
    while work:
        for name in _references(work.pop(), known):
            if (op := unused.pop(name, None)) is not None:
                work.append(op)
    return list(unused.values())


def _private_symbol(op: Operation) -> str | None:
    visibility = op.get_attr_or_prop("sym_visibility")
    name = op.get_attr_or_prop("sym_name")
    if isinstance(name, StringAttr) and visibility == StringAttr("private"):
        return name.data
    return None


def _references(
    root: Operation, known: dict[int, tuple[Attribute, frozenset[str]]]
) -> Iterator[str]:
    """The symbols in the attributes of an op and those inside; programs share many attributes."""
    for op in root.walk():
        for attribute in (*op.attributes.values(), *op.properties.values()):
            entry = known.get(id(attribute))
            if entry is None:
                symbols = frozenset(_symbols_in(attribute))
                # The attribute is kept, so that its identity is not given to another.
                entry = known[id(attribute)] = (attribute, symbols)
            yield from entry[1]


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
