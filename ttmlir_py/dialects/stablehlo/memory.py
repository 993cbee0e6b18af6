"""Tokens, tuples, and data that enters or leaves the program while it runs."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import ArrayAttr, IntegerAttr, TensorType, TupleType
from xdsl.ir import Attribute
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.utils.exceptions import ParseError, VerifyException

from ttmlir_py.dialects.stablehlo.assembly import (
    Assembly,
    PrettyOp,
    integer,
    print_attributes,
    value,
    values,
)
from ttmlir_py.dialects.stablehlo.constraints import (
    ANY_VALUE,
    QUANTIZABLE_TENSOR,
    STATIC_TENSOR_OR_TOKEN,
    TENSOR_OR_TOKEN,
    TOKEN,
    TUPLE,
)
from ttmlir_py.dialects.stablehlo.properties import (
    I64_ROWS,
    NON_NEGATIVE_I32,
    defaulted_prop,
)
from ttmlir_py.dialects.stablehlo.replica_groups import (
    CHANNEL_HANDLE,
    verify_pairs_of_processes,
)
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.dialects.stablehlo.type_forms import RESULT, SAME, count_mismatch
from ttmlir_py.dialects.stablehlo.type_forms import TUPLE as TUPLE_FORM
from ttmlir_py.dialects.stablehlo.types import TokenType, tuple_of
from ttmlir_py.support.fields import (
    operand,
    optional_prop,
    prop,
    result,
    variadic_operand,
    variadic_result,
)
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import ANY_ATTR, BOOL, STRING

_DEVICE_TO_DEVICE, _DEVICE_TO_HOST, _HOST_TO_DEVICE = 1, 2, 3


class TokenOp(PrettyOp):
    """An op that gives a token."""

    def infer(self) -> Sequence[Attribute]:
        return [TokenType()]


class AfterAllOp(TokenOp):
    """A token that follows all others."""

    name = "stablehlo.after_all"
    reports_inference = True
    traits = PURE
    assembly = Assembly(values("inputs"), types=SAME)

    inputs = variadic_operand(TOKEN)
    result = result(TOKEN)


class CreateTokenOp(TokenOp):
    """A token that follows nothing; deprecated in favour of `after_all`."""

    name = "stablehlo.create_token"
    reports_inference = True
    traits = PURE
    assembly = Assembly(types=RESULT)

    output = result(TOKEN)


class GetTupleElementOp(PrettyOp):
    """One part of a tuple."""

    name = "stablehlo.get_tuple_element"
    reports_inference = True
    traits = PURE
    assembly = Assembly(value("operand"), "[", integer("index"), "]")

    operand = operand(TUPLE)
    index = prop(NON_NEGATIVE_I32)
    result = result(ANY_VALUE)

    def infer(self) -> Sequence[Attribute]:
        assert isinstance(self.operand.type, TupleType), f"{self.operand.type}"
        parts = self.operand.type.types.data
        # get_tuple_element_c1
        if self.index >= len(parts):
            raise VerifyException(
                f"index {self.index} is out of bounds of operand with size {len(parts)}"
            )
        # get_tuple_element_c2
        return [parts[self.index]]


class TupleOp(PrettyOp):
    """Several values as one."""

    name = "stablehlo.tuple"
    reports_inference = True
    traits = PURE
    assembly = Assembly(values("val"), types=TUPLE_FORM)

    val = variadic_operand(ANY_VALUE)
    result = result(TUPLE)

    def infer(self) -> Sequence[Attribute]:
        # tuple_c1
        return [tuple_of(self.operand_types)]


def _parse_types(parser: Parser) -> Sequence[Attribute]:
    try:
        return parser.parse_comma_separated_list(parser.Delimiter.NONE, parser.parse_type)
    except ParseError as error:
        error.add_note("custom op 'stablehlo.optimization_barrier' expected type list")
        raise


class OptimizationBarrierOp(Op):
    """The operands, with all of them computed before any is used."""

    name = "stablehlo.optimization_barrier"
    reports_inference = True
    traits = PURE

    operand = variadic_operand(TENSOR_OR_TOKEN)
    result = variadic_result(TENSOR_OR_TOKEN)

    def infer(self) -> Sequence[Attribute]:
        # optimization_barrier_c1
        return self.operand_types

    @classmethod
    def parse(cls, parser: Parser) -> OptimizationBarrierOp:
        attributes = parser.parse_optional_attr_dict()
        if parser.parse_optional_punctuation("(") is not None:
            parser.parse_punctuation(")")
            return cls.create(attributes=attributes)
        position = parser.pos
        operands = parser.parse_comma_separated_list(
            parser.Delimiter.NONE, parser.parse_unresolved_operand
        )
        parser.parse_punctuation(":")
        start = parser.pos
        types = _parse_types(parser)
        if len(types) != len(operands):
            parser.raise_error(count_mismatch(len(operands), len(types)), start)
        return cls.create(
            operands=parser.resolve_operands(operands, types, position),
            result_types=types,
            attributes=attributes,
        )

    def print(self, printer: Printer) -> None:
        print_attributes(printer, self)
        if not self.operands:
            printer.print_string("()")
            return
        printer.print_string(" ")
        printer.print_list(self.operands, printer.print_ssa_value)
        printer.print_string(" : ")
        printer.print_list(self.operand_types, printer.print_attribute)


class InfeedOp(Op):
    """Reads tensors from outside of the program."""

    name = "stablehlo.infeed"

    token = operand(TOKEN)
    infeed_config = defaulted_prop(STRING, "")
    layout = optional_prop(ANY_ATTR)
    results_ = variadic_result(STATIC_TENSOR_OR_TOKEN)

    def verify_extra(self) -> None:
        # infeed_c1
        if not self.results:
            raise VerifyException("result is expected to be at least of size 1, but got 0")
        *tensors, token = self.result_types
        # infeed_c2
        for type_ in tensors:
            if not isinstance(type_, TensorType):
                raise VerifyException(
                    "all elements of result types, except the last element, are expected to be of "
                    f"tensor type, but got '{type_}'"
                )
        # infeed_c3
        if not isinstance(token, TokenType):
            raise VerifyException(
                f"last element of result types is expected to be of token type, but got '{token}'"
            )
        if self.layout is not None:
            self._verify_layout(self.layout, len(tensors))

    def _verify_layout(self, layout: Attribute, count: int) -> None:
        if not isinstance(layout, ArrayAttr):
            raise VerifyException("layout-attribute expected to be of array-type.")
        if len(layout.data) != count:
            raise VerifyException(
                f"layout-attribute size must be {count} (which is the number of op-results - 1 "
                f"(for token result)), but got {len(layout.data)}"
            )
        for child in layout.data:
            if not isinstance(child, ArrayAttr):
                raise VerifyException(
                    f"layout-attribute expected to have elements of type array, but got {child}"
                )
            for leaf in child.data:
                if not isinstance(leaf, IntegerAttr):
                    raise VerifyException(
                        "layout-attribute's leaf elements are expected to be of type integer, "
                        f"but got {leaf}"
                    )


class OutfeedOp(Op):
    """Writes tensors to the outside of the program."""

    name = "stablehlo.outfeed"
    reports_inference = True

    inputs = variadic_operand(QUANTIZABLE_TENSOR)
    token = operand(TOKEN)
    outfeed_config = defaulted_prop(STRING, "")
    result = result(TOKEN)

    def infer(self) -> Sequence[Attribute]:
        return [TokenType()]


class SendOp(Op):
    """Writes tensors to a channel."""

    name = "stablehlo.send"
    reports_inference = True

    inputs = variadic_operand(QUANTIZABLE_TENSOR)
    token = operand(TOKEN)
    channel_handle = prop(CHANNEL_HANDLE)
    is_host_transfer = defaulted_prop(BOOL, False)
    source_target_pairs = optional_prop(I64_ROWS)
    result = result(TOKEN)

    def infer(self) -> Sequence[Attribute]:
        # send_c5
        verify_channel_type(
            self.channel_handle.type,
            is_host_transfer=self.is_host_transfer,
            host_type=_DEVICE_TO_HOST,
        )
        return [TokenType()]

    def verify_extra(self) -> None:
        verify_pairs_of_processes(self.properties.get("source_target_pairs"))


class RecvOp(Op):
    """Reads tensors from a channel."""

    name = "stablehlo.recv"

    token = operand(TOKEN)
    channel_handle = prop(CHANNEL_HANDLE)
    is_host_transfer = defaulted_prop(BOOL, False)
    source_target_pairs = optional_prop(I64_ROWS)
    results_ = variadic_result(STATIC_TENSOR_OR_TOKEN)

    def verify_extra(self) -> None:
        # recv_c5
        verify_channel_type(
            self.channel_handle.type,
            is_host_transfer=self.is_host_transfer,
            host_type=_HOST_TO_DEVICE,
        )
        verify_pairs_of_processes(self.properties.get("source_target_pairs"))
        # recv_i4
        if not self.results:
            raise VerifyException("result is expected to be at least of size 1, but got 0")
        *tensors, token = self.result_types
        for type_ in tensors:
            if not isinstance(type_, TensorType):
                raise VerifyException(
                    "everything but the last element of result types is expected to be of tensor "
                    f"type, but got '{type_}'"
                )
        if not isinstance(token, TokenType):
            raise VerifyException(
                f"last element of result types is expected to be of token type, but got '{token}'"
            )


def verify_channel_type(channel_type: int, *, is_host_transfer: bool, host_type: int) -> None:
    """Raise unless the channel's kind is that of the transfer."""
    if not is_host_transfer and channel_type != _DEVICE_TO_DEVICE:
        raise VerifyException(
            "channel_type should be DEVICE_TO_DEVICE when is_host_transfer is false"
        )
    if is_host_transfer and channel_type != host_type:
        word = "DEVICE_TO_HOST" if host_type == _DEVICE_TO_HOST else "HOST_TO_DEVICE"
        raise VerifyException(f"channel_type should be {word} when is_host_transfer is true")
