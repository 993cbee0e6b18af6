"""Dialects that load one op family at a time, when an op of it is first named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from importlib import import_module

from xdsl.ir import Attribute, Dialect, Operation, TypeAttribute


class LazyDialect:
    """A dialect as a table: file of the package -> the mnemonics that it defines.

    `LazyDialect("ttir", __name__, {"reduction": "argmax max min sum"})` finds `ttir.sum` in
    `<package>/reduction.py`. A test compares the table with what the files define.
    """

    def __init__(
        self,
        name: str,
        package: str,
        ops: Mapping[str, str],
        attributes: Mapping[str, str] | None = None,
        types: Mapping[str, str] | None = None,
        attached: Callable[[], Callable[[Operation], None]] = lambda: _accept,
    ) -> None:
        self.name = name
        self.package = package
        self._attached = attached
        self._ops = _by_name(name, ops)
        self._attributes = _by_name(name, attributes or {})
        self._types = _by_name(name, types or {})

    @property
    def op_names(self) -> Iterator[str]:
        """Full names of all ops, in the order of the table."""
        return iter(self._ops)

    @property
    def has_attributes(self) -> bool:
        return bool(self._attributes)

    @property
    def has_types(self) -> bool:
        return bool(self._types)

    def file_of(self, name: str) -> str:
        """The file of the package that defines the op of a full name."""
        return self._ops[name]

    def op(self, name: str) -> type[Operation] | None:
        """The op class of a full name such as `ttir.sum`, loading its family."""
        return self._load(self._ops, name, Operation)

    def attribute(self, name: str) -> type[Attribute] | None:
        """The attribute class of a full name such as `ttcore.reduce_type`."""
        return self._load(self._attributes, name, Attribute)

    def type(self, name: str) -> type[TypeAttribute] | None:
        """The type class of a full name such as `ttcore.tile`."""
        return self._load(self._types, name, TypeAttribute)

    @cached_property
    def verify_attached(self) -> Callable[[Operation], None]:
        """Raises VerifyException unless attributes of this dialect fit an op of any dialect."""
        return self._attached()

    @cached_property
    def whole(self) -> Dialect:
        """xDSL's dialect object with everything loaded."""
        ops = [cls for name in self._ops if (cls := self.op(name))]
        attributes = [cls for name in self._attributes if (cls := self.attribute(name))]
        types = [cls for name in self._types if (cls := self.type(name))]
        return Dialect(self.name, ops, [*attributes, *types])

    def _load(self, table: Mapping[str, str], name: str, base: type) -> type | None:
        file = table.get(name)
        if file is None:
            return None
        module = import_module(f"{self.package}.{file}")
        return classes_in(module.__dict__, base).get(name)


def _accept(op: Operation) -> None:
    """What a dialect checks that attaches nothing to others."""


def classes_in(namespace: Mapping[str, object], base: type) -> dict[str, type]:
    """The classes below `base` that a module names, by the name they have in the text."""
    return {
        value.__dict__["name"]: value
        for value in namespace.values()
        if isinstance(value, type) and issubclass(value, base) and "name" in value.__dict__
    }


def _by_name(dialect: str, files: Mapping[str, str]) -> dict[str, str]:
    return {f"{dialect}.{word}": file for file, words in files.items() for word in words.split()}
