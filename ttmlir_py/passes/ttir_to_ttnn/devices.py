"""The device of a function and the mesh it stands for."""

from __future__ import annotations

from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Block, Operation, SSAValue

from ttmlir_py.dialects.ttcore.calls import LoadCachedOp
from ttmlir_py.dialects.ttcore.modules import DeviceOp
from ttmlir_py.dialects.ttnn.memory import GetDeviceOp
from ttmlir_py.dialects.ttnn.types import DeviceType
from ttmlir_py.support.shapes import Shape


def device_of(op: Operation) -> SSAValue:
    """The device value of the function around `op`, made at its start when there is none."""
    entry = _entry_block(op)
    first = entry.first_op
    while isinstance(first, LoadCachedOp):
        first = first.next_op
    if isinstance(first, GetDeviceOp):
        return first.device
    shape = mesh_shape_of(op)
    device = GetDeviceOp(
        result_types=[DeviceType()],
        mesh_shape=shape,
        mesh_offset=(0,) * len(shape),
        location=op.location,
    )
    assert first is not None
    entry.insert_op_before(device, first)
    return device.device


def mesh_shape_of(op: Operation) -> Shape:
    """The sizes of the mesh of the module around `op`; one chip is a mesh of 1x1."""
    device = registered_device(op)
    return (device.device_attr.mesh_shape if device else ()) or (1, 1)


def registered_device(op: Operation) -> DeviceOp | None:
    """The `ttcore.device` of the nearest module that has one; it stands first in its module."""
    around: Operation | None = op
    while around is not None:
        if isinstance(around, ModuleOp):
            found = next((inner for inner in around.ops if isinstance(inner, DeviceOp)), None)
            if found:
                return found
        around = around.parent_op()
    return None


def _entry_block(op: Operation) -> Block:
    around: Operation | None = op
    while around is not None and around.name != "func.func":
        around = around.parent_op()
    assert around is not None, f"{op.name} is not inside a function"
    return around.regions[0].blocks[0]
