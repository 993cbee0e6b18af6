"""Random numbers: XLA's generators bit for bit, and seeded ones for the device's ops."""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array, format_of
from ttmlir_py.runtime.kernels.operands import by_name, result_shape, with_local_shape
from ttmlir_py.runtime.kernels.reduction import softmax_along
from ttmlir_py.runtime.kernels.sorting import order_along
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.random_bits import philox, threefry
from ttmlir_py.runtime.values import from_global
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.shapes import element_of


def rng_bit_generator(machine: Machine, op: Any, state: Array) -> tuple[Array, Array]:
    """The state afterwards and random bits, on every chip from its own state."""
    mesh = state.shape[: machine.lead]
    shape, element = result_shape(op, 1), element_of(op.results[1])
    dtype = format_of(element).compute
    algorithm = op.rng_algorithm.value
    states, outputs = [], []
    for one in state.reshape((-1, state.shape[-1])):
        after, bits = _generate(one.astype(np.uint64), shape, bit_width(element), algorithm)
        states.append(after)
        outputs.append(bits)
    bits = np.stack(outputs).reshape(mesh + shape)
    bits = bits if bits.dtype.itemsize == dtype.itemsize else bits.astype(f"u{dtype.itemsize}")
    return np.stack(states).reshape(state.shape).astype(state.dtype), bits.view(dtype)


def _generate(
    state: Array, shape: tuple[int, ...], width: int, algorithm: str
) -> tuple[Array, Array]:
    if algorithm == "THREE_FRY":
        bits, counter = threefry(state[0], state[1], shape, width)
        return np.stack([state[0], counter]), np.asarray(bits)
    # A state of two words counts in the second one, above it stands the key.
    high = state[2] if len(state) == 3 else state[0]
    bits, counter = philox(state[0], (state[1], high), shape, width)
    return np.stack([state[0], *counter][: len(state)]), bits


def generator(seed: int, chip: int = 0) -> np.random.Generator:
    """The random numbers of one seed on one chip."""
    return np.random.Generator(np.random.Philox(key=[seed, chip]))


def rand(machine: Machine, op: Any, *devices: Any) -> Array:
    """Uniform numbers in a range, the same on all chips."""
    numbers = generator(op.seed).uniform(op.low, op.high, result_shape(op))
    return from_global(machine.lead, numbers)


def dropout(machine: Machine, op: Any, x: Array) -> Array:
    """Elements dropped with a probability, the others scaled."""
    lead = machine.lead
    chips = machine.mesh.size if op.use_per_device_seed else 1
    draws = [generator(op.seed, chip).random(x.shape[lead:]) for chip in range(chips)]
    mesh = machine.mesh.shape if op.use_per_device_seed else (1,) * lead
    kept = np.stack(draws).reshape(mesh + x.shape[lead:]) >= op.prob
    return np.where(kept, x * op.scale, 0)


def sampling(machine: Machine, op: Any, *arrays: Array) -> Array:
    """One candidate of each row, drawn among the `k` likeliest that make up probability `p`."""
    given = by_name(op, arrays)
    lead = machine.lead
    values = given.input_values.astype(np.float32)
    k, p, temperature = (
        x.reshape((*x.shape[:lead], -1, 1)) for x in (given.k, given.p, given.temp)
    )
    order = order_along(values, -1, descending=True)
    ranked = np.take_along_axis(values, order, -1) / np.maximum(temperature, 1e-6)
    chances = softmax_along(np, np.where(np.arange(ranked.shape[-1]) < k, ranked, -np.inf), -1)
    before = np.cumsum(chances, axis=-1) - chances
    chances = np.where((before < p) | (np.arange(ranked.shape[-1]) == 0), chances, 0)
    total = np.cumsum(chances, axis=-1)
    draws = generator(op.seed or 0).random((*values.shape[lead:-1], 1)) * total[..., -1:]
    place = np.minimum((total <= draws).sum(axis=-1, keepdims=True), ranked.shape[-1] - 1)
    chosen = np.take_along_axis(order, place, -1)
    mesh = np.broadcast_shapes(given.input_indices.shape[:lead], chosen.shape[:lead])
    indices = np.broadcast_to(given.input_indices, (*mesh, *given.input_indices.shape[lead:]))
    chosen = np.broadcast_to(chosen, (*mesh, *chosen.shape[lead:]))
    return with_local_shape(machine, np.take_along_axis(indices, chosen, -1), result_shape(op))


def rng(machine: Machine, op: Any, low: Array, high: Array, shape: Array) -> Array:
    """Uniform numbers between two scalars, or normal ones of a mean and a deviation."""
    draws = generator(0)
    wanted = result_shape(op)
    a, b = (x.reshape(x.shape + (1,) * len(wanted)) for x in (low, high))
    if op.rng_distribution.value == "NORMAL":
        return a + b * draws.standard_normal(wanted)
    return a + (b - a) * draws.random(wanted)


KERNELS = {
    "dropout": dropout,
    "rand": rand,
    "sampling": sampling,
    "stablehlo.rng": rng,
    "stablehlo.rng_bit_generator": rng_bit_generator,
}
