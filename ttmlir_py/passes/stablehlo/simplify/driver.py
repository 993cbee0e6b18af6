"""Simplification of a module: constants made unique, patterns applied until nothing changes."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.passes.stablehlo.simplify import (
    control_flow,
    data_movement,
    dynamic,
    elementwise,
    regions,
)
from ttmlir_py.passes.stablehlo.simplify.constants import (
    FoldOptions,
    Table,
    choose_elements,
    fold_constants,
    joined,
)
from ttmlir_py.passes.stablehlo.simplify.generic import Simplifications
from ttmlir_py.passes.stablehlo.simplify.unique_constants import unify_constants
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.rewriting import rewrite_greedily

FOLD_OP_ELEMENT_LIMIT = 65536


def simplifications(limit: int) -> Table:
    """The rewrites that compute no constants but selections of at most `limit` elements."""
    families = (data_movement, dynamic, elementwise, regions)
    return joined(*(family.PATTERNS for family in families), choose_elements(limit))


def folds(options: FoldOptions) -> Table:
    """The rewrites that compute constants, and control flow that they decide."""
    own: Table = {dynamic.GetDimensionSizeOp: (dynamic.known_size,)}
    reductions: Table = {
        regions.ReduceOp: (regions.reduce_nothing, regions.reduce_to_outer_values),
    }
    return joined(fold_constants(options), own, reductions, control_flow.patterns(options))


def apply(root: Operation, table: Table, *, everywhere: bool) -> None:
    """Apply patterns to a module; `everywhere` adds those for every op."""
    patterns = Simplifications(table) if everywhere else OpTable(table)
    unify_constants(root)
    # what happens in a region may decide the op around it
    while rewrite_greedily(root, patterns):
        unify_constants(root)
