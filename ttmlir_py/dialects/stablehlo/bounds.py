"""`tensor<?x4xf32, #stablehlo.bounds<5, ?>>`: the largest sizes of unknown dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.support.attributes import PlainAttribute
from ttmlir_py.support.shapes import DYNAMIC, shape_of, tensor_type


@dataclass(frozen=True)
class BoundsAttr(PlainAttribute):
    """One bound for every dimension of a tensor; DYNAMIC for none."""

    name = "stablehlo.bounds"

    bounds: tuple[int, ...]

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> Sequence[Attribute]:
        return [BoundsAttr(_parse_bounds(parser, parser.Delimiter.ANGLE))]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> BoundsAttr:
        return BoundsAttr(_parse_bounds(parser, parser.Delimiter.NONE))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(", ".join("?" if b == DYNAMIC else str(b) for b in self.bounds))


class TypeExtensionsAttr(BoundsAttr):
    """The other spelling of bounds, `#stablehlo.type_extensions<bounds = [5, ?]>`."""

    name = "stablehlo.type_extensions"

    @classmethod
    def new(cls, params: Sequence[Attribute]) -> BoundsAttr:  # pyright: ignore[reportIncompatibleMethodOverride]
        return BoundsAttr.new(params)

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> Sequence[Attribute]:
        with parser.in_angle_brackets():
            parser.parse_keyword("bounds")
            parser.parse_punctuation("=")
            return [BoundsAttr(_parse_bounds(parser, parser.Delimiter.SQUARE))]


def _parse_bounds(parser: AttrParser, delimiter: AttrParser.Delimiter) -> tuple[int, ...]:
    return tuple(parser.parse_comma_separated_list(delimiter, lambda: _parse_bound(parser)))


def _parse_bound(parser: AttrParser) -> int:
    if parser.parse_optional_punctuation("?") is not None:
        return DYNAMIC
    return parser.parse_integer()


def within_bounds(actual: Attribute, bounded: Attribute) -> bool:
    """Whether no known size of a type is above the bound that another type gives it."""
    if not (isinstance(actual, TensorType) and isinstance(bounded, TensorType)):
        return True
    if not isinstance(bounded.encoding, BoundsAttr):
        return True
    sizes = zip(actual.get_shape(), bounded.encoding.bounds, strict=False)
    return all(DYNAMIC in (size, bound) or size <= bound for size, bound in sizes)


def bounds_of(value: SSAValue) -> Sequence[int]:
    """The bounds of a tensor's dimensions, DYNAMIC where there is none."""
    type_ = tensor_type(value)
    if isinstance(type_.encoding, BoundsAttr):
        return type_.encoding.bounds
    return (DYNAMIC,) * len(type_.get_shape())


def broadcast_bounds(values: Sequence[SSAValue]) -> Sequence[int]:
    """The bounds that NumPy's broadcast of tensors keeps: those that no unknown size lifts."""
    rank = max(len(bounds_of(value)) for value in values)
    joined: list[int] = []
    for place in range(-rank, 0):
        sizes = [
            (shape_of(value)[place], bounds_of(value)[place])
            for value in values
            if -place <= len(bounds_of(value)) and shape_of(value)[place] != 1
        ]
        bounds = {bound for _, bound in sizes}
        is_bounded = len(bounds) == 1 and all(size == DYNAMIC for size, _ in sizes)
        joined.append(bounds.pop() if is_bounded else DYNAMIC)
    return joined


def bounded(
    element: Attribute, shape: Sequence[int], bounds: Sequence[int] | None
) -> TensorType[Attribute]:
    """A tensor type with bounds, where any dimension has one."""
    if bounds is None or all(bound == DYNAMIC for bound in bounds):
        return TensorType(element, tuple(shape))
    return TensorType(element, tuple(shape), BoundsAttr(tuple(bounds)))
