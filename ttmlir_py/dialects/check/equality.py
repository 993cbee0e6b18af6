"""Checks that a value is exactly what is expected."""

from __future__ import annotations

from ttmlir_py.dialects.check.syntax import (
    OPERAND,
    ConstantCheckOp,
    require_same_types,
    unless_default,
)
from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, integer, string, value
from ttmlir_py.dialects.stablehlo.constraints import TENSOR
from ttmlir_py.dialects.stablehlo.properties import defaulted_prop
from ttmlir_py.support.fields import operand, prop
from ttmlir_py.support.properties import ELEMENTS, STRING, UI32_ATTR


class ExpectEqOp(PrettyOp):
    """Every element equals the other value's."""

    name = "check.expect_eq"
    assembly = Assembly(value("lhs"), ", ", value("rhs"), types=OPERAND)

    lhs = operand(TENSOR)
    rhs = operand(TENSOR)

    def verify_extra(self) -> None:
        require_same_types(self)


class ExpectEqConstOp(ConstantCheckOp):
    """Every element equals the constant's."""

    name = "check.expect_eq_const"

    lhs = operand(TENSOR)
    value = prop(ELEMENTS)


class ExpectSerializedEqOp(PrettyOp):
    """A value that a probe wrote, the first of its values or a later one, equals this one."""

    name = "check.expect_serialized_eq"
    assembly = Assembly(
        value("expected"),
        ", probe_id = ",
        string("probe_id"),
        unless_default("iter", integer("iteration")),
        types=OPERAND,
    )

    expected = operand(TENSOR)
    probe_id = prop(STRING)
    iteration = defaulted_prop(UI32_ATTR, 0)
