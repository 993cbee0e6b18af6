"""How quantized elements are stored, and the scale and zero point they are read with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from xdsl.dialects.builtin import IntegerType, Signedness
from xdsl.parser import AttrParser

_SIGNEDNESS = {
    "i": Signedness.SIGNLESS,
    "si": Signedness.SIGNED,
    "u": Signedness.UNSIGNED,
    "ui": Signedness.UNSIGNED,
}
_LARGEST_WIDTH = 32


@dataclass(frozen=True)
class Storage:
    """`i8`, `u8` or `i8<-127:127>`."""

    type: IntegerType
    range: tuple[int, int] | None = None
    """The smallest and largest stored integer, where not all of the storage type's."""
    is_short: bool = False
    """Whether unsigned storage is written `u8`, which MLIR keeps apart from `ui8`."""

    @property
    def text(self) -> str:
        storage = str(self.type)
        word = storage.replace("ui", "u") if self.is_short else storage
        return word if self.range is None else f"{word}<{self.range[0]}:{self.range[1]}>"


class Parameters(NamedTuple):
    """What an integer stands for: (integer - zero point) * scale."""

    scale: float
    zero_point: int


def parse_storage(parser: AttrParser) -> Storage:
    word = parser.parse_identifier()
    match = re.fullmatch(r"(i|u|si|ui)([0-9]+)", word)
    if match is None:
        parser.raise_error("illegal quantized storage type alias")
    if not 0 < int(match[2]) <= _LARGEST_WIDTH:
        parser.raise_error(f"illegal storage type size: {match[2]}")
    type_ = IntegerType(int(match[2]), _SIGNEDNESS[match[1]])
    return Storage(type_, _parse_range(parser, type_), match[1] == "u")


def _parse_range(parser: AttrParser, storage: IntegerType) -> tuple[int, int] | None:
    if parser.parse_optional_punctuation("<") is None:
        return None
    minimum = parser.parse_integer()
    parser.parse_punctuation(":")
    maximum = parser.parse_integer()
    parser.parse_punctuation(">")
    smallest, largest = full_range(storage)
    if minimum < smallest:
        parser.raise_error(f"illegal storage type minimum: {minimum}")
    if maximum > largest:
        parser.raise_error(f"illegal storage type maximum: {maximum}")
    written = minimum, maximum
    return None if written == (smallest, largest) else written


def full_range(storage: IntegerType) -> tuple[int, int]:
    """The smallest and largest integer of a storage type."""
    width = storage.width.data
    if storage.signedness.data is Signedness.UNSIGNED:
        return 0, 2**width - 1
    return -(2 ** (width - 1)), 2 ** (width - 1) - 1


def parse_parameters(parser: AttrParser) -> Parameters:
    """`0.5:3`, the zero point being optional."""
    scale = float(parser.parse_number())
    if parser.parse_optional_punctuation(":") is None:
        return Parameters(scale, 0)
    return Parameters(scale, parser.parse_integer())


def parameters_text(parameters: Parameters) -> str:
    scale, zero_point = parameters
    short = f"{scale:e}"
    text = short if float(short) == scale else repr(scale)
    return f"{text}:{zero_point}" if zero_point else text
