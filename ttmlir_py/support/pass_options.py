"""Pass options as text: `a=1 b=x,y flag` read into the fields of a pass, and written back."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, replace
from difflib import get_close_matches
from enum import Enum
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from xdsl.passes import ModulePass

P = TypeVar("P", bound=ModulePass)

_CLOSING = {"{": "}", "'": "'", '"': '"'}


class OptionError(ValueError):
    """An option that a pass does not have, or a value it cannot take."""


@dataclass(frozen=True)
class Option:
    """One option of a pass class."""

    name: str
    field: str
    type_: Any
    default: object

    @property
    def is_list(self) -> bool:
        """Whether the value is a comma-separated list."""
        return get_origin(self.type_) is tuple


def options_of(cls: type[ModulePass]) -> dict[str, Option]:
    """The options of a pass class by the name they have on a command line."""
    hints = get_type_hints(cls)
    return {
        name: Option(name, item.name, _without_none(hints[item.name]), _default(item))
        for item in fields(cls)
        if (name := item.metadata.get("option", item.name.replace("_", "-")))
    }


def pass_with_options(cls: type[P], text: str) -> P:
    """The pass with options such as `a=1 b=x,y flag`; OptionError names what does not fit."""
    return pass_from_values(cls, dict(_entries(text)))


def pass_from_values(cls: type[P], given: Mapping[str, str | None]) -> P:
    """The pass with options given as texts; None for a flag without a value."""
    options = options_of(cls)
    values: dict[str, object] = {}
    for name, value in given.items():
        option = options.get(name)
        if option is None:
            raise OptionError(f"'{cls.name}' has no option '{name}'{did_you_mean(name, options)}")
        values[option.field] = _value(cls.name, option, value)
    return cls(**values)


def given_value(cls: type[ModulePass], option: Option, given: object) -> object:
    """A value given from Python, or as its text; OptionError where the option cannot take it."""
    if isinstance(given, str) and option.type_ is not str:
        return _value(cls.name, option, given)
    value = tuple(given) if option.is_list and isinstance(given, list) else given
    match value:
        case (str(), *_) if option.is_list:
            return _value(cls.name, option, ",".join(map(str, value)))
        case _ if _accepts(option, value):
            return value
        case _:
            raise OptionError(
                f"option '{option.field}' of '{cls.name}' must be {type_text(option)}, "
                f"got {given!r}"
            )


def did_you_mean(word: str, known: Mapping[str, object]) -> str:
    """`, did you mean 'x'?` where something known is close, else nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f", did you mean '{close[0]}'?" if close else ""


def text_of_options(pass_: ModulePass) -> str:
    """The options that differ from their defaults, as they are written on a command line."""
    changed = [
        f"{option.name}={_text(value)}"
        for option in options_of(type(pass_)).values()
        if (value := getattr(pass_, option.field)) != option.default
    ]
    return " ".join(changed)


def type_text(option: Option) -> str:
    """The kind of value an option takes, for help texts."""
    if option.is_list:
        item = replace(option, type_=get_args(option.type_)[0])
        return f"{type_text(item)},..."
    if isinstance(option.type_, type) and issubclass(option.type_, Enum):
        return "|".join(str(case.value) for case in option.type_)
    return getattr(option.type_, "__name__", str(option.type_))


def default_text(option: Option) -> str:
    """The default value as it is written on a command line."""
    return "" if option.default is MISSING else _text(option.default)


def _entries(text: str) -> list[tuple[str, str | None]]:
    entries: list[tuple[str, str | None]] = []
    position, end = 0, len(text)
    while position < end:
        if text[position].isspace():
            position += 1
            continue
        stop = _end_of_entry(text, position)
        name, equals, value = text[position:stop].partition("=")
        entries.append((name, _unquoted(value) if equals else None))
        position = stop
    return entries


def _end_of_entry(text: str, start: int) -> int:
    """The position after one entry: at white space outside quotes and braces."""
    closers: list[str] = []
    for position in range(start, len(text)):
        char = text[position]
        if closers and char == closers[-1]:
            closers.pop()
        elif char in _CLOSING and (not closers or closers[-1] == "}"):
            closers.append(_CLOSING[char])
        elif char.isspace() and not closers:
            return position
    if closers:
        raise OptionError(f"missing '{closers[-1]}' in the options '{text}'")
    return len(text)


def _unquoted(value: str) -> str:
    if len(value) >= 2 and _CLOSING.get(value[0]) == value[-1]:
        return value[1:-1]
    return value


def _value(pass_name: str, option: Option, text: str | None) -> object:
    try:
        if option.is_list:
            item = get_args(option.type_)[0]
            return tuple(_scalar(item, word) for word in (text or "").split(",") if word)
        return _scalar(option.type_, text)
    except ValueError:
        got = "no value" if text is None else f"'{text}'"
        raise OptionError(
            f"option '{option.name}' of '{pass_name}' must be {type_text(option)}, got {got}"
        ) from None


def _accepts(option: Option, value: object) -> bool:
    if value is None:
        return option.default is None
    if option.is_list:
        item = get_args(option.type_)[0]
        return isinstance(value, tuple) and all(_is_a(item, each) for each in value)
    return _is_a(option.type_, value)


def _is_a(type_: Any, value: object) -> bool:
    return isinstance(value, type_) and (type_ is bool or not isinstance(value, bool))


def _scalar(type_: Any, text: str | None) -> object:
    if type_ is bool:
        return _boolean(text)
    if text is None:
        raise ValueError("a value is missing")
    if isinstance(type_, type) and issubclass(type_, Enum):
        return type_(text)
    return type_(text)


def _boolean(text: str | None) -> bool:
    match text:
        case None | "true" | "True" | "TRUE" | "1":
            return True
        case "false" | "False" | "FALSE" | "0":
            return False
        case _:
            raise ValueError(text)


def _without_none(type_: Any) -> Any:
    """`int | None` as `int`."""
    if get_origin(type_) is types.UnionType:
        (inner,) = [arg for arg in get_args(type_) if arg is not type(None)]
        return inner
    return type_


def _default(item: Field[Any]) -> object:
    if item.default_factory is not MISSING:
        return item.default_factory()
    return item.default


def _text(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Enum():
            return str(value.value)
        case tuple():
            return ",".join(_text(item) for item in value)
        case _:
            return str(value)
