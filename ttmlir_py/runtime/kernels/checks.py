"""The checks and parallel runs of StableHLO's interpreter tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array, format_of
from ttmlir_py.runtime.kernels.collectives import REPLICATED
from ttmlir_py.runtime.kernels.comparison import ordered_bits
from ttmlir_py.runtime.kernels.memory import same
from ttmlir_py.runtime.literals import array_of
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.values import chip, from_global
from ttmlir_py.support.mesh import Mesh
from ttmlir_py.support.shapes import element_of
from ttmlir_py.syntax.diagnostics import fail


def _expect(op: Any, holds: Array, got: Array, want: Array) -> None:
    holds, got, want = np.broadcast_arrays(holds, got, want)
    if not holds.all():
        place = tuple(int(i) for i in np.argwhere(~holds)[0])
        count = int((~holds).sum())
        fail(op, f"failed: {got[place]} instead of {want[place]} at {place}, {count} in all")


def _equal(got: Array, want: Array) -> Array:
    return (got == want) | ((got != got) & (want != want))


def expect_eq(machine: Machine, op: Any, got: Array, want: Array) -> None:
    """Every element is equal."""
    _expect(op, _equal(got, want), got, want)


def _constant(machine: Machine, op: Any) -> Array:
    return from_global(machine.lead, array_of(op.value))


def expect_eq_const(machine: Machine, op: Any, got: Array) -> None:
    """Every element is equal to a literal's."""
    expect_eq(machine, op, got, _constant(machine, op))


def expect_almost_eq(machine: Machine, op: Any, got: Array, want: Array) -> None:
    """Every element differs by at most the tolerance."""
    parts = (np.real, np.imag) if got.dtype.kind == "c" else (np.asarray,)
    near = np.ones((), np.bool_)
    for part in parts:
        left, right = part(got).astype(np.float64), part(want).astype(np.float64)
        near = near & (_equal(left, right) | (np.abs(left - right) <= op.tolerance))
    _expect(op, near, got, want)


def expect_almost_eq_const(machine: Machine, op: Any, got: Array) -> None:
    """Every element differs from a literal's by at most the tolerance."""
    expect_almost_eq(machine, op, got, _constant(machine, op))


def expect_close(machine: Machine, op: Any, got: Array, want: Array) -> None:
    """The number of floats between elements lies in a range."""
    storage = format_of(element_of(op.operands[0])).storage
    left, right = (ordered_bits(x.astype(storage)).astype(np.int64) for x in (got, want))
    steps = np.abs(left - right)
    finite = np.isfinite(got) & np.isfinite(want)
    within = (steps <= op.max_ulp_difference) & (steps >= op.min_ulp_difference)
    _expect(op, np.where(finite, within, _equal(got, want)), got, want)


def run_parallel(machine: Machine, op: Any, bodies: Any, *arrays: Any) -> tuple[Any, ...]:
    """One program on a grid of replicas and partitions, inputs and results process by process."""
    grid = op.programs
    shape = (len(grid), len(grid[0]))
    if len({name for row in grid for name in row}) != 1:
        fail(op, "can run one program on all processes only")
    count = len(arrays) // (shape[0] * shape[1])
    lead = (slice(0, 1),) * machine.lead
    local = [array[lead].reshape(array.shape[machine.lead :]) for array in arrays]
    inputs = [np.stack(local[i::count]).reshape((*shape, *local[i].shape)) for i in range(count)]
    results = bodies[0].on(Machine(Mesh(REPLICATED, shape)), *inputs)
    return tuple(
        from_global(machine.lead, chip(shape, result, place))
        for place in np.ndindex(*shape)
        for result in results
    )


def print_(machine: Machine, op: Any, x: Array) -> None:
    """The tensor written to the standard output."""
    print(np.array2string(x.reshape(x.shape[machine.lead :]), separator=", "))


KERNELS = {
    "check.expect_almost_eq": expect_almost_eq,
    "check.expect_almost_eq_const": expect_almost_eq_const,
    "check.expect_close": expect_close,
    "check.expect_eq": expect_eq,
    "check.expect_eq_const": expect_eq_const,
    "interpreter.print": print_,
    "interpreter.probe": same,
    "interpreter.run_parallel": run_parallel,
}
