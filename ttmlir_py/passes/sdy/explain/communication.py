"""The collectives that a propagated module needs, with who asks for them and what they cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.ir import Block, Operation

from ttmlir_py.dialects.sdy import collectives as sdy
from ttmlir_py.dialects.sdy.collective_op import CollectiveOp
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.stablehlo.indexing import GatherOp, ScatterOp
from ttmlir_py.passes.sdy.explain.alternatives import Choice, cheapest
from ttmlir_py.passes.sdy.explain.naming import name_of_op, place_of
from ttmlir_py.passes.sdy.explain.story import Alternative, Collective
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.shapes import element_of, shape_of


@dataclass(frozen=True)
class Choices:
    """What the ops of a module could compute with, before other passes decide.

    Gathers and scatters give way to computations on shards: of them the costs are known by place.
    """

    of: Mapping[Operation, Choice]
    replaced: Mapping[str, Mapping[str, int]]

    @classmethod
    def before_reshards(cls, module: ModuleOp) -> Choices:
        found = {op: choice for op in module.walk() if (choice := Choice.of(op)) is not None}
        replaced = {
            name_of_op(op): choice.others()
            for op, choice in found.items()
            if isinstance(op, GatherOp | ScatterOp)
        }
        return cls(found, replaced)

    def alternative(self, op: Operation, chosen_bytes: int) -> Alternative | None:
        if choice := self.of.get(op):
            return choice.alternative(chosen_bytes)
        return cheapest(self.replaced.get(name_of_op(_known(op)), {}), chosen_bytes)


def collectives_of(module: ModuleOp, choices: Choices) -> Iterator[Collective]:
    """The collectives of a module, with the choices that its ops had."""
    found = [op for op in module.walk() if isinstance(op, CollectiveOp) and _moves(op)]
    asking = {op: _asking(op) for op in found}
    totals: Counter[Operation] = Counter()
    for op in found:
        totals[asking[op]] += received_bytes(op)
    alternatives = {op: choices.alternative(op, total) for op, total in totals.items()}
    for op in found:
        yield Collective(
            op.name,
            place_of(op),
            name_of_op(_known(asking[op])),
            op.parameters_text.strip(),
            str(op.tensor.type),
            received_bytes(op),
            alternatives[asking[op]],
        )


def _known(op: Operation) -> Operation:
    """The op of the program that a computation on shards stands for."""
    if isinstance(op, ManualComputationOp):
        return next((o for o in op.walk() if isinstance(o, GatherOp | ScatterOp)), op)
    return op


def _moves(op: CollectiveOp) -> bool:
    return isinstance(op.tensor.type, TensorType) and not isinstance(op, sdy.AllSliceOp)


def _asking(op: CollectiveOp) -> Operation:
    """The op that a collective is for: the one whose results it moves, or else its user."""
    source: Operation | Block = op
    while isinstance(source, CollectiveOp):
        if isinstance(source, sdy.ReducingOp) and isinstance(source.tensor.owner, Operation):
            return source.tensor.owner
        source = source.tensor.owner
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
