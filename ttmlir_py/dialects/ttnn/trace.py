"""Capture and replay of a recorded sequence of device commands."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.dialects.ttnn.attributes import TraceIdAttr
from ttmlir_py.dialects.ttnn.base import WritingOp
from ttmlir_py.dialects.ttnn.trace_functions import verify_callees
from ttmlir_py.dialects.ttnn.types import DEVICE, GLOBAL_SEMAPHORE
from ttmlir_py.support.element_types import UI32
from ttmlir_py.support.fields import operand, prop, result, variadic_operand, variadic_result
from ttmlir_py.support.properties import BOOL, SYMBOL, UI32_ATTR
from ttmlir_py.support.shapes import tensor_type

TRACE_ID = TensorType(UI32, (), TraceIdAttr())
"""The type of a trace's number."""

_QUEUES = (0, 1)


def verify_queue(queue: int) -> None:
    """The device has two command queues."""
    require(queue in _QUEUES, f"Invalid CQ ID {queue}")


def verify_trace_id(value: SSAValue) -> None:
    """A trace's number is an unsigned scalar marked as such."""
    type_ = tensor_type(value)
    require(
        type_.element_type == UI32 and not type_.get_shape(),
        f"trace_id must be a scalar tensor of ui32, got '{type_}'",
    )
    require(isinstance(type_.encoding, TraceIdAttr), "trace_id must have TraceIdAttr encoding")


class BeginTraceCaptureOp(WritingOp):
    """Starts recording device commands."""

    name = "ttnn.begin_trace_capture"
    device = operand(DEVICE)
    cq_id = prop(UI32_ATTR, 0)
    trace_id = result()

    def infer(self) -> Sequence[Attribute]:
        verify_queue(self.cq_id)
        return [TRACE_ID]

    def verify_extra(self) -> None:
        verify_trace_id(self.trace_id)


class CaptureOrExecuteTraceOp(WritingOp):
    """Replays a trace, capturing it on first use."""

    name = "ttnn.capture_or_execute_trace"
    device = operand(DEVICE)
    allocate_slots_callee = prop(SYMBOL)
    capture_callee = prop(SYMBOL)
    execute_callee = prop(SYMBOL)
    inputs = variadic_operand()
    semaphore_inputs = variadic_operand(GLOBAL_SEMAPHORE)
    outputs = variadic_result()

    def verify_extra(self) -> None:
        verify_callees(self)


class EndTraceCaptureOp(WritingOp):
    """Ends recording device commands."""

    name = "ttnn.end_trace_capture"
    device = operand(DEVICE)
    trace_id = operand()
    cq_id = prop(UI32_ATTR, 0)

    def verify_extra(self) -> None:
        verify_queue(self.cq_id)
        verify_trace_id(self.trace_id)


class ExecuteTraceOp(WritingOp):
    """Replays recorded device commands."""

    name = "ttnn.execute_trace"
    device = operand(DEVICE)
    trace_id = operand()
    cq_id = prop(UI32_ATTR, 0)
    blocking = prop(BOOL, False)

    def verify_extra(self) -> None:
        verify_queue(self.cq_id)
        verify_trace_id(self.trace_id)
