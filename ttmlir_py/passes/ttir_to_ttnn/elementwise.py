"""Elementwise ops to TTNN: nearly all by name."""

from __future__ import annotations

from xdsl.dialects.builtin import FloatAttr, IntegerAttr
from xdsl.dialects.func import FuncOp
from xdsl.ir import Operation, OpResult, SSAValue
from xdsl.traits import SymbolTable

from ttmlir_py.dialects.ttcore.calls import LoadCachedOp
from ttmlir_py.dialects.ttir import elementwise_binary as binary
from ttmlir_py.dialects.ttir import elementwise_unary as unary
from ttmlir_py.dialects.ttir.creation import FullOp
from ttmlir_py.dialects.ttir.data_movement import ReshapeOp
from ttmlir_py.dialects.ttir.memory import ToLayoutOp
from ttmlir_py.dialects.ttnn import elementwise_binary as ttnn
from ttmlir_py.dialects.ttnn.creation import FullOp as TtnnFullOp
from ttmlir_py.dialects.ttnn.data_movement import ReshapeOp as TtnnReshapeOp
from ttmlir_py.dialects.ttnn.memory import ToTensorSpecOp
from ttmlir_py.passes.ttir_to_ttnn.namesake import same_name, translated
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.element_types import is_float
from ttmlir_py.support.shapes import element_of

FORWARDING = (ReshapeOp, ToLayoutOp, TtnnReshapeOp, ToTensorSpecOp)
"""Ops whose result holds the same number everywhere when their input does."""


def div(op: binary.DivOp, build: Builder) -> SSAValue:
    return build(translated(op, ttnn.DivideOp))


def power(op: binary.PowOp, build: Builder) -> SSAValue:
    """A power by a constant that is not negative has an op of its own."""
    exponent = constant_number(op.rhs)
    keeps_type = is_float(element_of(op.lhs)) or element_of(op.lhs) == element_of(op.rhs)
    if exponent is None or exponent < 0 or not keeps_type:
        return build(translated(op, ttnn.PowTensorOp))
    return build(ttnn.PowScalarOp(op.lhs, result_types=op.result_types, rhs=exponent))


def constant_number(value: SSAValue) -> int | float | None:
    """The number that fills a tensor, where that is known."""
    source = value.owner
    while isinstance(source, (*FORWARDING, LoadCachedOp)):
        inner = _loaded(source, value) if isinstance(source, LoadCachedOp) else source.operands[0]
        if inner is None:
            return None
        value, source = inner, inner.owner
    if not isinstance(source, FullOp | TtnnFullOp):
        return None
    match source.properties["fill_value"]:
        case IntegerAttr() | FloatAttr() as number:
            return number.value.data
        case _:
            return None


def _loaded(load: LoadCachedOp, result: SSAValue) -> SSAValue | None:
    """What the function behind a loaded constant returns for it."""
    callee = SymbolTable.lookup_symbol(load, load.callee)
    if not isinstance(callee, FuncOp) or not callee.body.blocks:
        return None
    ending = callee.body.blocks[-1].last_op
    assert ending is not None
    assert isinstance(result, OpResult)
    return ending.operands[result.index]


ROWS: dict[type[Operation], Lowering] = {
    binary.BinaryOp: same_name,
    binary.ClampScalarOp: same_name,
    binary.ClampTensorOp: same_name,
    binary.DivOp: div,
    binary.PowOp: power,
    binary.WhereOp: same_name,
    unary.LeakyReluOp: same_name,
    unary.UnaryOp: same_name,
}
