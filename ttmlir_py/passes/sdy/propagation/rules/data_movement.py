"""Rules of ops that move elements."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd, prod

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo.data_movement import (
    BitcastConvertOp,
    BroadcastInDimOp,
    ConcatenateOp,
    PadOp,
    ReshapeOp,
    ReverseOp,
    SliceOp,
    TransposeOp,
)
from ttmlir_py.passes.sdy.propagation.rules.common import RuleOf, builder_of
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.support.sharding_rule import FactorKind, RuleBuilder, ShardingRule


def bitcast_convert(op: BitcastConvertOp, conservative: bool) -> ShardingRule:
    """The innermost dimension that the narrower element type adds stays whole."""
    (source,), (target,) = map(shape_of, op.operands), map(shape_of, op.results)
    builder = builder_of(op)
    for dim, size in enumerate(min(source, target, key=len)):
        builder.factor([dim], [dim], size)
    if len(source) < len(target):
        builder.factor([None], [len(target) - 1], target[-1], FactorKind.NEED_REPLICATION)
    elif len(source) > len(target):
        builder.factor([len(source) - 1], [None], source[-1], FactorKind.NEED_REPLICATION)
    return builder.build()


def broadcast_in_dim(op: BroadcastInDimOp, conservative: bool) -> ShardingRule:
    """Dimensions that are expanded or new have factors of their own."""
    source, target = shape_of(op.operands[0]), shape_of(op.results[0])
    source_dims: dict[int, int] = {d: i for i, d in enumerate(op.broadcast_dimensions)}
    builder = builder_of(op)
    for dim, size in enumerate(target):
        source_dim = source_dims.get(dim)
        if source_dim is not None and source[source_dim] == 1 and size != 1:
            builder.factor([source_dim], [None], 1)
            source_dim = None
        builder.factor([source_dim], [dim], size)
    return builder.build()


def concatenate(op: ConcatenateOp, conservative: bool) -> ShardingRule:
    """Along the concatenated dimension shards would have to move."""
    builder = builder_of(op)
    for dim, size in enumerate(shape_of(op.results[0])):
        if dim != op.dimension:
            builder.everywhere(dim, size)
        elif not conservative:
            builder.everywhere(dim, size, _concatenation_kind(op.operands))
    return builder.build()


def pad(op: PadOp, conservative: bool) -> ShardingRule:
    """Along padded dimensions shards would have to move, also where the size stays the same."""
    edges = zip(op.edge_padding_low, op.edge_padding_high, strict=True)
    return _moved(op, [any(edge) for edge in edges], conservative)


def slice_(op: SliceOp, conservative: bool) -> ShardingRule:
    """Along sliced dimensions shards would have to move."""
    return _moved(op, [False] * len(op.strides), conservative)


def reverse(op: ReverseOp, conservative: bool) -> ShardingRule:
    """Along reversed dimensions shards have to move."""
    builder = builder_of(op)
    for dim, size in enumerate(shape_of(op.results[0])):
        reversed_ = dim in op.dimensions
        builder.everywhere(
            dim, size, FactorKind.PERMUTATION if reversed_ else FactorKind.PASS_THROUGH
        )
    return builder.build()


def transpose(op: TransposeOp, conservative: bool) -> ShardingRule:
    """Dimensions take their shards along."""
    source = shape_of(op.operands[0])
    builder = builder_of(op)
    for target_dim, dim in enumerate(op.permutation):
        builder.factor([dim], [target_dim], source[dim])
    return builder.build()


def reshape(op: ReshapeOp, conservative: bool) -> ShardingRule | None:
    """Dimensions are products of shared factors as far as both shapes allow."""
    source, target = shape_of(op.operands[0]), shape_of(op.results[0])
    if prod(source) == 0:
        return None
    return _ReshapeFactors(source, target).rule()


def _moved(op: PadOp | SliceOp, shifted: Sequence[bool], conservative: bool) -> ShardingRule:
    builder = builder_of(op)
    source, target = shape_of(op.operands[0]), shape_of(op.results[0])
    for dim, (size, target_size) in enumerate(zip(source, target, strict=True)):
        if size == target_size and not shifted[dim]:
            builder.everywhere(dim, size)
        else:
            builder.everywhere(dim, size, FactorKind.PERMUTATION, blocked=conservative)
    return builder.build()


def _concatenation_kind(operands: Sequence[SSAValue]) -> FactorKind:
    """A rotation, made of slices, only moves data between neighbours."""
    slices = [isinstance(value.owner, SliceOp) for value in operands]
    origins = {_before_slice(value) for value in operands}
    if all(slices) or (any(slices) and len(origins) == 1):
        return FactorKind.PERMUTATION
    return FactorKind.NEED_REPLICATION


def _before_slice(value: SSAValue) -> SSAValue:
    return value.owner.operands[0] if isinstance(value.owner, SliceOp) else value


class _Side:
    """One shape of a reshape: how far its dimensions have been made of factors."""

    def __init__(self, shape: Sequence[int]) -> None:
        self.shape = shape
        self.dim = 0
        self.dims_product = 1
        self.factors_product = 1

    @property
    def done(self) -> bool:
        return self.dim == len(self.shape)

    def enter_dim(self) -> None:
        """Begin the next dimension when the last one is complete."""
        if not self.done and self.dims_product == self.factors_product:
            self.dims_product *= self.shape[self.dim]

    @property
    def rest(self) -> int:
        """The part of the current dimension that has no factor yet."""
        return self.dims_product // self.factors_product

    def take(self, size: int) -> int:
        """Give the current dimension a factor; returns the dimension."""
        self.factors_product *= size
        return self.dim

    def leave_dim(self) -> None:
        if not self.done and self.dims_product == self.factors_product:
            self.dim += 1


class _ReshapeFactors:
    """Walks both shapes of a reshape, major to minor, and shares factors where it can.

    After a stretch without a common divisor the sides diverge: each has factors of its own
    until their products meet again.
    """

    def __init__(self, source: Sequence[int], target: Sequence[int]) -> None:
        self.source, self.target = _Side(source), _Side(target)
        self.builder = RuleBuilder([source], [target])

    def rule(self) -> ShardingRule:
        while not (self.source.done and self.target.done):
            if not self._skip_ones():
                self._step()
        return self.builder.build()

    def _skip_ones(self) -> bool:
        source, target = self.source, self.target
        if not source.done and source.shape[source.dim] == 1:
            self.builder.factor([source.dim], [None], 1)
            source.dim += 1
            return True
        if not target.done and target.shape[target.dim] == 1:
            self.builder.factor([None], [target.dim], 1)
            target.dim += 1
            return True
        return False

    def _step(self) -> None:
        source, target = self.source, self.target
        source.enter_dim()
        target.enter_dim()
        common = gcd(source.rest, target.rest)
        if source.factors_product < target.factors_product:
            size = _catch_up(source, target, common)
            self.builder.factor([source.take(size)], [None], size)
        elif target.factors_product < source.factors_product:
            size = _catch_up(target, source, common)
            self.builder.factor([None], [target.take(size)], size)
        elif common > 1:
            self.builder.factor([source.take(common)], [target.take(common)], common)
        else:
            self._diverge()
        source.leave_dim()
        target.leave_dim()

    def _diverge(self) -> None:
        size = self.source.rest
        self.builder.factor([self.source.take(size)], [None], size)
        size = self.target.rest
        self.builder.factor([None], [self.target.take(size)], size)


def _catch_up(behind: _Side, ahead: _Side, common: int) -> int:
    """The factor that the side behind adds: the one that meets the other side if there is one."""
    ratio, remainder = divmod(ahead.factors_product, behind.factors_product)
    if remainder == 0 and behind.rest % ratio == 0:
        return ratio
    return behind.rest // common if behind.rest > common else behind.rest


RULES: dict[type[Operation], RuleOf] = {
    BitcastConvertOp: bitcast_convert,
    BroadcastInDimOp: broadcast_in_dim,
    ConcatenateOp: concatenate,
    PadOp: pad,
    ReshapeOp: reshape,
    ReverseOp: reverse,
    SliceOp: slice_,
    TransposeOp: transpose,
}
