"""`convert-stablehlo-to-ttir`: every StableHLO, CHLO and SDY op becomes TTIR ops, by tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.ir import Operation, SSAValue

from ttmlir_py.passes.common.illegal import illegal
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported
from ttmlir_py.passes.stablehlo_to_ttir.manual_computation import record_meshes
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import is_trivially_dead
from ttmlir_py.support.shapes import is_static
from ttmlir_py.syntax.diagnostics import CompileError, fail

FAMILIES = (
    "broadcasting",
    "calls",
    "collectives",
    "contraction",
    "control_flow",
    "convolution",
    "creation",
    "data_movement",
    "deprecated",
    "dynamic",
    "elementwise",
    "indexing",
    "manual_computation",
    "memory",
    "normalization",
    "quantization",
    "random",
    "reduction",
    "scatter",
    "select_and_scatter",
    "sorting",
    "special_functions",
    "windows",
)
"""The files of this package that have a table `LOWERINGS`."""

SOURCE_DIALECTS = ("chlo", "mhlo", "sdy", "stablehlo")
"""The dialects of which nothing is left."""


@cache
def lowerings() -> OpTable[Lowering]:
    """All rows."""
    package = __name__.rpartition(".")[0]
    return OpTable(*(import_module(f"{package}.{family}").LOWERINGS for family in FAMILIES))


@dataclass(frozen=True)
class ConvertStablehloToTtirPass(Pass):
    """No StableHLO, CHLO or SDY op is left; with partial conversion, only those without a form.

    Functions of CHLO that TTIR has not are told in StableHLO's.
    """

    name = "convert-stablehlo-to-ttir"
    enable_partial_conversion: bool = False

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        _require_static_shapes(op)
        _legalize_chlo(op)
        reasons = _lower_all(op, lowerings())
        if not self.enable_partial_conversion:
            _require_complete(op, reasons)
        record_meshes(op)


def _legalize_chlo(root: ModuleOp) -> None:
    """Tell the functions of CHLO that have no row in StableHLO's ops."""
    table = lowerings()
    if any(op.name.startswith("chlo.") and op not in table for op in root.walk()):
        # Few programs need these formulas.
        from ttmlir_py.passes.stablehlo.chlo.legalize import legalize

        legalize(root, kept=table)


def _lower_all(root: ModuleOp, table: OpTable[Lowering]) -> dict[Operation, str]:
    """Lower every op that has a row; returns why the ones that stay have none."""
    reasons: dict[Operation, str] = {}
    for op in list(root.walk()):
        lowering = table.get(op)
        if lowering is None or not root.is_ancestor(op):
            continue
        try:
            values = lowering(op, TTIRBuilder(op, table))
        except Unsupported as unsupported:
            reasons[op] = str(unsupported)
            continue
        replace_op(op, [values] if isinstance(values, SSAValue) else values)
    _erase_dead(root)
    return reasons


def _erase_dead(root: ModuleOp) -> None:
    """Drop what computed shapes and other things that nobody asks for any more."""
    for op in reversed(list(root.walk())):
        if root.is_ancestor(op) and op is not root and is_trivially_dead(op):
            op.detach()
            op.erase()


def _require_complete(root: ModuleOp, reasons: dict[Operation, str]) -> None:
    for op in _left_over(root):
        reason = f": {reasons[op]}" if op in reasons else ""
        raise CompileError([illegal(op, reason)])


def _left_over(root: ModuleOp) -> Iterator[Operation]:
    for op in root.walk():
        if op.name.partition(".")[0] in SOURCE_DIALECTS and op.name != "sdy.mesh":
            yield op


def _require_static_shapes(root: ModuleOp) -> None:
    for op in root.walk():
        for value in (*op.operands, *op.results, *_arguments(op)):
            if isinstance(value.type, TensorType) and not is_static(value.type):
                fail(op, f"shapes must be static, got the dynamic type '{value.type}'")


def _arguments(op: Operation) -> Iterator[SSAValue]:
    return (value for region in op.regions for block in region.blocks for value in block.args)
