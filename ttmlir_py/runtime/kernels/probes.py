"""Values shown or written to files while a program runs, and compared with such files."""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array, format_of
from ttmlir_py.runtime.kernels.checks import expect_eq
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.text import tensor_text
from ttmlir_py.runtime.values import from_global
from ttmlir_py.support.shapes import element_of
from ttmlir_py.syntax.diagnostics import fail
from ttmlir_py.syntax.printer import Printer


def _by_chip(machine: Machine, x: Array) -> list[Array]:
    """The tensor of every chip, in order."""
    sizes = (1, 1) if machine.outside.me else machine.mesh.shape
    lead = (*sizes, *x.shape[len(machine.mesh.shape) : machine.lead])
    whole = np.broadcast_to(x, (*lead, *x.shape[machine.lead :]))
    return list(whole.reshape((-1, *x.shape[machine.lead :])))


def show(machine: Machine, op: Any, x: Array) -> None:
    """The tensor of every process on the standard output."""
    printer = Printer()
    printer.print_ssa_value(op.operand)
    for array in _by_chip(machine, x):
        machine.outside.write(f"{printer.text} = {tensor_text(op.operand.type, array)}\n")


def probe(machine: Machine, op: Any, x: Array) -> Array:
    """The tensor itself; that of every process also written to a file."""
    probes = machine.outside.probes
    if probes.folder is None:
        fail(op, "needs a folder to write to: --probe-output-dir")
    storage = format_of(element_of(op.operand)).storage
    for array in _by_chip(machine, x):
        probes.add(op.probe_id, str(op.operand.type), array.astype(storage))
    return x


def expect_serialized_eq(machine: Machine, op: Any, expected: Array) -> None:
    """What a probe wrote is equal."""
    found = machine.outside.probes.find(op.probe_id, op.iteration)
    if found is None:
        fail(op, f"Failed to find serialized data for probe {op.probe_id}.")
    type_, stored = found
    if type_ != str(op.expected.type):
        fail(
            op,
            f"Serialized types don't match: {op.expected.type} (actual) vs {type_} (expected) "
            f"for probe {op.probe_id}.",
        )
    form = format_of(element_of(op.expected))
    if stored.dtype != form.storage:
        stored = stored.view(form.storage)
    expect_eq(machine, op, from_global(machine.lead, stored.astype(form.compute)), expected)


KERNELS = {
    "check.expect_serialized_eq": expect_serialized_eq,
    "interpreter.print": show,
    "interpreter.probe": probe,
}
