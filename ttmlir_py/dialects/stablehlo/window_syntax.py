"""`dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2]}`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from xdsl.parser import Parser
from xdsl.printer import Printer

from ttmlir_py.dialects.stablehlo.assembly import Parsed, integers_text, parse_integers
from ttmlir_py.dialects.stablehlo.convolution_numbers import ConvDimensionNumbersAttr


class convolution_dimensions:
    """The dimension numbers without their angle brackets."""

    properties = ("dimension_numbers",)

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        parsed.properties["dimension_numbers"] = ConvDimensionNumbersAttr.parse_body(parser)

    def print(self, printer: Printer, op: Any) -> None:
        op.dimension_numbers.print_body(printer)


_KEYS = {
    "stride": "window_strides",
    "pad": "padding",
    "lhs_dilate": "lhs_dilation",
    "rhs_dilate": "rhs_dilation",
    "reverse": "window_reversal",
}


class window_attributes:
    """What is given of a window, each once, in any order."""

    properties = tuple(_KEYS.values())

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        while (key := parser.parse_optional_identifier()) is not None:
            name = _KEYS.get(key)
            if name is None or name in parsed.properties:
                parser.raise_error(f"Unexpected keyword {key}")
            parser.parse_punctuation("=")
            parsed.set(name, _PARSERS.get(key, parse_integers)(parser))
            if parser.parse_optional_punctuation(",") is None:
                return

    def print(self, printer: Printer, op: Any) -> None:
        given = [
            f"{key} = {_text(getattr(op, name))}"
            for key, name in _KEYS.items()
            if name in op.properties
        ]
        printer.print_string(", ".join(given))


def _text(values: Sequence[Any]) -> str:
    if values and isinstance(values[0], tuple):
        return f"[{', '.join(integers_text(pair) for pair in values)}]"
    if values and isinstance(values[0], bool):
        return f"[{', '.join(str(value).lower() for value in values)}]"
    return integers_text(values)


def _parse_pairs(parser: Parser) -> Sequence[Sequence[int]]:
    return parser.parse_comma_separated_list(parser.Delimiter.SQUARE, lambda: _parse_pair(parser))


def _parse_pair(parser: Parser) -> Sequence[int]:
    pair = parse_integers(parser)
    if len(pair) != 2:
        parser.raise_error(f"Expected array with 2 elements, got {len(pair)} elements instead")
    return pair


def _parse_flags(parser: Parser) -> Sequence[bool]:
    return [bool(value) for value in parse_integers(parser)]


_PARSERS: dict[str, Callable[[Parser], Sequence[Any]]] = {
    "pad": _parse_pairs,
    "reverse": _parse_flags,
}
