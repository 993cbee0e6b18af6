"""Records of how shardings spread: for each axis of a value its origin, for each op its steps.

An origin is a function's `input: 0` or `output: 0`, a `constraint_0`, or an operand or result of a
manual computation, `mc_0_input: 0`; at its own place it is `self`. A step is a visit of an op that
changed a sharding: along which axis, from which operand or result, to which others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr, ModuleOp, StringAttr
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Attribute, BlockArgument, Operation, OpResult, SSAValue

from ttmlir_py.dialects.sdy.annotations import DataFlowEdgeOp, ShardingConstraintOp
from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.debug_info import (
    PROPAGATION_EDGES,
    SHARDING_ORIGIN_NAME,
    SHARDING_ORIGINS,
    AxisPropagation,
    PropagationEdges,
    PropagationStep,
)
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import func_result_sharding, shardable_value, sharding_of
from ttmlir_py.passes.common.function_attributes import Side, entries, set_entries
from ttmlir_py.passes.sdy.propagation.visit import Visit
from ttmlir_py.passes.sdy.walk import post_order

Moves = dict[tuple[AxisRef, int], dict[int, int]]
"""Axis and tensor it came from -> tensor it went to -> the first step in which it did."""


@dataclass
class Recorder:
    """Collects records while shardings spread, and writes them into the module."""

    module: ModuleOp
    with_origins: bool
    with_steps: bool
    _origins: dict[SSAValue, dict[AxisRef, str]] = field(
        default_factory=dict[SSAValue, dict[AxisRef, str]]
    )
    _visits: dict[Operation, Visit] = field(default_factory=dict[Operation, Visit])
    _moves: dict[Operation, Moves] = field(default_factory=dict[Operation, "Moves"])
    _next_step: int = 0

    def __post_init__(self) -> None:
        self._next_step = 1 + max(
            (
                step.step
                for op in self.module.walk()
                if isinstance(stored := op.attributes.get(PROPAGATION_EDGES), PropagationEdges)
                for step in stored.steps
            ),
            default=-1,
        )
        if self.with_origins:
            self._take_given()

    def record(self, visit: Visit) -> None:
        """Remember what a visit changed; a visit that changed nothing is no step."""
        for index, axis, source in list(visit.moves()):
            if self.with_steps:
                self._visits[visit.op] = visit
                targets = self._moves.setdefault(visit.op, {}).setdefault((axis, source), {})
                targets.setdefault(index, self._next_step)
            target, origin = visit.values[index], visit.values[source]
            if self.with_origins and target is not None and origin is not None:
                self._entry(target).setdefault(axis, self._origin(origin, axis))
        self._next_step += 1

    def _entry(self, value: SSAValue) -> dict[AxisRef, str]:
        return self._origins.setdefault(shardable_value(value) or value, {})

    def _origin(self, value: SSAValue, axis: AxisRef) -> str:
        """Where a value has an axis from; one that a reshape split or put together counts."""
        known = self._origins.get(shardable_value(value) or value, {})
        if axis in known:
            return known[axis]
        same = (name for other, name in known.items() if other.overlaps(axis))
        return next(same, "unknown")

    def _take_given(self) -> None:
        """The origins of shardings that the program gives."""
        ops = list(post_order(self.module))
        constraints = [op for op in ops if isinstance(op, ShardingConstraintOp)]
        for number, op in enumerate(constraints):
            name = f"constraint_{number}"
            op.attributes[SHARDING_ORIGIN_NAME] = StringAttr(name)
            self._give(op.result, op.sharding, name)
            self._give(op.input, sharding_of(op.input), name)
        for number, op in enumerate(op for op in ops if isinstance(op, ManualComputationOp)):
            name = f"mc_{number}"
            op.attributes[SHARDING_ORIGIN_NAME] = StringAttr(name)
            self._take_manual(op, name)
        for function in (op for op in self.module.ops if isinstance(op, FuncOp)):
            for argument in function.args:
                self._give(argument, sharding_of(argument), f"input: {argument.index}")
            for index, value in enumerate(_returned(function)):
                self._give(value, func_result_sharding(function, index), f"output: {index}")

    def _take_manual(self, op: ManualComputationOp, name: str) -> None:
        for index, argument in enumerate(op.body.block.args):
            origin = f"{name}_input: {index}"
            self._give(argument, op.in_shardings[index], origin)
            self._give(op.operands[index], sharding_of(op.operands[index]), origin)
        for index, value in enumerate(op.results):
            self._give(value, op.out_shardings[index], f"{name}_output: {index}")

    def _give(self, value: SSAValue, sharding: TensorSharding | None, origin: str) -> None:
        for axis in sharding.dim_axes if sharding is not None else ():
            self._entry(value).setdefault(axis, origin)

    def save(self) -> None:
        """Write the records into the attributes of ops, arguments and results of functions."""
        for op, moves in self._moves.items():
            record = _propagation_edges(self._visits[op], moves)
            if isinstance(op, FuncOp):
                # What goes to any result of a function is told at its first, as upstream does.
                _set_entry(op, "results", 0, PROPAGATION_EDGES, record)
            else:
                op.attributes[PROPAGATION_EDGES] = record
        for value, origins in self._origins.items():
            _save_origins(value, origins)


def _propagation_edges(visit: Visit, moves: Moves) -> PropagationEdges:
    """The steps of one op in order, the axes of a step by name."""
    steps: dict[int, dict[tuple[AxisRef, int], list[int]]] = {}
    for move, targets in moves.items():
        for target, step in targets.items():
            steps.setdefault(step, {}).setdefault(move, []).append(target)
    return PropagationEdges(
        tuple(
            PropagationStep(
                step,
                tuple(
                    AxisPropagation(
                        axis, visit.reference(source), tuple(map(visit.reference, sorted(targets)))
                    )
                    for (axis, source), targets in sorted(
                        steps[step].items(), key=lambda item: item[0][0].axis
                    )
                ),
            )
            for step in sorted(steps)
        )
    )


def _save_origins(value: SSAValue, origins: Mapping[AxisRef, str]) -> None:
    function = _function_of(value)
    for index, returned in enumerate(_returned(function)):
        if (shardable_value(returned) or returned) is value:
            own = _dictionary(origins, f"output: {index}")
            _set_entry(function, "results", index, SHARDING_ORIGINS, own)
    match value:
        case BlockArgument():
            own = _dictionary(origins, f"input: {value.index}")
            _set_entry(function, "arguments", value.index, SHARDING_ORIGINS, own)
        case OpResult(op=ShardingConstraintOp() | DataFlowEdgeOp() as op):
            op.attributes[SHARDING_ORIGINS] = _dictionary(origins, _own_name(op))
        case OpResult(op=op, index=index):
            stored = op.attributes.get(SHARDING_ORIGINS)
            empty = [DictionaryAttr({})] * len(op.results)
            found: list[Attribute] = (
                list(stored.data) if isinstance(stored, ArrayAttr) else [*empty]
            )
            found[index] = _dictionary(origins, None)
            op.attributes[SHARDING_ORIGINS] = ArrayAttr(found)
        case _:
            raise AssertionError(f"{value}")


def _own_name(op: ShardingConstraintOp | DataFlowEdgeOp) -> str | None:
    """What the axes that a place itself gave are called elsewhere."""
    if isinstance(op, ShardingConstraintOp):
        return _name(op)
    owner = op.input
    around = owner.owner if isinstance(owner.owner, Operation) else owner.owner.parent_op()
    if not isinstance(around, ManualComputationOp) or not isinstance(
        owner, OpResult | BlockArgument
    ):
        return None
    side = "output" if isinstance(owner, OpResult) else "input"
    return f"{_name(around)}_{side}: {owner.index}"


def _name(op: Operation) -> str:
    stored = op.attributes.get(SHARDING_ORIGIN_NAME)
    return stored.data if isinstance(stored, StringAttr) else ""


def _dictionary(origins: Mapping[AxisRef, str], own: str | None) -> DictionaryAttr:
    return DictionaryAttr(
        {
            axis.text.replace('"', ""): StringAttr("self" if origin == own else origin)
            for axis, origin in origins.items()
        }
    )


def _set_entry(function: FuncOp, side: Side, index: int, name: str, attribute: Attribute) -> None:
    found = entries(function, side)
    found[index][name] = attribute
    set_entries(function, side, found)


def _function_of(value: SSAValue) -> FuncOp:
    around = value.owner if isinstance(value.owner, Operation) else value.owner.parent_op()
    while around is not None and not isinstance(around, FuncOp):
        around = around.parent_op()
    assert around is not None, f"{value} is not in a function"
    return around


def _returned(function: FuncOp) -> Sequence[SSAValue]:
    last = function.body.blocks[-1].last_op if function.body.blocks else None
    return last.operands if isinstance(last, ReturnOp) else ()
