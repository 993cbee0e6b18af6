"""Attributes that record how shardings spread, for debugging."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.support.attributes import PlainAttribute

PROPAGATION_EDGES = "sdy.propagation_edges"
RESULT_PROPAGATION_EDGES = "sdy.result_propagation_edges"
BLOCK_ARG_PROPAGATION_EDGES = "sdy.block_arg_propagation_edges"
SHARDING_ORIGIN_NAME = "sdy.sharding_origin_name"
SHARDING_ORIGINS = "sdy.sharding_origins"
RESULT_SHARDING_ORIGINS = "sdy.result_sharding_origins"
BLOCK_ARG_SHARDING_ORIGINS = "sdy.block_arg_sharding_origins"


@dataclass(frozen=True)
class EdgeValueRef(PlainAttribute):
    """An operand or result of an op: `operand-0`."""

    name = "sdy.edge_value_ref"
    dotless = True

    kind: str
    index: int

    @property
    def text(self) -> str:
        return f"{self.kind}-{self.index}"

    @classmethod
    def parse_body(cls, parser: AttrParser) -> EdgeValueRef:
        kind = parser.parse_identifier()
        if kind not in ("operand", "result"):
            parser.raise_error(f"expected one of operand, result, got {kind}")
        parser.parse_punctuation("-")
        return cls(kind, parser.parse_integer())

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


@dataclass(frozen=True)
class AxisPropagation(PlainAttribute):
    """Where an axis came from and went to: `{"a" = operand-0 -> [result-0]}`."""

    name = "sdy.axis_to_propagation_details"
    dotless = True

    axis: AxisRef
    source: EdgeValueRef
    targets: tuple[EdgeValueRef, ...]

    @property
    def text(self) -> str:
        targets = ", ".join(target.text for target in self.targets)
        return f"{{{self.axis.text} = {self.source.text} -> [{targets}]}}"

    @classmethod
    def parse_body(cls, parser: AttrParser) -> AxisPropagation:
        with parser.in_braces():
            axis = AxisRef.parse_body(parser)
            parser.parse_punctuation("=")
            source = EdgeValueRef.parse_body(parser)
            parser.parse_punctuation("->")
            targets = parser.parse_comma_separated_list(
                parser.Delimiter.SQUARE, lambda: EdgeValueRef.parse_body(parser)
            )
        return cls(axis, source, tuple(targets))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


@dataclass(frozen=True)
class PropagationStep(PlainAttribute):
    """All axes of one step: `{step-3 = [{...}, {...}]}`."""

    name = "sdy.propagation_one_step"
    dotless = True

    step: int
    entries: tuple[AxisPropagation, ...]

    @property
    def text(self) -> str:
        return f"{{step-{self.step} = [{', '.join(entry.text for entry in self.entries)}]}}"

    @classmethod
    def parse_body(cls, parser: AttrParser) -> PropagationStep:
        with parser.in_braces():
            parser.parse_keyword("step")
            parser.parse_punctuation("-")
            step = parser.parse_integer()
            parser.parse_punctuation("=")
            entries = parser.parse_comma_separated_list(
                parser.Delimiter.SQUARE, lambda: AxisPropagation.parse_body(parser)
            )
        return cls(step, tuple(entries))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


@dataclass(frozen=True)
class PropagationEdges(PlainAttribute):
    """The steps by which an op's shardings spread: `<[{step-0 = [...]}]>`."""

    name = "sdy.propagation_edges"

    steps: tuple[PropagationStep, ...]

    def verify(self) -> None:
        seen: set[int] = set()
        for step in self.steps:
            if step.step < 0:
                raise VerifyException(f"propagation edges have negative step index: {step.step}")
            if step.step in seen:
                raise VerifyException(f"propagation edges have duplicate step index: {step.step}")
            seen.add(step.step)
            _verify_entries(step)

    @classmethod
    def parse_body(cls, parser: AttrParser) -> PropagationEdges:
        return cls(
            tuple(
                parser.parse_comma_separated_list(
                    parser.Delimiter.SQUARE, lambda: PropagationStep.parse_body(parser)
                )
            )
        )

    def print_body(self, printer: Printer) -> None:
        printer.print_string("[" + ", ".join(step.text for step in self.steps) + "]")


def _verify_entries(step: PropagationStep) -> None:
    for entry in step.entries:
        if entry.source in entry.targets:
            raise VerifyException("propagation edges have a source that is the same as a target")
        if len(set(entry.targets)) != len(entry.targets):
            raise VerifyException(
                f"propagation edges have duplicate targets for step index: {step.step} "
                f"and axis: {entry.axis.axis}"
            )
