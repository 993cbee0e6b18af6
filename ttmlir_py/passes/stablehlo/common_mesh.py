"""One mesh for a program that names its devices in several ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.sdy.annotations import MeshOp
from ttmlir_py.dialects.sdy.axes import Axes, AxisRef
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.passes.sdy.walk import map_shardings
from ttmlir_py.syntax.diagnostics import fail

Split = Mapping[str, Axes]
"""Axis of a mesh -> the axes of a finer mesh that together are this axis, major to minor."""


def use_common_mesh(module: ModuleOp) -> None:
    """Every sharding is on the finest mesh, whose axes divide those of the others.

    JAX writes an empty mesh for what lies on none, and one program may see the same devices as
    "x"=4 here and as "a"=2, "b"=2 there.
    """
    meshes = [op for op in module.ops if isinstance(op, MeshOp) and not op.mesh.is_maximal]
    finest = finest_mesh(module)
    if finest is None or len(meshes) == 1:
        return
    others = [op for op in meshes if op is not finest]
    splits = {op.sym_name: _required_split(op, finest) for op in others}
    for op in module.walk():
        if isinstance(op, ManualComputationOp):
            _split_manual_axes(op, splits)
    map_shardings(module, lambda sharding: _moved(sharding, finest, splits))
    for op in others:
        op.detach()
        op.erase()


def finest_mesh(module: ModuleOp) -> MeshOp | None:
    """The mesh of the most devices and, of these, of the most axes."""
    meshes = [op for op in module.ops if isinstance(op, MeshOp) and not op.mesh.is_maximal]
    return max(meshes, key=lambda op: (op.mesh.size, len(op.mesh.axes)), default=None)


def split_of(coarse: MeshAttr, fine: MeshAttr) -> Split | None:
    """Which axes of `fine` every axis of `coarse` consists of; None where it is no such mesh."""
    if coarse.is_empty:
        return {}
    if coarse.size != fine.size or coarse.device_ids != fine.device_ids:
        return None
    rest = list(fine.axes)
    split: dict[str, Axes] = {}
    for axis in coarse.axes:
        parts: list[AxisRef] = []
        size = 1
        while rest and size < axis.size:
            part = rest.pop(0)
            parts.append(AxisRef(part.axis))
            size *= part.size
        if size != axis.size:
            return None
        split[axis.axis] = tuple(parts)
    return split


def _required_split(op: MeshOp, finest: MeshOp) -> Split:
    split = split_of(op.mesh, finest.mesh)
    if split is None:
        fail(
            op,
            f"must have the devices of mesh @{finest.sym_name} in its order, each axis made of "
            f"whole axes of it: got <{op.mesh.text}> beside <{finest.mesh.text}>",
        )
    return split


def _split_manual_axes(op: ManualComputationOp, splits: Mapping[str, Split]) -> None:
    for sharding in (*op.in_shardings, *op.out_shardings):
        split = splits.get(str(sharding.mesh))
        if split:  # an empty mesh has no axes: another sharding tells what they are
            parts = [part.axis for axis in op.manual_axes for part in split[axis]]
            op.manual_axes = tuple(parts)
            return


def _moved(sharding: TensorSharding, finest: MeshOp, splits: Mapping[str, Split]) -> TensorSharding:
    split = splits.get(str(sharding.mesh))
    if split is None:
        return sharding

    def parts(axes: Axes) -> Axes:
        if any(axis.sub for axis in axes):
            fail(finest, f"cannot take the sharding <{sharding.text}>: it divides an axis")
        return tuple(part for axis in axes for part in split[axis.axis])

    return replace(
        sharding,
        mesh=finest.sym_name,
        dims=tuple(replace(dim, axes=parts(dim.axes)) for dim in sharding.dims),
        replicated=parts(sharding.replicated),
        unreduced=parts(sharding.unreduced),
    )
