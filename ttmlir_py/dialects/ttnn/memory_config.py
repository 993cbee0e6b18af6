"""Memory configurations: which memory a tensor is in and how it is spread over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self, TypeVar

from xdsl.ir import Attribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.structs import parse_stripped, print_stripped
from ttmlir_py.dialects.ttnn.attributes import (
    BufferType,
    BufferTypeAttr,
    TensorMemoryLayout,
    TensorMemoryLayoutAttr,
)
from ttmlir_py.dialects.ttnn.cores import NdShardSpecAttr, ShardSpecAttr
from ttmlir_py.support.attributes import PlainAttribute

A = TypeVar("A", bound=Attribute)


@dataclass(frozen=True)
class MemoryConfigAttr(PlainAttribute):
    """`#ttnn.memory_config<#dram, <interleaved>>`; sharded ones say how shards are dealt."""

    name = "ttnn.memory_config"
    buffer_type: BufferTypeAttr
    memory_layout: TensorMemoryLayoutAttr | None = None
    shard_spec: ShardSpecAttr | None = None
    nd_shard_spec: NdShardSpecAttr | None = None

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        buffer_type = parse_stripped(parser, BufferTypeAttr)
        parts: dict[type[Attribute], Attribute] = {}
        while parser.parse_optional_punctuation(","):
            part = _parse_part(parser)
            parts[type(part)] = part
        return cls(
            buffer_type,
            _part(parts, TensorMemoryLayoutAttr),
            _part(parts, ShardSpecAttr),
            _part(parts, NdShardSpecAttr),
        )

    def print_body(self, printer: Printer) -> None:
        print_stripped(printer, self.buffer_type)
        if self.memory_layout is not None:
            printer.print_string(", ")
            print_stripped(printer, self.memory_layout)
        if self.shard_spec is not None:
            printer.print_string(", ")
            printer.print_attribute(self.shard_spec)
        elif self.nd_shard_spec is not None:
            printer.print_string(", ndShardSpec = ")
            printer.print_attribute(self.nd_shard_spec)

    def verify(self) -> None:
        if self.shard_spec and self.nd_shard_spec:
            raise VerifyException(
                "Setting both NDShardSpecAttr and ShardSpecAttr is not supported."
            )
        layout = self.memory_layout.value if self.memory_layout else None
        for problem in memory_problems(self.buffer_type.value, layout):
            raise VerifyException(problem)
        if self.shard_spec:
            for problem in _shard_problems(self.buffer_type.value, layout):
                raise VerifyException(problem)


def memory_problems(buffer: BufferType, layout: TensorMemoryLayout | None) -> Iterator[str]:
    """What is wrong with a memory layout in a memory, in upstream's words."""
    if buffer is BufferType.SYSTEM_MEMORY:
        if layout is not None:
            yield "Memory layout is not allowed for SystemMemory buffer type."
    elif layout is None:
        yield "Memory layout is required for non-SystemMemory buffer type."
    elif buffer is BufferType.DRAM and layout is TensorMemoryLayout.BLOCK_SHARDED:
        yield (
            "BlockSharded layout is not supported for DRAM buffer type; "
            "use WidthSharded, HeightSharded or Interleaved"
        )


_SHARDABLE = (BufferType.L1, BufferType.DRAM)
_TWO_DIMENSIONAL = (
    TensorMemoryLayout.BLOCK_SHARDED,
    TensorMemoryLayout.HEIGHT_SHARDED,
    TensorMemoryLayout.WIDTH_SHARDED,
)


def _shard_problems(buffer: BufferType, layout: TensorMemoryLayout | None) -> Iterator[str]:
    if buffer not in _SHARDABLE:
        yield "Sharding is only valid for L1 or DRAM buffer type"
    if layout not in _TWO_DIMENSIONAL:
        yield (
            "Sharding is only valid for block sharded, height sharded, or width sharded "
            "tensor memory layout"
        )


def _parse_part(parser: AttrParser) -> Attribute:
    if parser.parse_optional_keyword("ndShardSpec"):
        parser.parse_punctuation("=")
        return parse_stripped(parser, NdShardSpecAttr)
    return parser.parse_optional_attribute() or parse_stripped(parser, TensorMemoryLayoutAttr)


def _part(parts: dict[type[Attribute], Attribute], cls: type[A]) -> A | None:
    part = parts.get(cls)
    return part if isinstance(part, cls) else None
