"""Folding with a computation given as a region: by a function of the array library where the
region is a single known op, else by applying the region to halves of the elements at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xdsl.ir import Block

from ttmlir_py.runtime.formats import Array

UFUNCS = {
    "add": "add",
    "and": "bitwise_and",
    "maximum": "maximum",
    "minimum": "minimum",
    "multiply": "multiply",
    "or": "bitwise_or",
    "xor": "bitwise_xor",
}
"""Mnemonics of associative ops and the array library's functions for them."""


def combiner(block: Block) -> str | None:
    """The name of the array function that a two-argument region applies; None if not one."""
    ops = list(block.ops)
    if len(ops) != 2 or len(block.args) != 2 or len(ops[1].operands) != 1:
        return None
    first, last = ops
    if last.operands[0] not in first.results or set(first.operands) != set(block.args):
        return None
    return UFUNCS.get(first.name.partition(".")[2])


def reduce_axes(xp: Any, name: str, x: Array, axes: tuple[int, ...]) -> Array:
    """The elements along axes combined by one of the array library's functions."""
    return getattr(xp, name).reduce(x, axis=axes, dtype=x.dtype)


def fold(xp: Any, body: Any, lead: int, arrays: Sequence[Array], axis: int) -> list[Array]:
    """The elements of several arrays along an axis combined by a region, neighbours first.

    Order is kept, so that the region must be associative but need not be commutative.
    """
    values = [xp.moveaxis(array, axis, lead) for array in arrays]
    rank = values[0].ndim - lead
    prefix = (slice(None),) * lead
    while (count := values[0].shape[lead]) > 1:
        paired = count - count % 2
        left = [value[(*prefix, slice(0, paired, 2))] for value in values]
        right = [value[(*prefix, slice(1, paired, 2))] for value in values]
        shape = left[0].shape
        joined = [xp.broadcast_to(x, shape) for x in body(*left, *right, batch=rank)]
        if count % 2:
            rest = (*prefix, slice(paired, None))
            joined = [
                xp.concatenate([new, old[rest]], axis=lead)
                for new, old in zip(joined, values, strict=True)
            ]
        values = joined
    return [value[(*prefix, 0)] for value in values]
