"""What depends on constants only, computed once: in functions whose results are kept.

Ops that depend on each other are one group; every group becomes a function of the arguments
that it needs, and the function it was in loads the group's results.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, StringAttr, TensorType
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Block, BlockArgument, Operation, OpResult, Region, SSAValue
from xdsl.traits import (  # pyright: ignore[reportPrivateImportUsage]
    IsTerminator,
    SymbolTable,
    is_side_effect_free,
)

from ttmlir_py.dialects.ttcore.attributes import ArgumentType, ArgumentTypeAttr
from ttmlir_py.dialects.ttcore.calls import LoadCachedOp
from ttmlir_py.passes.common.function_attributes import entries, set_entries
from ttmlir_py.passes.ttcore.mark_functions_as_forward import FUNCTION_TYPE, function_type
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.passes import Pass

CONST_EVAL = "const_eval"
HOST_ARGUMENT = "ttir.conv2d_weight"
DUPLICATED = {"ttnn.get_device"}
"""Ops that every group has its own copy of."""
NOT_KEPT = {
    "ttcore.composite",
    "ttir.dropout",
    "ttir.empty",
    "ttir.rand",
    "ttnn.dropout",
    "ttnn.empty",
    "ttnn.rand",
}
"""Ops that give something else every time, or memory to write into."""


@dataclass(frozen=True)
class ConstEvalHoistTransformPass(Pass):
    """What depends on constants and parameters only is in functions of type `const_eval`."""

    name = "const-eval-hoist-transform"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for function in [inner for inner in op.walk() if isinstance(inner, FuncOp)]:
            if function.body.blocks and function_type(function) not in (CONST_EVAL, "kernel"):
                _undo(function)
                _hoist(function)


@dataclass
class Group:
    """Ops that depend on each other, in the order of the program."""

    ops: list[Operation] = field(default_factory=list[Operation])

    def inputs(self) -> list[BlockArgument]:
        """The arguments that the ops use, in the order of the function's."""
        used = {value for op in self.ops for value in op.operands}
        arguments = [value for value in used if isinstance(value, BlockArgument)]
        return sorted(arguments, key=lambda argument: argument.index)

    def outputs(self) -> list[OpResult]:
        """The results that other ops use."""
        inside = set(self.ops)
        return [
            result
            for op in self.ops
            for result in op.results
            if any(use.operation not in inside for use in result.uses)
        ]


class _Forest:
    """Sets of ops that are joined as dependencies are found."""

    def __init__(self) -> None:
        self.parents: dict[Operation, Operation] = {}

    def root(self, op: Operation) -> Operation:
        while (parent := self.parents[op]) is not op:
            self.parents[op] = self.parents[parent]
            op = parent
        return op

    def join(self, op: Operation, sources: Iterable[Operation]) -> None:
        """Add an op to the sets of what it depends on, which become one."""
        self.parents[op] = op
        for source in sources:
            self.parents[self.root(source)] = op


def groups_of(function: FuncOp) -> list[Group]:
    """The groups of a function, in the order of their first ops."""
    constants = _constant_arguments(function)
    forest = _Forest()
    for op in function.body.blocks[0].ops:
        if _can_be_kept(op):
            sources = [value for value in op.operands if not _is_duplicated(value)]
            if all(value in constants or value.owner in forest.parents for value in sources):
                forest.join(op, [v.owner for v in sources if isinstance(v.owner, Operation)])
    groups: dict[Operation, Group] = {}
    for op in forest.parents:
        groups.setdefault(forest.root(op), Group()).ops.append(op)
    return [group for group in groups.values() if group.outputs()]


def _constant_arguments(function: FuncOp) -> set[SSAValue]:
    kinds = [entry.get(ArgumentTypeAttr.name) for entry in entries(function, "arguments")]
    return {
        argument
        for argument, kind in zip(function.body.blocks[0].args, kinds, strict=True)
        if isinstance(kind, ArgumentTypeAttr)
        and kind.value in (ArgumentType.CONSTANT, ArgumentType.PARAMETER)
        and not _is_written(argument)
    }


def _can_be_kept(op: Operation) -> bool:
    return (
        op.name.startswith(("ttir.", "ttnn."))
        and op.name not in NOT_KEPT | DUPLICATED
        and bool(op.results)
        and not op.regions
        and is_side_effect_free(op)
        and all(isinstance(result.type, TensorType) for result in op.results)
        and not any(_is_written(result) for result in op.results)
    )


def _is_written(value: SSAValue) -> bool:
    return any(
        not use.operation.regions
        and not use.operation.has_trait(IsTerminator)
        and not is_side_effect_free(use.operation)
        for use in value.uses
    )


def _is_duplicated(value: SSAValue) -> bool:
    return isinstance(value.owner, Operation) and value.owner.name in DUPLICATED


def _hoist(function: FuncOp) -> None:
    body = function.body.blocks[0]
    first = body.first_op
    assert first is not None
    loads: list[Operation] = []
    for number, group in enumerate(groups_of(function)):
        outputs = group.outputs()
        name = f"{function.sym_name.data}_const_eval_{number}"
        _insert_function(function, name, group, outputs)
        load = LoadCachedOp(
            group.inputs(),
            callee=name,
            result_types=[output.type for output in outputs],
            location=function.location,
        )
        for output, loaded in zip(outputs, load.results, strict=True):
            output.replace_all_uses_with(loaded)
        loads.append(load)
        if first in group.ops:
            first = _next_outside(first, set(group.ops))
        for op in reversed(group.ops):
            op.detach()
            op.erase()
    body.insert_ops_before(loads, first)


def _next_outside(op: Operation, group: set[Operation]) -> Operation:
    while op in group:
        assert op.next_op is not None, "a function ends with a return"
        op = op.next_op
    return op


def _insert_function(
    function: FuncOp, name: str, group: Group, outputs: Sequence[SSAValue]
) -> None:
    """Put a private function of a group's ops before the function they are from."""
    inputs = group.inputs()
    block = Block(arg_types=[value.type for value in inputs])
    new: dict[SSAValue, SSAValue] = dict(zip(inputs, block.args, strict=True))
    for op in [*_duplicated_operands(group), *group.ops]:
        block.add_op(op.clone(new))
    block.add_op(ReturnOp(*(new[output] for output in outputs)))
    types = [value.type for value in inputs], [output.type for output in outputs]
    hoisted = FuncOp(name, types, Region(block), visibility="private")
    hoisted.attributes[FUNCTION_TYPE] = StringAttr(CONST_EVAL)
    hoisted.location = function.location
    kept = entries(function, "arguments")
    weights = [
        {HOST_ARGUMENT: entry[HOST_ARGUMENT]} if HOST_ARGUMENT in entry else {}
        for entry in (kept[value.index] for value in inputs)
    ]
    set_entries(hoisted, "arguments", weights)
    assert function.parent is not None
    function.parent.insert_op_before(hoisted, function)


def _duplicated_operands(group: Group) -> list[Operation]:
    """The ops that the group needs copies of."""
    owners = [value.owner for op in group.ops for value in op.operands if _is_duplicated(value)]
    return list(dict.fromkeys(owner for owner in owners if isinstance(owner, Operation)))


def _undo(function: FuncOp) -> None:
    """Put the ops of functions hoisted before back, for groups that have grown since."""
    for load in [op for op in function.body.blocks[0].ops if isinstance(op, LoadCachedOp)]:
        callee = SymbolTable.lookup_symbol(load, load.callee)
        if not isinstance(callee, FuncOp) or len(callee.body.blocks) != 1:
            continue
        block = load.parent
        assert block is not None
        new: dict[SSAValue, SSAValue] = dict(
            zip(callee.body.block.args, load.operands, strict=True)
        )
        *ops, ending = callee.body.block.ops
        block.insert_ops_before([op.clone(new) for op in ops], load)
        replace_op(load, [new[value] for value in ending.operands])
        callee.detach()
        callee.erase()
