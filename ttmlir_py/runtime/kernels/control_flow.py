"""Calls, branches, loops and the other ops that decide what runs."""

from __future__ import annotations

from typing import Any

from xdsl.ir import Operation

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.divergence import chosen, may_diverge, merged
from ttmlir_py.runtime.kernels.operands import by_name
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.values import from_global, is_uniform
from ttmlir_py.syntax.diagnostics import fail


def decided(machine: Machine, op: Any, value: Array) -> int:
    """A scalar that decides what runs next, the same on all chips."""
    if not is_uniform(machine.lead, value):
        fail(op, "chips of the mesh would take different branches")
    return value.reshape(-1)[0].item()


def call(machine: Machine, op: Any, bodies: Any, *arrays: Any) -> tuple[Any, ...]:
    """A function; parameters that it changes are changed for the caller too."""
    return bodies[0].with_writes(*arrays)


def while_(machine: Machine, op: Any, bodies: Any, *arrays: Any) -> tuple[Any, ...]:
    """The second region on its own results as long as the first gives true."""
    condition, body = bodies
    while _goes_on(machine, op, running := condition(*arrays)[0]):
        arrays = _stepped(machine, running, body(*arrays), arrays)
    return arrays


def _goes_on(machine: Machine, op: Operation, running: Array) -> bool:
    """Whether a loop takes another turn; chips that are done wait for those that are not."""
    if not is_uniform(machine.lead, running) and may_diverge(op):
        return True
    return bool(decided(machine, op, running))


def _stepped(machine: Machine, running: Array, after: Any, before: Any) -> tuple[Any, ...]:
    """The values of a loop after a turn of the chips that run."""
    if is_uniform(machine.lead, running):
        return after
    return merged(machine, running, after, before)


def if_(machine: Machine, op: Any, bodies: Any, predicate: Array) -> tuple[Any, ...]:
    """The first region where the predicate holds, else the second if there is one."""
    if len(bodies) == 2 and not is_uniform(machine.lead, predicate) and may_diverge(op):
        return merged(machine, predicate != 0, bodies[0](), bodies[1]())
    if decided(machine, op, predicate):
        return bodies[0]()
    return bodies[1]() if len(bodies) > 1 else ()


def case(machine: Machine, op: Any, bodies: Any, index: Array) -> tuple[Any, ...]:
    """The region of an index; the last one for an index out of range."""
    if not is_uniform(machine.lead, index) and may_diverge(op):
        return chosen(machine, index, [body() for body in bodies])
    at = decided(machine, op, index)
    return bodies[at if 0 <= at < len(bodies) else -1]()


def scf_while(machine: Machine, op: Any, bodies: Any, *arrays: Any) -> tuple[Any, ...]:
    """A loop whose first region also gives what the second one gets."""
    while True:
        running, *carried = bodies[0](*arrays)
        if not _goes_on(machine, op, running):
            return tuple(carried)
        arrays = _stepped(machine, running, bodies[1](*carried), arrays)


def scf_for(
    machine: Machine, op: Any, bodies: Any, low: Array, high: Array, step: Array, *arrays: Any
) -> tuple[Any, ...]:
    """A counted loop."""
    bounds = [decided(machine, op, bound) for bound in (low, high, step)]
    for i in range(*bounds):
        arrays = bodies[0](from_global(machine.lead, machine.xp.asarray(i)), *arrays)
    return tuple(arrays)


def scan(machine: Machine, op: Any, bodies: Any, *arrays: Array) -> tuple[Array, ...]:
    """The region on the slices of a dimension in turn, with values carried from one to the next."""
    given, axis = by_name(op, arrays), machine.lead + op.dimension
    carried = tuple(given.inits)
    size = given.inputs[0].shape[axis] if given.inputs else op.scan_dim_size
    rows: list[tuple[Array, ...]] = []
    for i in reversed(range(size)) if op.is_reverse else range(size):
        slices = [machine.xp.take(x, i, axis=axis) for x in given.inputs]
        results = bodies[0](*slices, *carried)
        count = len(results) - len(carried)
        rows.append(results[:count])
        carried = results[count:]
    rows = rows[::-1] if op.is_reverse else rows
    columns = [machine.xp.broadcast_arrays(*column) for column in zip(*rows, strict=True)]
    return (*(machine.xp.stack(column, axis=axis) for column in columns), *carried)


def index_switch(machine: Machine, op: Any, bodies: Any, index: Array) -> tuple[Any, ...]:
    """The region of a case; the first region where no case fits."""
    cases = list(op.cases.get_values())
    if not is_uniform(machine.lead, index) and may_diverge(op):
        place = machine.xp.full_like(index, len(cases))
        for i, each in enumerate(cases):
            place = machine.xp.where(index == each, i, place)
        default, *others = (body() for body in bodies)
        return chosen(machine, place, [*others, default])
    at = decided(machine, op, index)
    return bodies[1 + cases.index(at) if at in cases else 0]()


def every(machine: Machine, op: Any, *arrays: Any) -> tuple[Any, ...]:
    """All operands as they are."""
    return arrays


def started(machine: Machine, op: Any, bodies: Any, *arrays: Any) -> tuple[Any, ...]:
    """What a region gives, which is there at once."""
    return bodies[0](*arrays)


def make_tuple(machine: Machine, op: Any, *arrays: Any) -> tuple[Any, ...]:
    """The operands as one value."""
    return (list(arrays),)


def get_tuple_element(machine: Machine, op: Any, group: Any) -> tuple[Any, ...]:
    """One of the values of a tuple."""
    return (group[op.index],)


KERNELS = {
    "case": case,
    "chlo.scan": scan,
    "func.call": call,
    "get_tuple_element": get_tuple_element,
    "if": if_,
    "optimization_barrier": every,
    "scf.for": scf_for,
    "scf.if": if_,
    "scf.index_switch": index_switch,
    "scf.while": scf_while,
    "stablehlo.async_done": every,
    "stablehlo.async_start": started,
    "stablehlo.composite": call,
    "ttcore.composite": call,
    "ttcore.load_cached": call,
    "tuple": make_tuple,
    "while": while_,
}
