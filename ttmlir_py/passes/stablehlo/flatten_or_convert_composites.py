"""`flatten-or-convert-composites`: open composites so that shardings spread through them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ArrayAttr, DenseArrayBase, ModuleOp, StringAttr, UnitAttr
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Attribute, Operation, SSAValue
from xdsl.traits import SymbolTable

from ttmlir_py.dialects.sdy.mesh import meshes_in
from ttmlir_py.dialects.stablehlo.calls import CompositeOp, CustomCallOp
from ttmlir_py.passes.common.symbol_dce import erase_unused_symbols
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.element_types import I64
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import rank_of
from ttmlir_py.syntax.diagnostics import fail

PREFIX = "reoutline."
ARGUMENTS = "reoutline.arg_operand_indices"
ATTRIBUTES = "reoutline.comp_attrs"
GROUP = "reoutline.group"
NAME = "reoutline.orig_name"
RESULTS = "reoutline.result_pos"
SEED = "reoutline.seed"
TYPES = "reoutline.operand_types"

_WITH_RULES = frozenset(
    f"tenstorrent.{name}"
    for name in (
        "argmax",
        "gather",
        "gather_dim",
        "rms_norm",
        "scaled_dot_product_attention",
        "topk",
        "topk_indices",
        "topk_values",
    )
)
"""Composites that have a sharding rule of their own."""


@dataclass(frozen=True)
class FlattenOrConvertCompositesPass(Pass):
    """In a module with a mesh of several chips there is no composite.

    One with a sharding rule of its own is a custom call; of the others the decomposition stands in
    their place, its ops marked as the parts of one group.
    """

    name = "flatten-or-convert-composites"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        if all(mesh.size == 1 for mesh in meshes_in(op).values()):
            return
        opened: set[FuncOp] = set()
        flattened: Counter[str] = Counter()
        for composite in [c for c in op.walk() if isinstance(c, CompositeOp)]:
            if not isinstance(composite.parent_op(), FuncOp):
                continue
            opened.add(_decomposition(composite))
            if _has_rule(composite):
                _convert(composite)
            else:
                symbol = composite.decomposition
                number = flattened[symbol]
                flattened[symbol] += 1
                _flatten(composite, f"composite_{symbol}" + f"_{number}" * (number > 0))
        erase_unused_symbols(op, opened)


def _decomposition(op: CompositeOp) -> FuncOp:
    function = SymbolTable.lookup_symbol(op, op.decomposition)
    if not isinstance(function, FuncOp) or len(function.body.blocks) != 1:
        fail(op, f"has a decomposition @{op.decomposition} that is no function with a body")
    return function


def _has_rule(op: CompositeOp) -> bool:
    name = op.composite_name
    if name.startswith("tenstorrent.topk") and rank_of(op.operands[0]) != 2:
        return False
    return name in _WITH_RULES


def _convert(op: CompositeOp) -> None:
    build = Builder(op)
    call = CustomCallOp(
        list(op.operands),
        call_target_name=op.composite_name,
        result_types=op.result_types,
        attributes={
            **op.attributes,
            "tt.composite_attributes": op.composite_attributes,
            "tt.has_custom_sharding": UnitAttr(),
        },
    )
    replace_op(op, build.all(call))


def _flatten(op: CompositeOp, group: str) -> None:
    """Copy the decomposition before the composite, and mark the copies."""
    body = _decomposition(op).body.block
    mapper: dict[SSAValue, SSAValue] = dict(zip(body.args, op.operands, strict=True))
    copies: list[Operation] = []
    returned: list[SSAValue] = []
    build = Builder(op)
    for inner in body.ops:
        if isinstance(inner, ReturnOp):
            returned = [mapper.get(value, value) for value in inner.operands]
            continue
        copy = inner.clone(mapper)
        build.all(copy)
        copy.location = inner.location
        copies.append(copy)
    for copy in copies:
        copy.attributes |= _marks(op, copy, returned) | {GROUP: StringAttr(group)}
    for copy in copies[:1]:
        copy.attributes |= _seed(op)
    replace_op(op, returned)


def _marks(op: CompositeOp, copy: Operation, returned: Sequence[SSAValue]) -> dict[str, Attribute]:
    """Which operands of the composite an op uses, and which results it gives."""
    marks: dict[str, Attribute] = {}
    operands = list(op.operands)
    arguments = [operands.index(v) if v in operands else -1 for v in copy.operands]
    if any(index >= 0 for index in arguments):
        marks[ARGUMENTS] = DenseArrayBase.from_list(I64, arguments)
    positions = [returned.index(v) if v in returned else -1 for v in copy.results]
    if any(index >= 0 for index in positions):
        marks[RESULTS] = DenseArrayBase.from_list(I64, positions)
    return marks


def _seed(op: CompositeOp) -> dict[str, Attribute]:
    """What the first op of a group knows of the composite."""
    return {
        SEED: UnitAttr(),
        NAME: StringAttr(op.composite_name),
        ATTRIBUTES: op.composite_attributes,
        TYPES: ArrayAttr(op.operand_types),
    }
