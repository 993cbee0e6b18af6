"""Shardings of tensors: for every dimension the mesh axes that divide it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from math import prod

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef, axes_text, parse_axes
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.parsing import reading
from ttmlir_py.support.attributes import PlainAttribute
from ttmlir_py.support.shapes import DYNAMIC, Shape

_DIMS = (
    "Sdy_TensorSharding parameter 'dim_shardings' which is to be a "
    "`::llvm::ArrayRef<DimensionShardingAttr>`"
)
_SHARDINGS = (
    "Sdy_TensorShardingPerValue parameter 'shardings' which is to be a "
    "`::llvm::ArrayRef<TensorShardingAttr>`"
)


class ReductionOp(Enum):
    """How the partial values along unreduced axes combine."""

    SUM = "sum"
    MAX = "max"
    MIN = "min"


@dataclass(frozen=True)
class DimSharding(PlainAttribute):
    """The axes of one dimension, major to minor; an open one (`?`) may be divided further."""

    name = "sdy.dimension_sharding"
    dotless = True

    axes: Axes = ()
    is_closed: bool = True
    priority: int | None = None

    def size_in(self, mesh: MeshAttr) -> int:
        """Into how many parts the dimension is divided."""
        return prod(axis.size_in(mesh) for axis in self.axes)

    @cached_property
    def text(self) -> str:
        words = [axis.text for axis in self.axes] + ["?"] * (not self.is_closed)
        priority = "" if self.priority is None else f"p{self.priority}"
        return "{" + ", ".join(words) + "}" + priority

    @classmethod
    def parse_body(cls, parser: AttrParser) -> DimSharding:
        axes: list[AxisRef] = []
        is_closed = True
        parser.parse_punctuation("{")
        while parser.parse_optional_punctuation("}") is None:
            if axes:
                parser.parse_punctuation(",")
            if parser.parse_optional_punctuation("?"):
                is_closed = False
                parser.parse_punctuation("}")
                break
            axes.append(AxisRef.parse_body(parser))
        return cls(tuple(axes), is_closed, _parse_priority(parser))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


@dataclass(frozen=True)
class TensorSharding(PlainAttribute):
    """The sharding of a tensor on a mesh: `<@mesh, [{"a"}, {?}], replicated={"b"}>`.

    The mesh is a symbol's name or stands in the sharding itself. Axes that neither divide a
    dimension nor are replicated explicitly may still be used; along unreduced axes devices hold
    partial values.
    """

    name = "sdy.sharding"

    mesh: str | MeshAttr
    dims: tuple[DimSharding, ...] = ()
    replicated: Axes = ()
    unreduced: Axes = ()
    reduction: ReductionOp = ReductionOp.SUM

    @classmethod
    def fully_replicated(cls, mesh: str | MeshAttr, rank: int) -> TensorSharding:
        """No axis on any dimension, and none may be added."""
        return cls(mesh, (DimSharding(),) * rank)

    @classmethod
    def fully_open(cls, mesh: str | MeshAttr, rank: int) -> TensorSharding:
        """No axis on any dimension, but all may be divided."""
        return cls(mesh, (DimSharding(is_closed=False),) * rank)

    @property
    def mesh_name(self) -> str:
        assert isinstance(self.mesh, str), "the mesh is given in place"
        return self.mesh

    @property
    def rank(self) -> int:
        return len(self.dims)

    @cached_property
    def is_fully_replicated(self) -> bool:
        """Whether no dimension is divided."""
        return not any(dim.axes for dim in self.dims)

    @property
    def is_fully_closed(self) -> bool:
        return all(dim.is_closed for dim in self.dims)

    @property
    def dim_axes(self) -> Iterator[AxisRef]:
        """The axes of all dimensions."""
        return (axis for dim in self.dims for axis in dim.axes)

    @property
    def all_axes(self) -> Iterator[AxisRef]:
        """The axes of all dimensions, the replicated and the unreduced ones."""
        yield from self.dim_axes
        yield from self.replicated
        yield from self.unreduced

    def axes_sizes(self, mesh: MeshAttr) -> tuple[int, ...]:
        """Into how many parts every dimension is divided."""
        return tuple(dim.size_in(mesh) for dim in self.dims)

    def local_shape(self, shape: Sequence[int], mesh: MeshAttr) -> Shape:
        """The shape of one shard; a dimension that does not divide is rounded up."""
        return tuple(
            size if size == DYNAMIC else -(-size // parts)
            for size, parts in zip(shape, self.axes_sizes(mesh), strict=True)
        )

    def divides(self, shape: Sequence[int], mesh: MeshAttr) -> bool:
        """Whether every static dimension divides evenly."""
        return all(
            size == DYNAMIC or size % parts == 0
            for size, parts in zip(shape, self.axes_sizes(mesh), strict=True)
        )

    def is_equivalent(
        self, other: TensorSharding | None, *, ignore_unreduced: bool = False
    ) -> bool:
        """Whether values are laid out alike: openness, priorities, replicated sets do not count."""
        if other is None:
            return self.is_fully_replicated and (ignore_unreduced or not self.unreduced)
        if not ignore_unreduced and self.unreduced != other.unreduced:
            return False
        if self.is_fully_replicated and other.is_fully_replicated:
            return True
        return self.mesh == other.mesh and [d.axes for d in self.dims] == [
            d.axes for d in other.dims
        ]

    def with_dims(self, dims: Iterable[DimSharding]) -> TensorSharding:
        return replace(self, dims=tuple(dims))

    def with_dim(self, index: int, dim: DimSharding) -> TensorSharding:
        """The same with another sharding of one dimension."""
        return replace(self, dims=(*self.dims[:index], dim, *self.dims[index + 1 :]))

    def with_axes(self, axes: Sequence[Axes]) -> TensorSharding:
        """The same with other axes, closed and without priorities."""
        return self.with_dims(DimSharding(tuple(a)) for a in axes)

    def with_replicated(self, axes: Iterable[AxisRef]) -> TensorSharding:
        return replace(self, replicated=tuple(axes))

    def with_unreduced(
        self, axes: Iterable[AxisRef], reduction: ReductionOp = ReductionOp.SUM
    ) -> TensorSharding:
        axes = tuple(axes)
        return replace(self, unreduced=axes, reduction=reduction if axes else ReductionOp.SUM)

    def with_mesh(self, mesh: str | MeshAttr) -> TensorSharding:
        return replace(self, mesh=mesh)

    def closed(self) -> TensorSharding:
        """Nothing may be divided further: no openness, priorities or replicated axes."""
        return replace(self, dims=tuple(DimSharding(d.axes) for d in self.dims), replicated=())

    @cached_property
    def text(self) -> str:
        mesh = f"mesh<{self.mesh.text}>" if isinstance(self.mesh, MeshAttr) else f"@{self.mesh}"
        parts = [mesh, "[" + ", ".join(dim.text for dim in self.dims) + "]"]
        if self.replicated:
            parts.append("replicated={" + axes_text(self.replicated) + "}")
        if self.unreduced:
            word = "" if self.reduction is ReductionOp.SUM else self.reduction.value
            parts.append(f"unreduced={word}{{{axes_text(self.unreduced)}}}")
        return ", ".join(parts)

    @classmethod
    def parse_body(cls, parser: AttrParser) -> TensorSharding:
        mesh = _parse_mesh(parser)
        parser.parse_punctuation(",")
        with reading(_DIMS):
            dims = parser.parse_comma_separated_list(
                parser.Delimiter.SQUARE, lambda: DimSharding.parse_body(parser)
            )
        replicated: Axes = ()
        unreduced: Axes = ()
        reduction = ReductionOp.SUM
        while parser.parse_optional_punctuation(","):
            if not replicated and parser.parse_optional_keyword("replicated"):
                with reading("Sdy_TensorSharding parameter 'replicated_axes'"):
                    parser.parse_punctuation("=")
                    replicated = parse_axes(parser)
            elif not unreduced and parser.parse_optional_keyword("unreduced"):
                with reading("Sdy_TensorSharding parameter 'unreduced_axes'"):
                    reduction = _parse_reduction(parser)
                    unreduced = parse_axes(parser)
            else:
                parser.raise_error(
                    "failed to parse Sdy_TensorSharding, expected valid named axis list after comma"
                )
        return cls(mesh, tuple(dims), replicated, unreduced, reduction)

    @classmethod
    def parse_bare(cls, parser: AttrParser) -> TensorSharding:
        """The attribute with or without its name: `<@mesh, [...]>`."""
        if isinstance(full := parser.parse_optional_attribute(), cls):
            return full
        with parser.in_angle_brackets():
            return cls.parse_body(parser)

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


@dataclass(frozen=True)
class ShardingPerValue(PlainAttribute):
    """One sharding for every operand or result: `<[<@mesh, [{}]>, <@mesh, [{"a"}]>]>`."""

    name = "sdy.sharding_per_value"

    shardings: tuple[TensorSharding, ...] = ()

    def __len__(self) -> int:
        return len(self.shardings)

    def __iter__(self) -> Iterator[TensorSharding]:
        return iter(self.shardings)

    def __getitem__(self, index: int) -> TensorSharding:
        return self.shardings[index]

    def replace(self, index: int, sharding: TensorSharding) -> ShardingPerValue:
        """The same with another sharding of one value."""
        return ShardingPerValue((*self.shardings[:index], sharding, *self.shardings[index + 1 :]))

    @property
    def text(self) -> str:
        return "[" + ", ".join(f"<{sharding.text}>" for sharding in self.shardings) + "]"

    @classmethod
    def parse_body(cls, parser: AttrParser) -> ShardingPerValue:
        with reading(_SHARDINGS):
            shardings = parser.parse_comma_separated_list(
                parser.Delimiter.SQUARE, lambda: TensorSharding.parse_bare(parser)
            )
        return cls(tuple(shardings))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


def sharded_rank(type_: Attribute) -> int:
    """The number of dimensions that a sharding of a value has; none for what is no tensor."""
    return type_.get_num_dims() if isinstance(type_, TensorType) else 0


def _parse_mesh(parser: AttrParser) -> str | MeshAttr:
    if parser.parse_optional_keyword("mesh") is None:
        return parser.parse_symbol_name().data
    with parser.in_angle_brackets():
        return MeshAttr.parse_body(parser)


def _parse_reduction(parser: AttrParser) -> ReductionOp:
    if parser.parse_optional_punctuation("="):
        for op in ReductionOp:
            if parser.parse_optional_keyword(op.value):
                return op
    return ReductionOp.SUM


def _parse_priority(parser: AttrParser) -> int | None:
    word = parser.parse_optional_identifier()
    if word is None:
        return None
    number = word[1:]
    if word[0] != "p" or not number.isdecimal():
        parser.raise_error(f"expecting priority in format 'p<number>', got: {word}")
    if number[0] == "0" and len(number) > 1:
        parser.raise_error(f"priorities with leading zeros are not allowed, got: {word}")
    if int(number) >= 1 << 63:
        parser.raise_error(f"expecting integer priority, got: {word}")
    return int(number)
