"""Contractions of arrays as few matrix products.

Dimensions that both operands vary over are a batch of products; one that a single operand varies
over is folded into that operand's rows or columns. So a product sharded over a mesh is one call
of the same size as the whole product, and weights split into views fold back without a copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from ttmlir_py.runtime.formats import Array

Pairs = Sequence[tuple[int, int]]
"""Dimensions of the left and the right operand that belong together."""


def contract(xp: Any, lhs: Array, rhs: Array, shared: Pairs, summed: Pairs) -> Array:
    """The sum of products over `summed` dimensions.

    `shared` dimensions are of equal size or of size 1 in one operand, which is then repeated.
    The result has the shared dimensions, then the others of the left, then of the right operand.
    """
    batch = [(a, b) for a, b in shared if lhs.shape[a] == rhs.shape[b]]
    to_rows = [(a, b) for a, b in shared if lhs.shape[a] != rhs.shape[b] == 1]
    to_columns = [(a, b) for a, b in shared if 1 == lhs.shape[a] != rhs.shape[b]]
    free_left = _others(lhs, _lefts(shared) + _lefts(summed))
    free_right = _others(rhs, _rights(shared) + _rights(summed))
    rows = _by_stride(lhs, _lefts(to_rows) + free_left)
    columns = _by_stride(rhs, _rights(to_columns) + free_right)
    inner = _inner_order(lhs, rhs, summed)
    left = _matrix(lhs, _lefts(batch), rows, _lefts(inner), _lefts(to_columns))
    right = _matrix(rhs, _rights(batch), _rights(inner), columns, _rights(to_rows))
    product = _ordered(left, right) if left.dtype.kind == "c" else xp.matmul(left, right)
    sizes = [lhs.shape[axis] for axis in _lefts(batch) + rows]
    sizes += [rhs.shape[axis] for axis in columns]
    of_left = {axis: place for place, axis in enumerate(_lefts(batch) + rows)}
    of_right = {axis: len(of_left) + place for place, axis in enumerate(columns)}
    order = [of_right[b] if (a, b) in to_columns else of_left[a] for a, b in shared]
    order += [of_left[axis] for axis in free_left] + [of_right[axis] for axis in free_right]
    return product.reshape(sizes).transpose(order)


_FEW = 16
"""How many products are worth adding one after the other."""


def _ordered(left: Any, right: Any) -> Any:
    """A matrix product of few complex terms, added in order: parts cancel, so that it shows."""
    count = left.shape[-1]
    if not 0 < count <= _FEW:
        return left @ right
    total = left[..., :, :1] * right[..., :1, :]
    for i in range(1, count):
        total = total + left[..., :, i : i + 1] * right[..., i : i + 1, :]
    return total


def _lefts(pairs: Pairs) -> list[int]:
    return [left for left, _ in pairs]


def _rights(pairs: Pairs) -> list[int]:
    return [right for _, right in pairs]


def _others(array: Array, used: Sequence[int]) -> list[int]:
    return [axis for axis in range(array.ndim) if axis not in used]


def _by_stride(array: Array, axes: Sequence[int]) -> list[int]:
    """Axes from the widest step in memory to the narrowest, so that merging them is a view."""
    strides = getattr(array, "strides", None)
    return list(axes) if strides is None else sorted(axes, key=lambda axis: -abs(strides[axis]))


def _inner_order(lhs: Array, rhs: Array, summed: Pairs) -> Pairs:
    """The summed dimensions in the order that the larger operand has them in memory."""
    side, array = (0, lhs) if lhs.size >= rhs.size else (1, rhs)
    order = _by_stride(array, [pair[side] for pair in summed])
    return sorted(summed, key=lambda pair: order.index(pair[side]))


def _matrix(
    array: Array,
    batch: Sequence[int],
    rows: Sequence[int],
    columns: Sequence[int],
    single: Sequence[int],
) -> Array:
    """A stack of matrices; `single` dimensions are of size 1 and vanish."""
    shape = [array.shape[axis] for axis in batch]
    shape.append(prod(array.shape[axis] for axis in rows))
    shape.append(prod(array.shape[axis] for axis in columns))
    return array.transpose((*single, *batch, *rows, *columns)).reshape(shape)
