"""Loops over a dimension."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, OpTraits
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import IsolatedFromAbove, RecursiveMemoryEffect
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.chlo.constraints import TENSOR
from ttmlir_py.dialects.stablehlo.assembly import print_attributes
from ttmlir_py.dialects.stablehlo.inference import compatible_types
from ttmlir_py.dialects.stablehlo.properties import NON_NEGATIVE_I64, defaulted_prop
from ttmlir_py.dialects.stablehlo.regions import returned
from ttmlir_py.support.fields import (
    optional_prop,
    prop,
    region,
    variadic_operand,
    variadic_result,
)
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import BOOL
from ttmlir_py.support.shapes import DYNAMIC, element_of, rank_of, shape_of, with_shape
from ttmlir_py.support.signature import OPERAND_SEGMENTS, RESULT_SEGMENTS, segment_attribute

_SHOWN = frozenset(("dimension", OPERAND_SEGMENTS, RESULT_SEGMENTS))


class ScanOp(Op):
    """Runs the body on the inputs' slices along a dimension, one after the other.

    The body takes slices and carries, and returns slices of the outputs and the next carries.
    """

    name = "chlo.scan"
    traits = OpTraits(lambda: (IsolatedFromAbove(), RecursiveMemoryEffect()))

    inputs = variadic_operand(TENSOR)
    inits = variadic_operand(TENSOR)
    dimension = prop(NON_NEGATIVE_I64)
    scan_dim_size = optional_prop(NON_NEGATIVE_I64)
    is_reverse = defaulted_prop(BOOL, False)
    is_associative = optional_prop(BOOL)
    body = region()
    outputs = variadic_result(TENSOR)
    carries = variadic_result(TENSOR)

    def asm_result_names(self) -> Sequence[str | None]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return [None] * len(self.results)

    def asm_block_argument_names(self, region_index: int) -> Sequence[str]:
        return ["input"] * len(self.inputs) + ["carry"] * len(self.inits)

    @property
    def length(self) -> int:
        """The number of steps, DYNAMIC where unknown."""
        if self.scan_dim_size is not None:
            return self.scan_dim_size
        sizes = (shape_of(value)[self.dimension] for value in self.inputs)
        return next((size for size in sizes if size != DYNAMIC), DYNAMIC)

    def infer(self) -> Sequence[Attribute]:
        values = returned(self.body)
        if len(values) < len(self.inits):
            raise VerifyException(
                f"ScanOp body must return at least {len(self.inits)} values (carries)"
            )
        for index, value in enumerate(self.inputs):
            if self.dimension >= rank_of(value):
                raise VerifyException(f"scan dimension of operand {index} is out of bounds")
        self._verify_rules()
        outputs = len(values) - len(self.inits)
        return [
            self._stacked(value.type) if index < outputs else value.type
            for index, value in enumerate(values)
        ]

    def _stacked(self, slice_type: Attribute) -> Attribute:
        sizes = shape_of(slice_type)
        shape = (*sizes[: self.dimension], self.length, *sizes[self.dimension :])
        return TensorType(element_of(slice_type), shape)

    def _verify_rules(self) -> None:
        if not self.inputs and self.results and not self.outputs:
            raise VerifyException("at least one of inputs or outputs must be present")
        for index, value in enumerate(self.inputs):
            if shape_of(value)[self.dimension] not in (DYNAMIC, self.length):
                raise VerifyException(f"invalid scan dimension size of operand {index}")
        arguments = self.body.block.args
        if len(arguments) != len(self.operands):
            raise VerifyException(
                f"expects {len(self.operands)} arguments in the body, but got {len(arguments)}"
            )
        for index, (value, argument) in enumerate(zip(self.operands, arguments, strict=True)):
            expected = value.type
            if index < len(self.inputs):
                sizes = list(shape_of(value))
                del sizes[self.dimension]
                expected = with_shape(value, sizes)
            if not compatible_types(expected, argument.type):
                raise VerifyException(f"operand and body argument {index} are incompatible")

    @classmethod
    def parse(cls, parser: Parser) -> ScanOp:
        position = parser.pos
        parse_operands = parser.parse_comma_separated_list
        inputs = parse_operands(parser.Delimiter.PAREN, parser.parse_unresolved_operand)
        parser.parse_keyword("inits")
        inits = parse_operands(parser.Delimiter.PAREN, parser.parse_unresolved_operand)
        parser.parse_keyword("dimension")
        parser.parse_punctuation("=")
        dimension = parser.parse_integer()
        attributes = {}
        if parser.parse_optional_keyword("attributes") is not None:
            attributes = parser.parse_optional_attr_dict()
        body = parser.parse_region()
        parser.parse_punctuation(":")
        function = parser.parse_function_type()
        types, results = function.inputs.data, function.outputs.data
        return cls.create(
            operands=parser.resolve_operands([*inputs, *inits], types, position),
            result_types=results,
            properties={
                "dimension": NON_NEGATIVE_I64.encode(dimension),
                OPERAND_SEGMENTS: segment_attribute([len(inputs), len(inits)]),
                RESULT_SEGMENTS: segment_attribute([len(results) - len(inits), len(inits)]),
            },
            attributes=attributes,
            regions=[body],
        )

    def print(self, printer: Printer) -> None:
        printer.print_string("(")
        printer.print_list(self.inputs, printer.print_ssa_value)
        printer.print_string(") inits (")
        printer.print_list(self.inits, printer.print_ssa_value)
        printer.print_string(f") dimension={self.dimension} ")
        print_attributes(printer, self, _SHOWN, keyword=True)
        printer.print_string(" ")
        printer.print_region(self.body)
        printer.print_string(" : ")
        printer.print_function_type(self.operand_types, self.result_types)
