"""Rules of elementwise ops: every dimension stays what it is."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.chlo.elementwise_binary import BinaryOp as ChloBinaryOp
from ttmlir_py.dialects.chlo.elementwise_unary import UnaryOp as ChloUnaryOp
from ttmlir_py.dialects.sdy.annotations import ShardingConstraintOp
from ttmlir_py.dialects.stablehlo.control_flow import MapOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import (
    BinaryOp,
    ClampOp,
    CompareOp,
    SelectOp,
)
from ttmlir_py.dialects.stablehlo.elementwise_unary import IsFiniteOp, UnaryOp
from ttmlir_py.passes.sdy.propagation.rules.common import RuleOf, pointwise

ELEMENTWISE: tuple[type[Operation], ...] = (
    BinaryOp,
    ChloBinaryOp,
    ChloUnaryOp,
    ClampOp,
    CompareOp,
    IsFiniteOp,
    SelectOp,
    UnaryOp,
)
"""Ops, or families of them, that compute element by element."""

RULES: dict[type[Operation], RuleOf] = {
    **dict.fromkeys(ELEMENTWISE, pointwise),
    MapOp: pointwise,
    ShardingConstraintOp: pointwise,
}
