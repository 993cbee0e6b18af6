"""Kernels written in tt-lang, which the compiler does not look into."""

from __future__ import annotations

from typing import Self

from xdsl.parser import Parser
from xdsl.printer import Printer

from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.support.fields import prop, variadic_operand, variadic_result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import STRING


class TtLangBaseOp(Op):
    """A kernel written in tt-lang; the last operands are where it writes its results."""

    inputs = variadic_operand()
    kernel_id = prop(STRING)
    version_tag = prop(STRING)
    arg_roles = prop(STRING)
    shard_spec = prop(STRING, "")
    outputs = variadic_result()

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        unresolved = parser.parse_comma_separated_list(
            parser.Delimiter.PAREN, parser.parse_unresolved_operand
        )
        attributes = parser.parse_optional_attr_dict()
        parser.parse_punctuation(":")
        type_ = parser.parse_function_type()
        operands = parser.resolve_operands(unresolved, type_.inputs.data, parser.pos)
        return cls.create(operands=operands, result_types=type_.outputs.data, attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string("(")
        printer.print_list(self.inputs, printer.print_operand)
        printer.print_string(")")
        inherent = {
            k: v for k, v in self.properties.items() if k != "shard_spec" or self.shard_spec
        }
        printer.print_op_attributes({**inherent, **self.attributes})
        printer.print_string(" : (")
        printer.print_list(self.inputs, lambda value: printer.print_attribute(value.type))
        printer.print_string(") -> (")
        printer.print_list(self.outputs, lambda value: printer.print_attribute(value.type))
        printer.print_string(")")

    def verify_extra(self) -> None:
        require(bool(self.inputs), "requires at least one operand")
        roles = [role.strip() for role in self.arg_roles.split(",")]
        require(
            len(roles) == len(self.inputs),
            f"`arg_roles` token count ({len(roles)}) must match number of inputs "
            f"({len(self.inputs)}).",
        )
        for role in roles:
            require(
                role in ("in", "out"),
                f'`arg_roles` token must be "in" or "out", got: "{role}".',
            )
        require(
            roles == sorted(roles),
            '`arg_roles` must list all "in" operands before any "out" operand '
            "(destination-passing-style ordering).",
        )
        count = roles.count("out")
        require(
            count == len(self.results),
            f'number of "out" tokens ({count}) must match number of results ({len(self.results)}).',
        )
        require(bool(self.kernel_id), "`kernel_id` must not be empty")
        require(bool(self.version_tag), "`version_tag` must not be empty")
