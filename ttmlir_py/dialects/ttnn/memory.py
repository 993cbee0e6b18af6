"""Layouts, allocation and movement between memories."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute, OpTraits, SSAValue
from xdsl.traits import MemoryAllocEffect, MemoryFreeEffect
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.base import require, result_tensor
from ttmlir_py.dialects.ttcore.data_types import data_type_of
from ttmlir_py.dialects.ttnn.attributes import BufferType
from ttmlir_py.dialects.ttnn.base import PureOp, WritingOp
from ttmlir_py.dialects.ttnn.kinds import BUFFER_TYPE, MESH_OFFSET, MESH_SHAPE
from ttmlir_py.dialects.ttnn.layouts import TTNNLayoutAttr, layout_of
from ttmlir_py.dialects.ttnn.types import DEVICE, DeviceType
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import BOOL, I64_ATTR, STRING, UI32_ATTR
from ttmlir_py.support.shapes import element_of, shape_of


class AllocOp(Op):
    """A tensor at a fixed address."""

    name = "ttnn.alloc"
    traits = OpTraits(lambda: (MemoryAllocEffect(),))
    address = prop(I64_ATTR)
    size = prop(I64_ATTR)
    buffer_type = prop(BUFFER_TYPE)
    result = result()

    def verify_extra(self) -> None:
        layout = layout_of(self.result)
        if layout is None:
            raise VerifyException("Result type missing layout attribute")
        require(self.size != 0, "Alloc size must be non-zero")
        require(
            layout.buffer_type is self.buffer_type,
            "Input tensor layout memory space must match alloc memory space",
        )
        on_host = self.buffer_type is BufferType.SYSTEM_MEMORY
        require(
            not on_host or self.address == 0,
            "Allocating from system memory space must have address set to 0, implicitly allocated "
            "by the runtime",
        )
        require(
            on_host or self.address != 0,
            "Allocating from a device memory space must have address set to a non-zero value, "
            "device addresses are statically allocated",
        )


class AssignOp(PureOp):
    """A copy in a memory of its own."""

    name = "ttnn.assign"
    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        mismatch = "input and output tensor must have the same shape"
        return [result_tensor(self, shape_of(self.input), self.input, mismatch=mismatch)]

    def verify_extra(self) -> None:
        require(
            data_type_of(element_of(self.input)) == data_type_of(element_of(self.result)),
            "output tensor data type does not match expected output data type",
        )


class BitcastConvertOp(PureOp):
    """The same bits read as another element type of equal width."""

    name = "ttnn.bitcast_convert"
    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, shape_of(self.input), self.input)]


class CopyOp(WritingOp):
    """Copies into an existing tensor."""

    name = "ttnn.copy"
    src = operand()
    dst = operand()

    def verify_extra(self) -> None:
        require(_is_on_device(self.src), "Source tensor must be on device memory")
        require(_is_on_device(self.dst), "Destination tensor must be on device memory")
        require(
            self.src.type == self.dst.type,
            f"Source and destination tensor types must match, but got '{self.src.type}' and "
            f"'{self.dst.type}'",
        )


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

    def verify_extra(self) -> None:
        require(
            self.file_path.endswith(".tensorbin"),
            f"file <{self.file_path}> must end with .tensorbin extension",
        )


class FromDeviceOp(PureOp):
    """Moves a tensor to the host."""

    name = "ttnn.from_device"
    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, shape_of(self.input), self.input)]


class GetDeviceOp(PureOp):
    """The mesh of chips that the program runs on."""

    name = "ttnn.get_device"
    mesh_shape = optional_prop(MESH_SHAPE)
    mesh_offset = optional_prop(MESH_OFFSET)
    device = result(DEVICE)

    def infer(self) -> Sequence[Attribute]:
        return [DeviceType()]


class LoadTensorOp(Op):
    """Reads a tensor from a file."""

    name = "ttnn.load_tensor"
    file_path = prop(STRING)
    device = optional_operand(DEVICE)
    result = result()

    def verify_extra(self) -> None:
        require(
            self.file_path.endswith(".tensorbin"),
            f"file <{self.file_path}> must end with .tensorbin extension",
        )


class ToDeviceOp(PureOp):
    """Moves a tensor to the device."""

    name = "ttnn.to_device"
    input = operand()
    device = operand(DEVICE)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, shape_of(self.input), self.input)]


class ToLayoutOp(PureOp):
    """The same values in another layout."""

    name = "ttnn.to_layout"
    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, shape_of(self.input), self.input)]

    def verify_extra(self) -> None:
        layouts = _layouts(self.input, self.result)
        if layouts is None:
            return
        before, after = layouts
        require(
            before.buffer_type is after.buffer_type,
            f"ttnn.to_layout cannot change buffer type from '{before.buffer_type.value}' to "
            f"'{after.buffer_type.value}'; use ttnn.to_tensor_spec for memory-config or device "
            "placement changes",
        )
        require(
            before.memory_layout is after.memory_layout,
            "ttnn.to_layout cannot change tensor memory layout; use ttnn.to_tensor_spec for "
            "memory-config changes",
        )
        require(
            before.grid == after.grid,
            "ttnn.to_layout cannot change grid shape; use ttnn.to_tensor_spec for memory-config "
            "changes",
        )


class ToMemoryConfigOp(PureOp):
    """The same values in another memory."""

    name = "ttnn.to_memory_config"
    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, shape_of(self.input), self.input)]

    def verify_extra(self) -> None:
        _layouts(self.input, self.result)


class ToTensorSpecOp(PureOp):
    """The same values in the layout, memory and element type of the result."""

    name = "ttnn.to_tensor_spec"
    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, shape_of(self.input), self.input)]


class TypecastOp(PureOp):
    """The same values in another element type."""

    name = "ttnn.typecast"
    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, shape_of(self.input), self.input)]


class WriteTensorOp(WritingOp):
    """Copies a host tensor into a device tensor."""

    name = "ttnn.write_tensor"
    host_tensor = operand()
    device_tensor = operand()
    blocking = prop(BOOL, False)
    cq_id = prop(UI32_ATTR, 0)

    def verify_extra(self) -> None:
        require(not _is_on_device(self.host_tensor), "Host tensor must be on system memory")
        require(_is_on_device(self.device_tensor), "Device tensor must be on device memory")
        require(self.cq_id in (0, 1), f"Invalid CQ ID {self.cq_id}")


def _layouts(source: SSAValue, target: SSAValue) -> tuple[TTNNLayoutAttr, TTNNLayoutAttr] | None:
    """The layouts of operand and result; None before any have been chosen."""
    before, after = layout_of(source), layout_of(target)
    if before is None and after is None:
        return None
    if before is None:
        raise VerifyException("Input tensor type missing layout attribute")
    if after is None:
        raise VerifyException("Output tensor type missing layout attribute")
    return before, after


def _is_on_device(value: SSAValue) -> bool:
    layout = layout_of(value)
    return layout is not None and layout.is_on_device
