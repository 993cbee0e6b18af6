"""Special functions of two operands."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.chlo.constraints import FLOAT_TENSOR
from ttmlir_py.dialects.chlo.type_forms import ARROW
from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, value
from ttmlir_py.dialects.stablehlo.constraints import INTEGER_TENSOR
from ttmlir_py.dialects.stablehlo.inference import most_specific_type, require_same_elements
from ttmlir_py.dialects.stablehlo.traits import COMMUTATIVE, PURE
from ttmlir_py.support.fields import operand, result


class BinaryOp(PrettyOp):
    """A function of every two elements at the same place."""

    traits = PURE

    def infer(self) -> Sequence[Attribute]:
        require_same_elements(self.operands)
        if all(type_ == self.operand_types[0] for type_ in self.operand_types):
            return self.operand_types[:1]
        return [most_specific_type(self.operands)]


class MulhiOp(BinaryOp):
    """The upper half of the product of two integers."""

    name = "chlo.mulhi"
    traits = COMMUTATIVE
    assembly = Assembly(value("lhs"), ", ", value("rhs"), types=ARROW)

    lhs = operand(INTEGER_TENSOR)
    rhs = operand(INTEGER_TENSOR)
    result = result(INTEGER_TENSOR)


class NextAfterOp(BinaryOp):
    """The next number after `x` toward `y`."""

    name = "chlo.next_after"
    assembly = Assembly(value("x"), ", ", value("y"), types=ARROW)

    x = operand(FLOAT_TENSOR)
    y = operand(FLOAT_TENSOR)
    result = result(FLOAT_TENSOR)


class PolygammaOp(BinaryOp):
    """The `n`-th derivative of the digamma function."""

    name = "chlo.polygamma"
    assembly = Assembly(value("n"), ", ", value("x"), types=ARROW)

    n = operand(FLOAT_TENSOR)
    x = operand(FLOAT_TENSOR)
    result = result(FLOAT_TENSOR)


class ZetaOp(BinaryOp):
    """The Hurwitz zeta function."""

    name = "chlo.zeta"
    assembly = Assembly(value("x"), ", ", value("q"), types=ARROW)

    x = operand(FLOAT_TENSOR)
    q = operand(FLOAT_TENSOR)
    result = result(FLOAT_TENSOR)
