"""Tensors made of nothing: constants, counters and the positions of the process in the grid."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import IntegerType, TensorType
from xdsl.ir import Attribute, OpTraits
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import ConstantLike, Pure
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, integer, print_attributes
from ttmlir_py.dialects.stablehlo.constraints import (
    STATIC_NUMBER_TENSOR,
    STATIC_TENSOR,
    UI32_TENSOR,
)
from ttmlir_py.dialects.stablehlo.properties import NON_NEGATIVE_I64
from ttmlir_py.dialects.stablehlo.quantization_rules import quantized
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.dialects.stablehlo.type_forms import RESULT
from ttmlir_py.support.element_types import UI32
from ttmlir_py.support.fields import prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import ELEMENTS
from ttmlir_py.support.shapes import element_of, rank_of, with_element
from ttmlir_py.syntax.known_operations import known_by_text


class ConstantOp(Op):
    """The tensor of the attribute."""

    name = "stablehlo.constant"
    reports_inference = True
    traits = OpTraits(lambda: (Pure(), ConstantLike()))

    value = prop(ELEMENTS)
    output = result(STATIC_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        # constant_c1
        stored = [self.value.type]
        if not self.results or self.output.type == self.value.type:
            return stored
        target = quantized(self.output)
        if target is None or with_element(self.output, target.storage_type) != self.value.type:
            return stored
        return self.result_types

    def asm_result_names(self) -> Sequence[str]:
        is_integer = isinstance(element_of(self.output), IntegerType)
        return ["c" if is_integer else "cst"]

    @classmethod
    @known_by_text
    def parse(cls, parser: Parser) -> ConstantOp:
        if parser.parse_optional_punctuation("(") is not None:
            return cls._parse_generic(parser)
        attributes = parser.parse_optional_attr_dict()
        value = parser.parse_attribute()
        if not ELEMENTS.accepts(value):
            parser.raise_error("expected an elements attribute")
        return cls.create(
            result_types=[ELEMENTS.decode(value).type],
            properties={"value": value},
            attributes=attributes,
        )

    @classmethod
    def _parse_generic(cls, parser: Parser) -> ConstantOp:
        parser.parse_punctuation(")")
        properties = parser.parse_optional_properties_dict()
        attributes = parser.parse_optional_attr_dict()
        parser.parse_punctuation(":")
        function = parser.parse_function_type()
        return cls.create(
            result_types=function.outputs.data, properties=properties, attributes=attributes
        )

    def print(self, printer: Printer) -> None:
        if self.value.type != self.output.type:
            printer.print_op_with_default_format(self)
            return
        print_attributes(printer, self, frozenset(("value",)))
        printer.print_string(" ")
        printer.print_attribute(self.value)


class IotaOp(PrettyOp):
    """Counts from zero along one dimension."""

    name = "stablehlo.iota"
    traits = PURE
    assembly = Assembly("dim = ", integer("iota_dimension"), types=RESULT)

    iota_dimension = prop(NON_NEGATIVE_I64)
    output = result(STATIC_NUMBER_TENSOR)

    def verify_extra(self) -> None:
        if rank_of(self.output) == 0:
            raise VerifyException("does not support scalars.")
        # iota_c1
        if self.iota_dimension >= rank_of(self.output):
            raise VerifyException("iota dimension cannot go beyond the output rank.")


class ProcessIdOp(PrettyOp):
    """A coordinate of the process that runs the program."""

    traits = PURE
    assembly = Assembly(types=RESULT)

    result = result(UI32_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        return [TensorType(UI32, ())]


class PartitionIdOp(ProcessIdOp):
    """The process's partition."""

    name = "stablehlo.partition_id"
    reports_inference = True


class ReplicaIdOp(ProcessIdOp):
    """The process's replica."""

    name = "stablehlo.replica_id"
    reports_inference = True
