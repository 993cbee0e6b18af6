"""Canonicalization: the rewrite tables of the dialects present, applied until nothing changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import Pattern, rewrite_greedily
from ttmlir_py.syntax.diagnostics import fail

Patterns = Mapping[type[Operation], Sequence[Pattern]]

TABLES: dict[str, tuple[str, ...]] = {
    "bufferization": ("ttmlir_py.passes.common.canonicalize_buffers",),
    "builtin": ("ttmlir_py.passes.common.canonicalize_casts",),
    "sdy": ("ttmlir_py.passes.sdy.export.canonicalize",),
    "stablehlo": (
        "ttmlir_py.passes.stablehlo.canonicalize",
        "ttmlir_py.passes.stablehlo.identity_folds",
    ),
    "ttir": ("ttmlir_py.passes.ttir.canonicalize",),
    "ttnn": ("ttmlir_py.passes.ttnn.canonicalize",),
}
"""Dialect -> modules whose `PATTERNS` canonicalize it; loaded when an op of it is present."""


@dataclass(frozen=True)
class CanonicalizePass(Pass):
    """Every op is in the form that its dialect's canonicalization asks for, and none is dead."""

    name = "canonicalize"

    test_convergence: bool = False
    """Whether to look once more, and to fail if anything is left to change."""

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        dialects = {inner.name.partition(".")[0] for inner in op.walk()}
        patterns = canonicalization_patterns(dialects)
        rewrite_greedily(op, patterns)
        if self.test_convergence and rewrite_greedily(op, patterns):
            fail(op, "does not converge: canonicalized again, it changed again")


def canonicalization_patterns(dialects: set[str]) -> OpTable[Sequence[Pattern]]:
    """The patterns of some dialects, in one table."""
    tables: list[Patterns] = [
        import_module(module).PATTERNS
        for name, modules in TABLES.items()
        if name in dialects
        for module in modules
    ]
    return OpTable(*tables)
