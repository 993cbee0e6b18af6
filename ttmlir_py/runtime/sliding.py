"""Views of all windows of an array, and values of a border around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ttmlir_py.runtime.formats import Array


def windows(
    x: Array,
    axes: Sequence[int],
    sizes: Sequence[int],
    strides: Sequence[int],
    dilations: Sequence[int],
) -> Array:
    """A view of all windows along axes; the windows' own dimensions come last."""
    spans = [(size - 1) * gap + 1 for size, gap in zip(sizes, dilations, strict=True)]
    if any(x.shape[axis] < span for axis, span in zip(axes, spans, strict=True)):
        shape = list(x.shape)
        for axis, span, step in zip(axes, spans, strides, strict=True):
            shape[axis] = max((shape[axis] - span) // step + 1, 0)
        return np.empty((*shape, *sizes), x.dtype)
    view = sliding_window_view(x, spans, tuple(axes))
    index = [slice(None)] * view.ndim
    for place, (axis, step, gap) in enumerate(zip(axes, strides, dilations, strict=True)):
        index[axis] = slice(None, None, step)
        index[x.ndim + place] = slice(None, None, gap)
    return view[tuple(index)]


def output_size(size: int, span: int, stride: int, *, ceil: bool = False) -> int:
    """How many windows of a span fit; in ceil mode one that sticks out counts too."""
    return (size - span + (stride - 1 if ceil else 0)) // stride + 1
