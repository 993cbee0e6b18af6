"""Attributes of the collectives: which axes move from which dimension to which."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.dialects.sdy.axes import Axes, AxisRefList, AxisRefLists, axes_text, parse_axes
from ttmlir_py.support.attributes import PlainAttribute
from ttmlir_py.support.properties import PropertyKind


@dataclass(frozen=True)
class AllToAllParam(PlainAttribute):
    """Axes that move from one dimension to another: `{"b"}: 0->2`."""

    name = "sdy.all_to_all_param"
    dotless = True

    axes: Axes
    source: int
    target: int

    @property
    def text(self) -> str:
        return f"{{{axes_text(self.axes)}}}: {self.source}->{self.target}"

    @classmethod
    def parse_body(cls, parser: AttrParser) -> AllToAllParam:
        axes = parse_axes(parser)
        parser.parse_punctuation(":")
        source = parser.parse_integer()
        parser.parse_punctuation("->")
        return cls(axes, source, parser.parse_integer())

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


@dataclass(frozen=True)
class AllToAllParams(PlainAttribute):
    """`[{"b"}: 0->2, {"c"}: 1->3]`."""

    name = "sdy.all_to_all_param_list"
    dotless = True

    params: tuple[AllToAllParam, ...]

    @property
    def text(self) -> str:
        return "[" + ", ".join(param.text for param in self.params) + "]"

    @classmethod
    def parse_body(cls, parser: AttrParser) -> AllToAllParams:
        return cls(
            tuple(
                parser.parse_comma_separated_list(
                    parser.Delimiter.SQUARE, lambda: AllToAllParam.parse_body(parser)
                )
            )
        )

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


AXIS_LIST = PropertyKind[Axes](
    "List of axis refs",
    lambda a: isinstance(a, AxisRefList),
    lambda a: a.axes,
    lambda axes: AxisRefList(tuple(axes)),
)
AXIS_LISTS = PropertyKind[tuple[Axes, ...]](
    "List of axis ref lists",
    lambda a: isinstance(a, AxisRefLists),
    lambda a: a.lists,
    lambda lists: AxisRefLists(tuple(tuple(axes) for axes in lists)),
)
ALL_TO_ALL_PARAMS = PropertyKind[tuple[AllToAllParam, ...]](
    "List of all-to-all parameters",
    lambda a: isinstance(a, AllToAllParams),
    lambda a: a.params,
    lambda params: AllToAllParams(tuple(params)),
)
