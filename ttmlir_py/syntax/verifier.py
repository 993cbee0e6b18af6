"""Checks that a module is well formed, with MLIR's wording.

Everything isolated from above (a function, a module) is one unit: its first error ends its own
check, not that of its neighbours. Nothing recurses, so nesting may be deep.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from xdsl.dialects.builtin import StringAttr, UnregisteredOp
from xdsl.ir import Block, Operation, Region
from xdsl.irdl import IRDLOperation
from xdsl.traits import IsolatedFromAbove, IsTerminator, NoTerminator, OpTrait, SymbolTable
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.support.op import InferenceError, NotedError
from ttmlir_py.syntax.attached import verify_attached
from ttmlir_py.syntax.core_verifiers import CORE_VERIFIERS, BareVerifyException, verify_core
from ttmlir_py.syntax.diagnostics import Diagnostic, DiagnosticEngine, Severity, op_error
from ttmlir_py.syntax.dominance import Dominance
from ttmlir_py.syntax.locations import file_position

_CHECKED_HERE = (IsolatedFromAbove, IsTerminator, NoTerminator, SymbolTable)


class _VerifyError(Exception):
    """What ends the check of a unit: its first error, and what follows from it."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        self.diagnostics = diagnostics


class _Facts(NamedTuple):
    """What is checked of every operation of a class."""

    is_isolated: bool
    is_terminator: bool
    traits: Sequence[OpTrait]
    """Those with rules of their own."""


class _Classes(dict[type[Operation], _Facts]):
    """The facts of the classes met so far."""

    def __missing__(self, op_type: type[Operation]) -> _Facts:
        facts = self[op_type] = _Facts(
            op_type.has_trait(IsolatedFromAbove, value_if_unregistered=False),
            op_type.has_trait(IsTerminator, value_if_unregistered=False),
            _traits_of(op_type),
        )
        return facts


def verify(module: Operation, engine: DiagnosticEngine) -> bool:
    """Report what is wrong with a module; true if nothing is."""
    units = [module]
    classes = _Classes()
    is_valid = True
    while units:
        unit = units.pop()
        inner: list[Operation] = []
        try:
            _verify_unit(unit, inner, classes)
        except _VerifyError as error:
            for diagnostic in error.diagnostics:
                engine.emit(diagnostic)
            is_valid = False
            continue
        units += reversed(inner)
    return is_valid


def _verify_unit(unit: Operation, inner: list[Operation], classes: _Classes) -> None:
    """Check a unit without those nested in it, which are added to `inner`."""
    _verify_op(unit, classes)
    for op in _ops_within(unit, classes):
        if classes[type(op)].is_isolated:
            inner.append(op)
            continue
        _verify_op(op, classes)
    _verify_dominance(unit, classes)


def _ops_within(unit: Operation, classes: _Classes) -> Iterator[Operation]:
    """All operations in a unit, outer before inner, not those in nested units."""
    stack = list(_children(unit))[::-1]
    while stack:
        op = stack.pop()
        yield op
        if op.regions and not classes[type(op)].is_isolated:
            stack += list(_children(op))[::-1]


def _children(op: Operation) -> Iterator[Operation]:
    for region in op.regions:
        for block in region.blocks:
            yield from block.ops


# One operation


def _verify_op(op: Operation, classes: _Classes) -> None:
    facts = classes[type(op)]
    _verify_terminator(op, facts)
    try:
        verify_attached(op)
        if (check := CORE_VERIFIERS.get(op.name)) is not None:
            check(op)
        else:
            for trait in facts.traits:
                trait.verify(op)
            verify_core(op)
    except BareVerifyException as error:
        raise _bare_error(op, str(error)) from None
    except VerifyException as error:
        message = str(error).removeprefix(f"'{op.name}' ").removeprefix("op ")
        errors = [op_error(op, message)]
        if isinstance(error, NotedError):
            notes = [_note(place, text) for place, text in error.notes]
            errors = [replace(errors[0], notes=(*notes, *errors[0].notes))]
        if isinstance(error, InferenceError):
            errors.append(op_error(op, "failed to infer returned types"))
        raise _VerifyError(*errors) from None
    for region in op.regions:
        _verify_region(op, region)
    if op.regions and op.has_trait(SymbolTable, value_if_unregistered=False):
        _verify_symbols(op)


def _traits_of(op_type: type[Operation]) -> tuple[OpTrait, ...]:
    """The traits with rules of their own; xDSL's ops check theirs themselves."""
    if issubclass(op_type, (IRDLOperation, UnregisteredOp)):
        return ()
    return tuple(
        trait
        for trait in op_type.traits
        if type(trait).verify is not OpTrait.verify and not isinstance(trait, _CHECKED_HERE)
    )


def _bare_error(op: Operation, message: str, *notes: Diagnostic) -> _VerifyError:
    """An error that does not start with the operation's name."""
    named = op_error(op, "")
    diagnostic = Diagnostic(Severity.ERROR, message, named.location, (*named.notes, *notes))
    return _VerifyError(diagnostic)


def _note(op: Operation, message: str) -> Diagnostic:
    return Diagnostic(Severity.NOTE, message, file_position(op.location))


def _verify_terminator(op: Operation, facts: _Facts) -> None:
    is_last = op.parent is None or op.next_op is None
    if not is_last and op.successors:
        raise _bare_error(op, "operation with block successors must terminate its parent block")
    if not is_last and facts.is_terminator:
        raise _VerifyError(op_error(op, "must be the last operation in the parent block"))
    if not op.successors:
        return
    region = op.parent_region()
    for successor in op.successors:
        if successor.parent is not region:
            raise _bare_error(op, "branching to block of a different region")


# Regions and blocks


def _verify_region(op: Operation, region: Region) -> None:
    entry = region.first_block
    if entry is None:
        return
    if entry.uses:
        position = file_position(op.location)
        message = "entry block of region may not have predecessors"
        raise _VerifyError(Diagnostic(Severity.ERROR, message, position))
    is_single = entry.next_block is None
    if is_single and op.has_trait(NoTerminator, value_if_unregistered=True):
        return
    for block in region.blocks:
        _verify_block_end(op, block)


def _verify_block_end(op: Operation, block: Block) -> None:
    last = block.last_op
    if last is None:
        position = file_position(op.location)
        message = "empty block: expect at least a terminator"
        raise _VerifyError(Diagnostic(Severity.ERROR, message, position))
    if last.has_trait(IsTerminator, value_if_unregistered=True):
        return
    (note, *_) = op_error(last, "").notes
    shown = note.message.removeprefix("see current operation: ")
    raise _bare_error(last, f"block with no terminator, has {shown}")


def _verify_symbols(op: Operation) -> None:
    known: dict[str, Operation] = {}
    for child in _children(op):
        name = child.properties.get("sym_name") or child.attributes.get("sym_name")
        if not isinstance(name, StringAttr):
            continue
        if (other := known.setdefault(name.data, child)) is not child:
            raise _bare_error(
                child,
                f"redefinition of symbol named '{name.data}'",
                _note(other, "see existing symbol definition here"),
            )


# Uses of values


def _verify_dominance(unit: Operation, classes: _Classes) -> None:
    dominance = Dominance()
    inside: dict[Region | None, bool] = {None: False, **dict.fromkeys(unit.regions, True)}
    for op in _ops_within(unit, classes):
        for index, operand in enumerate(op.operands):
            owner = operand.owner
            if not _is_inside(owner.parent_region(), inside):
                raise _VerifyError(_isolation_error(op, unit))
            if dominance.dominates(operand, op):
                continue
            if op.parent is not None and not dominance.is_reachable(op.parent):
                continue
            message = f"operand #{index} does not dominate this use"
            raise _bare_error(op, message, _definition_note(op, owner))


def _is_inside(region: Region | None, known: dict[Region | None, bool]) -> bool:
    if (answer := known.get(region)) is None:
        assert region is not None
        answer = known[region] = _is_inside(region.parent_region(), known)
    return answer


def _isolation_error(op: Operation, unit: Operation) -> Diagnostic:
    error = op_error(op, "using value defined outside the region")
    note = _note(unit, "required by region isolation constraints")
    return Diagnostic(error.severity, error.message, error.location, (*error.notes, note))


def _definition_note(op: Operation, owner: Operation | Block) -> Diagnostic:
    region, home = op.parent_region(), owner.parent_region()
    if isinstance(owner, Operation):
        relation = "op in the same block" if owner.parent is op.parent else _relation(region, home)
        return _note(owner, f"operand defined here ({relation})")
    assert home is not None
    index = next(i for i, block in enumerate(home.blocks) if block is owner)
    relation = _relation(region, home).replace("op is ", "").replace("op ", "")
    message = f"operand defined as a block argument (block #{index} {relation})"
    parent = owner.parent_op()
    return _note(parent, message) if parent else Diagnostic(Severity.NOTE, message)


def _relation(region: Region | None, home: Region | None) -> str:
    if region is home:
        return "op in the same region"
    if home is not None and region is not None:
        if _is_ancestor(home, region):
            return "op in a parent region"
        if _is_ancestor(region, home):
            return "op in a child region"
    return "op is neither in a parent nor in a child region"


def _is_ancestor(outer: Region, inner: Region) -> bool:
    region: Region | None = inner
    while region is not None:
        if region is outer:
            return True
        region = region.parent_region()
    return False
