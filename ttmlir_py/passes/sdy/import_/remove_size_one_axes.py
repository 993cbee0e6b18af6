"""`sdy-remove-size-one-axes`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of, meshes_in
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding
from ttmlir_py.passes.sdy.walk import map_shardings
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class RemoveSizeOneAxesPass(Pass):
    """No sharding uses an axis of size 1."""

    name = "sdy-remove-size-one-axes"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        if not any(axis.size == 1 for mesh in meshes_in(op).values() for axis in mesh.axes):
            return

        def without(sharding: TensorSharding) -> TensorSharding:
            mesh = mesh_of(op, sharding.mesh)
            assert mesh is not None, f"unknown mesh {sharding.mesh}"
            return replace(
                sharding,
                dims=tuple(_dim(dim, mesh) for dim in sharding.dims),
                replicated=_real(sharding.replicated, mesh),
                unreduced=_real(sharding.unreduced, mesh),
            )

        map_shardings(op, without)


def _dim(dim: DimSharding, mesh: MeshAttr) -> DimSharding:
    axes = _real(dim.axes, mesh)
    # A priority says nothing where nothing can spread.
    return DimSharding(axes, dim.is_closed, None if dim.is_closed and not axes else dim.priority)


def _real(axes: Iterable[AxisRef], mesh: MeshAttr) -> Axes:
    return tuple(axis for axis in axes if axis.size_in(mesh) != 1)
