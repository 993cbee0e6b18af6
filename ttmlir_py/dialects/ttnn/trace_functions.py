"""The functions behind a trace: slots for its tensors, capture, replay, and the traced code.

Allocation makes a slot for every input and output. Capture takes the inputs that come from the
host and all slots, and returns the number of the trace, with which the trace is executed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xdsl.dialects.builtin import TensorType
from xdsl.dialects.func import CallOp, FuncOp
from xdsl.ir import Attribute, Operation, SSAValue
from xdsl.traits import SymbolTable
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.dialects.ttcore.calls import LoadCachedOp
from ttmlir_py.dialects.ttnn.attributes import TraceIdAttr
from ttmlir_py.dialects.ttnn.layouts import layout_of
from ttmlir_py.dialects.ttnn.memory import GetDeviceOp

if TYPE_CHECKING:
    from ttmlir_py.dialects.ttnn.trace import CaptureOrExecuteTraceOp

_TRACE_ID = "trace_id tensor (scalar ui32 with TraceIdAttr encoding)"


def verify_callees(op: CaptureOrExecuteTraceOp) -> None:
    """The three callees and the traced function fit the op and each other."""
    slots = _verify_allocation(op)
    capture = _function(op, op.capture_callee)
    _verify_capture(op, capture, slots)
    traced = next((call for call in capture.walk() if isinstance(call, CallOp)), None)
    if traced is None:
        raise VerifyException("No trace function found in capture function")
    _verify_traced(op, _function(op, traced.callee.root_reference.data))
    _verify_execution(op)


def stays_on_device(value: SSAValue) -> bool:
    """Whether an input is used where it is: only values from the host are copied into slots."""
    layout = layout_of(value)
    return layout is not None and layout.is_on_device


def _function(op: Operation, name: str) -> FuncOp:
    found = SymbolTable.lookup_symbol(op, name)
    if not isinstance(found, FuncOp):
        raise VerifyException(f"'{name}' does not reference a function")
    return found


def _verify_allocation(op: CaptureOrExecuteTraceOp) -> Sequence[Attribute]:
    name = op.allocate_slots_callee
    type_ = _function(op, name).function_type
    resident = [value.type for value in op.inputs if stays_on_device(value)]
    takes, slots = type_.inputs.data, type_.outputs.data
    require(
        len(takes) == len(resident),
        f"Slot allocation function '{name}' must take {len(resident)} arguments (the "
        f"device-resident inputs), but has {len(takes)}",
    )
    _compare("Slot allocation function argument {i} type mismatch", resident, takes)
    inputs, outputs = len(op.inputs), len(op.results)
    require(
        len(slots) == inputs + outputs,
        f"Slot allocation function '{name}' must return {inputs + outputs} slots ({inputs} "
        f"input slots + {outputs} output slots), but returns {len(slots)}",
    )
    message = "Slot allocation function output slot {i} type mismatch"
    _compare(message, op.result_types, slots[inputs:])
    return slots


def _verify_capture(
    op: CaptureOrExecuteTraceOp, capture: FuncOp, slots: Sequence[Attribute]
) -> None:
    name = op.capture_callee
    staged = [value.type for value in op.inputs if not stays_on_device(value)]
    semaphores = [value.type for value in op.semaphore_inputs]
    takes = capture.function_type.inputs.data
    count = len(staged) + len(slots) + len(semaphores)
    require(
        len(takes) == count,
        f"Capture function '{name}' must take {count} arguments ({len(staged)} host-staged "
        f"inputs + {len(slots)} slots + {len(semaphores)} semaphores), but has {len(takes)}",
    )
    first_semaphore = len(staged) + len(slots)
    parts = (
        ("Capture function host-staged input", staged, takes[: len(staged)]),
        ("Capture function slot", slots, takes[len(staged) : first_semaphore]),
        ("Semaphore input", semaphores, takes[first_semaphore:]),
    )
    for what, expected, actual in parts:
        _compare(f"{what} argument {{i}} type mismatch", expected, actual)
    returned = capture.function_type.outputs.data
    require(
        len(returned) == 1,
        f"Capture function '{name}' must return exactly one trace_id value, but returns "
        f"{len(returned)}",
    )
    require(_is_trace_id(returned[0]), f"Capture function '{name}' must return a {_TRACE_ID}")


def _verify_traced(op: CaptureOrExecuteTraceOp, traced: FuncOp) -> None:
    require(
        not traced.function_type.outputs.data,
        f"Trace function '{traced.sym_name.data}' must return no results; it stores its outputs "
        "into the output slot arguments",
    )
    for value in traced.args:
        _require_on_device("All input arguments of trace function", value)
    for inner in traced.walk():
        if inner is traced:
            continue
        require(
            inner.name != op.name,
            "CaptureOrExecuteTraceOp op must not be nested within trace function",
        )
        require(
            not isinstance(inner, LoadCachedOp),
            "LoadCached op must not be nested within trace function",
        )
        if isinstance(inner, GetDeviceOp):
            _verify_device(op, inner)
            continue
        for value in inner.operands:
            _require_on_device("All input tensors of trace function", value)
        for value in inner.results:
            _require_on_device("All output tensors of trace function", value)


def _verify_device(op: CaptureOrExecuteTraceOp, inner: GetDeviceOp) -> None:
    outer = op.device.owner
    if isinstance(outer, GetDeviceOp):
        require(
            (outer.mesh_shape, outer.mesh_offset) == (inner.mesh_shape, inner.mesh_offset),
            "Device configuration of get_device op in callee must match device configuration "
            "of trace op",
        )


def _verify_execution(op: CaptureOrExecuteTraceOp) -> None:
    name = op.execute_callee
    takes = _function(op, name).function_type.inputs.data
    require(
        len(takes) == 1,
        f"Execute function '{name}' must take exactly one trace_id argument, but has "
        f"{len(takes)} arguments",
    )
    require(_is_trace_id(takes[0]), f"Execute function '{name}' argument must be a {_TRACE_ID}")


def _is_trace_id(type_: Attribute) -> bool:
    if not isinstance(type_, TensorType):
        return False
    return not type_.get_shape() and isinstance(type_.encoding, TraceIdAttr)


def _require_on_device(what: str, value: SSAValue) -> None:
    if isinstance(value.type, TensorType):
        require(stays_on_device(value), f"{what} must be on device.")


def _compare(message: str, expected: Sequence[Attribute], actual: Sequence[Attribute]) -> None:
    for i, (want, got) in enumerate(zip(expected, actual, strict=True)):
        require(want == got, f"{message.format(i=i)}: expected '{want}', but got '{got}'")
