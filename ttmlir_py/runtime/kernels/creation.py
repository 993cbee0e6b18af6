"""Ops that make tensors from attributes alone; the same on every chip, so of mesh sizes 1."""

from __future__ import annotations

from typing import Any

from ttmlir_py.runtime.formats import Array, format_of
from ttmlir_py.runtime.kernels.operands import result_dtype, result_shape
from ttmlir_py.runtime.literals import array_of
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.values import from_global
from ttmlir_py.support.shapes import DYNAMIC, element_of


def constant(machine: Machine, op: Any, *devices: Any) -> Array:
    """A literal."""
    literal = array_of(op.value)
    if literal.ndim == 0 and hasattr(op.results[0].type, "get_shape"):
        literal = machine.xp.broadcast_to(literal, result_shape(op))
    return from_global(machine.lead, literal)


def filled(machine: Machine, op: Any, value: float) -> Array:
    """The result's shape filled with one number, as a view of it."""
    number = machine.xp.asarray(value).astype(result_dtype(op))
    shape = (1,) * machine.lead + result_shape(op)
    return machine.xp.broadcast_to(number, shape)


def full(machine: Machine, op: Any, *devices: Any) -> Array:
    """One number everywhere."""
    return filled(machine, op, op.fill_value)


def zeros(machine: Machine, op: Any, *devices: Any) -> Array:
    """Zeros; also what the runtime puts into memory that nobody has written."""
    return filled(machine, op, 0)


def ones(machine: Machine, op: Any, *devices: Any) -> Array:
    """Ones."""
    return filled(machine, op, 1)


def arange(machine: Machine, op: Any, *devices: Any) -> Array:
    """Numbers with a constant step along one dimension."""
    numbers = machine.xp.arange(op.start, op.end, op.step).astype(result_dtype(op))
    return _along(machine, op, numbers, getattr(op, "arange_dimension", -1))


def iota(machine: Machine, op: Any, *shapes: Array) -> Array:
    """0, 1, 2, ... along one dimension."""
    shape = result_shape(op)
    if DYNAMIC in shape:
        shape = tuple(int(size) for size in shapes[0].reshape(-1))
    numbers = machine.xp.arange(shape[op.iota_dimension]).astype(result_dtype(op))
    return _along(machine, op, numbers, op.iota_dimension, shape)


def _along(
    machine: Machine, op: Any, numbers: Array, dim: int, shape: tuple[int, ...] | None = None
) -> Array:
    shape = result_shape(op) if shape is None else shape
    dim = dim % len(shape)
    line = numbers.reshape((1,) * (machine.lead + dim) + (-1,) + (1,) * (len(shape) - dim - 1))
    return machine.xp.broadcast_to(line, (1,) * machine.lead + shape)


def create_token(machine: Machine, op: Any, *tokens: Any) -> None:
    """A token, which only orders ops."""
    return None


def get_dimension_size(machine: Machine, op: Any, x: Array) -> Array:
    """The size of one dimension."""
    size = machine.xp.asarray(x.shape[machine.lead + op.dimension])
    return from_global(machine.lead, size.astype(format_of(element_of(op.results[0])).compute))


KERNELS = {
    "after_all": create_token,
    "arange": arange,
    "constant": constant,
    "create_token": create_token,
    "dynamic_iota": iota,
    "empty": zeros,
    "full": full,
    "get_dimension_size": get_dimension_size,
    "iota": iota,
    "ones": ones,
    "zeros": zeros,
}
