"""Chips that take different branches: all chips run every branch, and each keeps its own results.

On a mesh this is what chips that each run by themselves would give, as long as the branches only
compute: a chip that waits for others in a collective would wait for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from xdsl.dialects.func import CallOp, FuncOp
from xdsl.ir import Operation
from xdsl.traits import IsTerminator, MemoryEffectKind, SymbolTable, get_effects

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.machine import Machine

_MEETINGS = (
    "aggregate_tensor",
    "all_",
    "collective_",
    "distribute_tensor",
    "mesh_shard",
    "point_to_point",
    "reduce_scatter",
)
"""How the mnemonics of ops begin in which chips wait for each other."""


def may_diverge(op: Operation) -> bool:
    """Whether the regions of an op only compute: they neither wait for other chips nor write."""
    return all(_only_computes(inner) for inner in _inner(op))


def _inner(op: Operation) -> Iterator[Operation]:
    """The ops in the regions of an op, and in the functions called there."""
    for region in op.regions:
        for inner in region.walk():
            yield inner
            if isinstance(inner, CallOp):
                callee = SymbolTable.lookup_symbol(inner, inner.callee)
                assert isinstance(callee, FuncOp), f"{inner}"
                yield from _inner(callee)


def _only_computes(op: Operation) -> bool:
    if op.name.partition(".")[2].startswith(_MEETINGS):
        return False
    if isinstance(op, CallOp) or op.has_trait(IsTerminator):
        return True
    effects = get_effects(op)
    return effects is not None and all(e.kind is not MemoryEffectKind.WRITE for e in effects)


def merged(
    machine: Machine, where: Array, first: Sequence[Any], second: Sequence[Any]
) -> tuple[Any, ...]:
    """Of two results that all chips computed, the first for the chips where it says so."""

    def select(a: Array, b: Array) -> Array:
        rank = max(a.ndim, b.ndim)
        mask = where.reshape(*where.shape, *(1,) * (rank - where.ndim))
        return machine.xp.where(mask, a, b)

    return tuple(select(a, b) for a, b in zip(first, second, strict=True))


def chosen(machine: Machine, index: Array, results: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """Of several results each chip's own, by its index; the last for an index out of range."""
    found = tuple(results[-1])
    for i, each in enumerate(results[:-1]):
        found = merged(machine, index == i, each, found)
    return found
