"""`tensor<?x4xf32, #stablehlo.bounds<5, ?>>`: the largest sizes of unknown dimensions.

Shapes with bounds are inferred as lists of extents, a size and a bound for every dimension.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.support.attributes import TensorEncoding
from ttmlir_py.support.shapes import DYNAMIC, element_of, shape_of, tensor_type


@dataclass(frozen=True)
class BoundsAttr(TensorEncoding):
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

    def verify_tensor(self, shape: Sequence[int]) -> None:
        if len(self.bounds) != len(shape):
            raise VerifyException(
                f"Bounds length is {len(self.bounds)}, expected to be equal to rank({len(shape)}) "
                "of the tensor"
            )
        for dim, (size, bound) in enumerate(zip(shape, self.bounds, strict=True)):
            if DYNAMIC not in (size, bound):
                raise VerifyException(
                    f"Static dimension {dim} cannot have a bound, use ShapedType::kDynamic to "
                    "indicate a missing bound"
                )


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


class Extent(NamedTuple):
    """What is known of a dimension: its size, or the largest that it may be, else DYNAMIC."""

    size: int
    bound: int = DYNAMIC

    @property
    def limit(self) -> int:
        """The largest size that there can be."""
        return self.bound if self.size == DYNAMIC else self.size

    @property
    def word(self) -> str:
        """What the limit is, for an error message."""
        return "bound" if self.size == DYNAMIC else "size"


def extents_of(of: SSAValue | Attribute) -> list[Extent]:
    """The dimensions of a tensor value or type, with their bounds."""
    return list(map(Extent, shape_of(of), bounds_of(of)))


def with_extents(
    of: SSAValue | Attribute, extents: Sequence[Extent], element: Attribute | None = None
) -> TensorType[Attribute]:
    """A tensor type of these dimensions, with the same or another element type."""
    sizes, bounds = ([extent[part] for extent in extents] for part in (0, 1))
    return bounded(element or element_of(of), sizes, bounds)


def narrowest(dim: int, extents: Iterable[Extent]) -> Extent:
    """All that several descriptions of one dimension tell; raises where they disagree."""
    sizes = list(dict.fromkeys(extent.size for extent in extents if extent.size != DYNAMIC))
    bounds = [extent.bound for extent in extents if extent.bound != DYNAMIC]
    if len(sizes) > 1:
        raise VerifyException(
            f"Mismatched dimension sizes {sizes[0]} and {sizes[1]} in dimension {dim}"
        )
    least = min(bounds, default=DYNAMIC)
    if not sizes:
        return Extent(DYNAMIC, least)
    if least != DYNAMIC and sizes[0] > least:
        raise VerifyException(
            f"Mismatched dimension size {sizes[0]} and bound {least} in dimension {dim}"
        )
    return Extent(sizes[0])


def widest(extents: Sequence[Extent]) -> Extent:
    """What holds of a dimension that is one of several."""
    if len({extent.size for extent in extents}) == 1 and extents[0].size != DYNAMIC:
        return Extent(extents[0].size)
    limits = [extent.limit for extent in extents]
    return Extent(DYNAMIC, DYNAMIC if DYNAMIC in limits else max(limits))


def joined(extents: Sequence[Extent]) -> Extent:
    """The dimension that several make one after the other."""
    sizes, limits = [each.size for each in extents], [each.limit for each in extents]
    if DYNAMIC not in sizes:
        return Extent(sum(sizes))
    return Extent(DYNAMIC, DYNAMIC if DYNAMIC in limits else sum(limits))


def bounds_of(of: SSAValue | Attribute) -> Sequence[int]:
    """The bounds of a tensor's dimensions, DYNAMIC where there is none."""
    type_ = tensor_type(of)
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
