"""Values given types that know more, where all their users can take them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from xdsl.dialects.func import CallOp, ReturnOp
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.passes.stablehlo.refinement.types import more_specific_types

DIALECTS = frozenset(("chlo", "sdy", "stablehlo"))
"""Dialects whose ops mean the same on operands of refined types."""


def refine_values(
    values: Sequence[SSAValue], types: Sequence[Attribute], dialects: Collection[str]
) -> bool:
    """Give values what types know, if users are of these dialects; whether anything changed."""
    refined = more_specific_types([value.type for value in values], types)
    if refined is None:
        return False
    changed = [(v, type_) for v, type_ in zip(values, refined, strict=True) if v.type != type_]
    users = (use.operation for value, _ in changed for use in value.uses)
    if not changed or not all(takes_refined(user, dialects) for user in users):
        return False
    for value, type_ in changed:
        value._type = type_  # pyright: ignore[reportPrivateUsage]
    return True


def takes_refined(op: Operation, dialects: Collection[str]) -> bool:
    """Whether an op's operands may be refined; calls and returns are followed up elsewhere."""
    return isinstance(op, CallOp | ReturnOp) or op.name.partition(".")[0] in dialects
