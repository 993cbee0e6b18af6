"""Attributes and types as MLIR writes them, each put into text once."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from math import isfinite, prod
from typing import IO, Any, cast

from xdsl.dialects.builtin import (
    AffineMapAttr,
    AffineSetAttr,
    AnyFloat,
    ArrayAttr,
    DenseArrayBase,
    DenseIntOrFPElementsAttr,
    DenseResourceAttr,
    DictionaryAttr,
    FloatAttr,
    IntegerAttr,
    MemRefType,
    NoneAttr,
    UnitAttr,
    UnrankedMemRefType,
    UnregisteredAttr,
    f64,
    i64,
)
from xdsl.ir import Attribute, BuiltinAttribute, Data, ParametrizedAttribute, TypeAttribute
from xdsl.ir.affine import AffineMap
from xdsl.printer import Printer as XdslPrinter

from ttmlir_py.syntax.affine_text import affine_map_text, affine_set_text
from ttmlir_py.syntax.aliases import LOCATIONS, AliasCollector
from ttmlir_py.syntax.core_arith import flags_text
from ttmlir_py.syntax.elements import Shaped, splat_element
from ttmlir_py.syntax.elements_text import LARGEST_DECIMAL, array_text, elements_text
from ttmlir_py.syntax.float_text import float_text
from ttmlir_py.syntax.location_text import location_text
from ttmlir_py.syntax.resources import resource_of
from ttmlir_py.syntax.sparse_elements import SparseElementsAttr
from ttmlir_py.syntax.string_elements import DenseStringElementsAttr
from ttmlir_py.syntax.strings import is_bare_name, quoted

_OPENING = ("<", "(", "[", "{")
_SIMPLE_SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9._]*(?:<.*>)?", re.DOTALL)


class AttributePrinter(XdslPrinter):
    """Writes attributes.

    An attribute's text is the same wherever it stands in a module, so it is made once. With a
    collector nothing is written: the attributes that would be are shown to it instead.
    """

    elide_elements_larger: int | None = None
    hex_elements_larger: int = LARGEST_DECIMAL
    collector: AliasCollector | None = None

    def _start_attributes(self, stream: IO[str] | None) -> None:
        self.parts: list[str] = []
        self._write: Callable[[str], Any] = stream.write if stream else self.parts.append
        self.aliases: dict[Attribute, str] = {}
        self.resources: dict[str, DenseResourceAttr] = {}
        self.distinct_numbers: dict[int, int] = {}
        self._texts: dict[int, tuple[Attribute, str]] = {}

    # Text

    def print_string(self, text: str, *, indent: int | None = None) -> None:
        if "\n" in text:
            levels = self._indent if indent is None else indent
            text = text.replace("\n", "\n" + " " * (levels * self.indent_num_spaces))
        self._write(text)

    def _print_new_line(self, indent: int | None = None, print_message: bool = True) -> None:
        levels = self._indent if indent is None else indent
        self._write("\n" + " " * (levels * self.indent_num_spaces))

    @contextmanager
    def _capture(self) -> Generator[list[str]]:
        """Collect what is written instead of writing it."""
        outer = self._write
        parts: list[str] = []
        self._write = parts.append
        yield parts
        self._write = outer

    def print_float(self, value: float, type: AnyFloat) -> None:
        self._write(float_text(value, type))

    def print_symbol_name(self, sym_name: str) -> None:
        self._write("@")
        self.print_identifier_or_string_literal(sym_name)

    def print_identifier_or_string_literal(self, string: str) -> None:
        if is_bare_name(string):
            self._write(string)
        else:
            self.print_string_literal(string)

    def print_bytes_literal(self, bytestring: bytes) -> None:
        self._write(quoted(bytestring))

    # Attributes

    def print_attribute(self, attribute: Attribute) -> None:
        if self.collector is not None:
            self.collector.visit(attribute, self._print_anew)
            return
        known = self._texts.get(id(attribute))
        if known is None:
            known = (attribute, self._text_of(attribute))
            self._texts[id(attribute)] = known
        self._write(known[1])

    def _text_of(self, attribute: Attribute) -> str:
        if self.aliases and (alias := self.aliases.get(attribute)) is not None:
            return alias
        return self.text_without_alias(attribute)

    def text_without_alias(self, attribute: Attribute) -> str:
        """The attribute in full; those nested in it may be aliases."""
        with self._capture() as parts:
            self._print_anew(attribute)
        return "".join(parts)

    def _print_anew(self, attribute: Attribute) -> None:
        if isinstance(attribute, LOCATIONS):
            self._print_location(attribute)
        elif isinstance(attribute, BuiltinAttribute):
            self._print_builtin(attribute)
        else:
            self._print_dialect_attribute(attribute)

    def _print_builtin(self, attribute: BuiltinAttribute) -> None:
        match attribute:
            case DictionaryAttr():
                self.print_attr_dict(attribute.data)
            case ArrayAttr():
                self._write("[")
                self.print_list(attribute.data, self._print_element)
                self._write("]")
            case AffineMapAttr():
                self._write(f"affine_map<{affine_map_text(attribute.data)}>")
            case AffineSetAttr():
                self._write(f"affine_set<{affine_set_text(attribute.data)}>")
            case DenseIntOrFPElementsAttr():
                self._print_elements(attribute)
            case SparseElementsAttr() if self._is_elided(attribute.type):
                self._write("dense_resource<__elided__> : ")
                self.print_attribute(attribute.type)
            case DenseStringElementsAttr() if (
                self._is_elided(attribute.type) and len(set(attribute.texts)) > 1
            ):
                self._write("dense_resource<__elided__> : ")
                self.print_attribute(attribute.type)
            case DenseArrayBase():
                self._write(array_text(attribute))
            case DenseResourceAttr():
                self._print_resource(attribute)
            case MemRefType():
                self._print_memref(attribute)
            case UnrankedMemRefType():
                self._print_unranked_memref(attribute)
            case UnregisteredAttr():
                self._print_unregistered(attribute)
            case _:
                attribute.print_builtin(self)

    def _print_element(self, attribute: Attribute) -> None:
        """An element of an array, which leaves out the type where that is the usual one."""
        if isinstance(attribute, IntegerAttr) and attribute.type == i64:
            self._write(str(attribute.value.data))
        elif isinstance(attribute, FloatAttr) and _is_plain_f64(attribute):
            self._write(float_text(attribute.value.data, f64))
        else:
            self.print_attribute(attribute)

    def _print_elements(self, attribute: DenseIntOrFPElementsAttr) -> None:
        if (resource := resource_of(attribute)) is not None:
            self._print_resource(resource)
            return
        if self.collector is None:
            if self._is_elided(attribute.type) and splat_element(attribute) is None:
                self._write("dense_resource<__elided__> : ")
            else:
                self._write(f"dense<{elements_text(attribute, self.hex_elements_larger)}> : ")
        self.print_attribute(attribute.type)

    def _is_elided(self, type_: Shaped) -> bool:
        limit = self.elide_elements_larger
        return limit is not None and prod(type_.get_shape()) > limit

    def _print_resource(self, attribute: DenseResourceAttr) -> None:
        key = attribute.resource_handle.data
        self.resources.setdefault(key, attribute)
        self._write("dense_resource<")
        self.print_identifier_or_string_literal(key)
        self._write("> : ")
        self.print_attribute(attribute.type)

    def _print_memref(self, type_: MemRefType[Attribute]) -> None:
        dims = "".join(f"{'?' if dim < 0 else dim}x" for dim in type_.get_shape())
        self._write(f"memref<{dims}")
        self.print_attribute(type_.element_type)
        for parameter in (type_.layout, type_.memory_space):
            is_identity = isinstance(parameter, AffineMapAttr) and parameter.data == _identity(dims)
            if not isinstance(parameter, NoneAttr) and not is_identity:
                self._write(", ")
                self._print_element(parameter)
        self._write(">")

    def _print_unranked_memref(self, type_: UnrankedMemRefType[Attribute]) -> None:
        self._write("memref<*x")
        self.print_attribute(type_.element_type)
        if not isinstance(type_.memory_space, NoneAttr):
            self._write(", ")
            self._print_element(type_.memory_space)
        self._write(">")

    def _print_unregistered(self, attribute: UnregisteredAttr) -> None:
        dialect, _, name = attribute.attr_name.data.partition(".")
        value = attribute.value.data
        is_bracketed = not attribute.is_opaque.data and value
        symbol = f"{name}<{value}>" if is_bracketed else name + value
        sigil = "!" if attribute.is_type.data else "#"
        self._write(f"{sigil}{dialect_symbol(dialect, symbol)}")

    def _print_dialect_attribute(self, attribute: Attribute) -> None:
        if attribute.name == "arith.overflow":
            self._write(f"#arith.overflow<{flags_text(attribute)}>")
            return
        self._write("!" if isinstance(attribute, TypeAttribute) else "#")
        if getattr(attribute, "dotless", False):
            dialect, _, name = attribute.name.partition(".")
            with self._capture() as parts:
                cast(Any, attribute).print_body(self)
            body = "".join(parts)
            separator = "" if body[:1] in _OPENING else " "
            self._write(f"{dialect}<{name}{separator}{body}>")
            return
        self._write(attribute.name)
        if isinstance(attribute, ParametrizedAttribute):
            attribute.print_parameters(self)
        else:
            cast("Data[object]", attribute).print_parameter(self)

    def _print_location(self, location: Attribute) -> None:
        text = location_text(location, self._nested_location, self._metadata_text)
        self._write(f"loc({text})")

    def _metadata_text(self, attribute: Attribute) -> str:
        with self._capture() as parts:
            self.print_attribute(attribute)
        return "".join(parts)

    def _nested_location(self, location: Attribute) -> str | None:
        """The alias of a location inside of another, if it has one."""
        if self.collector is not None:
            self.collector.visit(location, self._print_anew)
            return ""
        return self.aliases.get(location)

    # Dictionaries

    def print_attr_dict(self, attr_dict: Mapping[str, Attribute]) -> None:
        """Entries sorted by name, between braces."""
        write = self._write
        separator = "{"
        for name in sorted(attr_dict, key=str.encode):
            write(separator)
            separator = ", "
            self.print_identifier_or_string_literal(name)
            value = attr_dict[name]
            if not isinstance(value, UnitAttr):
                write(" = ")
                self.print_attribute(value)
        write("}" if attr_dict else "{}")


def _is_plain_f64(attribute: FloatAttr) -> bool:
    """Whether a number needs no type: bits in hexadecimal would be read as an integer."""
    return attribute.type == f64 and isfinite(attribute.value.data)


def _identity(dims: str) -> AffineMap:
    return AffineMap.identity(dims.count("x"))


def dialect_symbol(dialect: str, symbol: str) -> str:
    """`dialect.symbol` if that can be read back, else `dialect<symbol>`."""
    if _SIMPLE_SYMBOL.fullmatch(symbol):
        return f"{dialect}.{symbol}"
    return f"{dialect}<{symbol}>"
