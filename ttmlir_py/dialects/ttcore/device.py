"""The device a module is compiled for: grids of cores and banks, and the chips of its mesh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Self

from xdsl.ir.affine import (
    AffineBinaryOpKind,
    AffineConstantExpr,
    AffineDimExpr,
    AffineExpr,
    AffineMap,
    AffineSymExpr,
)
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.affine import binary
from ttmlir_py.dialects.ttcore.attributes import Topology
from ttmlir_py.dialects.ttcore.grid import GridAttr, parse_named_map
from ttmlir_py.dialects.ttcore.structs import DIMENSIONS, INTEGER, list_of, parse_stripped, word
from ttmlir_py.dialects.ttcore.system_desc import SystemDescAttr
from ttmlir_py.support.attributes import PlainAttribute
from ttmlir_py.syntax.affine_text import affine_map_text

_CHIPS = list_of(INTEGER)
_TOPOLOGIES = list_of(word(Topology))
_PHYSICAL_RANK = 3
_ADDRESS_RANK = 4


@dataclass(frozen=True)
class DeviceAttr(PlainAttribute):
    """`<workerGrid = ..., dramGrid = ..., ..., meshShape = 2x4, chipIds = [0, ...]>`."""

    name = "ttcore.device"
    worker_grid: GridAttr
    dram_grid: GridAttr
    l1_map: AffineMap
    dram_map: AffineMap
    mesh_shape: tuple[int, ...]
    chip_ids: tuple[int, ...]
    mesh_topology: tuple[Topology, ...] = ()

    @classmethod
    def of(
        cls,
        system: SystemDescAttr,
        mesh_shape: Sequence[int],
        mesh_topology: Sequence[Topology] = (),
    ) -> Self:
        """The first chips of a system as a mesh; the smallest worker grid among them counts."""
        chip_ids = tuple(range(prod(mesh_shape)))
        assert len(system.chip_desc_indices) >= len(chip_ids), "the system has too few chips"
        chips = [system.chip(chip_id) for chip_id in chip_ids]
        rows = min(chip.grid[0] for chip in chips)
        columns = min(chip.grid[1] for chip in chips)
        return cls(
            _worker_grid(rows, columns),
            GridAttr(chips[0].dram_grid),
            _l1_map(),
            _dram_map(chips[0].num_dram_channels),
            tuple(mesh_shape),
            chip_ids,
            tuple(mesh_topology),
        )

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        worker_grid = _parse_grid(parser, "workerGrid")
        dram_grid = _parse_grid(parser, "dramGrid")
        l1_map = parse_named_map(parser, "l1Map")
        parser.parse_punctuation(",")
        dram_map = parse_named_map(parser, "dramMap")
        parser.parse_punctuation(",")
        _parse_key(parser, "meshShape")
        mesh_shape = DIMENSIONS.parse(parser)
        parser.parse_punctuation(",")
        _parse_key(parser, "chipIds")
        chip_ids = _CHIPS.parse(parser)
        topology: tuple[Topology, ...] = ()
        if parser.parse_optional_punctuation(","):
            _parse_key(parser, "meshTopology")
            topology = _TOPOLOGIES.parse(parser)
        return cls(worker_grid, dram_grid, l1_map, dram_map, mesh_shape, chip_ids, topology)

    def print_body(self, printer: Printer) -> None:
        printer.print_string("workerGrid = ")
        printer.print_attribute(self.worker_grid)
        printer.print_string(", dramGrid = ")
        printer.print_attribute(self.dram_grid)
        printer.print_string(f", l1Map = {affine_map_text(self.l1_map)}")
        printer.print_string(f", dramMap = {affine_map_text(self.dram_map)}, meshShape = ")
        DIMENSIONS.print(printer, self.mesh_shape)
        printer.print_string(", chipIds = ")
        _CHIPS.print(printer, self.chip_ids)
        if self.mesh_topology:
            printer.print_string(", meshTopology = ")
            _TOPOLOGIES.print(printer, self.mesh_topology)

    def verify(self) -> None:
        if not self.chip_ids:
            raise VerifyException("expected at least one chip")
        if len(self.chip_ids) != prod(self.mesh_shape):
            raise VerifyException("expected chipIds size to match the volume of meshShape")
        if any(size <= 0 for size in self.worker_grid.shape):
            raise VerifyException("expected positive worker grid dimensions")
        if len(self.dram_grid.shape) != 2:
            raise VerifyException(f"expected 2D dram grid, got {len(self.dram_grid.shape)}D")
        if any(size <= 0 for size in self.dram_grid.shape):
            raise VerifyException("expected positive dram grid dimensions")
        self._verify_maps()
        if self.mesh_topology and len(self.mesh_topology) != len(self.mesh_shape):
            raise VerifyException("expected meshTopology size to match meshShape rank")

    def _verify_maps(self) -> None:
        physical = self.worker_grid.virt_to_physical
        if physical is None or len(physical.results) != _PHYSICAL_RANK:
            raise VerifyException(
                "expected physical grid mapping to have PhysGridResultIdx::NumIndices results"
            )
        for name, address_map in (("l1Map", self.l1_map), ("dramMap", self.dram_map)):
            if len(address_map.results) != _ADDRESS_RANK:
                raise VerifyException(
                    f"expected {name} to have MemoryMapResultIdx::NumIndices results"
                )


def _parse_key(parser: AttrParser, key: str) -> None:
    parser.parse_keyword(key)
    parser.parse_punctuation("=")


def _parse_grid(parser: AttrParser, key: str) -> GridAttr:
    _parse_key(parser, key)
    grid = parse_stripped(parser, GridAttr)
    parser.parse_punctuation(",")
    return grid


def _dim(index: int) -> AffineExpr:
    return AffineDimExpr(index)


def _symbol(index: int) -> AffineExpr:
    return AffineSymExpr(index)


_ZERO = AffineConstantExpr(0)


def _worker_grid(rows: int, columns: int) -> GridAttr:
    """Every core of one chip, by row and column: chip 0 stands for any."""
    identity = AffineMap(2, 0, (_ZERO, _dim(0), _dim(1)))
    return GridAttr((rows, columns), identity, identity)


def _l1_map() -> AffineMap:
    """(row, column, offset)[base] -> (chip, row, column, address)."""
    return AffineMap(3, 1, (_ZERO, _dim(0), _dim(1), _dim(2) + _symbol(0)))


def _dram_map(banks: int) -> AffineMap:
    """(row, column, offset)[grid, shard, page size, base, element size] -> pages round the banks.

    Symbols: s0, s1 the grid; s2, s3 the shard; s4 the page size; s5 the base; s6 the element size.
    """
    mul, add = AffineBinaryOpKind.Mul, AffineBinaryOpKind.Add
    floor_div, mod = AffineBinaryOpKind.FloorDiv, AffineBinaryOpKind.Mod
    page_size, bank_count = _symbol(4), AffineConstantExpr(banks)
    shard = binary(mul, _symbol(2), binary(mul, _symbol(3), _symbol(6)))
    rows = binary(mul, binary(mul, _dim(0), _symbol(1)), shard)
    flat = binary(add, binary(add, rows, binary(mul, _dim(1), shard)), _dim(2))
    page = binary(floor_div, flat, page_size)
    bank = binary(mod, page, bank_count)
    start = binary(mul, binary(floor_div, page, bank_count), page_size)
    address = binary(add, binary(add, start, binary(mod, flat, page_size)), _symbol(5))
    return AffineMap(3, 7, (_ZERO, _ZERO, bank, address))
