"""Shardings as XLA's partitioner writes them: `{devices=[4,1,2]<=[2,4]T(1,0) ...}`.

They list the chips tile by tile. The numbers are those of a mesh whose axes, perhaps transposed,
are handed to the dimensions of the tensor one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from xdsl.dialects.builtin import ModuleOp, StringAttr
from xdsl.dialects.func import FuncOp
from xdsl.ir import Operation

from ttmlir_py.dialects.sdy.annotations import ShardingConstraintOp
from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding
from ttmlir_py.dialects.sdy.shardings import SHARDING
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.common.function_attributes import SIDES, entries, set_entries
from ttmlir_py.passes.stablehlo.frontend_shardings import XLA_SHARDING
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.shapes import Shape, rank_of
from ttmlir_py.syntax.diagnostics import fail

_TILED = re.compile(
    r"\{devices=\[(?P<tiles>[\d,]+)\]"
    r"(?:<=\[(?P<mesh>[\d,]+)\](?:T\((?P<order>[\d,]+)\))?|(?P<ids>[\d,]+))"
    r"(?P<last>\s+last_tile_dim_replicate)?\s*\}"
)
_MANUAL = frozenset(("SPMDFullToShardShape", "SPMDShardToFullShape"))


@dataclass(frozen=True)
class Tiles:
    """Tiles per dimension, a last one for copies perhaps, and the mesh that chips count in."""

    counts: Shape
    mesh: Shape
    order: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> Tiles | None:
        """The tiles that a text speaks of; None for whole tensors, and for chips in any order."""
        found = _TILED.fullmatch(text.strip())
        if found is None:
            return None
        counts = _numbers(found["tiles"])
        if found["ids"] is not None:
            ordered = _numbers(found["ids"]) == tuple(range(prod(counts)))
            return cls(counts, (prod(counts),), (0,)) if ordered else None
        mesh = _numbers(found["mesh"])
        return cls(counts, mesh, _numbers(found["order"]) if found["order"] else _upwards(mesh))

    def sharding(self, rank: int, mesh: MeshAttr, name: str) -> TensorSharding | None:
        """The same with axes of a mesh; None where its axes do not make up the tiles."""
        shape = tuple(axis.size for axis in mesh.axes if axis.size > 1)
        axes = [AxisRef(axis.axis) for axis in mesh.axes if axis.size > 1]
        if self.order != _upwards(self.mesh):
            if self.mesh != shape:
                return None
            axes = [axes[place] for place in self.order]
        dims: list[DimSharding] = []
        for count in self.counts[:rank]:
            taken: list[AxisRef] = []
            while prod(axis.size_in(mesh) for axis in taken) < count and axes:
                taken.append(axes.pop(0))
            if prod(axis.size_in(mesh) for axis in taken) != count:
                return None
            dims.append(DimSharding(tuple(taken)))
        return TensorSharding(name, tuple(dims))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def _upwards(mesh: Shape) -> tuple[int, ...]:
    return tuple(range(len(mesh)))


def mesh_shape_of(module: ModuleOp) -> Shape | None:
    """The shape of the mesh that XLA shardings count in, of two axes or more: the finest one."""
    found = [tiles.mesh for text in _texts(module) if (tiles := Tiles.parse(text))]
    if not found:
        return None
    finest = max(found, key=len)
    for mesh in found:
        if prod(mesh) != prod(finest):
            fail(module, f"has shardings for {prod(mesh)} and for {prod(finest)} devices")
    return finest if len(finest) > 1 else (1, *finest)


def _texts(module: ModuleOp) -> Iterator[str]:
    for op in module.walk():
        if isinstance(op, FuncOp):
            rows = [entry for side in SIDES for entry in entries(op, side)]
        else:
            rows = [op.attributes]
        for row in rows:
            if isinstance(text := row.get(XLA_SHARDING), StringAttr):
                yield text.data


def convert_shardings(module: ModuleOp, mesh: MeshAttr, name: str) -> None:
    """Let functions and `@Sharding` calls have sdy's shardings.

    A program that is written for one chip in parts keeps its calls: they change shapes.
    """
    calls = [op for op in module.walk() if isinstance(op, CustomCallOp)]
    if any(call.call_target_name in _MANUAL for call in calls):
        return
    for function in [f for f in module.walk() if isinstance(f, FuncOp)]:
        _convert_function(function, mesh, name)
    for call in calls:
        text = call.attributes.get(XLA_SHARDING)
        if call.call_target_name == "Sharding" and isinstance(text, StringAttr):
            rank = rank_of(call.operands[0])
            sharding = _sharding(call, text.data, rank, mesh, name)
            constraint = ShardingConstraintOp(call.operands[0], sharding=sharding)
            replace_op(call, [Builder(call)(constraint)])


def _convert_function(function: FuncOp, mesh: MeshAttr, name: str) -> None:
    signature = function.function_type
    for side, types in zip(SIDES, (signature.inputs, signature.outputs), strict=True):
        rows = entries(function, side)
        for row, type_ in zip(rows, types, strict=True):
            text = row.get(XLA_SHARDING)
            if isinstance(text, StringAttr) and SHARDING not in row:
                del row[XLA_SHARDING]
                row[SHARDING] = _sharding(function, text.data, rank_of(type_), mesh, name)
        set_entries(function, side, rows)


def _sharding(op: Operation, text: str, rank: int, mesh: MeshAttr, name: str) -> TensorSharding:
    if text.strip() in ("{replicated}", "{maximal device=0}"):
        return TensorSharding.fully_replicated(name, rank)
    tiles = Tiles.parse(text)
    sharding = tiles.sharding(rank, mesh, name) if tiles else None
    if sharding is None:
        fail(op, f"has an XLA sharding that no axes of mesh @{name} make up: {text}; use sdy")
    return sharding
