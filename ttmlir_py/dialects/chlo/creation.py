"""Constants."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import FloatAttr, IntegerAttr, TensorType, UnrankedTensorType
from xdsl.ir import Attribute, OpTraits, SSAValue
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import ConstantLike, Pure
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.chlo.constraints import TENSOR
from ttmlir_py.dialects.stablehlo.assembly import print_attributes
from ttmlir_py.dialects.stablehlo.constraints import STATIC_TENSOR
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import ELEMENTS, PropertyKind
from ttmlir_py.support.shapes import with_element
from ttmlir_py.syntax.known_operations import known_by_text

NUMBER = PropertyKind[FloatAttr | IntegerAttr](
    "TypedAttr instance",
    lambda a: isinstance(a, FloatAttr | IntegerAttr),
    lambda a: a,
    lambda value: value,
)


class ConstantOp(Op):
    """The tensor of the attribute."""

    name = "chlo.constant"
    reports_inference = True
    traits = OpTraits(lambda: (Pure(), ConstantLike()))

    value = prop(ELEMENTS)
    output = result(STATIC_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        return [self.value.type]

    @classmethod
    @known_by_text
    def parse(cls, parser: Parser) -> ConstantOp:
        attributes = parser.parse_optional_attr_dict()
        value = parser.parse_attribute()
        if not ELEMENTS.accepts(value):
            parser.raise_error("expected an elements attribute")
        return cls.create(
            result_types=[ELEMENTS.decode(value).type],
            properties={"value": value},
            attributes=attributes,
        )

    def print(self, printer: Printer) -> None:
        print_attributes(printer, self, frozenset(("value",)))
        printer.print_string(" ")
        printer.print_attribute(self.value)


class ConstantLikeOp(Op):
    """One number in the shape of the operand."""

    name = "chlo.constant_like"
    reports_inference = True
    traits = PURE

    value = prop(NUMBER)
    operand = operand(TENSOR)
    result = result(TENSOR)

    def verify_first(self) -> None:
        if _element(self.result) != self.value.type:
            raise VerifyException("value's type doesn't match element return type")

    def infer(self) -> Sequence[Attribute]:
        if not isinstance(self.operand.type, TensorType):
            return [UnrankedTensorType(self.value.type)]
        return [with_element(self.operand, self.value.type)]


def _element(value: SSAValue) -> Attribute:
    assert isinstance(value.type, TensorType | UnrankedTensorType), f"{value.type}"
    return value.type.element_type
