"""`!quant.uniform<i8:f32, 0.5:3>`: integers that stand for (integer - zero point) * scale."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf

from xdsl.dialects.builtin import AnyFloat, IntegerType, Signedness
from xdsl.ir import TypeAttribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.support.attributes import PlainAttribute

_SIGNEDNESS = {
    "i": Signedness.SIGNLESS,
    "si": Signedness.SIGNED,
    "u": Signedness.UNSIGNED,
    "ui": Signedness.UNSIGNED,
}
_SCALES = {
    "bf16": (2.0**-133, (2 - 2.0**-7) * 2.0**127),
    "f16": (2.0**-24, (2 - 2.0**-10) * 2.0**15),
    "f32": (2.0**-149, (2 - 2.0**-23) * 2.0**127),
    "f64": (2.0**-1074, (2 - 2.0**-52) * 2.0**1023),
}
"""The smallest and largest positive number of an expressed type."""


@dataclass(frozen=True)
class UniformQuantizedType(PlainAttribute, TypeAttribute):
    """One scale and zero point for all elements, or one for each index of a dimension."""

    name = "quant.uniform"

    storage_type: IntegerType
    expressed_type: AnyFloat
    scales: tuple[float, ...]
    zero_points: tuple[int, ...]
    quantized_dimension: int | None = None
    storage_range: tuple[int, int] | None = None
    """The smallest and largest stored integer, where not all of the storage type's."""
    is_short: bool = False
    """Whether unsigned storage is written `u8`, which MLIR keeps apart from `ui8`."""

    @property
    def is_per_axis(self) -> bool:
        """Whether scales and zero points belong to the indices of one dimension."""
        return self.quantized_dimension is not None

    def verify(self) -> None:
        # quantized_element_type_c6
        low, high = _SCALES.get(self.expressed_type.name, (0.0, inf))
        for scale in self.scales:
            if not low <= scale <= high:
                raise VerifyException(
                    f"scale {scale:e} out of expressed type range [{low:e}, {high:e}]"
                )
        # quantized_element_type_c11
        if self.quantized_dimension is not None and self.quantized_dimension < 0:
            raise VerifyException(f"illegal quantized dimension: {self.quantized_dimension}")

    @classmethod
    def parse_body(cls, parser: AttrParser) -> UniformQuantizedType:
        is_short, storage = _parse_storage(parser)
        storage_range = _parse_range(parser, storage)
        parser.parse_punctuation(":")
        expressed = parser.parse_type()
        if not isinstance(expressed, AnyFloat):
            parser.raise_error("expected a floating-point expressed type")
        dimension = None
        if parser.parse_optional_punctuation(":") is not None:
            dimension = parser.parse_integer()
        parser.parse_punctuation(",")
        if dimension is None:
            pairs = [_parse_parameters(parser)]
        else:
            pairs = parser.parse_comma_separated_list(
                parser.Delimiter.BRACES, lambda: _parse_parameters(parser)
            )
        scales, zero_points = tuple(zip(*pairs, strict=True)) or ((), ())
        return cls(storage, expressed, scales, zero_points, dimension, storage_range, is_short)

    def print_body(self, printer: Printer) -> None:
        storage = str(self.storage_type)
        printer.print_string(storage.replace("ui", "u") if self.is_short else storage)
        if self.storage_range is not None:
            printer.print_string(f"<{self.storage_range[0]}:{self.storage_range[1]}>")
        printer.print_string(":")
        printer.print_attribute(self.expressed_type)
        if self.quantized_dimension is None:
            printer.print_string(", ")
            self._print_parameters(printer, 0)
            return
        printer.print_string(f":{self.quantized_dimension}, {{")
        for index in range(len(self.scales)):
            printer.print_string("," if index else "")
            self._print_parameters(printer, index)
        printer.print_string("}")

    def _print_parameters(self, printer: Printer, index: int) -> None:
        scale = self.scales[index]
        short = f"{scale:e}"
        printer.print_string(short if float(short) == scale else repr(scale))
        if self.zero_points[index]:
            printer.print_string(f":{self.zero_points[index]}")


def _parse_storage(parser: AttrParser) -> tuple[bool, IntegerType]:
    """Whether its word is short, and the type."""
    word = parser.parse_identifier()
    match = re.fullmatch(r"(i|u|si|ui)([0-9]+)", word)
    if match is None:
        parser.raise_error(f"illegal storage type {word}")
    return match[1] == "u", IntegerType(int(match[2]), _SIGNEDNESS[match[1]])


def _parse_range(parser: AttrParser, storage: IntegerType) -> tuple[int, int] | None:
    if parser.parse_optional_punctuation("<") is None:
        return None
    minimum = parser.parse_integer()
    parser.parse_punctuation(":")
    maximum = parser.parse_integer()
    parser.parse_punctuation(">")
    written = minimum, maximum
    return None if written == full_range(storage) else written


def full_range(storage: IntegerType) -> tuple[int, int]:
    """The smallest and largest integer of a storage type."""
    width = storage.width.data
    if storage.signedness.data is Signedness.UNSIGNED:
        return 0, 2**width - 1
    return -(2 ** (width - 1)), 2 ** (width - 1) - 1


def _parse_parameters(parser: AttrParser) -> tuple[float, int]:
    scale = float(parser.parse_number())
    if parser.parse_optional_punctuation(":") is None:
        return scale, 0
    return scale, parser.parse_integer()
