"""The layout of a tensor on a device, the encoding of ttnn tensor types, and ways to make one.

A tensor of any rank is seen as a matrix: all dimensions but the last are collapsed into rows.
The matrix is cut into 32x32 tiles or kept in row-major order, and spread over a grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, prod
from typing import Any, Self, cast

from xdsl.dialects.builtin import MemRefType, TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.ir.affine import AffineMap
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.affine import parse_map
from ttmlir_py.dialects.ttcore.attributes import DataType
from ttmlir_py.dialects.ttcore.data_types import (
    TILE_SHAPE,
    data_type_of,
    element_bytes,
    element_type_of,
    is_block_format,
)
from ttmlir_py.dialects.ttcore.grid import GridAttr
from ttmlir_py.dialects.ttcore.meshes import TensorMeshAttr
from ttmlir_py.dialects.ttcore.structs import DIMENSIONS, parse_stripped, print_stripped
from ttmlir_py.dialects.ttcore.types import TileType
from ttmlir_py.dialects.ttnn.attributes import (
    BufferType,
    BufferTypeAttr,
    Layout,
    ShapeAttr,
    ShardDistributionStrategyAttr,
    ShardOrientation,
    ShardOrientationAttr,
    TensorMemoryLayout,
    TensorMemoryLayoutAttr,
)
from ttmlir_py.dialects.ttnn.cores import CoreRangeSetAttr, ShardSpecAttr
from ttmlir_py.dialects.ttnn.memory_config import MemoryConfigAttr, memory_problems
from ttmlir_py.dialects.ttnn.tiling import collapsed_map, collapsed_shape, tile_padded
from ttmlir_py.support.attributes import PlainAttribute
from ttmlir_py.support.shapes import shape_of, tensor_type
from ttmlir_py.syntax.affine_text import affine_map_text

_UNIT_GRID = (1, 1)


@dataclass(frozen=True)
class TTNNLayoutAttr(PlainAttribute):
    """`#ttnn.ttnn_layout<(d0, d1) -> (d0, d1), <1x1>, memref<...>, <interleaved>>`."""

    name = "ttnn.ttnn_layout"
    alias = "ttnn_layout"
    linear: AffineMap
    """From the tensor's dimensions to rows and columns."""
    grid: tuple[int, ...]
    memref: MemRefType[Any]
    """One core's shard, or the whole tensor where it is interleaved in DRAM or on the host."""
    memory_layout: TensorMemoryLayout | None = None
    mesh: TensorMeshAttr | None = None
    ignore_physical_layout: bool = False
    core_ranges: CoreRangeSetAttr | None = None

    @classmethod
    def of(
        cls,
        shape: Sequence[int],
        element: Attribute,
        *,
        layout: Layout = Layout.TILE,
        buffer: BufferType = BufferType.DRAM,
        memory_layout: TensorMemoryLayout | None = TensorMemoryLayout.INTERLEAVED,
        grid: Sequence[int] = _UNIT_GRID,
        core_ranges: CoreRangeSetAttr | None = None,
        mesh: TensorMeshAttr | None = None,
        ignore_physical_layout: bool = False,
    ) -> Self:
        """The layout of a tensor of this shape and (scalar or tile) element type."""
        if buffer is BufferType.SYSTEM_MEMORY:
            memory_layout = None
        if not _uses_grid(buffer, memory_layout):
            grid = _UNIT_GRID
        stored = _stored_element(element, layout)
        physical = tile_padded(shape) if isinstance(stored, TileType) else tuple(shape)
        linear = collapsed_map(physical)
        shard = _shard_shape(collapsed_shape(physical), stored, grid, buffer, memory_layout)
        memref = MemRefType(stored, shard, memory_space=BufferTypeAttr(buffer))
        return cls(
            linear, tuple(grid), memref, memory_layout, mesh, ignore_physical_layout, core_ranges
        )

    def rebuilt(
        self,
        shape: Sequence[int],
        *,
        data_type: DataType | None = None,
        layout: Layout | None = None,
        buffer: BufferType | None = None,
        memory_layout: TensorMemoryLayout | None = None,
        grid: Sequence[int] | None = None,
        core_ranges: CoreRangeSetAttr | None = None,
    ) -> TTNNLayoutAttr:
        """A layout like this one for a tensor of this shape, with some of it changed.

        Cores stay only as long as memory, memory layout and grid do. A tensor that comes from
        the host is interleaved unless something else is asked for.
        """
        buffer = buffer or self.buffer_type
        memory_layout = memory_layout or self.memory_layout or TensorMemoryLayout.INTERLEAVED
        grid = tuple(grid or self.grid)
        same_place = (buffer, memory_layout, grid) == (
            self.buffer_type,
            self.memory_layout,
            self.grid,
        )
        return TTNNLayoutAttr.of(
            shape,
            element_type_of(data_type or self.data_type),
            layout=layout or self.layout,
            buffer=buffer,
            memory_layout=memory_layout,
            grid=grid,
            core_ranges=core_ranges or (self.core_ranges if same_place else None),
            mesh=self.mesh,
            ignore_physical_layout=self.ignore_physical_layout,
        )

    @property
    def element_type(self) -> Attribute:
        """What the memory holds: scalars or tiles."""
        return self.memref.element_type

    @property
    def scalar_element_type(self) -> Attribute:
        """The type of one element; block formats have none but their tile."""
        return element_type_of(self.data_type)

    @property
    def data_type(self) -> DataType:
        """How one element is stored."""
        return data_type_of(self.element_type)

    @property
    def is_tiled(self) -> bool:
        """Whether the memory holds tiles."""
        return isinstance(self.element_type, TileType)

    @property
    def layout(self) -> Layout:
        """Tiles or row-major."""
        return Layout.TILE if self.is_tiled else Layout.ROW_MAJOR

    @property
    def buffer_type(self) -> BufferType:
        """The memory."""
        space = self.memref.memory_space
        assert isinstance(space, BufferTypeAttr)
        return space.value

    @property
    def is_on_device(self) -> bool:
        """Whether the tensor is in a chip's memory."""
        return self.buffer_type is not BufferType.SYSTEM_MEMORY

    @property
    def is_sharded(self) -> bool:
        """Whether every core or bank holds one rectangle."""
        return self.memory_layout is not None and self.memory_layout.is_sharded

    @property
    def shard_shape(self) -> tuple[int, ...]:
        """The shape of one shard, in tiles for a tiled layout."""
        return self.memref.get_shape()

    @property
    def scalar_shard_shape(self) -> tuple[int, ...]:
        """The shape of one shard in elements."""
        element = self.element_type
        if not isinstance(element, TileType):
            return self.shard_shape
        *outer, rows, columns = self.shard_shape
        return (*outer, rows * element.shape[0], columns * element.shape[1])

    @property
    def shard_bytes(self) -> int:
        """Bytes of one shard."""
        return prod(self.shard_shape) * element_bytes(self.element_type)

    @property
    def bytes_per_chip(self) -> int:
        """Bytes the tensor takes on every chip, padding included."""
        return self.shard_bytes * prod(self.grid)

    @property
    def memory_config(self) -> MemoryConfigAttr:
        """Where the tensor is, as the TTNN library takes it."""
        spec: ShardSpecAttr | None = None
        if self.is_sharded and self.core_ranges is not None:
            order = ShardOrientationAttr(ShardOrientation.ROW_MAJOR)
            spec = ShardSpecAttr(self.core_ranges, ShapeAttr(self.scalar_shard_shape), order)
        layout = TensorMemoryLayoutAttr(self.memory_layout) if self.memory_layout else None
        return MemoryConfigAttr(BufferTypeAttr(self.buffer_type), layout, spec)

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        linear = parse_map(parser)
        parser.parse_punctuation(",")
        with parser.in_angle_brackets():
            grid = DIMENSIONS.parse(parser)
        parser.parse_punctuation(",")
        mesh: TensorMeshAttr | None = None
        if parser.parse_optional_keyword("mesh"):
            parser.parse_punctuation("=")
            mesh = parse_stripped(parser, TensorMeshAttr)
            parser.parse_punctuation(",")
        memref = _parse_memref(parser)
        memory_layout: TensorMemoryLayout | None = None
        core_ranges: CoreRangeSetAttr | None = None
        ignore = False
        while parser.parse_optional_punctuation(","):
            if parser.parse_optional_keyword("core_ranges"):
                parser.parse_punctuation("=")
                core_ranges = parse_stripped(parser, CoreRangeSetAttr)
            elif parser.parse_optional_keyword("ignorePhysicalLayout"):
                parser.parse_punctuation("=")
                ignore = parser.parse_boolean()
            else:
                memory_layout = parse_stripped(parser, TensorMemoryLayoutAttr).value
        return cls(linear, grid, memref, memory_layout, mesh, ignore, core_ranges)

    def print_body(self, printer: Printer) -> None:
        printer.print_string(f"{affine_map_text(self.linear)}, <")
        DIMENSIONS.print(printer, self.grid)
        printer.print_string(">, ")
        if self.mesh is not None:
            printer.print_string("mesh = ")
            print_stripped(printer, self.mesh)
            printer.print_string(", ")
        printer.print_attribute(self.memref)
        if self.memory_layout is not None:
            printer.print_string(f", <{self.memory_layout.value}>")
        if self.core_ranges is not None:
            printer.print_string(", core_ranges = ")
            print_stripped(printer, self.core_ranges)
        if self.ignore_physical_layout:
            printer.print_string(", ignorePhysicalLayout = true")

    def verify(self) -> None:
        layout = self.memory_layout
        if not _uses_grid(self.buffer_type, layout) and self.grid != _UNIT_GRID:
            where = self.buffer_type.value
            how = " with interleaved memory layout" if where == "dram" else ""
            sizes = ", ".join(map(str, self.grid))
            raise VerifyException(
                f"expected (1, 1) grid shape for {where} buffer type{how}, got ({sizes})"
            )
        for problem in memory_problems(self.buffer_type, layout):
            raise VerifyException(problem)
        word = layout.value if layout else "no memory layout"
        if self.is_sharded and self.core_ranges is None and not self.ignore_physical_layout:
            raise VerifyException(f"sharded TTNN layout ({word}) must carry a core_range_set")
        if not self.is_sharded and self.core_ranges is not None:
            raise VerifyException(
                f"non-sharded TTNN layout must not carry a core_range_set (got {word})"
            )


@dataclass(frozen=True)
class TTNNNdLayoutAttr(PlainAttribute):
    """The layout of a tensor whose shards keep all its dimensions."""

    name = "ttnn.ttnn_nd_layout"
    grid: GridAttr
    memref: MemRefType[Any]
    memory_layout: TensorMemoryLayoutAttr
    orientation: ShardOrientationAttr | None = None
    strategy: ShardDistributionStrategyAttr | None = None

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        grid = parse_stripped(parser, GridAttr)
        parser.parse_punctuation(",")
        memref = _parse_memref(parser)
        parser.parse_punctuation(",")
        memory_layout = parse_stripped(parser, TensorMemoryLayoutAttr)
        if not parser.parse_optional_punctuation(","):
            return cls(grid, memref, memory_layout)
        orientation = parse_stripped(parser, ShardOrientationAttr)
        if not parser.parse_optional_punctuation(","):
            return cls(grid, memref, memory_layout, orientation)
        strategy = parse_stripped(parser, ShardDistributionStrategyAttr)
        return cls(grid, memref, memory_layout, orientation, strategy)

    def print_body(self, printer: Printer) -> None:
        print_stripped(printer, self.grid)
        printer.print_string(", ")
        printer.print_attribute(self.memref)
        for part in (self.memory_layout, self.orientation, self.strategy):
            if part is not None:
                printer.print_string(", ")
                print_stripped(printer, part)


def layout_of(of: SSAValue | Attribute) -> TTNNLayoutAttr | None:
    """The layout of a tensor value or type; None where it has none (yet)."""
    encoding = tensor_type(of).encoding
    return encoding if isinstance(encoding, TTNNLayoutAttr) else None


def with_layout(of: SSAValue | Attribute, layout: Attribute) -> TensorType[Attribute]:
    """The same tensor type in another layout; the element type is the layout's."""
    element = tensor_type(of).element_type
    if isinstance(layout, TTNNLayoutAttr):
        element = layout.scalar_element_type
    return TensorType(element, shape_of(of), layout)


def _stored_element(element: Attribute, layout: Layout) -> Attribute:
    if isinstance(element, TileType):
        return element
    data_type = data_type_of(element)
    if layout is Layout.TILE or is_block_format(data_type):
        return TileType(TILE_SHAPE, data_type)
    return element_type_of(data_type)


def _uses_grid(buffer: BufferType, memory_layout: TensorMemoryLayout | None) -> bool:
    """Whether the grid says anything: interleaved DRAM and the host have a unit grid."""
    sharded = memory_layout is not None and memory_layout.is_sharded
    return buffer is BufferType.L1 or (buffer is BufferType.DRAM and sharded)


def _shard_shape(
    matrix: tuple[int, int],
    element: Attribute,
    grid: Sequence[int],
    buffer: BufferType,
    memory_layout: TensorMemoryLayout | None,
) -> tuple[int, ...]:
    """The shape of one core's part, in tiles or elements."""
    if not _uses_grid(buffer, memory_layout):
        return _in_tiles(matrix, element)
    if memory_layout is TensorMemoryLayout.INTERLEAVED:
        return 1, ceil(prod(_in_tiles(matrix, element)) / prod(grid))
    return _in_tiles(
        [ceil(size / parts) for size, parts in zip(matrix, grid, strict=True)], element
    )


def _in_tiles(matrix: Sequence[int], element: Attribute) -> tuple[int, ...]:
    if not isinstance(element, TileType):
        return tuple(matrix)
    return tuple(ceil(size / tile) for size, tile in zip(matrix, element.shape, strict=True))


def _parse_memref(parser: AttrParser) -> MemRefType[Any]:
    type_ = parser.parse_type()
    if not isinstance(type_, MemRefType):
        parser.raise_error(f"expected a memref type, got {type_}")
    return cast("MemRefType[Any]", type_)
