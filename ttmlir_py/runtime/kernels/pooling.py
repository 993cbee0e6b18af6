"""TTIR's and TTNN's pooling over images `[n, h, w, c]`, flattened or not, and upsampling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ttmlir_py.runtime.contraction import contract
from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.data_movement import padded
from ttmlir_py.runtime.kernels.operands import result_shape, with_local_shape
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.sliding import output_size, windows


def pair(value: int | Sequence[int]) -> tuple[int, int]:
    """One number for both dimensions, or one for each."""
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def sides(value: int | Sequence[int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Padding around both dimensions: one number, (h, w) or (top, left, bottom, right)."""
    if isinstance(value, int) or len(value) == 2:
        high, wide = pair(value)
        return (high, high), (wide, wide)
    top, left, bottom, right = value
    return (top, bottom), (left, right)


def image(machine: Machine, op: Any, x: Array) -> Array:
    """The input as `[n, h, w, c]`, also where the op has it flattened to `[1, 1, n h w, c]`."""
    info = getattr(op, "flattened_compat_info", None)
    source = op if hasattr(op, "batch_size") else info
    if source is None:
        return x
    sizes = (source.batch_size, source.input_height, source.input_width)
    return with_local_shape(machine, x, (*sizes, x.shape[-1]))


@dataclass(frozen=True)
class Window:
    """A two-dimensional window's geometry, grown on the far sides for ceil mode."""

    sizes: tuple[int, int]
    strides: tuple[int, int]
    dilations: tuple[int, int]
    padding: tuple[tuple[int, int], tuple[int, int]]
    growth: tuple[int, int]

    @classmethod
    def of(cls, op: Any, shape: Sequence[int]) -> Window:
        """The window of a pooling op on images of a height and width."""
        sizes = pair(op.kernel if hasattr(op, "kernel") else op.kernel_size)
        strides, dilations, padding = pair(op.stride), pair(op.dilation), sides(op.padding)
        growth: list[int] = []
        for size, length, step, gap, (low, high) in zip(
            shape, sizes, strides, dilations, padding, strict=True
        ):
            span = (length - 1) * gap + 1
            count = output_size(size + low + high, span, step, ceil=op.ceil_mode)
            if op.ceil_mode and (count - 1) * step >= size + low:
                count -= 1  # the last window must begin inside
            growth.append(max((count - 1) * step + span - (size + low + high), 0))
        return cls(sizes, strides, dilations, padding, (growth[0], growth[1]))

    def views(self, machine: Machine, x: Array, value: float, *, grow_only: bool = False) -> Array:
        """All windows `[n, h, w, c, kh, kw]` of images, `value` around these."""
        low = [0, *((0, 0) if grow_only else (p[0] for p in self.padding)), 0]
        high = [
            g if grow_only else p[1] + g for p, g in zip(self.padding, self.growth, strict=True)
        ]
        fill = np.full((1,) * machine.lead, value, x.dtype)
        grown = padded(machine, x, fill, low, [0, *high, 0], (0,) * 4)
        axes = (machine.lead + 1, machine.lead + 2)
        return windows(grown, axes, self.sizes, self.strides, self.dilations)


def _lowest(x: Array) -> float:
    return -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min


def max_pool2d(machine: Machine, op: Any, x: Array) -> Array:
    """The largest element of every window."""
    x = image(machine, op, x)
    views = Window.of(op, x.shape[-3:-1]).views(machine, x, _lowest(x))
    return with_local_shape(machine, views.max(axis=(-2, -1)), result_shape(op))


def max_pool2d_with_indices(
    machine: Machine, op: Any, x: Array, *outputs: Array
) -> tuple[Array, ...]:
    """The largest element of every window, and its place in the image in row-major order."""
    x = image(machine, op, x)
    window = Window.of(op, x.shape[-3:-1])
    views = window.views(machine, x, _lowest(x))
    flat = views.reshape((*views.shape[:-2], -1))
    chosen = flat.argmax(axis=-1)
    height, width = x.shape[-3:-1]
    numbers = np.arange(height * width, dtype=np.int64).reshape(
        (1,) * machine.lead + (1, height, width, 1)
    )
    places = window.views(machine, numbers, 0)
    places = np.broadcast_to(places, views.shape).reshape(flat.shape)
    picked = np.take_along_axis(places, chosen[..., None], -1)[..., 0]
    return (
        with_local_shape(machine, flat.max(axis=-1), result_shape(op)),
        with_local_shape(machine, picked, result_shape(op, 1)),
    )


def avg_pool2d(machine: Machine, op: Any, x: Array) -> Array:
    """The mean of every window; padding counts, or does not, and growth for ceil mode never."""
    x = image(machine, op, x)
    window = Window.of(op, x.shape[-3:-1])
    total = window.views(machine, x, 0).sum(axis=(-2, -1))
    height, width = x.shape[-3:-1]
    if op.count_include_pad:
        (top, bottom), (left, right) = window.padding
        ones = np.ones(
            (1,) * machine.lead + (1, height + top + bottom, width + left + right, 1), x.dtype
        )
        count = window.views(machine, ones, 0, grow_only=True).sum(axis=(-2, -1))
    else:
        ones = np.ones((1,) * machine.lead + (1, height, width, 1), x.dtype)
        count = window.views(machine, ones, 0).sum(axis=(-2, -1))
    return with_local_shape(machine, total / count, result_shape(op))


def global_avg_pool2d(machine: Machine, op: Any, x: Array) -> Array:
    """The mean over height and width."""
    return with_local_shape(machine, x.mean(axis=(-3, -2), dtype=x.dtype), result_shape(op))


def upsample(machine: Machine, op: Any, x: Array) -> Array:
    """Images enlarged by whole factors, repeating elements or interpolating between them."""
    for axis, factor in zip((-3, -2), pair(op.scale_factor), strict=True):
        if op.mode == "nearest":
            x = np.repeat(x, factor, axis=axis)
        else:
            x = _interpolated(machine, x, axis, factor)
    return x


def _interpolated(machine: Machine, x: Array, axis: int, factor: int) -> Array:
    """Linear interpolation between the centres of elements along an axis."""
    size = x.shape[axis]
    centres = np.clip((np.arange(size * factor) + 0.5) / factor - 0.5, 0, size - 1)
    low = np.floor(centres).astype(np.int64)
    high = np.minimum(low + 1, size - 1)
    weights = np.zeros((size * factor, size), x.dtype)
    np.add.at(weights, (np.arange(len(low)), low), 1 - (centres - low))
    np.add.at(weights, (np.arange(len(low)), high), centres - low)
    moved = contract(np, np.moveaxis(x, axis, -1), weights, [], [(x.ndim - 1, 1)])
    return np.moveaxis(moved, -1, axis)


KERNELS = {
    "avg_pool2d": avg_pool2d,
    "global_avg_pool2d": global_avg_pool2d,
    "max_pool2d": max_pool2d,
    "max_pool2d_with_indices": max_pool2d_with_indices,
    "upsample": upsample,
    "upsample2d": upsample,
}
