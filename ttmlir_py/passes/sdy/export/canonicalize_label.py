"""Canonicalization of one kind of sdy ops, as a step of the export pipeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.passes.sdy.export import canonicalize, canonicalize_collectives
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import Rewriter, rewrite_greedily


class Label(Enum):
    """Which patterns run, as upstream labels them."""

    COLLECTIVE = "sdy-collective"
    RESHARD = "sdy-reshard"


@dataclass(frozen=True)
class CanonicalizeLabelPass(Pass):
    """Ops with one label are canonical, and no op is dead."""

    name = "sdy-canonicalize-label"

    label: Label = Label.COLLECTIVE

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, OpTable(_PATTERNS[self.label]))


_PATTERNS: dict[Label, dict[type[Operation], Sequence[Callable[[Any, Rewriter], bool]]]] = {
    Label.COLLECTIVE: canonicalize_collectives.PATTERNS,
    Label.RESHARD: {ReshardOp: (canonicalize.skip_reshard,)},
}
