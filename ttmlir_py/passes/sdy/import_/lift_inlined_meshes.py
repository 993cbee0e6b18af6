"""`sdy-lift-inlined-meshes`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xdsl.context import Context
from xdsl.dialects.builtin import (
    ArrayAttr,
    DenseIntOrFPElementsAttr,
    DictionaryAttr,
    IntegerAttr,
    ModuleOp,
    StringAttr,
    SymbolRefAttr,
    TensorType,
    i64,
)
from xdsl.ir import Attribute

from ttmlir_py.dialects.sdy.annotations import MeshOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr, MeshAxis
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.stablehlo.mesh_attributes import MeshAttr as StableMeshAttr
from ttmlir_py.dialects.stablehlo.mesh_attributes import ReplicaGroupMeshAxesAttr
from ttmlir_py.dialects.stablehlo.properties import integer_elements
from ttmlir_py.passes.sdy.walk import map_shardings
from ttmlir_py.support.passes import Pass

STABLEHLO_MESH = "stablehlo.mesh"
REPLICA_GROUPS = "replica_groups"


@dataclass(frozen=True)
class LiftInlinedMeshesPass(Pass):
    """Shardings name their mesh, and no two meshes are the same."""

    name = "sdy-lift-inlined-meshes"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        meshes = _Meshes(op)

        def lifted(sharding: TensorSharding) -> TensorSharding:
            name = meshes.name_of(sharding.mesh)
            return sharding if name == sharding.mesh else sharding.with_mesh(name)

        map_shardings(op, lifted)
        for inner in op.walk():
            groups = inner.properties.get(REPLICA_GROUPS)
            if isinstance(groups, ReplicaGroupMeshAxesAttr):
                name = meshes.name_of(_mesh_of_groups(groups.mesh))
                inner.properties[REPLICA_GROUPS] = replace(groups, mesh=SymbolRefAttr(name))
        for mesh in op.ops:
            if isinstance(mesh, MeshOp):
                mesh.attributes.setdefault(STABLEHLO_MESH, _mirror(mesh.mesh))


class _Meshes:
    """The meshes of a module without duplicates, and names for new ones."""

    def __init__(self, module: ModuleOp) -> None:
        self.module = module
        self.names: dict[str | MeshAttr, str] = {}
        self.last: MeshOp | None = None
        self.symbols = {
            name.data
            for op in module.ops
            if isinstance(name := op.properties.get("sym_name"), StringAttr)
        }
        self.counter = 0
        for op in [op for op in module.ops if isinstance(op, MeshOp)]:
            first = self.names.setdefault(op.mesh, op.sym_name)
            if first == op.sym_name:
                self.last = op
            else:
                self.names[op.sym_name] = first
                self.symbols.discard(op.sym_name)
                op.detach()
                op.erase()

    def name_of(self, mesh: str | MeshAttr) -> str:
        """The name to use for a mesh; one that is given in place gets an op."""
        if mesh not in self.names and isinstance(mesh, MeshAttr):
            self.names[mesh] = self._declare(mesh)
        return self.names.get(mesh) or str(mesh)

    def _declare(self, mesh: MeshAttr) -> str:
        name = self._fresh(_base_name(mesh))
        op = MeshOp(sym_name=name, mesh=mesh, location=self.module.location)
        block = self.module.body.block
        if self.last is not None:
            block.insert_op_after(op, self.last)
        elif block.first_op is not None:
            block.insert_op_before(op, block.first_op)
        else:
            block.add_op(op)
        self.last = op
        return name

    def _fresh(self, base: str) -> str:
        name = base
        while name in self.symbols:
            name = f"{base}_{self.counter}"
            self.counter += 1
        self.symbols.add(name)
        return name


def _mesh_of_groups(mesh: Attribute) -> str | MeshAttr:
    """The mesh that StableHLO's replica groups name, or hold in their own notation."""
    match mesh:
        case SymbolRefAttr():
            return mesh.root_reference.data
        case StableMeshAttr():
            axes = tuple(MeshAxis(axis.axis, axis.size) for axis in mesh.axes)
            return MeshAttr(
                axes, tuple(integer_elements(mesh.device_ids) if mesh.device_ids else ())
            )
        case _:
            assert isinstance(mesh, MeshAttr), f"{mesh}"
            return mesh


def _base_name(mesh: MeshAttr) -> str:
    if mesh.is_maximal:
        return f"maximal_mesh_{mesh.device_ids[0]}"
    return "empty_mesh" if mesh.is_empty else "mesh"


def _mirror(mesh: MeshAttr) -> Attribute:
    """The mesh as StableHLO's tools read it."""
    axes = [
        DictionaryAttr({"name": StringAttr(axis.axis), "size": IntegerAttr(axis.size, i64)})
        for axis in mesh.axes
    ]
    entries: dict[str, Attribute] = {"axes": ArrayAttr(axes)}
    if mesh.device_ids:
        type_ = TensorType(i64, [len(mesh.device_ids)])
        entries["device_ids"] = DenseIntOrFPElementsAttr.from_list(type_, mesh.device_ids)
    return DictionaryAttr(entries)
