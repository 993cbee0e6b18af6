"""Checks that a value is near to what is expected."""

from __future__ import annotations

from typing import Self

from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.check.syntax import (
    OPERAND,
    ConstantCheckOp,
    double,
    require_same_types,
    unless_default,
)
from ttmlir_py.dialects.stablehlo.assembly import (
    Assembly,
    Parsed,
    PrettyOp,
    integer,
    print_attributes,
    value,
)
from ttmlir_py.dialects.stablehlo.constraints import FLOAT_OR_COMPLEX_TENSOR
from ttmlir_py.dialects.stablehlo.properties import defaulted_prop
from ttmlir_py.support.fields import operand, prop
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import ELEMENTS, F64_ATTR, UI64_ATTR

_TOLERANCE = unless_default("tolerance", double("tolerance"))


class ExpectAlmostEqOp(PrettyOp):
    """Every element differs by at most the tolerance from the other value's."""

    name = "check.expect_almost_eq"
    assembly = Assembly(value("lhs"), ", ", value("rhs"), _TOLERANCE, types=OPERAND)

    lhs = operand(FLOAT_OR_COMPLEX_TENSOR)
    rhs = operand(FLOAT_OR_COMPLEX_TENSOR)
    tolerance = defaulted_prop(F64_ATTR, 1e-4)

    def verify_extra(self) -> None:
        require_same_types(self)


class ExpectAlmostEqConstOp(ConstantCheckOp):
    """Every element differs by at most the tolerance from the constant's."""

    name = "check.expect_almost_eq_const"
    extra = _TOLERANCE

    lhs = operand(FLOAT_OR_COMPLEX_TENSOR)
    value = prop(ELEMENTS)
    tolerance = defaulted_prop(F64_ATTR, 1e-4)


class ExpectCloseOp(Op):
    """The floats between every two elements are no more than a maximum, nor less than a minimum."""

    name = "check.expect_close"

    actual = operand(FLOAT_OR_COMPLEX_TENSOR)
    expected = operand(FLOAT_OR_COMPLEX_TENSOR)
    max_ulp_difference = defaulted_prop(UI64_ATTR, 1)
    min_ulp_difference = defaulted_prop(UI64_ATTR, 0)

    def verify_extra(self) -> None:
        if len(set(self.operand_types)) > 1:
            raise VerifyException("failed to verify that all of {actual, expected} have same type")

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        parsed = Parsed(cls)
        values = [parser.parse_unresolved_operand()]
        parser.parse_punctuation(",")
        values.append(parser.parse_unresolved_operand())
        parser.parse_punctuation(",")
        parser.parse_keyword("max_ulp_difference")
        parser.parse_punctuation("=")
        integer("max_ulp_difference").parse(parser, parsed)
        _MINIMUM.parse(parser, parsed)
        parser.parse_punctuation(":")
        attributes = parser.parse_optional_attr_dict()
        position = parser.pos
        types = [parser.parse_type()]
        parser.parse_punctuation(",")
        types.append(parser.parse_type())
        return cls.create(
            operands=parser.resolve_operands(values, types, position),
            properties=parsed.properties,
            attributes=attributes,
        )

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_list(self.operands, printer.print_ssa_value)
        printer.print_string(f", max_ulp_difference = {self.max_ulp_difference}")
        _MINIMUM.print(printer, self)
        printer.print_string(" :")
        print_attributes(printer, self, frozenset(("max_ulp_difference", "min_ulp_difference")))
        printer.print_string(" ")
        printer.print_list(self.operand_types, printer.print_attribute)


_MINIMUM = unless_default("min_ulp_difference", integer("min_ulp_difference"))
