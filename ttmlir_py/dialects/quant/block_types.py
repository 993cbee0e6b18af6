"""Quantized types beyond one scale per tensor or index: per block, unknown, calibrated."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from xdsl.dialects.builtin import AnyFloat
from xdsl.ir import Attribute, TypeAttribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.dialects.quant.storage import (
    Parameters,
    Storage,
    parameters_text,
    parse_parameters,
    parse_storage,
)
from ttmlir_py.support.attributes import PlainAttribute


@dataclass(frozen=True)
class SubChannelQuantizedType(PlainAttribute, TypeAttribute):
    """`!quant.uniform<i8:f32:{0:1, 1:2}, {{1.0, 2.0}}>`: a scale for every block of elements."""

    name = "quant.uniform"

    storage: Storage
    expressed_type: AnyFloat
    block_sizes: tuple[tuple[int, int], ...]
    """Dimension and size of its blocks; the whole size where a dimension is not mentioned."""
    shape: tuple[int, ...]
    """How many blocks there are in every dimension."""
    points: tuple[Parameters, ...]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> SubChannelQuantizedType:
        raise AssertionError("read by UniformQuantizedType")

    @classmethod
    def parse_rest(
        cls, parser: AttrParser, storage: Storage, expressed: AnyFloat
    ) -> SubChannelQuantizedType:
        """What follows the colon after the expressed type."""
        sizes = parser.parse_comma_separated_list(
            parser.Delimiter.BRACES, lambda: _parse_block_size(parser)
        )
        parser.parse_punctuation(",")
        shape, parameters = _parse_nested(parser)
        return cls(storage, expressed, tuple(sizes), shape, tuple(parameters))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(f"{self.storage.text}:")
        printer.print_attribute(self.expressed_type)
        sizes = ", ".join(f"{dim}:{size}" for dim, size in self.block_sizes)
        printer.print_string(f":{{{sizes}}}, {self._nested_text(self.shape, self.points)}")

    def _nested_text(self, shape: tuple[int, ...], points: tuple[Parameters, ...]) -> str:
        if not shape:
            return parameters_text(points[0])
        size = prod(shape[1:])
        parts = [
            self._nested_text(shape[1:], points[start : start + size])
            for start in range(0, len(points), size)
        ]
        return f"{{{', '.join(parts)}}}"


def _parse_block_size(parser: AttrParser) -> tuple[int, int]:
    dim = parser.parse_integer()
    parser.parse_punctuation(":")
    return dim, parser.parse_integer()


def _parse_nested(parser: AttrParser) -> tuple[tuple[int, ...], list[Parameters]]:
    parsed = parser.parse_optional_comma_separated_list(
        parser.Delimiter.BRACES, lambda: _parse_nested(parser)
    )
    if parsed is None:
        return (), [parse_parameters(parser)]
    shapes = {shape for shape, _ in parsed}
    if len(shapes) != 1:
        parser.raise_error("tensor literal is invalid; ranks are not consistent between elements")
    (inner,) = shapes
    return (len(parsed), *inner), [one for _, parameters in parsed for one in parameters]


@dataclass(frozen=True)
class AnyQuantizedType(PlainAttribute, TypeAttribute):
    """`!quant.any<i8<-8:7>:f32>`: quantized, nobody knows how."""

    name = "quant.any"

    storage: Storage
    expressed_type: Attribute | None = None

    @classmethod
    def parse_body(cls, parser: AttrParser) -> AnyQuantizedType:
        storage = parse_storage(parser)
        is_expressed = parser.parse_optional_punctuation(":") is not None
        return cls(storage, parser.parse_type() if is_expressed else None)

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.storage.text)
        if self.expressed_type is not None:
            printer.print_string(":")
            printer.print_attribute(self.expressed_type)


@dataclass(frozen=True)
class CalibratedQuantizedType(PlainAttribute, TypeAttribute):
    """`!quant.calibrated<f32<-0.5:1.0>>`: numbers that were seen between two others."""

    name = "quant.calibrated"

    expressed_type: Attribute
    minimum: float
    maximum: float

    @classmethod
    def parse_body(cls, parser: AttrParser) -> CalibratedQuantizedType:
        expressed = parser.parse_type()
        parser.parse_punctuation("<")
        minimum = float(parser.parse_number())
        parser.parse_punctuation(":")
        maximum = float(parser.parse_number())
        parser.parse_punctuation(">")
        return cls(expressed, minimum, maximum)

    def print_body(self, printer: Printer) -> None:
        printer.print_attribute(self.expressed_type)
        printer.print_string(f"<{self.minimum:e}:{self.maximum:e}>")
