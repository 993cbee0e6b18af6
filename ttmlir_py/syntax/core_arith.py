"""Operations of arith on two values of one type, in MLIR's form and with its messages."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from xdsl.dialects.builtin import IndexType, IntegerType, Signedness
from xdsl.ir import Attribute, Operation
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.syntax.attribute_text import attribute_text
from ttmlir_py.syntax.float_text import is_float

if TYPE_CHECKING:
    from xdsl.dialects.arith import FastMathFlagsAttr, IntegerOverflowAttr

    from ttmlir_py.syntax.operation_parser import OperationParser
    from ttmlir_py.syntax.printer import Printer

_WITH_OVERFLOW = frozenset(("addi", "muli", "shli", "subi"))
_INTEGER = [
    "addi",
    "andi",
    "ceildivsi",
    "ceildivui",
    "divsi",
    "divui",
    "floordivsi",
    "maxsi",
    "maxui",
    "minsi",
    "minui",
    "muli",
    "ori",
    "remsi",
    "remui",
    "shli",
    "shrsi",
    "shrui",
    "subi",
    "xori",
]
_FLOAT = ["addf", "divf", "maximumf", "maxnumf", "minimumf", "minnumf", "mulf", "remf", "subf"]
_FLAGS = {"overflow": "overflowFlags", "fastmath": "fastmath"}


def _parse(parser: OperationParser, mnemonic: str, flag: str) -> Operation:
    """`%a, %b overflow<nsw> : i32`."""
    lhs = parser.parse_unresolved_operand()
    parser.parse_punctuation(",")
    rhs = parser.parse_unresolved_operand()
    properties: dict[str, Attribute] = {}
    if flag:
        properties[_FLAGS[flag]] = _parse_flags(parser, flag)
    attributes = parser.parse_optional_attr_dict()
    parser.parse_punctuation(":")
    type_ = parser.parse_type()
    op_type = parser.ctx.get_optional_op(f"arith.{mnemonic}")
    assert op_type is not None, mnemonic
    return op_type.create(
        operands=[parser.resolve_operand(operand, type_) for operand in (lhs, rhs)],
        result_types=[type_],
        properties=properties,
        attributes=attributes,
    )


def _parse_flags(parser: OperationParser, flag: str) -> Attribute:
    # Not every program has arithmetic of its own.
    from xdsl.dialects.arith import FastMathFlagsAttr, IntegerOverflowAttr

    is_given = parser.parse_optional_keyword(flag) is not None
    if flag == "overflow":
        return IntegerOverflowAttr(
            IntegerOverflowAttr.parse_parameter(parser) if is_given else "none"
        )
    return FastMathFlagsAttr(FastMathFlagsAttr.parse_parameter(parser) if is_given else "none")


def _print(op: Operation, printer: Printer, flag: str) -> None:
    printer.print_string(" ")
    printer.print_list(op.operands, printer.print_ssa_value)
    attribute = op.properties.get(_FLAGS[flag]) if flag else None
    if attribute is not None and (text := flags_text(attribute)) != "none":
        printer.print_string(f" {flag}<{text}>")
    printer.print_op_attributes(op.attributes)
    printer.print_string(" : ")
    printer.print_attribute(op.results[0].type)


def flags_text(attribute: Attribute) -> str:
    """What stands between the angle brackets; only overflow's flags are set apart by spaces."""
    flags = cast("FastMathFlagsAttr | IntegerOverflowAttr", attribute)
    known = [*type(next(iter(flags.data)))] if flags.data else []
    names = [flag.value for flag in known if flag in flags.data]
    if attribute.name == "arith.overflow":
        return ", ".join(names) or "none"
    return "fast" if names and len(names) == len(known) else ",".join(names) or "none"


def _verify(op: Operation, is_float_op: bool) -> None:
    for kind, wanted, values in (("operand", 2, op.operands), ("result", 1, op.results)):
        if len(values) != wanted:
            plural = "s" if wanted > 1 else ""
            raise VerifyException(f"expected {wanted} {kind}{plural}, but found {len(values)}")
    for kind, values in (("operand", op.operands), ("result", op.results)):
        for index, value in enumerate(values):
            element = getattr(value.type, "element_type", value.type)
            fits = is_float(element) if is_float_op else _is_integer(element)
            if not fits:
                raise VerifyException(
                    f"{kind} #{index} must be {_KINDS[is_float_op]}, but got "
                    f"'{attribute_text(value.type)}'"
                )
    if len({value.type for value in (*op.operands, *op.results)}) > 1:
        raise VerifyException("requires the same type for all operands and results")


def _is_integer(type_: Attribute) -> bool:
    if isinstance(type_, IndexType):
        return True
    return isinstance(type_, IntegerType) and type_.signedness.data is Signedness.SIGNLESS


_KINDS = ("signless-non-zero-bitwidth-integer-like", "floating-point-like")
_FLAG_OF = {
    **{name: "overflow" if name in _WITH_OVERFLOW else "" for name in _INTEGER},
    **dict.fromkeys(_FLOAT, "fastmath"),
}
ARITH_PARSERS: dict[str, Callable[[OperationParser], Operation]] = {
    f"arith.{name}": partial(_parse, mnemonic=name, flag=flag) for name, flag in _FLAG_OF.items()
}
ARITH_PRINTERS: dict[str, Callable[[Operation, Printer], None]] = {
    f"arith.{name}": partial(_print, flag=flag) for name, flag in _FLAG_OF.items()
}
ARITH_VERIFIERS: dict[str, Callable[[Operation], None]] = {
    f"arith.{name}": partial(_verify, is_float_op=name in _FLOAT) for name in _FLAG_OF
}
