"""Types of the ttcore dialect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from xdsl.ir import TypeAttribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.dialects.ttcore.attributes import DataType
from ttmlir_py.dialects.ttcore.structs import DIMENSIONS, parse_word
from ttmlir_py.support.attributes import MarkerAttribute, PlainAttribute


@dataclass(frozen=True)
class TileType(PlainAttribute, TypeAttribute):
    """`!ttcore.tile<32x32, bf16>`: a block of elements, the unit of storage and of compute."""

    name = "ttcore.tile"
    shape: tuple[int, ...]
    data_type: DataType

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        shape = DIMENSIONS.parse(parser)
        parser.parse_punctuation(",")
        return cls(shape, parse_word(parser, DataType))

    def print_body(self, printer: Printer) -> None:
        DIMENSIONS.print(printer, self.shape)
        printer.print_string(f", {self.data_type.value}")


@dataclass(frozen=True)
class DictType(MarkerAttribute, TypeAttribute):
    """`!ttcore.dict`: values by key."""

    name = "ttcore.dict"
