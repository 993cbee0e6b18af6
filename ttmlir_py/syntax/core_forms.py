"""Custom forms of xDSL's core operations that it does not have, or writes differently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from xdsl.dialects.builtin import DenseArrayBase, DenseIntElementsAttr, IntegerType
from xdsl.ir import Attribute, Block, Operation, Region, SSAValue
from xdsl.parser import UnresolvedOperand
from xdsl.traits import IsTerminator

if TYPE_CHECKING:
    from xdsl.dialects.cf import SwitchOp

    from ttmlir_py.syntax.operation_parser import OperationParser
    from ttmlir_py.syntax.printer import Printer


def parse_memref_cast(parser: OperationParser) -> Operation:
    """`%m : memref<4xf32> to memref<?xf32>`."""
    # Few programs cast buffers.
    from xdsl.dialects.memref import CastOp

    return _parse_cast(parser, CastOp)


def parse_index_cast(parser: OperationParser) -> Operation:
    """`%i : tensor<2xindex> to tensor<2xi64>`; xDSL's form has no tensors."""
    # Few programs compute with indices.
    from xdsl.dialects.arith import IndexCastOp

    return _parse_cast(parser, IndexCastOp)


def _parse_cast(parser: OperationParser, cls: type[Operation]) -> Operation:
    source = parser.parse_unresolved_operand()
    attributes = parser.parse_optional_attr_dict()
    source_type, result_type = _parse_types(parser)
    operand = parser.resolve_operand(source, source_type)
    return cls.create(operands=[operand], result_types=[result_type], attributes=attributes)


def parse_memref_copy(parser: OperationParser) -> Operation:
    """`%m, %n : memref<4xf32> to memref<4xf32>`."""
    # Few programs copy buffers.
    from xdsl.dialects.memref import CopyOp

    source = parser.parse_unresolved_operand()
    parser.parse_punctuation(",")
    target = parser.parse_unresolved_operand()
    attributes = parser.parse_optional_attr_dict()
    types = _parse_types(parser)
    operands = map(parser.resolve_operand, (source, target), types)
    return CopyOp.create(operands=[*operands], attributes=attributes)


def parse_if(parser: OperationParser) -> Operation:
    """`%c -> (i32) {...} else {...}`; one type needs no parentheses."""
    # Few programs branch.
    from xdsl.dialects.builtin import i1
    from xdsl.dialects.scf import IfOp, YieldOp

    condition = parser.resolve_operand(parser.parse_unresolved_operand(), i1)
    types: Sequence[Attribute] = ()
    if parser.parse_optional_punctuation("->") is not None:
        types = parser.parse_optional_comma_separated_list(
            parser.Delimiter.PAREN, parser.parse_type
        ) or [parser.parse_type()]
    regions = [parser.parse_region()]
    if parser.parse_optional_keyword("else"):
        regions.append(parser.parse_region())
    for region in regions:
        if region.first_block is None:
            region.add_block(Block())
        if region.last_block and not _may_end(region.last_block.last_op):
            region.last_block.add_op(YieldOp())
    regions += [Region()] * (2 - len(regions))
    return IfOp.create(
        operands=[condition],
        result_types=types,
        attributes=parser.parse_optional_attr_dict(),
        regions=regions,
    )


def _may_end(op: Operation | None) -> bool:
    return op is not None and op.has_trait(IsTerminator, value_if_unregistered=True)


def parse_return(parser: OperationParser) -> Operation:
    """`return {c} %a, %b : i32, f32`."""
    # Not every program returns.
    from xdsl.dialects.func import ReturnOp

    attributes = parser.parse_optional_attr_dict()
    start = parser.pos
    uses: list[UnresolvedOperand] = []
    if (use := parser.parse_optional_unresolved_operand()) is not None:
        uses.append(use)
        while parser.parse_optional_punctuation(",") is not None:
            uses.append(parser.parse_unresolved_operand())
    types: list[Attribute] = []
    if uses:
        parser.parse_punctuation(":")
        types = parser.parse_comma_separated_list(parser.Delimiter.NONE, parser.parse_type)
    if len(uses) != len(types):
        parser.raise_error(
            f"number of operands and types do not match: got {len(uses)} operands and "
            f"{len(types)} types",
            start,
        )
    operands = list(map(parser.resolve_operand, uses, types))
    return ReturnOp.create(operands=operands, attributes=attributes)


def _parse_types(parser: OperationParser) -> tuple[Attribute, Attribute]:
    parser.parse_punctuation(":")
    first = parser.parse_type()
    parser.parse_keyword("to")
    return first, parser.parse_type()


def print_from_to(op: Operation, printer: Printer) -> None:
    """Operands, then the first type and the last, be it of an operand or of a result."""
    printer.print_string(" ")
    printer.print_list(op.operands, printer.print_ssa_value)
    printer.print_op_attributes(op.attributes)
    printer.print_string(" : ")
    printer.print_attribute(op.operands[0].type)
    printer.print_string(" to ")
    printer.print_attribute((*op.operands, *op.results)[-1].type)


def print_execute_region(op: Operation, printer: Printer) -> None:
    """`-> i32 {`, a single type without parentheses."""
    if op.results:
        printer.print_string(" -> ")
        is_single = len(op.results) == 1
        printer.print_string("" if is_single else "(")
        printer.print_list(op.result_types, printer.print_attribute)
        printer.print_string("" if is_single else ")")
    printer.print_string(" ")
    printer.print_region(op.regions[0], print_empty_block=False)
    printer.print_op_attributes(op.attributes)


def print_switch(op: Operation, printer: Printer) -> None:
    """`%flag : i32, [` and a line for each case."""
    switch = cast("SwitchOp", op)
    printer.print_string(" ")
    printer.print_ssa_value(switch.flag)
    printer.print_string(" : ")
    printer.print_attribute(switch.flag.type)
    printer.print_string(", [\n  default: ")
    _print_case(printer, switch.default_block, tuple(switch.default_operands))
    values = switch.case_values
    segments = cast("DenseArrayBase[IntegerType]", switch.case_operand_segments).get_values()
    operands = iter(switch.case_operands)
    labels = () if values is None else _unsigned(values)
    for label, block, size in zip(labels, switch.case_blocks, segments, strict=True):
        printer.print_string(f",\n  {label}: ")
        _print_case(printer, block, tuple(next(operands) for _ in range(size)))
    printer.print_string("\n]" if labels else "]")
    printer.print_op_attributes(op.attributes)


def _unsigned(values: DenseIntElementsAttr) -> list[int]:
    element = values.get_element_type()
    width = element.bitwidth if isinstance(element, IntegerType) else 64
    return [value & ((1 << width) - 1) for value in values.get_values()]


def _print_case(printer: Printer, block: Block, operands: tuple[SSAValue, ...]) -> None:
    printer.print_block_name(block)
    if not operands:
        return
    printer.print_string("(")
    printer.print_list(operands, printer.print_ssa_value)
    printer.print_string(" : ")
    printer.print_list([operand.type for operand in operands], printer.print_attribute)
    printer.print_string(")")
