"""Matrix products and general contractions, accumulated in f32."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ttmlir_py.runtime.contraction import contract
from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.activations import activation
from ttmlir_py.runtime.kernels.operands import by_name, local_rank, result_dtype
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.values import align


def dot_general(machine: Machine, op: Any, lhs: Array, rhs: Array) -> Array:
    """A contraction with batch and contracting dimensions."""
    numbers = op.dot_dimension_numbers
    return contracted(
        machine,
        op,
        lhs,
        rhs,
        (numbers.lhs_batching_dimensions, numbers.rhs_batching_dimensions),
        (numbers.lhs_contracting_dimensions, numbers.rhs_contracting_dimensions),
    )


def ttir_dot_general(machine: Machine, op: Any, lhs: Array, rhs: Array) -> Array:
    """A contraction with batch and contracting dimensions."""
    batch = (op.batch_dims_lhs, op.batch_dims_rhs)
    return contracted(machine, op, lhs, rhs, batch, (op.contract_dims_lhs, op.contract_dims_rhs))


def dot(machine: Machine, op: Any, lhs: Array, rhs: Array) -> Array:
    """The last dimension of the left operand against the first of the right one."""
    summed = ((local_rank(machine, lhs) - 1,), (0,))
    return contracted(machine, op, lhs, rhs, ((), ()), summed)


def contracted(
    machine: Machine,
    op: Any,
    lhs: Array,
    rhs: Array,
    batch: tuple[Sequence[int], Sequence[int]],
    summed: tuple[Sequence[int], Sequence[int]],
) -> Array:
    """A contraction of two tensors on the mesh, given by their local dimensions."""
    lead = machine.lead
    shared = [(axis, axis) for axis in range(lead)]
    shared += [(lead + a, lead + b) for a, b in zip(*batch, strict=True)]
    inner = [(lead + a, lead + b) for a, b in zip(*summed, strict=True)]
    lhs, rhs = wide_enough(op, lhs, rhs)
    return contract(machine.xp, lhs, rhs, shared, inner)


def wide_enough(op: Any, lhs: Array, rhs: Array) -> tuple[Array, Array]:
    """Operands in the type in which the products add up."""
    dtype = np.result_type(lhs.dtype, rhs.dtype, result_dtype(op))
    return lhs.astype(dtype, copy=False), rhs.astype(dtype, copy=False)


def matmul(machine: Machine, op: Any, *arrays: Array) -> Array:
    """A matrix product over leading dimensions that broadcast, with bias and activation."""
    given = by_name(op, arrays)
    product = _product(machine, op, given.a, given.b)
    if getattr(given, "bias", None) is not None:
        product, bias = align(machine.lead, product, given.bias)
        product = product + bias
    if getattr(op, "activation", None):
        product = activation(machine, op.activation, product)
    return product


def _product(machine: Machine, op: Any, a: Array, b: Array) -> Array:
    lead, xp = machine.lead, machine.xp
    is_row, is_column = local_rank(machine, a) == 1, local_rank(machine, b) == 1
    a = a[..., None, :] if is_row else xp.swapaxes(a, -1, -2) if op.transpose_a else a
    b = b[..., None] if is_column else xp.swapaxes(b, -1, -2) if op.transpose_b else b
    a, b = align(lead, *wide_enough(op, a, b))
    rank = a.ndim
    shared = [(axis, axis) for axis in range(rank - 2)]
    product = contract(xp, a, b, shared, [(rank - 1, rank - 2)])
    if is_row:
        product = product[..., 0, :]
    return product[..., 0] if is_column else product


def ragged_dot(machine: Machine, op: Any, lhs: Array, rhs: Array, sizes: Array) -> Array:
    """A contraction in groups of rows: each with its own right operand, or each on its own."""
    numbers, lead = op.ragged_dot_dimension_numbers, machine.lead
    (ragged,) = numbers.lhs_ragged_dimensions
    batch = (numbers.lhs_batching_dimensions, numbers.rhs_batching_dimensions)
    summed = (numbers.lhs_contracting_dimensions, numbers.rhs_contracting_dimensions)
    if ragged in numbers.lhs_batching_dimensions:
        return contracted(machine, op, lhs, rhs, batch, summed)
    shape = [1] * (lhs.ndim - lead)
    for dim, size in zip(batch[0], sizes.shape[lead:-1], strict=False):
        shape[dim] = size
    rows = np.arange(lhs.shape[lead + ragged])
    rows = rows.reshape([-1 if dim == ragged else 1 for dim in range(len(shape))])
    ends = np.cumsum(sizes.astype(np.int64), axis=-1)
    results: list[Array] = []
    for group in range(sizes.shape[-1]):
        end, size = (x[..., group].reshape((*x.shape[:lead], *shape)) for x in (ends, sizes))
        part = np.where((rows >= end - size) & (rows < end), lhs, lhs.dtype.type(0))
        own, places = rhs, (batch[1], summed[1])
        if numbers.rhs_group_dimensions:
            (dim,) = numbers.rhs_group_dimensions
            own = np.take(rhs, group, axis=lead + dim)
            places = tuple(tuple(d - (d > dim) for d in dims) for dims in places)
        pairs = ((batch[0], places[0]), (summed[0], places[1]))
        results.append(contracted(machine, op, part, own, *pairs))
    if numbers.rhs_group_dimensions:
        return np.sum(results, axis=0)
    return np.stack(results, axis=lead)


def einsum(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Einstein's summation of one or two tensors."""
    inputs, output = op.einsum_config.replace(" ", "").split("->")
    text = ",".join(f"...{term.strip()}" for term in inputs.split(","))
    arrays = wide_enough(op, *arrays) if len(arrays) == 2 else arrays
    return machine.xp.einsum(f"{text}->...{output}", *arrays)


KERNELS = {
    "chlo.ragged_dot": ragged_dot,
    "dot": dot,
    "dot_general": dot_general,
    "einsum": einsum,
    "linear": matmul,
    "matmul": matmul,
    "ttir.dot_general": ttir_dot_general,
    "unary_einsum": einsum,
}
