"""The alias section: short names for attributes that ask for one.

As in MLIR, aliases are found by printing without writing: so an attribute gets an alias exactly
if it would be written. They are ordered by how deeply they nest, types first, then by name, then
by first use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import cast

from xdsl.dialects.builtin import (
    AffineMapAttr,
    AffineSetAttr,
    CallSiteLoc,
    FileLineColLoc,
    FusedLoc,
    NameLoc,
    UnknownLoc,
)
from xdsl.ir import Attribute, Operation, TypeAttribute

from ttmlir_py.syntax.locations import SourceLocation, SourceRange

LOCATIONS = (
    SourceLocation,
    SourceRange,
    UnknownLoc,
    FileLineColLoc,
    NameLoc,
    CallSiteLoc,
    FusedLoc,
)


def alias_of(attribute: Attribute) -> str | None:
    """The name an attribute asks for."""
    if (ask := getattr(attribute, "alias_name", None)) is not None:
        return cast("str | None", ask())
    if isinstance(attribute, AffineMapAttr):
        return "map"
    if isinstance(attribute, AffineSetAttr):
        return "set"
    if isinstance(attribute, LOCATIONS):
        return "loc"
    return cast("str | None", getattr(attribute, "alias", None))


@dataclass(eq=False)
class _Entry:
    """An attribute that was met, and what its alias will be ordered by."""

    attribute: Attribute
    alias: str | None
    can_be_deferred: bool
    depth: int
    children: list[_Entry] = field(default_factory=list["_Entry"])

    def forbid_deferring(self) -> None:
        if not self.can_be_deferred:
            return
        self.can_be_deferred = False
        for child in self.children:
            child.forbid_deferring()


@dataclass(frozen=True)
class Alias:
    """A name with its sigil, and whether its definition may follow the module."""

    text: str
    attribute: Attribute
    is_deferred: bool


class AliasCollector:
    """Notes every attribute that would be written, with those nested in it."""

    def __init__(self) -> None:
        self._entries: dict[Attribute, _Entry] = {}
        self._known: dict[int, _Entry] = {}
        self._open: list[_Entry] = []

    def visit(
        self,
        attribute: Attribute,
        print_nested: Callable[[Attribute], None],
        can_be_deferred: bool = False,
    ) -> None:
        if self._open:
            can_be_deferred = self._open[-1].can_be_deferred
        entry = self._known.get(id(attribute)) or self._entries.get(attribute)
        if entry is None:
            entry = self._enter(attribute, print_nested, can_be_deferred)
        elif not can_be_deferred:
            entry.forbid_deferring()
        if self._open:
            parent = self._open[-1]
            parent.children.append(entry)
            if entry.depth:
                parent.depth = max(parent.depth, entry.depth + 1)

    def _enter(
        self,
        attribute: Attribute,
        print_nested: Callable[[Attribute], None],
        can_be_deferred: bool,
    ) -> _Entry:
        alias = alias_of(attribute)
        entry = _Entry(attribute, alias, can_be_deferred, 1 if alias else 0)
        self._entries[attribute] = entry
        self._known[id(attribute)] = entry
        self._open.append(entry)
        print_nested(attribute)
        self._open.pop()
        return entry

    def aliases(self) -> list[Alias]:
        """The aliases in the order of their definitions."""
        entries = sorted(
            (entry for entry in self._entries.values() if entry.alias),
            key=lambda entry: (
                entry.depth,
                not isinstance(entry.attribute, TypeAttribute),
                entry.alias,
            ),
        )
        counts: dict[str, int] = {}
        result: list[Alias] = []
        for entry in entries:
            name = entry.alias or ""
            number = counts.get(name, 0)
            counts[name] = number + 1
            sigil = "!" if isinstance(entry.attribute, TypeAttribute) else "#"
            separator = "_" if number and name[-1].isdigit() else ""
            text = f"{sigil}{name}{separator}{number or ''}"
            result.append(Alias(text, entry.attribute, entry.can_be_deferred))
        return result


def any_alias(root: Operation) -> bool:
    """Whether anything in an operation could ask for an alias."""
    known: dict[int, bool] = {}
    for op in root.walk():
        attributes = chain(
            op.properties.values(),
            op.attributes.values(),
            op.result_types,
            (argument.type for region in op.regions for b in region.blocks for argument in b.args),
        )
        if any(_holds_alias(attribute, known) for attribute in attributes):
            return True
    return False


def _holds_alias(value: object, known: dict[int, bool]) -> bool:
    if isinstance(value, Attribute):
        if (answer := known.get(id(value))) is None:
            answer = bool(alias_of(value)) or _holds_alias(vars(value), known)
            known[id(value)] = answer
        return answer
    if isinstance(value, Mapping):
        return _any_holds(cast("Mapping[object, object]", value).values(), known)
    if isinstance(value, (tuple, list)):
        return _any_holds(cast("Iterable[object]", value), known)
    return False


def _any_holds(values: Iterable[object], known: dict[int, bool]) -> bool:
    return any(_holds_alias(value, known) for value in values)
