"""Programs with nothing but XLA's shardings get a mesh, and sdy's shardings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from xdsl.dialects.builtin import ModuleOp, StringAttr
from xdsl.dialects.func import FuncOp
from xdsl.ir import Operation

from ttmlir_py.dialects.sdy.annotations import ShardingConstraintOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import SHARDING
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.common.function_attributes import SIDES, entries, set_entries
from ttmlir_py.passes.stablehlo.frontend_shardings import XLA_SHARDING
from ttmlir_py.passes.stablehlo.spmd_computations import convert_regions
from ttmlir_py.passes.stablehlo.xla_tiles import Tiles
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.shapes import Shape, rank_of
from ttmlir_py.syntax.diagnostics import fail


def mesh_shape_of(module: ModuleOp) -> Shape | None:
    """The shape of the mesh that XLA shardings count in, of two axes or more: the coarsest one
    whose axes make up all tiles."""
    found = [tiles for text in _texts(module) if (tiles := Tiles.parse(text))]
    if not found:
        return None
    total = found[0].chips
    for tiles in found:
        if tiles.chips != total:
            fail(module, f"has shardings for {tiles.chips} and for {total} devices")
    strides = sorted({1, total}.union(*(tiles.strides for tiles in found)))
    if any(large % small for small, large in pairwise(strides)):
        fail(module, f"has shardings that no mesh of {total} devices makes up; use sdy")
    mesh = tuple(large // small for small, large in pairwise(strides))[::-1]
    return mesh if len(mesh) > 1 else (1, *mesh) if mesh else (1, 1)


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

    What is written for one chip becomes manual computations; where its shapes contradict what it
    says of shardings, the program stays as it is.
    """

    def read(op: Operation, text: str, rank: int) -> TensorSharding:
        return _sharding(op, text, rank, mesh, name)

    if not convert_regions(module, mesh, name, read):
        return
    calls = [op for op in module.walk() if isinstance(op, CustomCallOp)]
    for function in [f for f in module.walk() if isinstance(f, FuncOp)]:
        _convert_function(function, mesh, name)
    for call in calls:
        text = call.attributes.get(XLA_SHARDING)
        if call.call_target_name == "Sharding" and isinstance(text, StringAttr):
            rank = rank_of(call.operands[0])
            sharding = read(call, text.data, rank)
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
