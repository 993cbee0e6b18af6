"""Propagation that remembers every step, and what it remembers afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.passes.sdy.explain.naming import name_of_op, name_of_place, source_of_place
from ttmlir_py.passes.sdy.explain.story import Axis, Stop, Value
from ttmlir_py.passes.sdy.propagation.engine import Changes, Engine
from ttmlir_py.passes.sdy.propagation.graph import Node, Place
from ttmlir_py.passes.sdy.propagation.user_priority_propagate import UserPriorityPropagatePass
from ttmlir_py.support.sharding_rule import FactorKind, factor_symbol


@dataclass(frozen=True)
class _Step:
    """A node that changed a place, with the shardings of its tensors before that."""

    node: Node
    index: int
    shardings: tuple[TensorSharding | None, ...]
    priority: int


@dataclass
class Recording:
    """The steps of a propagation, by the place they changed."""

    engine: Engine | None = None
    steps: dict[Place, list[_Step]] = field(default_factory=dict[Place, list[_Step]])
    given: dict[Place, TensorSharding | None] = field(
        default_factory=dict[Place, "TensorSharding | None"]
    )

    def start(self, engine: Engine) -> None:
        self.engine = engine
        self.given = {place: place.sharding for place in engine.graph.all_places()}
        engine.record = self._step

    def _step(self, engine: Engine, node: Node, changes: Changes) -> None:
        shardings = node.load()
        for index, _ in changes:
            step = _Step(node, index, shardings, engine.priority)
            place = node.places[index]
            for member in (place, *place.group):
                self.steps.setdefault(member, []).append(step)

    def values(self) -> Iterator[Value]:
        """Every value that is sharded, or that an axis was kept from."""
        assert self.engine is not None, "nothing was recorded"
        graph = self.engine.graph
        at: dict[Place, list[tuple[Node, int]]] = {}
        for node in (*graph.nodes, *graph.returns):
            for index, place in enumerate(node.places):
                at.setdefault(place, []).append((node, index))
        seen: set[int] = set()
        for place in graph.all_places():
            sharding = place.sharding
            if sharding is None or id(place) in seen or not sharding.dims:
                continue
            seen.add(id(place))
            axes = tuple(
                self._axis(place, dim, axis, frozenset())
                for dim, entry in enumerate(sharding.dims)
                for axis in entry.axes
            )
            stops = (s for node, i in at.get(place, ()) for s in _stops_at(node, i, self.engine))
            stopped = tuple(dict.fromkeys(stops))
            if axes or stopped:
                type_ = place.value.type if place.value is not None else ""
                yield Value(
                    name_of_place(place),
                    source_of_place(place),
                    str(type_),
                    f"<{sharding.text}>",
                    axes,
                    stopped,
                )

    def _axis(self, place: Place, dim: int, axis: AxisRef, seen: frozenset[Place]) -> Axis:
        given = self.given.get(place)
        name = name_of_place(place)
        if given is not None and _has(given, dim, axis):
            priority = given.dims[dim].priority or 0
            return Axis(dim, axis.text, name, priority=priority)
        step = self._bringing(place, dim, axis)
        if step is None or place in seen:
            return Axis(dim, axis.text, name)
        rule = step.node.rule
        own = rule.tensors[step.index][dim]
        for index, sharding in enumerate(step.shardings):
            for other, factors in enumerate(rule.tensors[index]):
                shared = [factor for factor in own if factor in factors]
                if index != step.index and shared and sharding and _has(sharding, other, axis):
                    source = step.node.places[index]
                    first = self._axis(source, other, axis, seen | {place})
                    return Axis(
                        dim,
                        axis.text,
                        first.origin,
                        name_of_op(step.node.op),
                        name_of_place(source),
                        "".join(map(factor_symbol, shared)),
                        step.priority,
                    )
        return Axis(dim, axis.text, name, name_of_op(step.node.op), priority=step.priority)

    def _bringing(self, place: Place, dim: int, axis: AxisRef) -> _Step | None:
        """The step after which the place had the axis on the dimension."""
        for step in self.steps.get(place, ()):
            own = step.shardings[step.index]
            if own is None or not _has(own, dim, axis):
                last = step
                later = self.steps[place][self.steps[place].index(step) + 1 :]
                if not later or _has_any(later[0].shardings[later[0].index], dim, axis):
                    return last
        return None


def _stops_at(node: Node, index: int, engine: Engine) -> Iterator[Stop]:
    shardings = node.load()
    target = shardings[index]
    if target is None:
        return
    mesh = engine.mesh(target.mesh)
    for dim, factors in enumerate(node.rule.tensors[index]):
        for other, sharding in enumerate(shardings):
            if other == index or sharding is None:
                continue
            for far, far_factors in enumerate(node.rule.tensors[other]):
                shared = [f for f in factors if f in far_factors]
                for axis in sharding.dims[far].axes if shared else ():
                    if not _has(target, dim, axis):
                        reason = _reason(node, shared[0], target, dim, axis, mesh)
                        symbols = "".join(map(factor_symbol, shared))
                        yield Stop(dim, axis.text, name_of_op(node.op), symbols, reason)


def _reason(
    node: Node, factor: int, target: TensorSharding, dim: int, axis: AxisRef, mesh: MeshAttr
) -> str:
    """Why an axis of one tensor of an op is not on another's dimension of the same factor."""
    rule, entry = node.rule, target.dims[dim]
    if factor in rule.blocked:
        return "blocked: the op's rule does not let shardings spread along this factor"
    for other, dimension in enumerate(target.dims):
        if other != dim and any(axis.overlaps(used) for used in dimension.axes):
            return f"conflict: the axis divides dimension {other}"
    if any(axis.overlaps(used) for used in target.replicated):
        return "replicated: the axis is kept from all dimensions"
    if any(axis.overlaps(used) for used in target.unreduced):
        return "unreduced: partial results stand along the axis"
    if entry.is_closed:
        return "closed: the dimension may not be divided further"
    if entry.axes:
        held = ", ".join(used.text for used in entry.axes)
        return f"conflict: the dimension is divided along {held}"
    if rule.kinds[factor] is FactorKind.NEED_REPLICATION:
        return "need-replication: the op needs all of the factor"
    if rule.sizes[factor] % axis.size_in(mesh):
        return f"indivisible: {rule.sizes[factor]} into {axis.size_in(mesh)} parts"
    return "conflict: other tensors of the op cannot take the axis"


def _has(sharding: TensorSharding, dim: int, axis: AxisRef) -> bool:
    return any(used.contains(axis) or axis.contains(used) for used in sharding.dims[dim].axes)


def _has_any(sharding: TensorSharding | None, dim: int, axis: AxisRef) -> bool:
    return sharding is not None and _has(sharding, dim, axis)


@dataclass(frozen=True)
class RecordedPropagation(UserPriorityPropagatePass):
    """Shardings have spread, and a recording knows how."""

    name = "sdy-recorded-propagation"

    recording: Recording = field(default_factory=Recording)

    def spread(self, engine: Engine) -> None:
        self.recording.start(engine)
        super().spread(engine)
