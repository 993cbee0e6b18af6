"""Layouts, allocation and movement between memories."""

from __future__ import annotations

from xdsl.ir import OpTraits
from xdsl.traits import MemoryAllocEffect, MemoryFreeEffect

from ttmlir_py.dialects.ttcore.base import PureOp, WritingOp
from ttmlir_py.dialects.ttnn.kinds import BUFFER_TYPE, MESH_OFFSET, MESH_SHAPE
from ttmlir_py.dialects.ttnn.types import DEVICE
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import BOOL, I64_ATTR, STRING, UI32_ATTR


class AllocOp(Op):
    """A tensor at a fixed address."""

    name = "ttnn.alloc"
    traits = OpTraits(lambda: (MemoryAllocEffect(),))
    address = prop(I64_ATTR)
    size = prop(I64_ATTR)
    buffer_type = prop(BUFFER_TYPE)
    result = result()


class AssignOp(PureOp):
    """A copy in a memory of its own."""

    name = "ttnn.assign"
    input = operand()
    result = result()


class BitcastConvertOp(PureOp):
    """The same bits read as another element type of equal width."""

    name = "ttnn.bitcast_convert"
    input = operand()
    result = result()


class CopyOp(WritingOp):
    """Copies into an existing tensor."""

    name = "ttnn.copy"
    src = operand()
    dst = operand()


class DeallocateOp(Op):
    """Frees a tensor's memory."""

    name = "ttnn.deallocate"
    traits = OpTraits(lambda: (MemoryFreeEffect(),))
    input = operand()
    force = prop(BOOL, False)


class DumpTensorOp(WritingOp):
    """Writes a tensor to a file."""

    name = "ttnn.dump_tensor"
    file_path = prop(STRING)
    input = operand()


class FromDeviceOp(PureOp):
    """Moves a tensor to the host."""

    name = "ttnn.from_device"
    input = operand()
    result = result()


class GetDeviceOp(PureOp):
    """The mesh of chips that the program runs on."""

    name = "ttnn.get_device"
    mesh_shape = optional_prop(MESH_SHAPE)
    mesh_offset = optional_prop(MESH_OFFSET)
    device = result(DEVICE)


class LoadTensorOp(Op):
    """Reads a tensor from a file."""

    name = "ttnn.load_tensor"
    file_path = prop(STRING)
    device = optional_operand(DEVICE)
    result = result()


class ToDeviceOp(PureOp):
    """Moves a tensor to the device."""

    name = "ttnn.to_device"
    input = operand()
    device = operand(DEVICE)
    result = result()


class ToLayoutOp(PureOp):
    """The same values in another layout."""

    name = "ttnn.to_layout"
    input = operand()
    result = result()


class ToMemoryConfigOp(PureOp):
    """The same values in another memory."""

    name = "ttnn.to_memory_config"
    input = operand()
    result = result()


class ToTensorSpecOp(PureOp):
    """The same values in the layout, memory and element type of the result."""

    name = "ttnn.to_tensor_spec"
    input = operand()
    result = result()


class TypecastOp(PureOp):
    """The same values in another element type."""

    name = "ttnn.typecast"
    input = operand()
    result = result()


class WriteTensorOp(WritingOp):
    """Copies a host tensor into a device tensor."""

    name = "ttnn.write_tensor"
    host_tensor = operand()
    device_tensor = operand()
    blocking = prop(BOOL, False)
    cq_id = prop(UI32_ATTR, 0)
