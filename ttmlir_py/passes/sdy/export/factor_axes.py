"""Shardings of an op's tensors seen through its rule: the axes along every factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef, merged
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.passes.sdy.propagation.projection import project_tensor
from ttmlir_py.support.sharding_rule import Dims, ShardingRule


@dataclass(frozen=True)
class TensorAxes:
    """The axes along each factor of one tensor.

    `overflows` says that a dimension has axes that its factors cannot hold.
    """

    factors: Mapping[int, Axes]
    overflows: bool = False


def factor_axes(
    axes: Sequence[Axes], dims: Dims, sizes: Sequence[int], mesh: MeshAttr
) -> TensorAxes:
    """Share the axes of every dimension out among its factors."""
    sharding = TensorSharding.fully_replicated(mesh, len(dims)).with_axes(axes)
    found = project_tensor(dims, sharding, sizes, mesh, closed_if_missing=True).factors
    return TensorAxes(
        {factor: entry.axes for factor, entry in found.items()},
        any(entry.overflow for entry in found.values()),
    )


def unproject(
    factors: Sequence[Axes], dims: Dims, sizes: Sequence[int], mesh: MeshAttr
) -> tuple[Axes, ...]:
    """The axes of every dimension; nothing follows a factor that is not divided completely."""
    found: list[Axes] = []
    for dim in dims:
        axes: list[AxisRef] = []
        for factor in dim:
            axes += factors[factor]
            if _parts(factors[factor], mesh) < sizes[factor]:
                break
        found.append(merged(axes, mesh))
    return tuple(found)


def legal_in_compound_dims(
    factors: Sequence[Axes], rule: ShardingRule, mesh: MeshAttr
) -> tuple[Axes, ...]:
    """The axes without those that would make strided shards, or uneven ones, of any tensor."""
    legal = [_even(axes, rule.sizes[f], mesh) for f, axes in enumerate(factors)]
    compound = [dim for dims in rule.tensors for dim in dims if len(dim) > 1]
    changed = True
    while changed:
        changed = False
        for dim in compound:
            for major, minor in pairwise(dim):
                if legal[minor] and _parts(legal[major], mesh) < rule.sizes[major]:
                    legal[minor] = ()
                    changed = True
    return tuple(legal)


def _even(axes: Axes, size: int, mesh: MeshAttr) -> Axes:
    kept = next((n for n in range(len(axes), 0, -1) if size % _parts(axes[:n], mesh) == 0), 0)
    return axes[:kept]


def _parts(axes: Axes, mesh: MeshAttr) -> int:
    return prod(axis.size_in(mesh) for axis in axes)
