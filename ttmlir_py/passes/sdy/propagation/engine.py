"""Propagation over a graph: nodes are visited until no sharding changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ttmlir_py.dialects.sdy.annotations import PropagationDirection
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.passes.sdy.propagation.factor_propagation import (
    FactorContext,
    propagate_aggressive,
    propagate_basic,
)
from ttmlir_py.passes.sdy.propagation.graph import Answers, Changes, Graph, Node
from ttmlir_py.passes.sdy.propagation.projection import Projection, project
from ttmlir_py.passes.sdy.propagation.schedule import LAST_ROUND, Directions
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule

Strategy = Callable[[Projection, FactorContext], list[bool]]
Record = Callable[["Engine", Node, Changes], None]
"""Told before tensors of a node get other shardings."""

STRATEGIES: dict[str, tuple[Strategy, ...]] = {
    "aggressive": (propagate_aggressive,),
    "basic": (propagate_basic,),
    "basic-then-aggressive": (propagate_basic, propagate_aggressive),
}


@dataclass
class Engine:
    """Visits nodes by one strategy and schedule at a time; remembers what it found out.

    Programs repeat themselves: most visits ask a question that was answered before.
    """

    graph: Graph
    priority: int = 0
    record: Record | None = None
    _meshes: dict[str | MeshAttr, MeshAttr] = field(
        default_factory=dict["str | MeshAttr", "MeshAttr"]
    )

    def __post_init__(self) -> None:
        known: dict[tuple[int, bool, bool], Answers] = {}
        for node in (*self.graph.nodes, *self.graph.returns):
            key = id(node.rule), node.is_elementwise, node.is_conservative
            node.answers = known.setdefault(key, {})

    def run(self, strategy: Strategy, number: int) -> None:
        """Spread shardings in one round of the op-priority schedule, until nothing changes."""
        self._visit_returns(strategy)
        # The last node is taken first, so that ops near a change come before all others.
        work = self.graph.nodes[::-1]
        for node in work:
            node.is_queued = True
        while work:
            node = work.pop()
            node.is_queued = False
            changes = self._changes(strategy, node, node.rounds[number])
            for touched in self._apply(node, changes) if changes else ():
                if not touched.is_queued and touched is not node:
                    touched.is_queued = True
                    work.append(touched)
        self._visit_returns(strategy)

    def _visit_returns(self, strategy: Strategy) -> None:
        for node in self.graph.returns:
            self._apply(node, self._changes(strategy, node, node.rounds[LAST_ROUND]))

    def _changes(self, strategy: Strategy, node: Node, directions: Directions) -> Changes:
        """What a visit changes: a question of the shardings, told apart by identity."""
        shardings = node.load()
        question = (strategy, id(directions), *map(id, shardings))
        answer = node.answers.get(question)
        if answer is None:
            answer = self._answer(strategy, node, directions, shardings)
            node.answers[question] = answer
        return answer

    def _answer(
        self,
        strategy: Strategy,
        node: Node,
        directions: Directions,
        shardings: tuple[TensorSharding | None, ...],
    ) -> Changes:
        common = self._common_mesh(shardings)
        if common is None:
            return ()
        mesh_ref, mesh = common
        count, rule = node.operand_count, node.rule
        context = FactorContext(
            rule,
            _factor_directions(rule, directions),
            mesh,
            node.is_elementwise,
            node.is_conservative,
        )
        projection = project(rule, shardings[:count], shardings[count:], mesh)
        changed = strategy(projection, context)
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
