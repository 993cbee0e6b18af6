"""The two pretty forms of `reduce`: with the name of its op, and with its region."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from xdsl.dialects.builtin import UNKNOWN_LOC, LocationAttr, TensorType
from xdsl.ir import Attribute, Block, Operation, Region
from xdsl.parser import Parser, UnresolvedOperand
from xdsl.printer import Printer
from xdsl.traits import Commutative

from ttmlir_py.dialects.stablehlo.assembly import integers_text, parse_integers, print_attributes
from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import element_of
from ttmlir_py.syntax.locations import SourceLocation
from ttmlir_py.syntax.token_parser import TokenParser

_DIMENSIONS = frozenset(("dimensions",))


class Head(NamedTuple):
    """What both forms of a reduce consist of."""

    operands: Sequence[UnresolvedOperand]
    inner: str | None
    dimensions: Sequence[int]
    attributes: dict[str, Attribute]
    operand_types: Sequence[Attribute]
    result_types: Sequence[Attribute]


def parse_head(parser: Parser) -> Head:
    """`(%x init: %zero) applies stablehlo.add across dimensions = [1] : type`."""
    pairs = parser.parse_comma_separated_list(parser.Delimiter.NONE, lambda: _parse_pair(parser))
    inner = None
    if parser.parse_optional_keyword("applies") is not None:
        inner = parser.parse_identifier_or_str_literal()
    parser.parse_keyword("across")
    parser.parse_keyword("dimensions")
    parser.parse_punctuation("=")
    dimensions = parse_integers(parser)
    attributes = parser.parse_optional_attr_dict()
    parser.parse_punctuation(":")
    function = parser.parse_function_type()
    operands = [pair[0] for pair in pairs] + [pair[1] for pair in pairs]
    types = function.inputs.data, function.outputs.data
    return Head(operands, inner, dimensions, attributes, *types)


def _parse_pair(parser: Parser) -> tuple[UnresolvedOperand, UnresolvedOperand]:
    parser.parse_punctuation("(")
    value = parser.parse_unresolved_operand()
    parser.parse_keyword("init")
    parser.parse_punctuation(":")
    init = parser.parse_unresolved_operand()
    parser.parse_punctuation(")")
    return value, init


def parse_reducer(parser: Parser) -> Region:
    """`reducer(%a: type, %b: type) {...}`: pairs of arguments, then the block."""
    parser.parse_keyword("reducer")
    values: list[Parser.Argument] = []
    accumulators: list[Parser.Argument] = []
    while parser.parse_optional_punctuation("(") is not None:
        values.append(_parse_argument(parser))
        parser.parse_punctuation(",")
        accumulators.append(_parse_argument(parser))
        parser.parse_punctuation(")")
    return parser.parse_region([*values, *accumulators])


def _parse_argument(parser: Parser) -> Parser.Argument:
    argument = parser.parse_argument()
    argument.location = parser.parse_optional_location()
    return argument


def place_of(parser: Parser, start: int) -> LocationAttr:
    """The location of an offset; xDSL's own parser has none."""
    if not isinstance(parser, TokenParser):
        return UNKNOWN_LOC
    return SourceLocation(parser.source, start)  # pyright: ignore[reportReturnType]


def single_op_region(
    parser: Parser, name: str, dialect: str, operand_type: Attribute, location: LocationAttr
) -> Region:
    """The region that applies one op to its two arguments, all at one location."""
    op_class = parser.ctx.get_optional_op(name)
    traits = op_class.traits if op_class else None
    if op_class is None or name.partition(".")[0] != dialect or Commutative() not in (traits or ()):
        parser.raise_error(
            "expected the inner-op to be a commutative binary-op from the "
            f"{dialect} dialect, with zero region, producing single result"
        )
    return_class = parser.ctx.get_op(f"{dialect}.return")
    scalar = _scalar(element_of(operand_type))
    block = Block(arg_types=[scalar, scalar])
    for argument in block.args:
        argument.location = location
    inner = op_class.create(operands=block.args, result_types=[scalar], location=location)
    block.add_ops([inner, return_class.create(operands=inner.results, location=location)])
    return Region(block)


@lru_cache
def _scalar(element: Attribute) -> Attribute:
    return TensorType(element, ())


def print_reduce(printer: Printer, op: Op, dimensions: Sequence[int], body: Region) -> None:
    """Everything after `stablehlo.reduce`."""
    count = len(op.operands) // 2
    for index in range(count):
        printer.print_string(", (" if index else "(")
        printer.print_ssa_value(op.operands[index])
        printer.print_string(" init: ")
        printer.print_ssa_value(op.operands[count + index])
        printer.print_string(")")
    inner = applied_op(op, body)
    if inner is not None:
        printer.print_string(f" applies {inner.name}")
    printer.print_string(f" across dimensions = {integers_text(dimensions)}")
    print_attributes(printer, op, _DIMENSIONS)
    printer.print_string(" : ")
    printer.print_function_type(op.operand_types, op.result_types)
    if inner is None:
        _print_reducer(printer, body, count)


def _print_reducer(printer: Printer, body: Region, count: int) -> None:
    printer.print_string("\n reducer")
    arguments = body.block.args
    for index in range(count):
        printer.print_string("(")
        printer.print_block_argument(arguments[index])
        printer.print_string(", ")
        printer.print_block_argument(arguments[count + index])
        printer.print_string(") ")
    printer.print_string(" ")
    printer.print_region(body, print_entry_block_args=False)


def applied_op(op: Op, body: Region) -> Operation | None:
    """The op that alone tells the region: commutative, scalar, of both arguments in order."""
    if len(body.blocks) != 1:
        return None
    ops = list(body.block.ops)
    if len(ops) != 2:
        return None
    inner, last = ops
    scalar = TensorType(element_of(op.operands[0]), ())
    fits = (
        inner.name.partition(".")[0] == op.name.partition(".")[0]
        and inner.has_trait(Commutative)
        and len(inner.results) == 1
        and not inner.regions
        and all(type_ == scalar for type_ in (*inner.operand_types, *inner.result_types))
        and tuple(inner.operands) == tuple(body.block.args)
        and tuple(last.operands) == tuple(inner.results)
    )
    return inner if fits else None
