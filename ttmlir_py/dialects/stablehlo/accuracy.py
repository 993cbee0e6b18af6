"""The accuracy that transcendental functions may be asked for."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.dialects.builtin import f64
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.attributes import ResultAccuracyMode, ResultAccuracyModeAttr
from ttmlir_py.support.attributes import PlainAttribute
from ttmlir_py.support.properties import instance


@dataclass(frozen=True)
class ResultAccuracyAttr(PlainAttribute):
    """A mode, and for TOLERANCE the largest absolute, relative or last-place error."""

    name = "stablehlo.result_accuracy"

    atol: float = 0.0
    rtol: float = 0.0
    ulps: int = 0
    mode: ResultAccuracyModeAttr = ResultAccuracyModeAttr(ResultAccuracyMode.DEFAULT)  # noqa: RUF009

    @classmethod
    def parse_body(cls, parser: AttrParser) -> ResultAccuracyAttr:
        atol = _parse_tolerance(parser, "atol")
        rtol = _parse_tolerance(parser, "rtol")
        ulps = 0
        if parser.parse_optional_keyword("ulps") is not None:
            parser.parse_punctuation("=")
            ulps = parser.parse_integer()
            parser.parse_punctuation(",")
        parser.parse_keyword("mode")
        parser.parse_punctuation("=")
        mode = parser.parse_attribute()
        if not isinstance(mode, ResultAccuracyModeAttr):
            parser.raise_error("expected a result accuracy mode")
        return cls(atol, rtol, ulps, mode)

    def print_body(self, printer: Printer) -> None:
        for name, tolerance in (("atol", self.atol), ("rtol", self.rtol)):
            if tolerance:
                printer.print_string(f"{name} = ")
                printer.print_float(tolerance, f64)
                printer.print_string(", ")
        if self.ulps:
            printer.print_string(f"ulps = {self.ulps}, ")
        printer.print_string("mode = ")
        printer.print_attribute(self.mode)

    def verify(self) -> None:
        is_tolerance = self.mode.value is ResultAccuracyMode.TOLERANCE
        if not is_tolerance and (self.atol or self.rtol or self.ulps):
            raise VerifyException(
                "Invalid tolerances for ResultAccuracyAttr with mode "
                f"{self.mode.value.value}, must be all zero."
            )
        if min(self.atol, self.rtol, self.ulps) < 0:
            raise VerifyException("Negative tolerance")


def _parse_tolerance(parser: AttrParser, name: str) -> float:
    if parser.parse_optional_keyword(name) is None:
        return 0.0
    parser.parse_punctuation("=")
    tolerance = parser.parse_float()
    parser.parse_punctuation(",")
    return tolerance


RESULT_ACCURACY = instance(
    ResultAccuracyAttr, "The requested accuracy for transcendental unary ops."
)
