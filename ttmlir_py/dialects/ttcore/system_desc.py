"""Descriptions of machines: their hosts, chips and the links between chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import prod
from typing import Any, ClassVar, Self, TypeVar

from xdsl.dialects.builtin import IntegerAttr
from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.dialects.ttcore.attributes import Arch, ArchAttr, DataType, DataTypeAttr
from ttmlir_py.dialects.ttcore.grid import parse_pair
from ttmlir_py.dialects.ttcore.structs import (
    ATTRIBUTE,
    DIMENSIONS,
    INTEGER,
    STRING,
    Codec,
    StructAttribute,
    list_of,
    parse_stripped,
    print_stripped,
    word,
)
from ttmlir_py.support.attributes import EnumAttribute, PlainAttribute
from ttmlir_py.support.element_types import I32

E = TypeVar("E", bound=Enum)
Pair = tuple[int, int]


class CpuRole(Enum):
    """Whether a processor drives the machine or is part of it."""

    HOST = "host"
    DEVICE = "device"


class BracedStruct(StructAttribute):
    """A struct in braces that always names all its parameters, in order."""

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> Sequence[Self]:
        with parser.in_braces():
            return [cls.parse_body(parser)]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_braces():
            self.print_body(printer)


def _by_attribute(attribute: type[EnumAttribute[E]]) -> Codec[E]:
    """An enumeration written as its attribute without the name: `<bf16>`."""
    return Codec(
        lambda parser: parse_stripped(parser, attribute).value,
        lambda printer, value: print_stripped(printer, attribute(value)),
    )


def _print_spaced_dims(printer: Printer, dims: Sequence[int]) -> None:
    printer.print_string(" ")
    DIMENSIONS.print(printer, tuple(dims))


def _print_pair(printer: Printer, pair: Pair) -> None:
    printer.print_string(f"({pair[0]}, {pair[1]})")


_SPACED_DIMS = Codec[tuple[int, ...]](DIMENSIONS.parse, _print_spaced_dims)
_PAIRS = list_of(Codec[Pair](parse_pair, _print_pair))
_COORDINATES = list_of(_SPACED_DIMS)


@dataclass(frozen=True)
class CpuDescAttr(BracedStruct):
    """`{role = host, target_triple = "x86_64-pc-linux-gnu"}`."""

    name = "ttcore.cpu_desc"
    role: CpuRole
    target_triple: str
    codecs: ClassVar[dict[str, Codec[Any]]] = {"role": word(CpuRole), "target_triple": STRING}


@dataclass(frozen=True)
class ChipDescAttr(BracedStruct):
    """One kind of chip: cores, memories, alignments and formats."""

    name = "ttcore.chip_desc"
    arch: Arch
    grid: tuple[int, ...]
    coord_translation_offsets: tuple[int, ...]
    l1_size: int
    num_dram_channels: int
    dram_channel_size: int
    noc_l1_address_align_bytes: int
    pcie_address_align_bytes: int
    noc_dram_address_align_bytes: int
    l1_unreserved_base: int
    erisc_l1_unreserved_base: int
    dram_unreserved_base: int
    dram_unreserved_end: int
    supported_data_types: tuple[DataType, ...]
    supported_tile_sizes: tuple[tuple[int, ...], ...]
    dst_physical_size_tiles: int
    num_cbs: int
    num_compute_threads: int
    num_datamovement_threads: int
    dram_grid: tuple[int, ...]
    dram_bank_to_logical_worker_noc0: tuple[Pair, ...]
    dram_bank_to_logical_worker_noc1: tuple[Pair, ...]
    codecs: ClassVar[dict[str, Codec[Any]]] = {
        "arch": _by_attribute(ArchAttr),
        "grid": DIMENSIONS,
        "coord_translation_offsets": DIMENSIONS,
        "l1_size": INTEGER,
        "num_dram_channels": INTEGER,
        "dram_channel_size": INTEGER,
        "noc_l1_address_align_bytes": INTEGER,
        "pcie_address_align_bytes": INTEGER,
        "noc_dram_address_align_bytes": INTEGER,
        "l1_unreserved_base": INTEGER,
        "erisc_l1_unreserved_base": INTEGER,
        "dram_unreserved_base": INTEGER,
        "dram_unreserved_end": INTEGER,
        "supported_data_types": list_of(_by_attribute(DataTypeAttr)),
        "supported_tile_sizes": list_of(_SPACED_DIMS),
        "dst_physical_size_tiles": INTEGER,
        "num_cbs": INTEGER,
        "num_compute_threads": INTEGER,
        "num_datamovement_threads": INTEGER,
        "dram_grid": DIMENSIONS,
        "dram_bank_to_logical_worker_noc0": _PAIRS,
        "dram_bank_to_logical_worker_noc1": _PAIRS,
    }

    @property
    def l1_usable_bytes(self) -> int:
        """Bytes of one core's L1 that programs may use."""
        return self.l1_size - self.l1_unreserved_base

    @property
    def dram_usable_bytes(self) -> int:
        """Bytes of all DRAM channels that programs may use."""
        return self.num_dram_channels * (self.dram_unreserved_end - self.dram_unreserved_base)


@dataclass(frozen=True)
class ChipChannelAttr(PlainAttribute):
    """`<[0, [0, 0]], [1, [0, 0]]>`: a link between ethernet cores of two chips."""

    name = "ttcore.chip_channel"
    chip0: int
    core0: tuple[int, ...]
    chip1: int
    core1: tuple[int, ...]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        chip0, core0 = _parse_end(parser)
        parser.parse_punctuation(",")
        chip1, core1 = _parse_end(parser)
        return cls(chip0, core0, chip1, core1)

    def print_body(self, printer: Printer) -> None:
        ends = ((self.chip0, self.core0), (self.chip1, self.core1))
        printer.print_string(
            ", ".join(f"[{chip}, [{', '.join(map(str, core))}]]" for chip, core in ends)
        )


def _parse_end(parser: AttrParser) -> tuple[int, tuple[int, ...]]:
    with parser.in_square_brackets():
        chip = parser.parse_integer()
        parser.parse_punctuation(",")
        return chip, list_of(INTEGER).parse(parser)


def _attributes(cls: type[PlainAttribute]) -> Codec[tuple[Any, ...]]:
    """Attributes without their names."""
    return list_of(Codec(lambda parser: cls.new(cls.parse_parameters(parser)), print_stripped))


_HOST_MMIO = IntegerAttr(1, I32)


@dataclass(frozen=True)
class SystemDescAttr(PlainAttribute):
    """A machine: module attribute `ttcore.system_desc`."""

    name = "ttcore.system_desc"
    alias = "system_desc"
    cpu_descs: tuple[CpuDescAttr, ...]
    chip_descs: tuple[ChipDescAttr, ...]
    chip_desc_indices: tuple[int, ...]
    chip_capabilities: tuple[IntegerAttr[Any], ...]
    chip_coords: tuple[tuple[int, ...], ...]
    chip_channels: tuple[ChipChannelAttr, ...] = ()

    def chip(self, chip_id: int) -> ChipDescAttr:
        """What kind of chip has this number."""
        return self.chip_descs[self.chip_desc_indices[chip_id]]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        parts: list[Any] = []
        for codec in _PARTS:
            if parts and not parser.parse_optional_punctuation(","):
                break
            parts.append(codec.parse(parser))
        if len(parts) < len(_PARTS) - 1:
            parser.raise_error("expected ','")
        return cls(*parts)

    def print_body(self, printer: Printer) -> None:
        parts = (
            self.cpu_descs,
            self.chip_descs,
            self.chip_desc_indices,
            self.chip_capabilities,
            self.chip_coords,
            self.chip_channels,
        )
        for i, (codec, part) in enumerate(zip(_PARTS, parts, strict=True)):
            if i < len(_PARTS) - 1 or part:
                printer.print_string(", " if i else "")
                codec.print(printer, part)


_PARTS: tuple[Codec[Any], ...] = (
    _attributes(CpuDescAttr),
    _attributes(ChipDescAttr),
    list_of(INTEGER),
    list_of(ATTRIBUTE),
    _COORDINATES,
    _attributes(ChipChannelAttr),
)

_DATA_TYPES = tuple(data_type for data_type in DataType if data_type is not DataType.I1)
_TILE_SIZES = ((4, 16), (16, 16), (32, 16), (4, 32), (16, 32), (32, 32))
_WORMHOLE_WORKERS = (
    (7, 3), (0, 0), (3, 0), (4, 0), (0, 4), (7, 7), (1, 4), (6, 4), (5, 4), (2, 6), (3, 4), (4, 4),
)  # fmt: skip
_BLACKHOLE_WORKERS = ((9, 0), (0, 0), (7, 0), (3, 0), (9, 7), (1, 7), (6, 7), (4, 7))

_MOCK_CHIPS = {
    Arch.WORMHOLE_B0: ChipDescAttr(
        arch=Arch.WORMHOLE_B0,
        grid=(8, 8),
        coord_translation_offsets=(18, 18),
        l1_size=1499136,
        num_dram_channels=12,
        dram_channel_size=1 << 30,
        noc_l1_address_align_bytes=16,
        pcie_address_align_bytes=32,
        noc_dram_address_align_bytes=32,
        l1_unreserved_base=1024,
        erisc_l1_unreserved_base=1024,
        dram_unreserved_base=1024,
        dram_unreserved_end=1 << 30,
        supported_data_types=_DATA_TYPES,
        supported_tile_sizes=_TILE_SIZES,
        dst_physical_size_tiles=16,
        num_cbs=32,
        num_compute_threads=1,
        num_datamovement_threads=2,
        dram_grid=(1, 12),
        dram_bank_to_logical_worker_noc0=_WORMHOLE_WORKERS,
        dram_bank_to_logical_worker_noc1=_WORMHOLE_WORKERS,
    ),
    Arch.BLACKHOLE: ChipDescAttr(
        arch=Arch.BLACKHOLE,
        grid=(10, 13),
        coord_translation_offsets=(18, 18),
        l1_size=1572864,
        num_dram_channels=8,
        dram_channel_size=4278190080,
        noc_l1_address_align_bytes=16,
        pcie_address_align_bytes=64,
        noc_dram_address_align_bytes=64,
        l1_unreserved_base=98304,
        erisc_l1_unreserved_base=100032,
        dram_unreserved_base=64,
        dram_unreserved_end=4276383744,
        supported_data_types=_DATA_TYPES,
        supported_tile_sizes=_TILE_SIZES,
        dst_physical_size_tiles=16,
        num_cbs=32,
        num_compute_threads=1,
        num_datamovement_threads=2,
        dram_grid=(1, 8),
        dram_bank_to_logical_worker_noc0=_BLACKHOLE_WORKERS,
        dram_bank_to_logical_worker_noc1=_BLACKHOLE_WORKERS,
    ),
}


def mock_system(arch: Arch, mesh_shape: Sequence[int]) -> SystemDescAttr:
    """A machine of equal chips, linked as a ring; a generation without a mock has no chips."""
    host = CpuDescAttr(CpuRole.HOST, "x86_64-pc-linux-gnu")
    chip = _MOCK_CHIPS.get(arch)
    count = prod(mesh_shape) if chip else 0
    links = count if count > 1 else 0
    return SystemDescAttr(
        (host,),
        (chip,) * count if chip else (),
        tuple(range(count)),
        (_HOST_MMIO,) * count,
        ((0, 0, 0, 0),),
        tuple(ChipChannelAttr(i, (0, 0), (i + 1) % count, (0, 0)) for i in range(links)),
    )
