"""Shardings of manual computations: manual axes come first, free axes after them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding


def without_manual_axes(sharding: TensorSharding, manual: Collection[str]) -> TensorSharding:
    """The sharding inside of the body: that of the free axes."""
    return _only(sharding, manual, keep_manual=False) if manual else sharding


def with_free_axes(
    outer: TensorSharding, inner: TensorSharding, manual: Collection[str]
) -> TensorSharding:
    """The manual axes of `outer` followed by the (free) axes of `inner`."""
    fixed = _only(outer, manual, keep_manual=True)
    dims = [
        DimSharding(before.axes + after.axes, after.is_closed, after.priority)
        for before, after in zip(fixed.dims, inner.dims, strict=True)
    ]
    return replace(outer, mesh=inner.mesh, dims=tuple(dims))


def _only(
    sharding: TensorSharding, manual: Collection[str], *, keep_manual: bool
) -> TensorSharding:
    def kept(axes: Iterable[AxisRef]) -> Axes:
        return tuple(axis for axis in axes if (axis.axis in manual) == keep_manual)

    return TensorSharding(
        sharding.mesh,
        tuple(replace(dim, axes=kept(dim.axes)) for dim in sharding.dims),
        kept(sharding.replicated),
        kept(sharding.unreduced),
        sharding.reduction,
    )
