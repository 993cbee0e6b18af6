"""Traces: on the simulated chips capturing one runs it, and that is all there is to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ttmlir_py.runtime.kernels.memory import nothing
from ttmlir_py.runtime.machine import Machine


def capture_or_execute_trace(
    machine: Machine, op: Any, bodies: Any, device: Any, *arrays: Any
) -> tuple[Any, ...]:
    """What the output slots hold after the trace, then the inputs on the device that it changed.

    The first function makes the slots from the inputs that are on the device, the first ones; the
    second takes the other inputs, the slots and the semaphores, and writes the output slots.
    """
    allocate, capture = bodies
    count = len(op.inputs)
    inputs, semaphores = arrays[:count], arrays[count:]
    resident = len(allocate.plan.body.parameters)
    slots = allocate(*inputs[:resident])
    staged = inputs[resident:]
    results = capture.with_writes(*staged, *slots, *semaphores)
    after = [*staged, *slots]
    for place, value in zip(capture.plan.written, results[1:], strict=True):
        after[place] = value
    changed = changed_inputs(op, resident, capture.plan.written)
    return (*after[len(staged) + count :], *(after[len(staged) + i] for i in changed))


def changed_inputs(op: Any, resident: int, written: Sequence[int]) -> list[int]:
    """Which inputs on the device a capturing function with some written parameters changes."""
    staged = len(op.inputs) - resident
    return [i for i in range(resident) if staged + i in written]


KERNELS = {
    "ttnn.capture_or_execute_trace": capture_or_execute_trace,
    "ttnn.execute_trace": nothing,
}
