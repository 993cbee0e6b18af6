"""`chlo-legalize-to-stablehlo`: CHLO's ops become StableHLO's."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ttmlir_py.passes.common.illegal import refuse
from ttmlir_py.passes.stablehlo.chlo import (
    broadcasting,
    contraction,
    elementwise,
    scan,
    sorting,
)
from ttmlir_py.support.conversion import Lowering, convert
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass

FAMILIES = (broadcasting, contraction, elementwise, scan, sorting)


@dataclass(frozen=True)
class ChloLegalizeToStablehloPass(Pass):
    """No op of CHLO is left.

    An op of unknown rank, or a `scan` or `ragged_dot` of unknown sizes, is an error that names it.
    """

    name = "chlo-legalize-to-stablehlo"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        legalize(op)


def legalize(root: Operation, kept: Container[type[Operation]] = ()) -> None:
    """Lower all ops of CHLO but some classes to keep, and those that lowering makes."""
    rows: dict[type[Operation], Lowering] = {}
    for family in FAMILIES:
        rows |= {cls: row for cls, row in family.LOWERINGS.items() if cls not in kept}
    table = OpTable(rows)
    while any(op in table for op in root.walk()):
        for declined in convert(root, table):
            refuse(declined, *broadcasting.warnings(declined))
