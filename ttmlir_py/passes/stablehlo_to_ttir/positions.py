"""Positions in a tensor computed from index vectors, as one number into the flattened dimensions.

Gathers and scatters of any shape become lookups of rows: the indexed dimensions go first and are
flattened, so that a position is a single number and the others form the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from xdsl.ir import SSAValue

from ttmlir_py.dialects.ttir import elementwise_binary as binary
from ttmlir_py.passes.stablehlo_to_ttir.builder import TTIRBuilder
from ttmlir_py.support.element_types import I32, bit_width
from ttmlir_py.support.shapes import Shape, element_of, rank_of, shape_of


@dataclass(frozen=True)
class Indexing:
    """Which dimensions of a tensor are addressed by number, and where the numbers come from."""

    shape: Shape
    """The shape of the tensor."""
    window: Shape
    """How many neighbours one address covers along every dimension."""
    columns: dict[int, int]
    """Dimension -> component of the index vector that addresses it."""
    batching: dict[int, int]
    """Dimension -> dimension of the index batch that runs along with it."""

    @property
    def rows(self) -> list[int]:
        """The dimensions addressed by number; where a window is not full the start is 0."""
        return [
            dim
            for dim, size in enumerate(self.shape)
            if dim in self.columns or dim in self.batching or self.window[dim] != size
        ]

    @property
    def others(self) -> list[int]:
        """The dimensions taken whole, which form a row."""
        rows = self.rows
        return [dim for dim in range(len(self.shape)) if dim not in rows]

    @property
    def row_count(self) -> int:
        return prod(self.shape[dim] for dim in self.rows)

    @property
    def row_size(self) -> int:
        return prod(self.shape[dim] for dim in self.others)

    @property
    def windows(self) -> list[int]:
        """The sizes of the windows along the dimensions addressed by number."""
        return [self.window[dim] for dim in self.rows]

    def stride(self, dim: int) -> int:
        """How far apart neighbours along an addressed dimension are, in rows."""
        return prod(self.shape[d] for d in self.rows if d > dim)


def index_columns(build: TTIRBuilder, indices: SSAValue, vector_dim: int) -> list[SSAValue]:
    """The components of index vectors, each in the shape of the batch; at least 32 bits wide."""
    if bit_width(element_of(indices)) < 32:
        indices = build.typecast(indices, I32)
    if vector_dim == rank_of(indices):
        return [indices]
    batch = [size for dim, size in enumerate(shape_of(indices)) if dim != vector_dim]
    return [
        build.reshape(build.slice_dim(indices, vector_dim, i, i + 1), batch)
        for i in range(shape_of(indices)[vector_dim])
    ]


def clamped(build: TTIRBuilder, columns: list[SSAValue], indexing: Indexing) -> list[SSAValue]:
    """Starts moved so that their windows lie inside the tensor."""
    result = list(columns)
    for dim, column in indexing.columns.items():
        last = indexing.shape[dim] - indexing.window[dim]
        result[column] = build.clamp(columns[column], 0, last)
    return result


def addresses(
    build: TTIRBuilder, columns: Sequence[SSAValue], batch: Shape, indexing: Indexing
) -> dict[int, SSAValue]:
    """For every addressed dimension the coordinate of each batch element and window place."""
    shape = (*batch, *indexing.windows)
    return {
        dim: _address(build, columns, shape, len(batch) + place, indexing)
        for place, dim in enumerate(indexing.rows)
    }


def _address(
    build: TTIRBuilder,
    columns: Sequence[SSAValue],
    shape: Shape,
    window_dim: int,
    indexing: Indexing,
) -> SSAValue:
    """Start plus place in the window, of rank `len(shape)` with dimensions of size 1 left so."""
    batch_rank = len(shape) - len(indexing.rows)
    dim = indexing.rows[window_dim - batch_rank]
    element = element_of(columns[0]) if columns else I32
    parts: list[SSAValue] = []
    if dim in indexing.columns:
        column = columns[indexing.columns[dim]]
        ones = (1,) * len(indexing.rows)
        parts.append(build.reshape(column, (*shape[:batch_rank], *ones)))
    elif dim in indexing.batching:
        along = indexing.batching[dim]
        parts.append(build.arange(_alone(shape, along), along, element))
    if shape[window_dim] > 1 or not parts:
        parts.append(build.arange(_alone(shape, window_dim), window_dim, element))
    return parts[0] if len(parts) == 1 else build.add(*parts)


def _alone(shape: Shape, dim: int) -> Shape:
    return tuple(size if d == dim else 1 for d, size in enumerate(shape))


def flattened(
    build: TTIRBuilder, coordinates: dict[int, SSAValue], shape: Shape, indexing: Indexing
) -> SSAValue:
    """One number for every position: coordinates times strides."""
    total: SSAValue | None = None
    for dim, coordinate in coordinates.items():
        stride = indexing.stride(dim)
        term = coordinate
        if stride != 1:
            term = build.multiply(coordinate, build.like(coordinate, stride))
        total = term if total is None else build.add(total, term)
    if total is None:
        total = build.full((1,) * len(shape), I32, 0)
    return build.broadcast(total, shape)


def inside(
    build: TTIRBuilder, coordinates: dict[int, SSAValue], indexing: Indexing
) -> SSAValue | None:
    """Whether positions given by index vectors lie in the tensor; None where no vector is used."""
    result: SSAValue | None = None
    for dim in indexing.columns:
        x = coordinates[dim]
        low = build.compare(binary.GeOp, x, build.like(x, 0))
        high = build.compare(binary.LtOp, x, build.like(x, indexing.shape[dim]))
        both = build.binary(binary.LogicalAndOp, low, high)
        result = both if result is None else build.binary(binary.LogicalAndOp, result, both)
    return result


def as_rows(build: TTIRBuilder, x: SSAValue, indexing: Indexing) -> SSAValue:
    """The tensor as a matrix: a row for every position."""
    moved = build.permute(x, [*indexing.rows, *indexing.others])
    return build.reshape(moved, (indexing.row_count, indexing.row_size))


def from_rows(build: TTIRBuilder, x: SSAValue, indexing: Indexing) -> SSAValue:
    """The tensor back from its matrix of rows."""
    order = [*indexing.rows, *indexing.others]
    moved = build.reshape(x, [indexing.shape[dim] for dim in order])
    return build.permute(moved, inverse(order))


def inverse(permutation: Sequence[int]) -> list[int]:
    """The permutation that undoes another."""
    return sorted(range(len(permutation)), key=lambda i: permutation[i])
