"""The machine and the mesh of chips that a module is compiled for."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.ttcore.attributes import Arch, Topology
from ttmlir_py.dialects.ttcore.device import DeviceAttr
from ttmlir_py.dialects.ttcore.meshes import MeshesAttr
from ttmlir_py.dialects.ttcore.modules import DeviceOp
from ttmlir_py.dialects.ttcore.system_desc import SystemDescAttr, mock_system
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import Shape
from ttmlir_py.syntax.diagnostics import fail

SYSTEM_DESC = "ttcore.system_desc"
MESHES = "ttcore.meshes"
DEFAULT_DEVICE = "default_device"


@dataclass(frozen=True)
class TTCoreRegisterDevicePass(Pass):
    """The module names its machine, and `@default_device` is the mesh that it runs on."""

    name = "ttcore-register-device"
    system_desc_path: str = ""
    mock_system_desc_arch: Arch = Arch.WORMHOLE_B0
    mesh_shape: tuple[int, ...] = ()
    mesh_topology: tuple[Topology, ...] = ()

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        if self.system_desc_path:
            fail(
                op,
                f"cannot read the system description {self.system_desc_path}: only machines "
                "named by mock-system-desc-arch, or by the module itself, are known",
            )
        mesh = mesh_of_module(op) or self.mesh_shape
        if self.mesh_shape not in ((), mesh):
            fail(op, f"mesh-shape must be the module's mesh {mesh}, got {self.mesh_shape}")
        system = op.attributes.get(SYSTEM_DESC)
        if not isinstance(system, SystemDescAttr):
            system = mock_system(self.mock_system_desc_arch, mesh or (1,))
            op.attributes[SYSTEM_DESC] = system
        if any(isinstance(inner, DeviceOp) for inner in op.ops):
            return
        chips = len(system.chip_desc_indices)
        if not 0 < prod(mesh) <= chips:
            fail(op, f"mesh must have at most the {chips} chips of the machine, got {mesh}")
        device = DeviceOp(
            sym_name=DEFAULT_DEVICE,
            device_attr=DeviceAttr.of(system, mesh, self.mesh_topology),
            location=op.location,
        )
        block = op.body.block
        if block.first_op is None:
            block.add_op(device)
        else:
            block.insert_op_before(device, block.first_op)


def mesh_of_module(module: ModuleOp) -> Shape:
    """The sizes of the first mesh that a module names; nothing where it names none."""
    meshes = module.attributes.get(MESHES)
    if isinstance(meshes, MeshesAttr) and meshes.meshes:
        return meshes.meshes[0].shape
    return ()
