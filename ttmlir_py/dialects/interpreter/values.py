"""Values shown or written to files while a program runs."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.check.syntax import OPERAND
from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, string, value
from ttmlir_py.dialects.stablehlo.constraints import TENSOR
from ttmlir_py.dialects.stablehlo.type_forms import SAME
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.properties import STRING


class PrintOp(PrettyOp):
    """The value on the standard output."""

    name = "interpreter.print"
    assembly = Assembly(value("operand"), types=OPERAND)

    operand = operand(TENSOR)


class ProbeOp(PrettyOp):
    """The value itself, each time also written to a file of its own."""

    name = "interpreter.probe"
    assembly = Assembly(value("operand"), ", probe_id = ", string("probe_id"), types=SAME)

    operand = operand(TENSOR)
    probe_id = prop(STRING)
    result = result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        return [self.operand.type]
