"""Propagation over a graph: nodes are visited until no sharding changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ttmlir_py.dialects.sdy.annotations import PropagationBarrierOp, PropagationDirection
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.passes.sdy.propagation.factor_propagation import (
    FactorContext,
    propagate_aggressive,
    propagate_basic,
)
from ttmlir_py.passes.sdy.propagation.graph import Graph, Node
from ttmlir_py.passes.sdy.propagation.projection import Projection, project
from ttmlir_py.passes.sdy.propagation.schedule import Directions, Schedule, is_elementwise
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule

Strategy = Callable[[Projection, FactorContext], list[bool]]
Changes = tuple[tuple[int, TensorSharding], ...]
"""Which tensors of an op get another sharding."""
Record = Callable[["Engine", Node, Changes], None]
"""Told before tensors of a node get other shardings."""

STRATEGIES: dict[str, tuple[Strategy, ...]] = {
    "aggressive": (propagate_aggressive,),
    "basic": (propagate_basic,),
    "basic-then-aggressive": (propagate_basic, propagate_aggressive),
}


class _Question(NamedTuple):
    """All that the outcome of a visit depends on; shardings and rules by identity."""

    strategy: Strategy
    rule: int
    shardings: tuple[int, ...]
    directions: Directions
    is_elementwise: bool
    conservative: bool


@dataclass
class Engine:
    """Visits nodes by one strategy and schedule at a time; remembers what it found out.

    Programs repeat themselves: most visits ask a question that was answered before.
    """

    graph: Graph
    priority: int = 0
    record: Record | None = None
    _answers: dict[_Question, Changes] = field(default_factory=dict["_Question", "Changes"])
    _rules: dict[ShardingRule, ShardingRule] = field(
        default_factory=dict["ShardingRule", "ShardingRule"]
    )
    _meshes: dict[str | MeshAttr, MeshAttr] = field(
        default_factory=dict["str | MeshAttr", "MeshAttr"]
    )

    def __post_init__(self) -> None:
        for node in (*self.graph.nodes, *self.graph.returns):
            node.rule = self._rules.setdefault(node.rule, node.rule)

    def run(self, strategy: Strategy, schedule: Schedule) -> None:
        """Spread shardings until nothing changes."""
        for node in self.graph.returns:
            self._apply(node, self._visit_return(strategy, node))
        # The last node is taken first, so that ops near a change come before all others.
        work = self.graph.nodes[::-1]
        for node in work:
            node.is_queued = True
        while work:
            node = work.pop()
            node.is_queued = False
            changes = self._visit(strategy, schedule, node)
            for touched in self._apply(node, changes) if changes else ():
                if not touched.is_queued and touched is not node:
                    touched.is_queued = True
                    work.append(touched)
        for node in self.graph.returns:
            self._apply(node, self._visit_return(strategy, node))

    def _visit_return(self, strategy: Strategy, node: Node) -> Changes:
        both = PropagationDirection.BOTH
        return self._changes(strategy, node, Directions(both, both), False)

    def _visit(self, strategy: Strategy, schedule: Schedule, node: Node) -> Changes:
        op = node.op
        if isinstance(op, PropagationBarrierOp):
            allowed = op.allowed_direction
            return self._changes(strategy, node, Directions(allowed, allowed), True)
        return self._changes(strategy, node, schedule(node), is_elementwise(op))

    def _changes(
        self, strategy: Strategy, node: Node, directions: Directions, elementwise: bool
    ) -> Changes:
        shardings = node.load()
        if not any(shardings):
            return ()
        question = _Question(
            strategy,
            id(node.rule),
            tuple(map(id, shardings)),
            directions,
            elementwise,
            node.is_conservative,
        )
        answer = self._answers.get(question)
        if answer is None:
            answer = self._answers[question] = self._answer(question, node, shardings)
        return answer

    def _answer(
        self,
        question: _Question,
        node: Node,
        shardings: tuple[TensorSharding | None, ...],
    ) -> Changes:
        common = self._common_mesh(shardings)
        if common is None:
            return ()
        mesh_ref, mesh = common
        count, rule = node.operand_count, node.rule
        context = FactorContext(
            rule,
            _factor_directions(rule, question.directions),
            mesh,
            question.is_elementwise,
            question.conservative,
        )
        projection = project(rule, shardings[:count], shardings[count:], mesh)
        changed = question.strategy(projection, context)
        found: list[tuple[int, TensorSharding]] = []
        for index, (tensor, dims) in enumerate(zip(projection.tensors, rule.tensors, strict=True)):
            if changed[index]:
                sharding = tensor.sharding(dims, rule.sizes, mesh_ref, mesh)
                if sharding != shardings[index] and (shardings[index] or any(sharding.all_axes)):
                    found.append((index, self.graph.interned(sharding)))
        return tuple(found)

    def _apply(self, node: Node, changes: Changes) -> list[Node]:
        """Store new shardings; returns the nodes that see them, in the order to queue them."""
        touched: list[Node] = []
        if changes and self.record is not None:
            self.record(self, node, changes)
        for index, sharding in changes:
            place = node.places[index]
            place.sharding = self.graph.interned(node.adapt(index, sharding))
            touched.extend(place.affected)
            for member in place.group:
                member.sharding = place.sharding
                touched.extend(member.affected)
        return touched

    def _common_mesh(
        self, shardings: Sequence[TensorSharding | None]
    ) -> tuple[str | MeshAttr, MeshAttr] | None:
        """The mesh of all shardings, up to empty ones; None where there is no such mesh."""
        found: tuple[str | MeshAttr, MeshAttr] | None = None
        for sharding in shardings:
            if sharding is None:
                continue
            mesh = self.mesh(sharding.mesh)
            if found is None or found[1].is_empty:
                found = (sharding.mesh, mesh)
            elif not mesh.is_empty and mesh != found[1]:
                return None
        return None if found is None or found[1].is_maximal else found

    def mesh(self, reference: str | MeshAttr) -> MeshAttr:
        """The mesh that shardings name."""
        mesh = self._meshes.get(reference)
        if mesh is None:
            mesh = mesh_of(self.graph.module, reference)
            assert mesh is not None, f"unknown mesh {reference}"
            self._meshes[reference] = mesh
        return mesh


def _factor_directions(
    rule: ShardingRule, directions: Directions
) -> tuple[PropagationDirection, ...]:
    return tuple(
        PropagationDirection.NONE
        if factor in rule.blocked
        else directions.pass_through
        if kind is FactorKind.PASS_THROUGH
        else directions.others
        for factor, kind in enumerate(rule.kinds)
    )
