"""What a tensor is to become, as the steps that get it there.

The form (tiles or rows) and the data type change where the device can change them; one move
between memories comes before or after. What a device cannot do goes by way of the host.
"""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import CallOp
from xdsl.ir import SSAValue

from ttmlir_py.dialects.ttcore.attributes import DataType
from ttmlir_py.dialects.ttnn.attributes import BufferType, Layout
from ttmlir_py.dialects.ttnn.layouts import TTNNLayoutAttr, with_layout
from ttmlir_py.dialects.ttnn.memory import (
    FromDeviceOp,
    ToDeviceOp,
    ToLayoutOp,
    ToMemoryConfigOp,
    ToTensorSpecOp,
    TypecastOp,
)
from ttmlir_py.passes.ttir_to_ttnn.devices import device_of
from ttmlir_py.passes.ttnn.tensor_types import changed, stored_layout
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.syntax.diagnostics import fail

CPU_HOISTED_CALL = "ttir.cpu_hoisted_call"
TILED_ON_DEVICE = {
    DataType.BF16,
    DataType.F32,
    DataType.SI32,
    DataType.U16,
    DataType.U32,
}
"""Data types whose form a device can change."""
NOT_FLOAT = {DataType.I1, DataType.SI32, DataType.U16, DataType.U32, DataType.U8}


@dataclass(frozen=True)
class TTNNDecomposeLayoutsPass(Pass):
    """No `ttnn.to_tensor_spec` is left: each is the moves, casts and changes of form it means."""

    name = "ttnn-decompose-layouts"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(op.walk()):
            if isinstance(inner, ToTensorSpecOp):
                replace_op(inner, [_decomposed(inner)])


def _decomposed(op: ToTensorSpecOp) -> SSAValue:
    change = Change(stored_layout(op.input), stored_layout(op.result))
    if not (change.of_form or change.of_type or change.of_memory):
        fail(op, "changes neither the form, nor the data type, nor the memory of its operand")
    steps = Steps(op)
    if change.is_for_host or _is_at_hoisted_call(op):
        return steps.on_host(change)
    if change.needs_host_for_form:
        return steps.form_on_host(change)
    value = op.input
    if change.moves_last:
        value = steps.form_and_type(value, change)
        return steps.move(value, change.target)
    return steps.form_and_type(steps.move(value, change.target), change)


def _is_at_hoisted_call(op: ToTensorSpecOp) -> bool:
    """Whether the tensor comes from, or is for, a function that runs on the host."""
    users = [use.operation for use in op.result.uses]
    calls = [op.input.owner, *(users if len(users) == 1 else ())]
    return any(isinstance(call, CallOp) and CPU_HOISTED_CALL in call.attributes for call in calls)


@dataclass(frozen=True)
class Change:
    """From one layout to another."""

    source: TTNNLayoutAttr
    target: TTNNLayoutAttr

    @property
    def of_form(self) -> bool:
        return self.source.layout is not self.target.layout

    @property
    def of_type(self) -> bool:
        return self.source.data_type is not self.target.data_type

    @property
    def of_memory(self) -> bool:
        return differ_in_memory(self.source, self.target)

    @property
    def needs_host_for_form(self) -> bool:
        """Whether the device can change the form of neither data type."""
        types = {self.source.data_type, self.target.data_type}
        return self.of_form and types.isdisjoint(TILED_ON_DEVICE)

    @property
    def is_for_host(self) -> bool:
        """Whether all work is the host's: it has both sides, or no side of the device has tiles."""
        if not self.source.is_on_device and not self.target.is_on_device:
            return True
        tiled = self.source if self.source.is_tiled else self.target
        return self.needs_host_for_form and not tiled.is_on_device

    @property
    def moves_last(self) -> bool:
        """Whether form and data type change before the move between memories."""
        source, target = self.source, self.target
        if not source.is_on_device or not target.is_on_device:
            return source.is_on_device
        if not self.of_form or target.is_tiled:
            return True
        in_l1 = source.buffer_type is BufferType.L1
        return not (in_l1 and (source.is_sharded or target.buffer_type is BufferType.DRAM))


def differ_in_memory(source: TTNNLayoutAttr, target: TTNNLayoutAttr) -> bool:
    """Whether a tensor has to be moved: to another memory, or to other cores."""
    if source.buffer_type is not target.buffer_type:
        return True
    if not source.is_on_device:
        return False
    if source.memory_layout is not target.memory_layout:
        return True
    if not source.is_sharded:
        return False
    return (source.grid, source.core_ranges) != (target.grid, target.core_ranges)


class Steps:
    """Builds the steps before an op."""

    def __init__(self, op: ToTensorSpecOp) -> None:
        self.op = op
        self.build = Builder(op)

    def on_host(self, change: Change) -> SSAValue:
        value = self.op.input
        if change.source.is_on_device:
            value = self.from_device(value)
        if change.of_type:
            value = self.cast(value, change.target)
        if change.of_form:
            value = self.form(value, change.target)
        return self.move(value, change.target)

    def form_on_host(self, change: Change) -> SSAValue:
        """The form changes on the host; casts stay on the device, where they are of tiles."""
        value = self.op.input
        if change.source.is_tiled:
            if change.of_type:
                value = self.cast(value, change.target)
            value = self.form(self.from_device(value), change.target)
            return self.move(value, change.target)
        if change.source.is_on_device:
            value = self.from_device(value)
        value = self.move(self.form(value, change.target), change.target)
        return self.cast(value, change.target) if change.of_type else value

    def form_and_type(self, value: SSAValue, change: Change) -> SSAValue:
        """Form and data type on the device: the form changes in a type that the device can."""
        source, target = change.source, change.target
        if not (change.of_form and change.of_type):
            if change.of_form:
                return self.form(value, target)
            return self.cast(value, target) if change.of_type else value
        if target.is_tiled and NOT_FLOAT.isdisjoint({source.data_type, target.data_type}):
            return self.form(value, target, target.data_type)
        if source.is_tiled:
            cast_first = target.data_type in TILED_ON_DEVICE
        else:
            cast_first = source.data_type not in TILED_ON_DEVICE
        if cast_first:
            return self.form(self.cast(value, target), target)
        return self.cast(self.form(value, target), target)

    def form(
        self, value: SSAValue, target: TTNNLayoutAttr, data_type: DataType | None = None
    ) -> SSAValue:
        """Tiles or rows; floats can change their data type on the way to tiles."""
        layout = Layout.TILE if target.is_tiled else Layout.ROW_MAJOR
        type_ = changed(value, layout=layout, data_type=data_type)
        return self.build(ToLayoutOp(value, result_types=[type_]))

    def cast(self, value: SSAValue, target: TTNNLayoutAttr) -> SSAValue:
        type_ = changed(value, data_type=target.data_type)
        return self.build(TypecastOp(value, result_types=[type_]))

    def from_device(self, value: SSAValue) -> SSAValue:
        type_ = changed(value, buffer=BufferType.SYSTEM_MEMORY)
        return self.build(FromDeviceOp(value, result_types=[type_]))

    def move(self, value: SSAValue, target: TTNNLayoutAttr) -> SSAValue:
        """Into another memory, or onto other cores, where that is a change."""
        source = stored_layout(value)
        if not differ_in_memory(source, target):
            return value
        if not target.is_on_device:
            return self.from_device(value)
        encoding = source.rebuilt(
            shape_of(value),
            buffer=target.buffer_type,
            memory_layout=target.memory_layout,
            grid=target.grid,
            core_ranges=target.core_ranges,
        )
        type_ = with_layout(value, encoding)
        if not source.is_on_device:
            return self.build(ToDeviceOp(value, device_of(self.op), result_types=[type_]))
        return self.build(ToMemoryConfigOp(value, result_types=[type_]))
