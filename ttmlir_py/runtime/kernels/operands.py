"""Reading an op's arrays and result shapes in kernels."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from ttmlir_py.runtime.formats import Array, DType, format_of
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.support.fields import Arity
from ttmlir_py.support.shapes import Shape, element_of, shape_of


def by_name(op: Any, arrays: Sequence[Any]) -> Any:
    """The arrays under the operands' names: None for an absent one, a list for a variadic one."""
    found = SimpleNamespace()
    for field in op.signature.operands:
        group = arrays[op.signature.operand_slice(op, field.name)]
        match field.arity:
            case Arity.ONE:
                value = group[0]
            case Arity.OPTIONAL:
                value = group[0] if group else None
            case _:
                value = list(group)
        setattr(found, field.name, value)
    return found


def result_shape(op: Any, index: int = 0) -> Shape:
    """The shape of one chip's result."""
    return shape_of(op.results[index])


def result_dtype(op: Any, index: int = 0) -> DType:
    """The type that a result's arrays have inside the program."""
    return format_of(element_of(op.results[index])).compute


def with_local_shape(machine: Machine, x: Array, shape: Sequence[int]) -> Array:
    """The array with another shape of each chip's tensor, of as many elements."""
    return x.reshape(x.shape[: machine.lead] + tuple(shape))


def local_rank(machine: Machine, x: Array) -> int:
    """The rank of each chip's tensor."""
    return x.ndim - machine.lead


def axis_of(machine: Machine, x: Array, dim: int) -> int:
    """The array dimension of a tensor dimension, which may count from the end."""
    return dim if dim < 0 else machine.lead + dim


def local_axes(machine: Machine, dims: Sequence[int]) -> tuple[int, ...]:
    """The array dimensions of tensor dimensions."""
    return tuple(machine.lead + dim if dim >= 0 else dim for dim in dims)


def local_index(machine: Machine, index: Sequence[Any]) -> tuple[Any, ...]:
    """An index into each chip's tensor."""
    return (slice(None),) * machine.lead + tuple(index)
