"""A function as a flat plan: numbered slots for its values and one step per op.

The slots of nested regions belong to the function's frame, so that captured values need no
passing. Each step knows which slots are read for the last time, so that memory is freed early.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, Block, Operation, Region, SSAValue

from ttmlir_py.runtime.formats import Format, format_of
from ttmlir_py.runtime.kernels import (
    Kernel,
    callees_of,
    is_move,
    kernel_for,
    written_by_callees,
    written_operands,
)
from ttmlir_py.support.element_types import is_complex, is_float, is_integer
from ttmlir_py.syntax.diagnostics import fail

Slots = dict[SSAValue, int]


@dataclass(frozen=True)
class Step:
    """One op with its kernel, slots, and what it needs to run."""

    op: Operation
    kernel: Kernel
    operands: tuple[int, ...]
    results: tuple[int, ...]
    formats: tuple[Format | None, ...]
    regions: tuple[BlockPlan, ...]
    callees: tuple[FunctionPlan, ...]
    dead: tuple[int, ...]

    @property
    def has_bodies(self) -> bool:
        return bool(self.regions or self.callees)


@dataclass(frozen=True)
class BlockPlan:
    """The steps of one block; `captured` are the slots it reads that are set outside."""

    block: Block
    parameters: tuple[int, ...]
    steps: tuple[Step, ...]
    returned: tuple[int, ...]
    captured: frozenset[int]


@dataclass
class FunctionPlan:
    """A function, compiled when first needed; `written` are the parameters it changes."""

    op: FuncOp
    planner: Planner
    slots: Slots = field(default_factory=dict)

    @cached_property
    def body(self) -> BlockPlan:
        """The plan of the function's block."""
        self.planner.begun.append(self)
        found = self.planner.block(self.op.body.block, self.slots)
        self.planner.begun.pop()
        return found

    @cached_property
    def written(self) -> tuple[int, ...]:
        """Positions of parameters that an in-place op inside changes."""
        results = {slot for step in _all_steps(self.body) for slot in step.results}
        return tuple(i for i, slot in enumerate(self.body.parameters) if slot in results)

    @property
    def size(self) -> int:
        """How many slots a frame of the function has."""
        return len(self.slots)


class Planner:
    """Makes the plans of one module's functions, each once."""

    def __init__(self, module: ModuleOp) -> None:
        self.functions: dict[str, FunctionPlan] = {}
        self.begun: list[FunctionPlan] = []
        """The functions whose plans are being made, every one called by the one before."""
        for op in module.walk():
            if isinstance(op, FuncOp) and op.body.blocks:
                self.functions.setdefault(op.sym_name.data, FunctionPlan(op, self))

    def block(self, block: Block, slots: Slots) -> BlockPlan:
        """The plan of one block, its values numbered in `slots`."""
        parameters = tuple(slots.setdefault(arg, len(slots)) for arg in block.args)
        ops, terminator = _split_terminator(block)
        _check_freed(block)
        last_uses = _last_uses(block)
        steps = tuple(self._step(op, slots, last_uses) for op in ops)
        returned = tuple(slots[value] for value in terminator.operands) if terminator else ()
        captured = frozenset(slots[value] for value in _captured(block))
        return BlockPlan(block, parameters, steps, returned, captured)

    def _step(self, op: Operation, slots: Slots, last_uses: _Uses) -> Step:
        operands = tuple(slots[value] for value in op.operands)
        regions = tuple(self.block(region.block, slots) for region in op.regions if region.blocks)
        results = tuple(slots.setdefault(value, len(slots)) for value in op.results)
        callees = tuple(self._callee(op, name) for name in callees_of(op))
        written = [slots[value] for value in written_operands(op)]
        changed = [(len(callee.body.parameters), callee.written) for callee in callees]
        written += [slots[value] for value in written_by_callees(op, changed)]
        formats = [*_result_formats(op), *map(_format, _types(written_operands(op)))]
        formats += [None] * (len(results) + len(written) - len(formats))
        unused = [slots[value] for value in op.results if value.first_use is None]
        dead = [slots[value] for value in last_uses.get(op, ())]
        return Step(
            op,
            kernel_for(op),
            operands,
            (*results, *written),
            tuple(formats),
            regions,
            callees,
            (*dead, *unused),
        )

    def _callee(self, op: Operation, name: str) -> FunctionPlan:
        if name not in self.functions:
            fail(op, f"calls '{name}', which has no body in this module")
        callee = self.functions[name]
        if any(callee is each for each in self.begun):
            fail(op, f"calls '{name}' inside of itself: recursion never ends")
        return callee


def _check_freed(block: Block) -> None:
    """Refuse a program that reads a tensor after having freed it."""
    freed: set[SSAValue] = set()
    for op in block.ops:
        for index, value in enumerate(op.operands):
            if value in freed:
                fail(op, f"reads operand {index} after it was deallocated")
        if op.name == "ttnn.deallocate":
            freed.add(op.operands[0])


_Uses = dict[Operation, list[SSAValue]]


def _split_terminator(block: Block) -> tuple[Sequence[Operation], Operation | None]:
    """The ops to run and the one that returns; ops without results at the end return."""
    ops = list(block.ops)
    if ops and not ops[-1].results and _is_terminator(ops[-1]):
        return ops[:-1], ops[-1]
    return ops, None


def _is_terminator(op: Operation) -> bool:
    return op.name.partition(".")[2] in ("return", "yield", "condition")


def _last_uses(block: Block) -> _Uses:
    """For every op of a block the block's own values that nothing after it reads."""
    own = {value for op in block.ops for value in op.results} | set(block.args)
    found: _Uses = {}
    for op in reversed(list(block.ops)):
        used = {value for inner in op.walk() for value in inner.operands} & own
        own -= used
        found[op] = list(used)
    return found


def _captured(block: Block) -> Iterator[SSAValue]:
    for op in block.ops:
        for inner in op.walk():
            for value in inner.operands:
                if not _is_inside(value, block):
                    yield value


def _is_inside(value: SSAValue, block: Block) -> bool:
    owner: Block | Operation | Region | None = value.owner
    while owner is not None:
        if owner is block:
            return True
        owner = owner.parent
    return False


def _all_steps(plan: BlockPlan) -> Iterator[Step]:
    for step in plan.steps:
        yield step
        for region in step.regions:
            yield from _all_steps(region)


def _types(values: Sequence[SSAValue]) -> list[Attribute]:
    return [value.type for value in values]


def _result_formats(op: Operation) -> list[Format | None]:
    """How an op's results are rounded; values that only move are left as they are."""
    formats = [_format(type_) for type_ in op.result_types]
    if not is_move(op) or not op.operands:
        return formats
    source = _format(op.operands[0].type)
    return [None if f == source and f is not None and not f.is_block else f for f in formats]


def _format(type_: Attribute) -> Format | None:
    """How values of a type are rounded; None for what is no tensor or number."""
    element = type_.element_type if isinstance(type_, TensorType) else type_
    if is_float(element) or is_integer(element) or is_complex(element):
        return format_of(element)
    return format_of(element) if element.name in ("ttcore.tile", "quant.uniform") else None
