"""`flatten-or-convert-composites`: open composites so that shardings spread through them."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import DenseArrayBase, ModuleOp, StringAttr, UnitAttr
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
        for composite in [c for c in op.walk() if isinstance(c, CompositeOp)]:
            if not isinstance(composite.parent_op(), FuncOp):
                continue
            opened.add(_decomposition(composite))
            if _has_rule(composite):
                _convert(composite)
            else:
                _flatten(composite)
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


def _flatten(op: CompositeOp) -> None:
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
    for position, copy in enumerate(copies):
        copy.attributes |= _marks(op, copy, returned, is_first=position == 0)
    replace_op(op, returned)


def _marks(
    op: CompositeOp, copy: Operation, returned: list[SSAValue], *, is_first: bool
) -> dict[str, Attribute]:
    """What it takes to put the composite together again."""
    marks: dict[str, Attribute] = {"reoutline.group": StringAttr(f"composite_{op.decomposition}")}
    if is_first:
        marks["reoutline.seed"] = UnitAttr()
        marks["reoutline.orig_name"] = StringAttr(op.composite_name)
        marks["reoutline.comp_attrs"] = op.composite_attributes
    operands = list(op.operands)
    arguments = [operands.index(v) if v in operands else -1 for v in copy.operands]
    if any(index >= 0 for index in arguments):
        marks["reoutline.arg_operand_indices"] = DenseArrayBase.from_list(I64, arguments)
    positions = [returned.index(v) if v in returned else -1 for v in copy.results]
    if any(index >= 0 for index in positions):
        marks["reoutline.result_pos"] = DenseArrayBase.from_list(I64, positions)
    return marks
