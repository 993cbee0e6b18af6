"""The names MLIR's printer gives values and blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xdsl.ir import Block, Operation, Region, SSAValue

from ttmlir_py.syntax.core_names import ResultNames, result_names
from ttmlir_py.syntax.locations import name_in

_PUNCTUATION = "$._-"


class _Counters(NamedTuple):
    """What the next unnamed value, entry block argument and conflicting name get."""

    value: int
    argument: int
    conflict: int


class _Pending(NamedTuple):
    """A region to number, with what is known where its parent ends."""

    region: Region
    counters: _Counters
    used: frozenset[str]


class ValueNames:
    """Names for every value in an operation.

    Regions are numbered after the operations around them, the last one first; a region goes on
    counting where its parent region ended. The generic form counts through all regions.
    """

    def __init__(self, root: Operation, generic: bool, from_locations: bool = False) -> None:
        self.values: dict[SSAValue, str] = {}
        self.uses: dict[SSAValue, str] = {}
        self.blocks: dict[Block, str] = {}
        self.groups: dict[Operation, list[int]] = {}
        self._generic = generic
        self._from_locations = from_locations
        self._counters = _Counters(0, 0, 0)
        self._used: set[str] = set()
        self._hooks: dict[type[Operation], ResultNames | None] = {}
        self._number(root)

    def _number(self, root: Operation) -> None:
        self._name_results(root)
        pending = [_Pending(r, _Counters(0, 0, 0), frozenset()) for r in root.regions]
        while pending:
            region, counters, used = pending.pop()
            if not self._generic:
                self._counters = counters
            self._used = set(used)
            inner = self._number_region(region)
            if inner:
                names = frozenset(self._used)
                pending += [_Pending(each, self._counters, names) for each in inner]

    def _number_region(self, region: Region) -> list[Region]:
        """Name what is directly in a region; the regions inside of it."""
        inner: list[Region] = []
        self._name_arguments_by_hook(region)
        block = region.first_block
        index = 0
        while block is not None:
            self.blocks[block] = f"^bb{index}"
            self._name_arguments(block, is_entry=index == 0)
            index += 1
            op = block.first_op
            while op is not None:
                if op.results:
                    self._name_results(op)
                if op.regions:
                    inner += op.regions
                op = op.next_op
            block = block.next_block
        return inner

    # Arguments

    def _name_arguments_by_hook(self, region: Region) -> None:
        parent = region.parent
        block = region.first_block
        if self._generic or parent is None or block is None or not block.args:
            return
        hook = getattr(parent, "asm_block_argument_names", None)
        names = hook(parent.regions.index(region)) if hook else None
        for argument, name in zip(block.args, names or (), strict=False):
            self._set_name(argument, name)

    def _name_arguments(self, block: Block, is_entry: bool) -> None:
        for argument in block.args:
            if argument in self.values:
                continue
            own = name_in(argument.location) if self._from_locations else ""
            if not is_entry:
                self._set_name(argument, own)
                continue
            value, number, conflict = self._counters
            self._counters = _Counters(value, number + 1, conflict)
            self._set_name(argument, own or f"arg{number}")

    # Results

    def _name_results(self, op: Operation) -> None:
        results = op.results
        if not results:
            return
        names = None if self._generic else self._hook_of(op)
        starts = [0]
        if names:
            starts += self._name_by_hook(op, names)
        if results[0] not in self.values:
            self._set_name(results[0], self._own_name(op))
        if len(starts) > 1:
            self.groups[op] = starts
        if len(results) > 1:
            self._name_uses(op, starts)

    def _own_name(self, op: Operation) -> str:
        return name_in(op.location) if self._from_locations else ""

    def _hook_of(self, op: Operation) -> Sequence[str | None] | None:
        op_type = type(op)
        if op_type not in self._hooks:
            self._hooks[op_type] = result_names(op_type)
        hook = self._hooks[op_type]
        return hook(op) if hook else None

    def _name_by_hook(self, op: Operation, names: Sequence[str | None]) -> list[int]:
        """Name results; the numbers of those after the first that have a name of their own."""
        starts: list[int] = []
        for number, (result, name) in enumerate(zip(op.results, names, strict=False)):
            if name is None:
                continue
            self._set_name(result, self._own_name(op) or name)
            if number:
                starts.append(number)
        return starts

    def _name_uses(self, op: Operation, starts: Sequence[int]) -> None:
        ends = [*starts[1:], len(op.results)]
        for start, end in zip(starts, ends, strict=True):
            name = self.values[op.results[start]]
            if end - start == 1:
                continue
            for number in range(start, end):
                self.uses[op.results[number]] = f"{name}#{number - start}"

    # Names

    def _set_name(self, value: SSAValue, name: str) -> None:
        if not name:
            number, argument, conflict = self._counters
            self._counters = _Counters(number + 1, argument, conflict)
            self.values[value] = self.uses[value] = f"%{number}"
            return
        unique = f"%{self._unique(sanitized(name))}"
        self.values[value] = self.uses[value] = unique

    def _unique(self, name: str) -> str:
        used = self._used
        candidate = name
        if name in used:
            value, argument, conflict = self._counters
            while candidate in used:
                candidate = f"{name}_{conflict}"
                conflict += 1
            self._counters = _Counters(value, argument, conflict)
        used.add(candidate)
        return candidate


def sanitized(name: str) -> str:
    """A wished-for name with what an identifier may not hold replaced."""
    if name.isalnum() and name.isascii() and not name[0].isdigit():
        return name
    text = "".join(map(_sanitized_character, name))
    return f"_{text}" if name[0].isdigit() else text


def _sanitized_character(character: str) -> str:
    if (character.isascii() and character.isalnum()) or character in _PUNCTUATION:
        return character
    return "_" if character == " " else "".join(f"{byte:X}" for byte in character.encode())
