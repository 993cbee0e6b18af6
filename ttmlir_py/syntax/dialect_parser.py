"""Attributes and types of dialects, aliases, and those of dialects nobody knows."""

from __future__ import annotations

from typing import Protocol, cast

from xdsl.dialects.builtin import UnregisteredAttr
from xdsl.ir import Attribute, Data, ParametrizedAttribute
from xdsl.utils.exceptions import ParseError, VerifyException

from ttmlir_py.syntax.token_parser import TokenParser

_BRACKETS = {"<": ">", "(": ")", "[": "]", "{": "}"}
_UNREGISTERED = (
    '#{0}<"{1}"> : {2} created with unregistered dialect. If this is intended, please call '
    "allowUnregisteredDialects() on the MLIRContext, or use -allow-unregistered-dialect with "
    "the MLIR tool used"
)


class _DotlessAttribute(Protocol):
    """An attribute class that reads what follows its name inside the brackets."""

    def parse_body(self, parser: TokenParser) -> Attribute: ...


class DialectParser(TokenParser):
    """`#dialect.name<…>`, `#dialect<name …>` and `#alias`; the same with `!` for types."""

    def _parse_extended_type_or_attribute(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, attr_or_dialect_name: str, is_type: bool
    ) -> Attribute:
        name = attr_or_dialect_name
        if "." not in name and self._peek() != "<":
            return self._parse_alias(name, is_type)
        opening = self._cursor.index
        try:
            return self._parse_symbol(name, is_type)
        except ParseError:
            self._check_brackets(opening)
            raise

    def _parse_symbol(self, name: str, is_type: bool) -> Attribute:
        """`dialect.name<…>` or `dialect<name …>`, the name of the dialect already read."""
        if "." in name:
            return self._parse_body(self._attribute_class(name, is_type), name, is_type)
        start = self.pos + 1
        self._cursor.index += 1
        if self._peek()[:1].isalpha():
            start = self.pos + len(self._peek())
            name = f"{name}.{self.parse_identifier()}"
        else:
            name = f"{name}."
        attribute_class = self._attribute_class(name, is_type)
        if issubclass(attribute_class, UnregisteredAttr):
            result = self._parse_opaque(attribute_class, name, is_type, start)
        elif getattr(attribute_class, "dotless", False):
            parse = cast(_DotlessAttribute, attribute_class).parse_body
            self._body_depth += 1
            result = parse(self)
            self._body_depth -= 1
        else:
            result = self._parse_body(attribute_class, name, is_type)
        self.parse_punctuation(">")
        return result

    def _check_brackets(self, index: int) -> None:
        """Raise an error if the brackets from a token on do not match.

        As in MLIR the error is at the last string inside of them, or at the first bracket.
        """
        cursor = self._cursor
        texts = cursor.texts
        place = index
        closing: list[str] = []
        while True:
            text = texts[index]
            if text in _BRACKETS:
                closing.append(_BRACKETS[text])
            elif text == "" or text in ">)]}":
                if not closing or text != closing[-1]:
                    break
                closing.pop()
            elif text[0] == '"':
                place = index
            if not closing:
                return
            index += 1
        if closing:
            opening = next(key for key, value in _BRACKETS.items() if value == closing[-1])
            message = f"unbalanced '{opening}' character in pretty dialect name"
            raise ParseError(cursor.span(place), message)

    def _parse_alias(self, name: str, is_type: bool) -> Attribute:
        alias = ("!" if is_type else "#") + name
        if alias not in self.attribute_aliases:
            self._fail(f"undefined symbol alias id '{name}'")
        return self.attribute_aliases[alias]

    def _attribute_class(self, name: str, is_type: bool) -> type[Attribute]:
        known = self.ctx.get_optional_type(name) if is_type else self.ctx.get_optional_attr(name)
        dialect, _, mnemonic = name.partition(".")
        is_registered = dialect in self.ctx.registered_dialect_names or (
            is_type and getattr(self.ctx, "knows", _knows_none)(dialect)
        )
        if known is not None and not (is_registered and issubclass(known, UnregisteredAttr)):
            return known
        kind = "type" if is_type else "attribute"
        if is_registered:
            message = self._unknown(kind, dialect, mnemonic)
            self._fail(message, self.previous_end - len(mnemonic))
        self._fail(_UNREGISTERED.format(dialect, mnemonic, kind))

    def _unknown(self, kind: str, dialect: str, mnemonic: str) -> str:
        provides = getattr(self.ctx, "provides", _provides_all)
        if dialect == "builtin" or not provides(dialect, kind == "type"):
            return f"dialect '{dialect}' provides no {kind} parsing hook"
        usual = f"unknown {kind} `{{}}` in dialect `{dialect}`"
        return _WORDINGS.get((kind, dialect), usual).format(mnemonic)

    def _parse_body(self, attribute_class: type[Attribute], name: str, is_type: bool) -> Attribute:
        if issubclass(attribute_class, UnregisteredAttr):
            body = self._parse_dialect_symbol_body() if self._peek() == "<" else ""
            return attribute_class(name, is_type, False, body)
        start = self._cursor.index
        self._body_depth += 1
        if issubclass(attribute_class, ParametrizedAttribute):
            try:
                result = attribute_class.new(attribute_class.parse_parameters(self))
            except VerifyException as error:
                raise ParseError(self._cursor.span(start), str(error)) from None
        else:
            assert issubclass(attribute_class, Data)
            data_class = cast(type[Data[object]], attribute_class)
            result = data_class(data_class.parse_parameter(self))
        self._body_depth -= 1
        return result

    def _parse_opaque(
        self, attribute_class: type[UnregisteredAttr], name: str, is_type: bool, start: int
    ) -> Attribute:
        """`#dialect<anything>` of an unknown dialect, up to but without the `>`."""
        end = self._raw_scan_balanced(start)
        self._cursor.seek(end)
        return attribute_class(name, is_type, True, self.source.content[start:end])


# For contexts that load no dialects of their own.


def _knows_none(dialect: str) -> bool:
    return False


def _provides_all(dialect: str, types: bool) -> bool:
    return True


_WORDINGS = {
    ("attribute", "chlo"): "unknown chlo attribute",
    ("attribute", "stablehlo"): "unknown StableHLO attribute",
    ("type", "quant"): "unknown quantized type {}",
    ("type", "stablehlo"): "unknown stablehlo type: {}",
}
"""What dialects say of names that they do not know, where it is not MLIR's usual sentence."""
