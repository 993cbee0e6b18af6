"""TTIR's and TTNN's convolutions, with weights as frameworks have them or as prepared ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.activations import activation
from ttmlir_py.runtime.kernels.convolution import convolve
from ttmlir_py.runtime.kernels.operands import by_name, result_shape, with_local_shape
from ttmlir_py.runtime.kernels.pooling import image, pair, sides
from ttmlir_py.runtime.machine import Machine

SPATIAL = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}


def _dims(op: Any, rank: int) -> tuple[int, ...]:
    """Where batch, channels and the spatial dimensions of the input are."""
    spatial = [getattr(op, f"{name}_dim", i + 1) for i, name in enumerate(SPATIAL[rank])]
    return (getattr(op, "batch_dim", 0), getattr(op, "channel_dim", rank + 1), *spatial)


def _each(value: int | Sequence[int], rank: int) -> tuple[int, ...]:
    return (value,) * rank if isinstance(value, int) else tuple(value)


def _around(op: Any, rank: int) -> tuple[tuple[int, int], ...]:
    """Padding before and after every spatial dimension."""
    value = op.padding
    if rank == 2:
        # TTNN's convolutions order four numbers by dimension, TTIR's by side.
        if op.name.startswith("ttnn.") and len(value) == 4:
            return (value[0], value[1]), (value[2], value[3])
        return sides(value)
    given = _each(value, rank)
    if len(given) == 2 * rank:
        return tuple(zip(given[:rank], given[rank:], strict=True))
    return tuple((size, size) for size in given)


def _input(machine: Machine, op: Any, x: Array, rank: int) -> Array:
    """The input as `[n, c, ...]`."""
    if rank == 2:
        x = image(machine, op, x)
    elif hasattr(op, "batch_size"):
        sizes = [getattr(op, f"input_{name}") for name in SPATIAL[rank]]
        x = with_local_shape(machine, x, (op.batch_size, *sizes, op.in_channels))
    dims = _dims(op, rank)
    return x.transpose((*range(machine.lead), *(machine.lead + dim for dim in dims)))


def _output(machine: Machine, op: Any, x: Array, bias: Array | None, rank: int) -> Array:
    """`[n, o, ...]` plus bias in the op's own layout."""
    lead = machine.lead
    if bias is not None:
        flat = bias.reshape((*bias.shape[:lead], -1))[..., : x.shape[lead + 1]]
        x = x + flat.reshape((*flat.shape[:lead], 1, -1, *(1,) * rank))
    config = getattr(op, "conv2d_config", None)
    if config is not None and getattr(config, "activation", None) is not None:
        x = activation(machine, config.activation.op_type.value, x)
    dims = _dims(op, rank)
    order = [lead + dims.index(dim) for dim in range(rank + 2)]
    return with_local_shape(machine, x.transpose((*range(lead), *order)), result_shape(op))


def convolution(rank: int) -> Any:
    """The kernel of a convolution over some spatial dimensions."""

    def kernel(machine: Machine, op: Any, *arrays: Array) -> Array:
        given = by_name(op, arrays)
        x = _input(machine, op, given.input, rank)
        weight = _weight(machine, op, given.weight, x.shape[machine.lead + 1], rank)
        around = _around(op, rank)
        if getattr(op, "padding_mode", "zeros") == "replicate":
            x = np.pad(x, [(0, 0)] * (machine.lead + 2) + list(around), mode="edge")
            around = ((0, 0),) * rank
        result = convolve(
            machine,
            x,
            weight,
            strides=_each(op.stride, rank),
            padding=around,
            dilation=_each(getattr(op, "dilation", 1), rank),
            spread=(1,) * rank,
            groups=op.groups,
        )
        return _output(machine, op, result, given.bias, rank)

    return kernel


def conv_transpose2d(machine: Machine, op: Any, *arrays: Array) -> Array:
    """The gradient of a convolution: the input spread out, the kernel mirrored."""
    given = by_name(op, arrays)
    x = _input(machine, op, given.input, 2)
    lead, channels = machine.lead, x.shape[machine.lead + 1]
    weight = given.weight
    if hasattr(op, "kernel_size") and weight.shape[lead] != channels:
        rows = channels * op.kernel_size[0] * op.kernel_size[1]
        table = weight.reshape((*weight.shape[:lead], -1, weight.shape[-1]))
        table = table[..., :rows, : op.out_channels // op.groups]
        spread = with_local_shape(machine, table, (channels, *op.kernel_size, -1))
        weight = np.moveaxis(spread, -1, lead + 1)
    weight = _turned(machine, weight, op.groups)
    dilation = pair(op.dilation)
    extra = pair(op.output_padding)
    padding = [
        (gap * (size - 1) - low, gap * (size - 1) - high + more)
        for size, gap, (low, high), more in zip(
            weight.shape[-2:], dilation, _around(op, 2), extra, strict=True
        )
    ]
    result = convolve(
        machine,
        x,
        weight,
        strides=(1, 1),
        padding=padding,
        dilation=dilation,
        spread=pair(op.stride),
        groups=op.groups,
    )
    return _output(machine, op, result, given.bias, 2)


def _turned(machine: Machine, weight: Array, groups: int) -> Array:
    """`[c, o / groups, h, w]` as the mirrored `[o, c / groups, h, w]`."""
    lead = machine.lead
    channels, features, *sizes = weight.shape[lead:]
    grouped = with_local_shape(machine, weight, (groups, channels // groups, features, *sizes))
    swapped = np.swapaxes(grouped, lead + 1, lead + 2)
    shape = (groups * features, channels // groups, *sizes)
    return np.flip(with_local_shape(machine, swapped, shape), (-2, -1))


def _weight(machine: Machine, op: Any, weight: Array, channels: int, rank: int) -> Array:
    """`[o, c / groups, ...]`, from that or from a prepared table of rows `c ...` by columns `o`."""
    if not hasattr(op, "kernel_size") or weight.ndim - machine.lead == rank + 2:
        shape = weight.shape[machine.lead :]
        wanted = (getattr(op, "out_channels", shape[0]), channels // op.groups)
        if shape[:2] == wanted:
            return weight
    sizes = _each(op.kernel_size, rank)
    inner = channels // op.groups
    rows = inner * int(np.prod(sizes))
    table = weight.reshape((*weight.shape[: machine.lead], -1, weight.shape[-1]))
    table = table[..., :rows, : op.out_channels]
    last = (*sizes, inner) if rank == 3 else (inner, *sizes)
    spread = with_local_shape(machine, table, (*last, op.out_channels))
    if rank == 3:
        spread = np.moveaxis(spread, -2, machine.lead)
    return np.moveaxis(spread, -1, machine.lead)


def prepare_conv_weights(machine: Machine, op: Any, weight: Array, *devices: Any) -> Array:
    """`[o, c, h, w]` as rows of `c h w` by columns of `o`, zeros where the result is larger."""
    return _table(machine, op, np.moveaxis(weight, machine.lead, -1))


def prepare_conv3d_weights(machine: Machine, op: Any, weight: Array, *devices: Any) -> Array:
    """`[o, c, d, h, w]` as rows of `d h w c` by columns of `o`."""
    moved = np.moveaxis(weight, machine.lead, -1)
    return _table(machine, op, np.moveaxis(moved, machine.lead, -2))


def prepare_conv_transpose_weights(
    machine: Machine, op: Any, weight: Array, *devices: Any
) -> Array:
    """`[c, o, h, w]` as rows of `c h w` by columns of `o`."""
    return _table(machine, op, np.moveaxis(weight, machine.lead + 1, -1))


def prepare_conv_bias(machine: Machine, op: Any, bias: Array, *devices: Any) -> Array:
    """The bias in the result's shape."""
    return _table(machine, op, bias)


def _table(machine: Machine, op: Any, x: Array) -> Array:
    shape = result_shape(op)
    table = x.reshape((*x.shape[: machine.lead], -1, x.shape[-1]))
    rows = int(np.prod(shape[:-1])) - table.shape[-2]
    spare = [(0, 0)] * machine.lead + [(0, rows), (0, shape[-1] - table.shape[-1])]
    return with_local_shape(machine, np.pad(table, spare), shape)


KERNELS = {
    "conv1d": convolution(1),
    "conv2d": convolution(2),
    "conv3d": convolution(3),
    "conv_transpose2d": conv_transpose2d,
    "prepare_conv2d_bias": prepare_conv_bias,
    "prepare_conv2d_weights": prepare_conv_weights,
    "prepare_conv3d_weights": prepare_conv3d_weights,
    "prepare_conv_transpose2d_bias": prepare_conv_bias,
    "prepare_conv_transpose2d_weights": prepare_conv_transpose_weights,
}
