"""The shardings of an op's tensors seen along the factors of its rule.

A dimension's axes are handed to its factors, major to minor. Axes that no longer fit a factor,
because their sizes share no divisor with what is left of it, overflow: they stay with the factor
and close the ones after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import gcd

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef, append_axis, merged
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import DimSharding, ReductionOp, TensorSharding
from ttmlir_py.support.sharding_rule import Dims, ShardingRule


@dataclass
class FactorSharding:
    """The axes of one factor of a tensor."""

    axes: Axes = ()
    overflow: Axes = ()
    is_closed: bool = False
    is_minor_most: bool = False


@dataclass
class TensorFactors:
    """A tensor's sharding along factors, and the axes that none of them may take."""

    factors: dict[int, FactorSharding] = field(default_factory=dict[int, FactorSharding])
    replicated: Axes = ()
    unreduced: Axes = ()
    reduction: ReductionOp = ReductionOp.SUM

    def expand(self, factor: int, axes: Axes) -> bool:
        """Give a factor longer axes; whether they are longer."""
        entry = self.factors.get(factor)
        if entry is None or not is_strict_prefix(entry.axes, axes):
            return False
        entry.axes = axes
        return True

    def assign(self, factor: int, axes: Axes, overflow: Axes = ()) -> bool:
        """Give a factor other axes; whether they are other ones."""
        entry = self.factors.get(factor)
        if entry is None or (entry.axes, entry.overflow) == (axes, overflow):
            return False
        entry.axes, entry.overflow = axes, overflow
        return True

    def sharding(
        self, dims: Dims, sizes: Sequence[int], mesh_ref: str | MeshAttr, mesh: MeshAttr
    ) -> TensorSharding:
        """The factors' axes put together again."""
        return TensorSharding(
            mesh_ref,
            tuple(self._dim(dim, sizes, mesh) for dim in dims),
            self.replicated,
            self.unreduced,
            self.reduction,
        )

    def _dim(self, dim: Sequence[int], sizes: Sequence[int], mesh: MeshAttr) -> DimSharding:
        axes: list[AxisRef] = []
        is_closed = False
        for factor in dim:
            entry = self.factors[factor]
            is_closed |= entry.is_closed
            parts = 1
            for axis in entry.axes + entry.overflow:
                parts *= axis.size_in(mesh)
                append_axis(axes, axis, mesh)
            if entry.overflow or parts < sizes[factor]:
                # What follows would be strided in memory.
                break
        return DimSharding(tuple(axes), is_closed)


@dataclass
class Projection:
    """All operands and results of an op along the factors of its rule."""

    operands: list[TensorFactors]
    results: list[TensorFactors]

    @property
    def tensors(self) -> list[TensorFactors]:
        """The operands, then the results."""
        return self.operands + self.results

    def expand(self, factor: int, axes: Axes) -> list[bool]:
        """Give a factor longer axes in all tensors; which ones changed."""
        return [tensor.expand(factor, axes) for tensor in self.tensors]

    def assign(self, factor: int, axes: Axes, overflow: Axes = ()) -> list[bool]:
        """Give a factor other axes in all tensors; which ones changed."""
        return [tensor.assign(factor, axes, overflow) for tensor in self.tensors]


def project(
    rule: ShardingRule,
    operands: Sequence[TensorSharding | None],
    results: Sequence[TensorSharding | None],
    mesh: MeshAttr,
    *,
    closed_if_missing: bool = False,
) -> Projection:
    """Project the shardings of an op's operands and results."""

    def tensors(
        shardings: Sequence[TensorSharding | None], mappings: Sequence[Dims]
    ) -> list[TensorFactors]:
        return [
            project_tensor(dims, sharding, rule.sizes, mesh, closed_if_missing=closed_if_missing)
            for sharding, dims in zip(shardings, mappings, strict=True)
        ]

    return Projection(tensors(operands, rule.operands), tensors(results, rule.results))


def project_tensor(
    dims: Dims,
    sharding: TensorSharding | None,
    sizes: Sequence[int],
    mesh: MeshAttr,
    *,
    closed_if_missing: bool = False,
) -> TensorFactors:
    """Project one tensor; one without a sharding is undivided, and open unless said otherwise."""
    if sharding is None:
        entry = DimSharding((), closed_if_missing)
        return TensorFactors(
            {f: s for dim in dims for f, s in _project_dim(dim, entry, sizes, mesh)}
        )
    assert len(sharding.dims) == len(dims), f"{sharding} on a tensor of rank {len(dims)}"
    factors = {
        factor: found
        for dim, entry in zip(dims, sharding.dims, strict=True)
        for factor, found in _project_dim(dim, entry, sizes, mesh)
    }
    return TensorFactors(factors, sharding.replicated, sharding.unreduced, sharding.reduction)


def _project_dim(
    dim: Sequence[int], entry: DimSharding, sizes: Sequence[int], mesh: MeshAttr
) -> Iterator[tuple[int, FactorSharding]]:
    if len(dim) == 1:
        yield dim[0], FactorSharding(entry.axes, (), entry.is_closed, True)
        return
    rest = list(entry.axes)
    has_overflow = False
    for factor in dim:
        is_minor_most = factor == dim[-1]
        if has_overflow:
            yield factor, FactorSharding((), (), True, is_minor_most)
        elif is_minor_most:
            # The last factor may be divided unevenly.
            yield factor, FactorSharding(merged(rest, mesh), (), entry.is_closed, True)
        else:
            axes, full = _take(rest, sizes[factor], mesh)
            has_overflow = bool(rest) and not full
            overflow = merged(rest, mesh) if has_overflow else ()
            yield factor, FactorSharding(axes, overflow, entry.is_closed, False)


def _take(rest: list[AxisRef], size: int, mesh: MeshAttr) -> tuple[Axes, bool]:
    """Move axes that fill `size` from the front of `rest`; an axis may be split on the way."""
    taken: list[AxisRef] = []
    while rest:
        axis_size = rest[0].size_in(mesh)
        common = gcd(size, axis_size)
        if common == 1 and axis_size > 1:
            break
        size //= common
        if common == axis_size:
            taken.append(rest.pop(0))
            continue
        axis = rest[0]
        taken.append(AxisRef.part(axis.axis, axis.low, common))
        rest[0] = AxisRef.part(axis.axis, axis.low * common, axis_size // common)
    return tuple(taken), size == 1


def is_strict_prefix(first: Axes, second: Axes) -> bool:
    """Whether `second` begins with `first`, the last axis possibly cut, and goes on."""
    return first != second and is_prefix(first, second)


def is_prefix(first: Axes, second: Axes) -> bool:
    """Whether `second` begins with `first`, the last axis possibly cut."""
    if not first:
        return True
    count = len(first)
    return (
        count <= len(second)
        and first[:-1] == second[: count - 1]
        and first[-1].prefix_of(second[count - 1])
    )
