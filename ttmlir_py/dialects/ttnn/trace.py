"""Capture and replay of a recorded sequence of device commands."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import WritingOp
from ttmlir_py.dialects.ttnn.types import DEVICE, GLOBAL_SEMAPHORE
from ttmlir_py.support.fields import operand, prop, result, variadic_operand, variadic_result
from ttmlir_py.support.properties import BOOL, SYMBOL, UI32_ATTR


class BeginTraceCaptureOp(WritingOp):
    """Starts recording device commands."""

    name = "ttnn.begin_trace_capture"
    device = operand(DEVICE)
    cq_id = prop(UI32_ATTR, 0)
    trace_id = result()


class CaptureOrExecuteTraceOp(WritingOp):
    """Replays a trace, capturing it on first use."""

    name = "ttnn.capture_or_execute_trace"
    device = operand(DEVICE)
    allocate_slots_callee = prop(SYMBOL)
    capture_callee = prop(SYMBOL)
    execute_callee = prop(SYMBOL)
    inputs = variadic_operand()
    semaphore_inputs = variadic_operand(GLOBAL_SEMAPHORE)
    results = variadic_result()


class EndTraceCaptureOp(WritingOp):
    """Ends recording device commands."""

    name = "ttnn.end_trace_capture"
    device = operand(DEVICE)
    trace_id = operand()
    cq_id = prop(UI32_ATTR, 0)


class ExecuteTraceOp(WritingOp):
    """Replays recorded device commands."""

    name = "ttnn.execute_trace"
    device = operand(DEVICE)
    trace_id = operand()
    cq_id = prop(UI32_ATTR, 0)
    blocking = prop(BOOL, False)
