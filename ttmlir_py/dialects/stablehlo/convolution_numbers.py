"""`#stablehlo.conv<[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]>`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

from xdsl.ir import Attribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.dialects.stablehlo.attributes import Dims, parse_dims
from ttmlir_py.support.attributes import PlainAttribute


class _Layout(NamedTuple):
    """Where the two named dimensions of a tensor are, then the spatial ones in order."""

    named: tuple[int, int]
    spatial: Dims


@dataclass(frozen=True)
class ConvDimensionNumbersAttr(PlainAttribute):
    """Which dimension of input, kernel and output of a convolution is which."""

    name = "stablehlo.conv"

    input_batch_dimension: int
    input_feature_dimension: int
    input_spatial_dimensions: Dims
    kernel_input_feature_dimension: int
    kernel_output_feature_dimension: int
    kernel_spatial_dimensions: Dims
    output_batch_dimension: int
    output_feature_dimension: int
    output_spatial_dimensions: Dims

    @classmethod
    def parse_body(cls, parser: AttrParser) -> ConvDimensionNumbersAttr:
        source = _parse_layout(parser, "bf")
        parser.parse_characters("x")
        kernel = _parse_layout(parser, "io")
        parser.parse_characters("->")
        target = _parse_layout(parser, "bf")
        return cls(
            *source.named,
            source.spatial,
            *kernel.named,
            kernel.spatial,
            *target.named,
            target.spatial,
        )

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> Sequence[Attribute]:
        with parser.in_angle_brackets():
            if parser.parse_optional_keyword("raw") is not None:
                return [cls._parse_raw(parser)]
            return [cls.parse_body(parser)]

    @classmethod
    def _parse_raw(cls, parser: AttrParser) -> ConvDimensionNumbersAttr:
        found: dict[str, int | Dims] = {
            field.name: () if "spatial" in field.name else 0 for field in fields(cls)
        }
        while (word := parser.parse_optional_identifier()) is not None:
            if word not in found:
                parser.raise_error(f"expected one of {', '.join(found)}, got {word}")
            parser.parse_punctuation("=")
            found[word] = parse_dims(parser) if "spatial" in word else parser.parse_integer()
            if parser.parse_optional_punctuation(",") is None:
                break
        return cls(**found)  # pyright: ignore[reportArgumentType]

    def print_body(self, printer: Printer) -> None:
        source = _Layout(
            (self.input_batch_dimension, self.input_feature_dimension),
            self.input_spatial_dimensions,
        )
        kernel = _Layout(
            (self.kernel_input_feature_dimension, self.kernel_output_feature_dimension),
            self.kernel_spatial_dimensions,
        )
        target = _Layout(
            (self.output_batch_dimension, self.output_feature_dimension),
            self.output_spatial_dimensions,
        )
        printer.print_string(f"{_text(source, 'bf')}x{_text(kernel, 'io')}->{_text(target, 'bf')}")


def _text(layout: _Layout, names: str) -> str:
    words = dict(zip(layout.named, names, strict=True))
    words |= {dim: str(index) for index, dim in enumerate(layout.spatial)}
    return f"[{', '.join(words[dim] for dim in sorted(words))}]"


def _parse_layout(parser: AttrParser, names: str) -> _Layout:
    allowed = [*names]
    words = parser.parse_comma_separated_list(
        parser.Delimiter.SQUARE, lambda: _parse_word(parser, allowed)
    )
    if allowed:
        parser.raise_error(f"Expected dimensions {', '.join(allowed)} not specified")
    if len(set(words)) != len(words):
        twice = next(word for word in words if words.count(word) > 1)
        parser.raise_error(f"Duplicate entries for spatial dimension {twice}")
    spatial = sorted(word for word in words if isinstance(word, int))
    missing = [str(dim) for dim in range(max(spatial, default=-1) + 1) if dim not in spatial]
    if missing:
        parser.raise_error(f"Expected spatial dimensions {', '.join(missing)} not specified")
    first, second = (words.index(name) for name in names)
    return _Layout((first, second), tuple(words.index(dim) for dim in spatial))


def _parse_word(parser: AttrParser, allowed: list[str]) -> int | str:
    """A spatial dimension, or a name, which is then no longer allowed."""
    dim = parser.parse_optional_integer(allow_boolean=False)
    if dim is not None:
        if dim < 0:
            parser.raise_error(f"Unexpected dimension {dim}")
        return dim
    word = parser.parse_identifier()
    if not allowed or len(word) != 1:
        parser.raise_error(f"Unexpected keyword {word}")
    if word not in allowed:
        parser.raise_error(f"Unexpected dimension {word}, expecting {', '.join(allowed)}")
    allowed.remove(word)
    return word
