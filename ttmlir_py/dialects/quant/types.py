"""`!quant.uniform<i8:f32, 0.5:3>`: integers that stand for (integer - zero point) * scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Self

from xdsl.dialects.builtin import AnyFloat, IntegerType
from xdsl.ir import Attribute, TypeAttribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.quant.block_types import SubChannelQuantizedType
from ttmlir_py.dialects.quant.storage import (
    Parameters,
    Storage,
    full_range,
    parameters_text,
    parse_parameters,
    parse_storage,
)
from ttmlir_py.support.attributes import PlainAttribute

__all__ = ["UniformQuantizedType", "full_range"]

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
        storage = parse_storage(parser)
        parser.parse_punctuation(":")
        expressed = parser.parse_type()
        if not isinstance(expressed, AnyFloat):
            parser.raise_error("expected a floating-point expressed type")
        dimension = None
        if parser.parse_optional_punctuation(":") is not None:
            dimension = parser.parse_optional_integer(allow_boolean=False)
            if dimension is None:
                blocks = SubChannelQuantizedType.parse_rest(parser, storage, expressed)
                return blocks  # pyright: ignore[reportReturnType]
        parser.parse_punctuation(",")
        if dimension is None:
            pairs = [parse_parameters(parser)]
        else:
            pairs = parser.parse_comma_separated_list(
                parser.Delimiter.BRACES, lambda: parse_parameters(parser)
            )
        scales, zero_points = tuple(zip(*pairs, strict=True)) or ((), ())
        return cls(
            storage.type,
            expressed,
            scales,
            zero_points,
            dimension,
            storage.range,
            storage.is_short,
        )

    @classmethod
    def new(cls, params: Sequence[Attribute]) -> Self:
        (attribute,) = params
        return attribute  # pyright: ignore[reportReturnType]  # blocks are written alike

    def print_body(self, printer: Printer) -> None:
        storage = Storage(self.storage_type, self.storage_range, self.is_short)
        printer.print_string(f"{storage.text}:")
        printer.print_attribute(self.expressed_type)
        pairs = map(Parameters, self.scales, self.zero_points)
        texts = ",".join(map(parameters_text, pairs))
        if self.quantized_dimension is not None:
            texts = f"{{{texts}}}"
            printer.print_string(f":{self.quantized_dimension}")
        printer.print_string(f", {texts}")
