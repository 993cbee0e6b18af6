"""Reductions that find the largest or smallest element and its position."""

from __future__ import annotations

from typing import NamedTuple

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo.reduction import ReduceOp
from ttmlir_py.passes.stablehlo_to_ttir.constants import highest, is_splat, lowest
from ttmlir_py.passes.stablehlo_to_ttir.orders import finds_first
from ttmlir_py.support.shapes import element_of, shape_of


class Extreme(NamedTuple):
    """The first position of the largest, or of the smallest, element."""

    largest: bool


def extreme_of(op: ReduceOp) -> Extreme | None:
    """What a reduction of values and their positions finds, or None for another reduction."""
    if len(op.inputs) != 2 or len(op.dimensions) != 1:
        return None
    if not counts_along(op.inputs[1], op.dimensions[0]) or not is_splat(op.init_values[1], 0):
        return None
    element = element_of(op.inputs[0])
    for extreme in (Extreme(largest=True), Extreme(largest=False)):
        start = (lowest if extreme.largest else highest)(element)
        if is_splat(op.init_values[0], start) and finds_first(op.body, largest=extreme.largest):
            return extreme
    return None


def counts_along(value: SSAValue, dim: int) -> bool:
    """Whether a value holds, at every place, its own index along one dimension."""
    owner = value.owner
    if not isinstance(owner, Operation):
        return False
    match owner.name:
        case "stablehlo.iota" | "stablehlo.dynamic_iota":
            return owner.iota_dimension == dim  # pyright: ignore[reportAttributeAccessIssue]
        case "ttir.arange":
            return (
                owner.arange_dimension == dim  # pyright: ignore[reportAttributeAccessIssue]
                and owner.start == 0  # pyright: ignore[reportAttributeAccessIssue]
                and owner.step == 1  # pyright: ignore[reportAttributeAccessIssue]
            )
        case "ttir.broadcast":
            same = shape_of(owner.operands[0])[dim] == shape_of(value)[dim]
            return same and counts_along(owner.operands[0], dim)
        case "ttir.reshape":
            return _counts_through_reshape(owner.operands[0], value, dim)
        case _:
            return False


def _counts_through_reshape(source: SSAValue, value: SSAValue, dim: int) -> bool:
    """A reshape that only adds or removes dimensions of size 1 keeps the index."""
    old, new = shape_of(source), shape_of(value)
    if [n for n in old if n != 1] != [n for n in new if n != 1] or new[dim] == 1:
        return False
    place = sum(n != 1 for n in new[:dim])
    dims = [d for d, n in enumerate(old) if n != 1]
    return counts_along(source, dims[place])
