"""`sdy-inline-meshes`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.sdy.annotations import MeshOp
from ttmlir_py.dialects.sdy.mesh import meshes_in
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.passes.sdy.walk import map_shardings
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class InlineMeshesPass(Pass):
    """Shardings hold their mesh themselves; no mesh op is left."""

    name = "sdy-inline-meshes"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        meshes = meshes_in(op)

        def inlined(sharding: TensorSharding) -> TensorSharding:
            mesh = sharding.mesh
            return sharding.with_mesh(meshes[mesh]) if isinstance(mesh, str) else sharding

        map_shardings(op, inlined)
        for mesh in [inner for inner in op.ops if isinstance(inner, MeshOp)]:
            mesh.detach()
            mesh.erase()
