"""The collectives that a propagated module needs, with who asks for them and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.ir import Operation

from ttmlir_py.dialects.sdy import collectives as sdy
from ttmlir_py.dialects.sdy.collective_op import CollectiveOp
from ttmlir_py.passes.sdy.explain.naming import name_of_op, place_of
from ttmlir_py.passes.sdy.explain.story import Collective
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.shapes import element_of, shape_of


def collectives_of(module: ModuleOp) -> Iterator[Collective]:
    for op in module.walk():
        if isinstance(op, CollectiveOp) and isinstance(op.tensor.type, TensorType):
            yield Collective(
                op.name,
                place_of(op),
                name_of_op(_asking(op)),
                op.parameters_text.strip(),
                received_bytes(op),
            )


def _asking(op: CollectiveOp) -> Operation:
    """The op that a collective is for: the one whose partial results it adds up, or its user."""
    owner = op.tensor.owner
    if isinstance(op, sdy.ReducingOp) and isinstance(owner, Operation):
        return owner
    user: Operation = op
    while isinstance(user, CollectiveOp) and (use := user.result.first_use) is not None:
        user = use.operation
    return user


def received_bytes(op: CollectiveOp) -> int:
    """What a chip receives; reductions as in a ring, where each part travels twice."""
    before = op.in_sharding.local_shape(shape_of(op.tensor), op.mesh)
    after = op.out_sharding.local_shape(shape_of(op.tensor), op.mesh)
    width = bit_width(element_of(op.tensor)) / 8
    match op:
        case sdy.AllGatherOp():
            count = prod(after) - prod(before)
        case sdy.AllReduceOp():
            chips = prod(axis.size_in(op.mesh) for axis in op.reduction_axes)
            count = 2 * prod(before) * (chips - 1) / chips
        case sdy.ReduceScatterOp():
            count = prod(before) - prod(after)
        case sdy.AllToAllOp():
            chips = prod(axis.size_in(op.mesh) for param in op.params for axis in param.axes)
            count = prod(before) * (chips - 1) / chips
        case sdy.CollectivePermuteOp():
            count = prod(before)
        case _:
            count = 0
    return round(count * width)
