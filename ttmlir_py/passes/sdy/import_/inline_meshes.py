"""`sdy-inline-meshes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from xdsl.context import Context
from xdsl.dialects.builtin import (
    DenseIntOrFPElementsAttr,
    ModuleOp,
    SymbolRefAttr,
    TensorType,
)

from ttmlir_py.dialects.sdy.annotations import MeshOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr, meshes_in
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.stablehlo.mesh_attributes import MeshAttr as StableMeshAttr
from ttmlir_py.dialects.stablehlo.mesh_attributes import MeshAxisAttr, ReplicaGroupMeshAxesAttr
from ttmlir_py.passes.sdy.import_.lift_inlined_meshes import REPLICA_GROUPS
from ttmlir_py.passes.sdy.walk import map_shardings
from ttmlir_py.support.element_types import I64
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class InlineMeshesPass(Pass):
    """Shardings and replica groups hold their mesh themselves; no mesh op is left."""

    name = "sdy-inline-meshes"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        meshes = meshes_in(op)

        def inlined(sharding: TensorSharding) -> TensorSharding:
            mesh = sharding.mesh
            return sharding.with_mesh(meshes[mesh]) if isinstance(mesh, str) else sharding

        map_shardings(op, inlined)
        for inner in op.walk():
            groups = inner.properties.get(REPLICA_GROUPS)
            if isinstance(groups, ReplicaGroupMeshAxesAttr):
                inner.properties[REPLICA_GROUPS] = _with_own_mesh(groups, meshes)
        for mesh in [inner for inner in op.ops if isinstance(inner, MeshOp)]:
            mesh.detach()
            mesh.erase()


def _with_own_mesh(
    groups: ReplicaGroupMeshAxesAttr, meshes: Mapping[str, MeshAttr]
) -> ReplicaGroupMeshAxesAttr:
    if not isinstance(groups.mesh, SymbolRefAttr):
        return groups
    mesh = meshes[groups.mesh.root_reference.data]
    axes = tuple(MeshAxisAttr(axis.axis, axis.size) for axis in mesh.axes)
    type_ = TensorType(I64, (len(mesh.device_ids),))
    devices = DenseIntOrFPElementsAttr.from_list(type_, mesh.device_ids)
    return replace(groups, mesh=StableMeshAttr(axes, devices if mesh.device_ids else None))
