"""Which mesh a module is written for."""

from __future__ import annotations

from typing import Any

from xdsl.dialects.builtin import IntegerAttr, ModuleOp
from xdsl.ir import Operation

from ttmlir_py.runtime.machine import SINGLE_CHIP
from ttmlir_py.support.mesh import Mesh


def mesh_of_module(module: ModuleOp) -> Mesh:
    """The largest mesh that a module declares; a single chip where it declares none."""
    found = [mesh for op in module.walk() if (mesh := _declared(op)) is not None]
    return max(found, key=lambda mesh: mesh.size, default=SINGLE_CHIP)


def _declared(op: Any) -> Mesh | None:
    match op.name:
        case "sdy.mesh":
            return op.mesh.mesh
        case "ttnn.get_device" if op.mesh_shape is not None:
            return _unnamed(op.mesh_shape)
        case "ttcore.device" if op.device_attr.mesh_shape:
            return _unnamed(op.device_attr.mesh_shape)
        case "builtin.module":
            return _of_attributes(op)
        case _:
            return None


def _of_attributes(module: Operation) -> Mesh | None:
    """A device's meshes, or the replicas and partitions of an XLA program."""
    if (meshes := module.attributes.get("ttcore.meshes")) is not None:
        return max(
            (_unnamed(tuple(mesh.shape)) for mesh in meshes.meshes),  # pyright: ignore
            key=lambda mesh: mesh.size,
            default=None,
        )
    counts = [module.attributes.get(f"mhlo.num_{what}") for what in ("replicas", "partitions")]
    sizes = tuple(a.value.data if isinstance(a, IntegerAttr) else 1 for a in counts)
    return Mesh(("replica", "partition"), sizes) if max(sizes) > 1 else None


def _unnamed(shape: tuple[int, ...]) -> Mesh:
    return Mesh(tuple(f"axis{i}" for i in range(len(shape))), tuple(shape))
