"""A module as a graph for propagation: places that hold a sharding, and nodes that relate them.

Several values may share a place, such as all targets of a data-flow edge. The graph is built once
and reads the module once; propagation works on the places and writes them back at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xdsl.dialects.builtin import ModuleOp, StringAttr, TensorType
from xdsl.dialects.func import CallOp, FuncOp, ReturnOp
from xdsl.ir import BlockArgument, Operation, OpResult, SSAValue, Use
from xdsl.traits import IsTerminator

from ttmlir_py.dialects.sdy.annotations import (
    DataFlowEdgeOp,
    FuncDataFlowEdgeOp,
    PropagationBarrierOp,
    ShardingGroupOp,
)
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.data_flow import data_flow, edge_of, owner_of_source
from ttmlir_py.dialects.sdy.manual import with_free_axes, without_manual_axes
from ttmlir_py.dialects.sdy.rule import OpShardingRule
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.dialects.sdy.shardings import SHARDING_RULE, func_result_sharding
from ttmlir_py.passes.sdy.propagation.places import Place, home_of, stored_sharding
from ttmlir_py.passes.sdy.propagation.rules.common import pointwise_rule
from ttmlir_py.passes.sdy.propagation.rules.registry import RuleFinder
from ttmlir_py.passes.sdy.propagation.schedule import Rounds, is_elementwise, rounds_of
from ttmlir_py.support.shapes import Shape, is_static, shape_of
from ttmlir_py.support.sharding_rule import ShardingRule

Changes = tuple[tuple[int, TensorSharding], ...]
"""Which tensors of an op get another sharding."""
Answers = dict[tuple[object, ...], Changes]
"""What visits change: by strategy, directions and shardings, the last two by identity."""


@dataclass(eq=False, slots=True)
class Node:
    """An op through which shardings spread: its rule and the places of its tensors."""

    op: Operation
    rule: ShardingRule
    places: tuple[Place, ...]
    operand_count: int
    rounds: Rounds
    """What the op lets through, by the round of the op-priority schedule."""
    is_elementwise: bool = False
    is_conservative: bool = False
    is_queued: bool = False
    answers: Answers = field(default_factory=dict[tuple[object, ...], Changes])
    """Shared by all nodes for which they are the same."""

    @property
    def is_registered(self) -> bool:
        """Whether the rule is that of the op itself, not one of an edge or a barrier."""
        return not isinstance(self.op, DataFlowEdgeOp | FuncDataFlowEdgeOp | PropagationBarrierOp)

    def load(self) -> tuple[TensorSharding | None, ...]:
        """The shardings of operands and results as the rule sees them."""
        return tuple([place.sharding for place in self.places])

    def adapt(self, index: int, sharding: TensorSharding) -> TensorSharding:
        """A sharding the rule gave to a tensor, as its place stores it."""
        return sharding


@dataclass(eq=False, slots=True)
class ManualEdgeNode(Node):
    """The edge of an argument or result of a manual computation: one side has manual axes too."""

    owner: SSAValue | None = None
    converted: dict[tuple[int, bool], tuple[TensorSharding, TensorSharding]] = field(
        default_factory=dict[tuple[int, bool], tuple[TensorSharding, TensorSharding]]
    )
    """Shardings by identity, and what they are on the other side."""

    def load(self) -> tuple[TensorSharding | None, ...]:
        *sources, target = [place.sharding for place in self.places]
        if target is None:
            return (*sources, None)
        return (*sources, self._convert(target, adds=isinstance(self.owner, BlockArgument)))

    def adapt(self, index: int, sharding: TensorSharding) -> TensorSharding:
        if index < self.operand_count:
            return sharding
        return self._convert(sharding, adds=not isinstance(self.owner, BlockArgument))

    def _convert(self, sharding: TensorSharding, *, adds: bool) -> TensorSharding:
        """The sharding with the manual axes of the op put in front, or without them."""
        found = self.converted.get((id(sharding), adds))
        if found is None:
            other = self._other_side(sharding, adds=adds)
            found = self.converted[id(sharding), adds] = (sharding, other)
        return found[1]

    def _other_side(self, sharding: TensorSharding, *, adds: bool) -> TensorSharding:
        owner = self.owner
        assert isinstance(owner, OpResult | BlockArgument), f"{owner}"
        op = owner.op if isinstance(owner, OpResult) else owner.block.parent_op()
        assert isinstance(op, ManualComputationOp), f"{op}"
        if not adds:
            return without_manual_axes(sharding, op.manual_axes)
        stored = op.in_shardings if isinstance(owner, BlockArgument) else op.out_shardings
        return with_free_axes(stored[owner.index], sharding, op.manual_axes)


class Graph:
    """The places and nodes of a module, in the order of the ops."""

    def __init__(self, module: ModuleOp, *, conservative: bool) -> None:
        self.module = module
        self.conservative = conservative
        self.places: dict[SSAValue, Place] = {}
        self.returns: list[Node] = []
        self.nodes: list[Node] = []
        self.without_rule: list[Operation] = []
        self._finder = RuleFinder(conservative)
        self._node_of: dict[Operation, Node] = {}
        self._calls: dict[str, list[CallOp]] = {}
        self._interned: dict[TensorSharding, TensorSharding] = {}
        ops = list(module.walk())
        for op in ops:
            if isinstance(op, CallOp):
                self._calls.setdefault(op.callee.root_reference.data, []).append(op)
        for op in ops:
            self._visit(op)
        self._add_returns()
        for place in dict.fromkeys(self.places.values()):
            place.affected = self._affected(place)
        self._add_groups([op for op in ops if isinstance(op, ShardingGroupOp)])

    def all_places(self) -> Iterator[Place]:
        """The places of values, then those of function results."""
        yield from self.places.values()
        for node in self.returns:
            yield node.places[1]

    def write(self) -> None:
        """Store what has changed in the module."""
        known: dict[int, ShardingPerValue] = {}
        for place in self.all_places():
            if place.sharding is not place.stored:
                place.write(known)

    def write_rules(self) -> None:
        """Give every op that has a rule of its own the rule as an attribute."""
        known: dict[int, OpShardingRule] = {}
        for node in self.nodes:
            if node.is_registered:
                rule = known.get(id(node.rule))
                if rule is None:
                    rule = known[id(node.rule)] = OpShardingRule(node.rule)
                node.op.attributes[SHARDING_RULE] = rule

    def interned(self, sharding: TensorSharding) -> TensorSharding:
        """The one object that stands for all equal shardings of this graph."""
        return self._interned.setdefault(sharding, sharding)

    def place(self, value: SSAValue) -> Place:
        """The place of a value; a value that can have no sharding has one that nobody shares."""
        found = self.places.get(value)
        if found is not None:
            return found
        home = home_of(value)
        if home is not None and home is not value:
            return self.places.setdefault(value, self.place(home))
        sharding = None if home is None else stored_sharding(home)
        if sharding is not None:
            sharding = self.interned(sharding)
        place = self.places[value] = Place(home, None, sharding, sharding)
        return place

    def _visit(self, op: Operation) -> None:
        for value in op.results:
            self.place(value)
        for region in op.regions:
            for block in region.blocks:
                for argument in block.args:
                    self.place(argument)
        node = self._make_node(op)
        if node is not None:
            self.nodes.append(node)
            self._node_of[op] = node

    def _make_node(self, op: Operation) -> Node | None:
        match op:
            case DataFlowEdgeOp():
                return self._make_edge(op)
            case FuncDataFlowEdgeOp():
                return self._make_function_edge(op)
            case PropagationBarrierOp():
                rule = identity_rule(shape_of(op.input), 1)
                return Node(op, rule, self._all(op), 1, rounds_of(op), is_elementwise(op))
            case _:
                rule = self._finder.rule(op)
                if rule is None:
                    self.without_rule.append(op)
                    return None
                count = len(op.operands)
                rounds = rounds_of(op)
                return Node(
                    op,
                    rule,
                    self._all(op),
                    count,
                    rounds,
                    is_elementwise(op),
                    self.conservative,
                )

    def _make_edge(self, op: DataFlowEdgeOp) -> Node | None:
        if not is_static(op.input):
            return None
        owner = op.input
        around = owner.owner if isinstance(owner.owner, Operation) else owner.owner.parent_op()
        assert around is not None, f"{op} outside of an op"
        kind = data_flow(around)
        assert kind is not None, f"{op} holds no data-flow edge"
        sources = [source.value for source in kind.sources(around, owner)]
        places = (*map(self.place, sources), self.place(op.result))
        rule = identity_rule(shape_of(owner), len(sources))
        if isinstance(around, ManualComputationOp) and around.manual_axes:
            return ManualEdgeNode(op, rule, places, len(sources), rounds_of(op), owner=owner)
        return Node(op, rule, places, len(sources), rounds_of(op))

    def _make_function_edge(self, op: FuncDataFlowEdgeOp) -> Node | None:
        """An argument goes with the operands of all calls, a call's result with the return."""
        match op.operand:
            case OpResult(op=CallOp() as call, index=index):
                function = self._function(call)
                last = function.body.blocks[-1].last_op if function else None
                sources = [last.operands[index]] if isinstance(last, ReturnOp) else []
            case BlockArgument(index=index) as argument:
                function = argument.block.parent_op()
                assert isinstance(function, FuncOp), f"{function}"
                calls = self._calls.get(function.sym_name.data, [])
                sources = [call.operands[index] for call in reversed(calls)]
            case _:
                sources = []
        if not sources:
            return None
        places = (*map(self.place, sources), self.place(op.result))
        rule = identity_rule(shape_of(op.result), len(sources))
        return Node(op, rule, places, len(sources), rounds_of(op))

    def _function(self, call: CallOp) -> FuncOp | None:
        """The function a call names, if it has a body."""
        name = call.callee.root_reference.data
        for op in self.module.body.block.ops:
            if isinstance(op, FuncOp) and op.sym_name.data == name and op.body.blocks:
                return op
        return None

    def _all(self, op: Operation) -> tuple[Place, ...]:
        return tuple(map(self.place, (*op.operands, *op.results)))

    def _add_returns(self) -> None:
        """The results of the main function take part, but change nothing else."""
        main = main_function(self.module)
        if main is None or not main.body.blocks:
            return
        last = main.body.blocks[-1].last_op
        for index, value in enumerate(last.operands if last else ()):
            if not isinstance(value.type, TensorType) or not is_static(value):
                continue
            sharding = func_result_sharding(main, index)
            sharding = sharding and self.interned(sharding)
            result = Place(None, (main, index), sharding, sharding)
            rule = identity_rule(shape_of(value), 1)
            places = self.place(value), result
            self.returns.append(Node(main, rule, places, 1, rounds_of(main)))

    def _affected(self, place: Place) -> list[Node]:
        """The nodes to visit again when a place has changed, the last one first."""
        value = place.value
        if value is None:
            return []
        found: dict[Node, None] = {}
        if isinstance(value, OpResult):
            if isinstance(value.op, DataFlowEdgeOp):
                found |= dict.fromkeys(self._affected_by_edge(value.op))
            if own := self._node_of.get(value.op):
                found[own] = None
        for use in value.uses:
            # An op with a rule is neither the source of an edge nor a terminator.
            if user := self._node_of.get(use.operation):
                found[user] = None
            else:
                found |= dict.fromkeys(self._user(use))
        return list(found)

    def _affected_by_edge(self, edge: DataFlowEdgeOp) -> Iterator[Node]:
        owner = edge.input
        if isinstance(owner, OpResult) and (kind := data_flow(owner.op)):
            for target in kind.other_targets(owner.op, owner):
                yield from self._users(target)

    def _users(self, value: SSAValue) -> Iterator[Node]:
        for use in value.uses:
            yield from self._user(use)

    def _user(self, use: Use) -> Iterator[Node]:
        user = use.operation
        owner = owner_of_source(user, use.index)
        edge = None if owner is None else edge_of(owner)
        if edge is not None:
            yield from self._known([edge])
        elif isinstance(user, ReturnOp):
            yield from self._users_of_calls(user, use.index)
        elif isinstance(user, CallOp):
            yield from self._users_of_argument(user, use.index)
        elif user.has_trait(IsTerminator, value_if_unregistered=False):
            yield from self._known([user.parent_op()])
        else:
            yield from self._known([user])

    def _users_of_calls(self, returned: ReturnOp, index: int) -> Iterator[Node]:
        function = returned.parent_op()
        assert isinstance(function, FuncOp), f"{function}"
        for call in self._calls.get(function.sym_name.data, ()):
            yield from self._users(call.results[index])

    def _users_of_argument(self, call: CallOp, index: int) -> Iterator[Node]:
        if (function := self._function(call)) is not None:
            yield from self._users(function.args[index])

    def _known(self, ops: Sequence[Operation | None]) -> Iterator[Node]:
        for op in ops:
            if op is not None and (node := self._node_of.get(op)) is not None:
                yield node

    def _add_groups(self, ops: Sequence[ShardingGroupOp]) -> None:
        groups: dict[int, list[Place]] = {}
        for op in ops:
            groups.setdefault(op.group_id, []).append(self.place(op.input))
        for members in groups.values():
            for member in members:
                member.group = [other for other in members if other is not member]


def identity_rule(shape: Shape, operand_count: int) -> ShardingRule:
    """All operands and the result are alike."""
    return pointwise_rule((shape,) * operand_count, (shape,))


def main_function(module: ModuleOp) -> FuncOp | None:
    """The function `main`, or the only one there is."""
    functions = [op for op in module.body.block.ops if isinstance(op, FuncOp)]
    named = [f for f in functions if f.sym_name == StringAttr("main")]
    return named[0] if named else functions[0] if len(functions) == 1 else None
