"""Rules of ops that read or write places given by indices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xdsl.dialects.builtin import IntegerType
from xdsl.ir import Block, Operation, SSAValue

from ttmlir_py.dialects.sdy.annotations import ConstantOp as SdyConstantOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import (
    AddOp,
    AndOp,
    MaximumOp,
    MinimumOp,
    MultiplyOp,
    OrOp,
)
from ttmlir_py.dialects.stablehlo.indexing import (
    DynamicSliceOp,
    DynamicUpdateSliceOp,
    GatherOp,
    ScatterOp,
)
from ttmlir_py.passes.sdy.propagation.rules.common import RuleOf, builder_of
from ttmlir_py.support.shapes import Shape, element_of, shape_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule


def dynamic_slice(op: DynamicSliceOp, conservative: bool) -> ShardingRule:
    """Sliced dimensions have to be whole, for nobody knows where the slice begins."""
    builder = builder_of(op)
    source, target = shape_of(op.operands[0]), shape_of(op.results[0])
    for dim, (size, target_size) in enumerate(zip(source, target, strict=True)):
        if size == target_size:
            builder.everywhere(dim, size)
        else:
            builder.everywhere(dim, size, FactorKind.NEED_REPLICATION, blocked=True)
    return builder.build()


def dynamic_update_slice(op: DynamicUpdateSliceOp, conservative: bool) -> ShardingRule:
    """Every device writes the part of the whole update that falls into its shard."""
    operand, update = shape_of(op.operands[0]), shape_of(op.operands[1])
    starts: list[int | None] = [None] * (len(op.operands) - 2)
    constant = all(isinstance(v.owner, ConstantOp | SdyConstantOp) for v in op.operands[2:])
    update_kind = FactorKind.PASS_THROUGH if constant else FactorKind.NEED_REPLICATION
    builder = builder_of(op)
    for dim, (size, update_size) in enumerate(zip(operand, update, strict=True)):
        if size == update_size:
            builder.everywhere(dim, size)
        else:
            builder.factor([dim, None, *starts], [dim], size)
            builder.factor([None, dim, *starts], [None], update_size, update_kind)
    return builder.build()


def gather(op: GatherOp, conservative: bool) -> ShardingRule:
    """Whole windows and batch dimensions pass; of one row of all, each shard has it or zeros."""
    numbers = op.dimension_numbers
    dims = _IndexedDims(
        shape_of(op.operands[0]),
        shape_of(op.operands[1]),
        shape_of(op.results[0]),
        numbers.offset_dims,
        numbers.collapsed_slice_dims,
        numbers.operand_batching_dims,
        numbers.start_indices_batching_dims,
        numbers.index_vector_dim,
    )
    builder = builder_of(op)
    for factor in _gather_factors(dims):
        builder.factor(
            [factor.operand, factor.indices],
            [factor.slices],
            factor.size,
            factor.kind,
            blocked=factor.blocked,
        )
    return builder.build()


def scatter(op: ScatterOp, conservative: bool) -> ShardingRule:
    """Whole windows and explicit batches pass; other batches reduce where the update allows it."""
    numbers = op.scatter_dimension_numbers
    count = len(op.results)
    dims = _IndexedDims(
        shape_of(op.operands[0]),
        shape_of(op.operands[count]),
        shape_of(op.operands[count + 1]),
        numbers.update_window_dims,
        numbers.inserted_window_dims,
        numbers.input_batching_dims,
        numbers.scatter_indices_batching_dims,
        numbers.index_vector_dim,
    )
    combines = _is_reduction(op.regions[0].block, count)
    builder = builder_of(op)
    for factor in _scatter_factors(dims, combines=combines):
        builder.factor(
            [factor.operand] * count + [factor.indices] + [factor.slices] * count,
            [factor.operand] * count,
            factor.size,
            factor.kind,
        )
    return builder.build()


class _Factor(NamedTuple):
    """A factor by its dimension in the operand, in the indices and in the slices."""

    operand: int | None
    indices: int | None
    slices: int | None
    size: int
    kind: FactorKind = FactorKind.PASS_THROUGH
    blocked: bool = False


@dataclass(frozen=True)
class _IndexedDims:
    """Shapes and dimension numbers of a gather, or of a scatter read as one."""

    operand: Shape
    indices: Shape
    slices: Shape
    window_dims: Sequence[int]
    collapsed: Sequence[int]
    operand_batching: Sequence[int]
    indices_batching: Sequence[int]
    index_vector_dim: int

    def correspondence(self) -> Iterator[tuple[int, int | None, int | None]]:
        """For every dimension of the slices those of the operand and of the indices."""
        hidden = {*self.collapsed, *self.operand_batching}
        windows = iter(dim for dim in range(len(self.operand)) if dim not in hidden)
        batches = iter(dim for dim in range(len(self.indices)) if dim != self.index_vector_dim)
        explicit = dict(zip(self.indices_batching, self.operand_batching, strict=True))
        for dim in range(len(self.slices)):
            if dim in self.window_dims:
                yield dim, next(windows), None
            else:
                indices_dim = next(batches)
                yield dim, explicit.get(indices_dim), indices_dim

    def index_vector(self) -> Iterator[_Factor]:
        """The dimension that holds the parts of an index has to be whole."""
        dim = self.index_vector_dim
        if dim < len(self.indices):
            yield _Factor(None, dim, None, self.indices[dim], FactorKind.NEED_REPLICATION)


def _gather_factors(dims: _IndexedDims) -> Iterator[_Factor]:
    whole = FactorKind.NEED_REPLICATION
    for dim, operand_dim, indices_dim in dims.correspondence():
        size = dims.slices[dim]
        if indices_dim is not None or operand_dim is None or dims.operand[operand_dim] == size:
            yield _Factor(operand_dim, indices_dim, dim, size)
        elif size == 1:
            operand_size = dims.operand[operand_dim]
            yield _Factor(operand_dim, None, None, operand_size, FactorKind.REDUCTION)
            yield _Factor(None, None, dim, size, whole)
        else:
            yield _Factor(operand_dim, None, dim, dims.operand[operand_dim], whole, True)
    for dim in dims.collapsed:
        size = dims.operand[dim]
        yield _Factor(dim, None, None, size, FactorKind.REDUCTION if size > 1 else whole)
    yield from dims.index_vector()


def _scatter_factors(dims: _IndexedDims, *, combines: bool) -> Iterator[_Factor]:
    whole = FactorKind.NEED_REPLICATION
    for dim, operand_dim, indices_dim in dims.correspondence():
        size = dims.slices[dim]
        if indices_dim is not None and operand_dim is None:
            kind = FactorKind.REDUCTION if combines else whole
            yield _Factor(None, indices_dim, dim, size, kind)
        elif indices_dim is not None or operand_dim is None or dims.operand[operand_dim] == size:
            yield _Factor(operand_dim, indices_dim, dim, size)
        else:
            yield _Factor(operand_dim, None, None, dims.operand[operand_dim], whole)
            yield _Factor(None, None, dim, size, whole)
    for dim in dims.collapsed:
        yield _Factor(dim, None, None, dims.operand[dim])
    yield from dims.index_vector()


_COMBINING = (AddOp, MultiplyOp, MaximumOp, MinimumOp)
_COMBINING_PREDICATES = (AndOp, OrOp)


def _is_reduction(body: Block, count: int) -> bool:
    """Whether a body combines every element with its update by one associative op."""
    returned: Sequence[SSAValue] = body.last_op.operands if body.last_op else ()
    if len(returned) != count or len(body.args) != 2 * count:
        return False
    return len({type(v.owner) for v in returned}) == 1 and all(
        _combines(value, {body.args[i], body.args[count + i]}) for i, value in enumerate(returned)
    )


def _combines(value: SSAValue, parts: set[SSAValue]) -> bool:
    op = value.owner
    if isinstance(op, Block) or len(op.operands) != 2 or set(op.operands) != parts:
        return False
    element = element_of(value)
    is_predicate = isinstance(element, IntegerType) and element.width.data == 1
    return isinstance(op, _COMBINING) or (is_predicate and isinstance(op, _COMBINING_PREDICATES))


RULES: dict[type[Operation], RuleOf] = {
    DynamicSliceOp: dynamic_slice,
    DynamicUpdateSliceOp: dynamic_update_slice,
    GatherOp: gather,
    ScatterOp: scatter,
}
