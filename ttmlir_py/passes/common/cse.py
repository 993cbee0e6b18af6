"""Common subexpression elimination by hashing: linear in the number of ops."""

from __future__ import annotations

from dataclasses import dataclass, field

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Block, Operation, SSAValue
from xdsl.traits import (  # pyright: ignore[reportPrivateImportUsage]
    IsolatedFromAbove,
    IsTerminator,
    is_side_effect_free,
)

from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import is_trivially_dead

Key = tuple[object, ...]


@dataclass(frozen=True)
class CSEPass(Pass):
    """No pure op computes what an op before it that dominates it has computed."""

    name = "cse"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        _Elimination(_written_values(op)).visit_regions(op)


@dataclass
class _Elimination:
    """One run: what is known in each open scope, innermost last."""

    written: set[SSAValue]
    """Values that some op writes in place: ops that read them are equal only between writes."""
    scopes: list[dict[Key, Operation]] = field(default_factory=list[dict[Key, Operation]])
    writes: int = 0

    def visit_regions(self, op: Operation) -> None:
        """Visit the blocks of an op; what is known outside holds inside unless it is isolated."""
        outer = self.scopes
        if op.has_trait(IsolatedFromAbove):
            self.scopes = []
        self.writes += 1
        for region in op.regions:
            for block in region.blocks:
                self.scopes = [*self.scopes, {}]
                self.visit_block(block)
                self.scopes = self.scopes[:-1]
        self.writes += 1
        self.scopes = outer

    def visit_block(self, block: Block) -> None:
        for op in list(block.ops):
            if op.regions:
                self.visit_regions(op)
            elif op.parent is block:
                self.visit_op(op)

    def visit_op(self, op: Operation) -> None:
        if is_trivially_dead(op):
            _erase_dead(op)
        elif op.has_trait(IsTerminator):
            return
        elif not is_side_effect_free(op):
            self.writes += 1
        elif known := self.known(key := self.key(op)):
            for old, new in zip(op.results, known.results, strict=True):
                old.replace_all_uses_with(new)
            _erase_dead(op)
        else:
            self.scopes[-1][key] = op

    def known(self, key: Key) -> Operation | None:
        return next((scope[key] for scope in reversed(self.scopes) if key in scope), None)

    def key(self, op: Operation) -> Key:
        """What two ops must share to compute the same."""
        reads_written = bool(self.written) and not self.written.isdisjoint(op.operands)
        return (
            type(op),
            tuple(op.operands),
            tuple(sorted(op.properties.items(), key=_name)),
            tuple(sorted(op.attributes.items(), key=_name)),
            op.result_types,
            self.writes if reads_written else 0,
        )


def _name(item: tuple[str, object]) -> str:
    return item[0]


def _written_values(module: ModuleOp) -> set[SSAValue]:
    return {
        operand
        for op in module.walk()
        if not op.regions and not op.has_trait(IsTerminator) and not is_side_effect_free(op)
        for operand in op.operands
    }


def _erase_dead(op: Operation) -> None:
    """Erase an op without uses, and what only it used."""
    work = [op]
    while work:
        dead = work.pop()
        sources = {value.owner for value in dead.operands}
        dead.detach()
        dead.erase()
        work.extend(
            source
            for source in sources
            if isinstance(source, Operation) and source.parent and is_trivially_dead(source)
        )
