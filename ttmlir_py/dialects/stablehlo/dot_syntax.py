"""`contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT]`: how contractions are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.utils.exceptions import ParseError

from ttmlir_py.dialects.stablehlo.assembly import Parsed, integers_text, parse_integers
from ttmlir_py.dialects.stablehlo.attributes import (
    DotDimensionNumbersAttr,
    Precision,
)
from ttmlir_py.dialects.stablehlo.dot_algorithm import DotAlgorithmAttr


class dot_dimensions:
    """Batching and contracted dimensions as pairs of lists."""

    properties = ("dot_dimension_numbers",)

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        batching: tuple[Sequence[int], Sequence[int]] = ((), ())
        if parser.parse_optional_keyword("batching_dims") is not None:
            batching = _parse_pair(parser)
            parser.parse_punctuation(",")
        parser.parse_keyword("contracting_dims")
        contracting = _parse_pair(parser)
        parsed.properties["dot_dimension_numbers"] = DotDimensionNumbersAttr(
            *(tuple(dims) for dims in (*batching, *contracting))
        )

    def print(self, printer: Printer, op: Any) -> None:
        dims: DotDimensionNumbersAttr = op.dot_dimension_numbers
        batching = (dims.lhs_batching_dimensions, dims.rhs_batching_dimensions)
        if any(batching):
            printer.print_string(f"batching_dims = {_pair_text(batching)}, ")
        contracting = (dims.lhs_contracting_dimensions, dims.rhs_contracting_dimensions)
        printer.print_string(f"contracting_dims = {_pair_text(contracting)}")


def _parse_pair(parser: Parser) -> tuple[Sequence[int], Sequence[int]]:
    parser.parse_punctuation("=")
    lhs = parse_integers(parser)
    parser.parse_keyword("x")
    return lhs, parse_integers(parser)


def _pair_text(pair: tuple[Sequence[int], Sequence[int]]) -> str:
    return f"{integers_text(pair[0])} x {integers_text(pair[1])}"


def parse_precision(parser: Parser) -> Precision:
    """`HIGHEST`, with upstream's words for what is none."""
    words = [each.value for each in Precision]
    word = parser.parse_optional_identifier()
    if word in words:
        return Precision(word)
    try:
        if word is None:
            parser.raise_error("expected valid keyword")
        parser.raise_error(
            f"expected ::mlir::stablehlo::Precision to be one of: {', '.join(words)}"
        )
    except ParseError as error:
        error.add_note(
            "custom op 'stablehlo.dot' failed to parse StableHLO_PrecisionAttr parameter 'value' "
            "which is to be a `::mlir::stablehlo::Precision`"
        )
        raise


class precision_config:
    """`, precision = [...], algorithm = <...>`, each only where given."""

    def __init__(self, *, algorithm: bool = False) -> None:
        names = ("precision_config", "algorithm")
        self.properties = names if algorithm else names[:1]

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        if parser.parse_optional_punctuation(",") is None:
            return
        if parser.parse_optional_keyword("precision") is not None:
            parser.parse_punctuation("=")
            precisions = parser.parse_comma_separated_list(
                parser.Delimiter.SQUARE, lambda: parse_precision(parser)
            )
            parsed.set("precision_config", precisions)
            if parser.parse_optional_punctuation(",") is None:
                return
        elif "algorithm" not in self.properties:
            parser.raise_error("expected 'precision'")
        parser.parse_keyword("algorithm")
        parser.parse_punctuation("=")
        parsed.properties["algorithm"] = DotAlgorithmAttr.new(
            DotAlgorithmAttr.parse_parameters(parser)
        )

    def print(self, printer: Printer, op: Any) -> None:
        if op.precision_config is not None:
            words = ", ".join(precision.value for precision in op.precision_config)
            printer.print_string(f", precision = [{words}]")
        if "algorithm" in self.properties and op.algorithm is not None:
            printer.print_string(", algorithm = ")
            op.algorithm.print_parameters(printer)
