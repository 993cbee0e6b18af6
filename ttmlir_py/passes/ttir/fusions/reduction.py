"""Reductions whose dimensions come back."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.data_movement import ReshapeOp
from ttmlir_py.dialects.ttir.reduction import ReductionOp
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import normalize_dim, rank_of, shape_of


def reduction_keeps_dimensions(op: Operation, rewriter: Rewriter) -> bool:
    """A reshape that puts ones where the reduced dimensions were is `keep_dim`."""
    assert isinstance(op, ReshapeOp)
    reduction = op.input.owner
    if not isinstance(reduction, ReductionOp) or reduction.keep_dim:
        return False
    if not reduction.result.has_one_use():
        return False
    rank = rank_of(reduction.input)
    dims = reduction.dim_arg
    reduced = range(rank) if dims is None else [normalize_dim(dim, rank) for dim in dims]
    kept = tuple(
        1 if dim in reduced else size for dim, size in enumerate(shape_of(reduction.input))
    )
    if shape_of(op.result) != kept:
        return False
    new = type(reduction)(
        reduction.input, keep_dim=True, dim_arg=dims, result_types=op.result_types
    )
    rewriter.replace(op, new)
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {ReshapeOp: (reduction_keeps_dimensions,)}
