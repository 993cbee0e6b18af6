"""Tensors seen as matrices of tiles: all dimensions but the last collapse into rows."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, prod

from xdsl.ir.affine import AffineConstantExpr, AffineDimExpr, AffineExpr, AffineMap

from ttmlir_py.dialects.ttcore.data_types import TILE_SHAPE


def tile_padded(shape: Sequence[int]) -> tuple[int, ...]:
    """A shape with its last two dimensions rounded up to whole tiles."""
    inner = min(len(shape), 2)
    split = len(shape) - inner
    tiles = TILE_SHAPE[2 - inner :]
    padded = (ceil(size / tile) * tile for size, tile in zip(shape[split:], tiles, strict=True))
    return (*shape[:split], *padded)


def collapsed_shape(shape: Sequence[int]) -> tuple[int, int]:
    """Rows and columns of a tensor seen as a matrix."""
    return (prod(shape[:-1]), shape[-1]) if shape else (1, 1)


def collapsed_map(shape: Sequence[int]) -> AffineMap:
    """From a tensor's dimensions to rows and columns: `(d0, d1, d2) -> (d0 * 32 + d1, d2)`."""
    rank = len(shape)
    if rank == 0:
        return AffineMap(0, 0, (AffineConstantExpr(0), AffineConstantExpr(0)))
    rows: AffineExpr = AffineConstantExpr(0)
    stride = 1
    for dim in reversed(range(rank - 1)):
        term = AffineDimExpr(dim) * stride if stride != 1 else AffineDimExpr(dim)
        rows = term if rows == AffineConstantExpr(0) else term + rows
        stride *= shape[dim]
    return AffineMap(rank, 0, (rows, AffineDimExpr(rank - 1)))
