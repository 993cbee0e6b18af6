"""Attributes of the ttnn dialect: memories, layouts, shapes and meshes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Self

from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.dialects.ttcore.structs import DIMENSIONS
from ttmlir_py.support.attributes import EnumAttribute, MarkerAttribute, PlainAttribute


class BufferType(Enum):
    """Memories a tensor can be in."""

    DRAM = "dram"
    L1 = "l1"
    SYSTEM_MEMORY = "system_memory"
    L1_SMALL = "l1_small"
    TRACE = "trace"


class BufferTypeAttr(EnumAttribute[BufferType]):
    """`#ttnn.buffer_type<dram>`, alias `#dram`."""

    name = "ttnn.buffer_type"
    cases = BufferType

    def alias_name(self) -> str | None:
        return self.value.value


class TensorMemoryLayout(Enum):
    """How a tensor is spread over the banks or cores of a memory."""

    INTERLEAVED = "interleaved"
    HEIGHT_SHARDED = "height_sharded"
    WIDTH_SHARDED = "width_sharded"
    BLOCK_SHARDED = "block_sharded"
    ND_SHARDED = "nd_sharded"

    @property
    def is_sharded(self) -> bool:
        """Whether every core or bank holds one rectangular piece."""
        return self is not TensorMemoryLayout.INTERLEAVED


class TensorMemoryLayoutAttr(EnumAttribute[TensorMemoryLayout]):
    """`#ttnn.tensor_memory_layout<interleaved>`."""

    name = "ttnn.tensor_memory_layout"
    cases = TensorMemoryLayout


class Layout(Enum):
    """The order of elements in memory."""

    ROW_MAJOR = "row_major"
    TILE = "tile"
    INVALID = "invalid"


class LayoutAttr(EnumAttribute[Layout]):
    """`#ttnn.layout<tile>`."""

    name = "ttnn.layout"
    cases = Layout


class ShardOrientation(Enum):
    """The order in which cores take shards."""

    ROW_MAJOR = "row_major"
    COL_MAJOR = "col_major"


class ShardOrientationAttr(EnumAttribute[ShardOrientation]):
    """`#ttnn.shard_orientation<row_major>`."""

    name = "ttnn.shard_orientation"
    cases = ShardOrientation


class ShardDistributionStrategy(Enum):
    """How shards of many dimensions go to cores."""

    ROUND_ROBIN_1D = "round_robin_1d"
    GRID_2D = "grid_2d"


class ShardDistributionStrategyAttr(EnumAttribute[ShardDistributionStrategy]):
    """`#ttnn.shard_distribution_strategy<grid_2d>`."""

    name = "ttnn.shard_distribution_strategy"
    cases = ShardDistributionStrategy


@dataclass(frozen=True)
class DimensionsAttribute(PlainAttribute):
    """Sizes written `2x3`."""

    dims: tuple[int, ...]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        return cls(DIMENSIONS.parse(parser))

    def print_body(self, printer: Printer) -> None:
        DIMENSIONS.print(printer, self.dims)


class ShapeAttr(DimensionsAttribute):
    """`#ttnn.shape<32x32>`."""

    name = "ttnn.shape"


class MeshShapeAttr(DimensionsAttribute):
    """`#ttnn<mesh_shape 2x4>`."""

    name = "ttnn.mesh_shape"
    dotless = True


class MeshOffsetAttr(DimensionsAttribute):
    """`#ttnn<mesh_offset 0x0>`."""

    name = "ttnn.mesh_offset"
    dotless = True


@dataclass(frozen=True)
class TraceIdAttr(MarkerAttribute):
    """`#ttnn.trace_id`, the encoding of a tensor that holds a trace's number."""

    name = "ttnn.trace_id"
