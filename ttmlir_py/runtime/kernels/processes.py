"""StableHLO's parallel runs: programs on a grid of processes that exchange tensors.

Processes with one program run as one, on a mesh of replicas and partitions. Where programs differ
each process runs by itself, and collectives are meetings.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.groups import permute
from ttmlir_py.runtime.kernels.collectives import COLLECTIVES, REPLICATED, chip_groups
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.outside import Process, Processes, Stuck, Turns
from ttmlir_py.runtime.values import chip, from_flat, from_global
from ttmlir_py.support.mesh import Mesh
from ttmlir_py.syntax.diagnostics import fail

Values = tuple[Any, ...]


def callees(op: Any) -> list[str]:
    """The functions that a parallel run calls: its programs, then its infeed."""
    programs = [name for row in op.programs for name in row]
    return list(dict.fromkeys([*programs, *(op.infeed or ())]))


def run_parallel(machine: Machine, op: Any, bodies: Any, *arrays: Any) -> Values:
    """A program for every replica and partition, inputs and results process by process."""
    programs = dict(zip(callees(op), bodies, strict=True))
    names = [name for row in op.programs for name in row]
    shape = (len(op.programs), len(op.programs[0]))
    local = [_of_first_chip(machine, array) for array in arrays]
    counts = [len(programs[name].plan.op.function_type.inputs) for name in names]
    parts = [local[a:b] for a, b in pairwise([0, *accumulate(counts)])]
    processes = Processes(deque(programs[name].on(Machine()) for name in op.infeed or ()))
    target = Machine(Mesh(REPLICATED, shape), outside=replace(machine.outside, processes=processes))
    run = _run_together if len(set(names)) == 1 else _run_apart
    results = run(target, op, [programs[name] for name in names], parts)
    return tuple(_to_all_chips(machine, value) for values in results for value in values)


def _of_first_chip(machine: Machine, array: Any) -> Any:
    if array is None:
        return None
    return array[(slice(0, 1),) * machine.lead].reshape(array.shape[machine.lead :])


def _to_all_chips(machine: Machine, array: Any) -> Any:
    return None if array is None else from_global(machine.lead, array)


def _run_together(
    machine: Machine, op: Any, bodies: Sequence[Any], inputs: Sequence[Sequence[Any]]
) -> list[list[Any]]:
    shape = machine.mesh.shape
    stacked = [
        None if values[0] is None else from_flat(shape, np.stack(values))
        for values in zip(*inputs, strict=True)
    ]
    results = bodies[0].on(machine, *stacked)
    return [
        [None if result is None else chip(shape, result, place) for result in results]
        for place in np.ndindex(*shape)
    ]


def _run_apart(
    machine: Machine, op: Any, bodies: Sequence[Any], inputs: Sequence[Sequence[Any]]
) -> list[list[Any]]:
    shape, processes = machine.mesh.shape, machine.outside.processes
    assert processes is not None, "a parallel run has processes"
    processes.turns = Turns(len(bodies))
    results: list[list[Any]] = [[] for _ in bodies]
    errors: list[Exception] = []

    def work(index: int, me: Process) -> None:
        alone = replace(machine, outside=replace(machine.outside, me=me))
        values = [None if x is None else from_global(machine.lead, x) for x in inputs[index]]
        try:
            with np.errstate(all="ignore"):
                found = bodies[index].on(alone, *values)
            results[index] = [None if x is None else chip(shape, x, (0, 0)) for x in found]
        except Exception as error:  # told to the thread that waits for all
            errors.append(error)

    def start(index: int, me: Process) -> threading.Thread:
        turns = processes.turns
        assert turns is not None, "set above"
        thread = threading.Thread(target=turns.run, args=(lambda: work(index, me),))
        thread.start()
        return thread

    for thread in [start(i, (int(r), int(p))) for i, (r, p) in enumerate(np.ndindex(*shape))]:
        thread.join()
    _raise_first(op, errors)
    return results


def _raise_first(op: Any, errors: Sequence[Exception]) -> None:
    for error in sorted(errors, key=lambda error: isinstance(error, Stuck)):
        if isinstance(error, Stuck):
            fail(op, "does not end: each process waits for another")
        raise error


def apart(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """A collective that is also a meeting of processes where each of them runs by itself."""

    def meeting(machine: Machine, op: Any, *given: Any) -> Any:
        me, processes = machine.outside.me, machine.outside.processes
        if me is None or processes is None or processes.turns is None:
            return kernel(machine, op, *given)
        bodies = given[: len(given) - len(op.operands)]
        members = _members(machine, op, me)
        key = (op.name, _channel(op), tuple(members))
        brought = processes.turns.meet(key, members, me, given[len(bodies) :])
        count = len(op.operands)
        whole = [_together(machine.mesh.shape, brought, i) for i in range(count)]
        results = kernel(machine, op, *bodies, *whole)
        own = tuple(_only(x, me) for x in (results if isinstance(results, tuple) else (results,)))
        return own if isinstance(results, tuple) else own[0]

    return meeting


def _members(machine: Machine, op: Any, me: Process) -> list[Process]:
    """The processes that meet in a collective, in an order that all of them know."""
    shape = machine.mesh.shape
    for group in chip_groups(machine, op):
        if _number(shape, me) in group:
            return [divmod(number, shape[1]) for number in group]
    return [me]


def _number(shape: tuple[int, ...], process: Process) -> int:
    return process[0] * shape[1] + process[1]


def _together(shape: tuple[int, ...], brought: Mapping[Process, Values], index: int) -> Array:
    """One operand of all processes; zeros for those that do not take part."""
    lead = len(shape)
    one = next(iter(brought.values()))[index]
    whole = np.zeros((*shape, *one.shape[lead:]), one.dtype)
    for process, arrays in brought.items():
        whole[process] = arrays[index].reshape(one.shape[lead:])
    return whole


def _only(x: Array, me: Process) -> Array:
    """One process's part of a value on the grid."""
    places = zip(me, x.shape, strict=False)
    return x[tuple(slice(c, c + 1) if size > 1 else slice(None) for c, size in places)]


def _channel(op: Any) -> int:
    handle = getattr(op, "channel_handle", None)
    return 0 if handle is None else handle.handle


def _processes(machine: Machine, op: Any) -> Processes:
    if machine.outside.processes is None:
        fail(op, "is only supported when run via interpreter.run_parallel")
    return machine.outside.processes


def infeed(machine: Machine, op: Any, token: Any) -> Values:
    """The next tensors of the infeed; processes that run as one take theirs in order."""
    queue = _processes(machine, op).infeed
    shape = machine.mesh.shape if machine.outside.me is None else (1, 1)
    count = shape[0] * shape[1]
    if len(queue) < count:
        fail(op, "finds the infeed empty")
    taken = [queue.popleft() for _ in range(count)]
    return (*(from_flat(shape, np.stack(values)) for values in zip(*taken, strict=True)), None)


def outfeed(machine: Machine, op: Any, *arrays: Any) -> Values:
    """Tensors given to the outfeed."""
    _processes(machine, op).outfeed.append(arrays[:-1])
    return (None,)


def send(machine: Machine, op: Any, *arrays: Any) -> Values:
    """Tensors put into a channel."""
    processes = _processes(machine, op)
    processes.channels.setdefault(_pipe(machine, op, 0), deque()).append(arrays[:-1])
    if processes.turns is not None:
        processes.turns.changed()
    return (None,)


def recv(machine: Machine, op: Any, token: Any) -> Values:
    """The next tensors from a channel."""
    processes = _processes(machine, op)
    queue = processes.channels.setdefault(_pipe(machine, op, 1), deque())
    if processes.turns is not None:
        processes.turns.wait(lambda: bool(queue))
    elif not queue:
        fail(op, "waits for tensors that nobody sends")
    arrays = queue.popleft()
    pairs = _pairs(op)
    if machine.outside.me is None and pairs:
        arrays = tuple(permute(machine.mesh.shape, x, pairs) for x in arrays)
    return (*arrays, None)


def _pairs(op: Any) -> list[tuple[int, int]]:
    rows = op.source_target_pairs
    return [] if rows is None else [(row[0], row[1]) for row in rows]


def _pipe(machine: Machine, op: Any, end: int) -> tuple[int, int | None]:
    """The channel, and the receiving process where each runs by itself and pairs are given."""
    me, pairs = machine.outside.me, _pairs(op)
    if me is None or not pairs:
        return _channel(op), None
    number = _number(machine.mesh.shape, me)
    target = next((pair[1] for pair in pairs if pair[end] == number), None)
    if target is None:
        fail(op, f"has no pair with process {number}")
    return _channel(op), target


KERNELS = {
    **{name: apart(kernel) for name, kernel in COLLECTIVES.items()},
    "interpreter.run_parallel": run_parallel,
    "stablehlo.infeed": infeed,
    "stablehlo.outfeed": outfeed,
    "stablehlo.recv": recv,
    "stablehlo.send": send,
}
