"""Convolutions as one contraction of all windows with the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ttmlir_py.runtime.contraction import contract
from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.contraction import wide_enough
from ttmlir_py.runtime.kernels.data_movement import integers_of, padded
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.sliding import windows


def convolve(
    machine: Machine,
    x: Array,
    kernel: Array,
    *,
    strides: Sequence[int],
    padding: Sequence[Sequence[int]],
    dilation: Sequence[int],
    spread: Sequence[int],
    groups: int = 1,
    batch_groups: int = 1,
) -> Array:
    """`[mesh, N, C, ...]` convolved with `[mesh, O, C / groups, ...]`, as `[mesh, N, O, ...]`.

    `dilation` is that of the kernel, `spread` that of the input (1 for none). With batch groups
    each part of the batch meets its own part of the output features.
    """
    lead, rank = machine.lead, len(strides)
    x, kernel = _grouped(lead, x, kernel, groups, batch_groups)
    low, high = [pad[0] for pad in padding], [pad[1] for pad in padding]
    gaps = [0, 0, 0, *(step - 1 for step in spread)]
    if any(low) or any(high) or any(gaps):
        zero = np.zeros((1,) * lead, x.dtype)
        x = padded(machine, x, zero, (0, 0, 0, *low), (0, 0, 0, *high), gaps)
    axes = range(lead + 3, lead + 3 + rank)
    seen = windows(x, axes, kernel.shape[lead + 3 :], strides, dilation)
    shared = [(axis, axis) for axis in range(lead + 1)]
    summed = [(lead + 2, lead + 2)]
    summed += [(lead + 3 + rank + i, lead + 3 + i) for i in range(rank)]
    product = contract(machine.xp, seen, kernel, shared, summed)
    # mesh, group, N, spatial, O / group -> mesh, N, group, O / group, spatial
    last = lead + 2 + rank
    order = (*range(lead), lead + 1, lead, last, *range(lead + 2, last))
    ordered = product.transpose(order)
    shape = ordered.shape
    features = shape[lead + 1] * shape[lead + 2]
    return ordered.reshape((*shape[: lead + 1], features, *shape[lead + 3 :]))


def _grouped(
    lead: int, x: Array, kernel: Array, groups: int, batch_groups: int
) -> tuple[Array, Array]:
    """`[mesh, G, N, C, ...]` and `[mesh, G, O, C, ...]`, one of the dimensions divided by G."""
    count = groups * batch_groups
    mesh, (n, c, *sizes) = x.shape[:lead], x.shape[lead:]
    if batch_groups > 1:
        x = x.reshape((*mesh, count, n // count, c, *sizes))
    else:
        x = np.moveaxis(x.reshape((*mesh, n, count, c // count, *sizes)), lead + 1, lead)
    mesh, (o, c, *sizes) = kernel.shape[:lead], kernel.shape[lead:]
    return x, kernel.reshape((*mesh, count, o // count, c, *sizes))


def convolution(machine: Machine, op: Any, x: Array, kernel: Array, *padding: Array) -> Array:
    """StableHLO's general convolution."""
    numbers, lead = op.dimension_numbers, machine.lead
    rank = len(numbers.input_spatial_dimensions)
    ones = (1,) * rank
    x, kernel = wide_enough(op, x, kernel)
    x = _ordered(
        lead,
        x,
        numbers.input_batch_dimension,
        numbers.input_feature_dimension,
        numbers.input_spatial_dimensions,
    )
    kernel = _ordered(
        lead,
        kernel,
        numbers.kernel_output_feature_dimension,
        numbers.kernel_input_feature_dimension,
        numbers.kernel_spatial_dimensions,
    )
    if op.window_reversal is not None:
        reversed_ = [lead + 2 + i for i, flip in enumerate(op.window_reversal) if flip]
        kernel = np.flip(kernel, tuple(reversed_))
    result = convolve(
        machine,
        x,
        kernel,
        strides=op.window_strides or ones,
        padding=_padding(machine, op, padding, rank),
        dilation=op.rhs_dilation or ones,
        spread=op.lhs_dilation or ones,
        groups=op.feature_group_count,
        batch_groups=op.batch_group_count,
    )
    places = (
        numbers.output_batch_dimension,
        numbers.output_feature_dimension,
        *numbers.output_spatial_dimensions,
    )
    order = [lead + places.index(dim) for dim in range(rank + 2)]
    return result.transpose((*range(lead), *order))


def _padding(
    machine: Machine, op: Any, computed: Sequence[Array], rank: int
) -> Sequence[Sequence[int]]:
    """The padding around the input, which an operand gives for `dynamic_conv`."""
    if computed:
        numbers = integers_of(machine, op, computed[0])
        return list(zip(numbers[::2], numbers[1::2], strict=True))
    return op.padding or ((0, 0),) * rank


def _ordered(lead: int, x: Array, first: int, second: int, spatial: Sequence[int]) -> Array:
    """Two dimensions brought to the front, the spatial ones after them."""
    order = (first, second, *spatial)
    return x.transpose((*range(lead), *(lead + dim for dim in order)))


KERNELS = {"stablehlo.convolution": convolution, "stablehlo.dynamic_conv": convolution}
