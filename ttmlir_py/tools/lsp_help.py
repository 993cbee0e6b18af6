"""An operation's documentation in Markdown, from what its class declares."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import getdoc

from xdsl.dialects.builtin import UnregisteredOp
from xdsl.ir import Operation

from ttmlir_py.support.fields import Arity, ValueField
from ttmlir_py.support.op import Op
from ttmlir_py.syntax.attribute_text import attribute_text

_ARITIES = {Arity.ONE: "", Arity.OPTIONAL: "optional ", Arity.VARIADIC: "variadic of "}


def operation_help(op_type: type[Operation], op: Operation | None = None) -> str:
    """What an operation is, what it takes and gives; with the types of one of them."""
    if issubclass(op_type, UnregisteredOp):
        return "An operation of a dialect that is not registered."
    parts = [f"**{op_type.name}**", getdoc(op_type) or ""]
    if issubclass(op_type, Op):
        parts += _declared(op_type)
    if op is not None:
        operands = ", ".join(map(attribute_text, op.operand_types))
        results = ", ".join(map(attribute_text, op.result_types))
        parts.append(f"```mlir\n({operands}) -> ({results})\n```")
    return "\n\n".join(part for part in parts if part)


def _declared(op_type: type[Op]) -> Iterator[str]:
    signature = op_type.signature
    for title, fields in (("Operands", signature.operands), ("Results", signature.results)):
        if fields:
            yield "\n".join([f"{title}:", *map(_value_line, fields)])
    if signature.properties:
        lines = [
            f"- `{name}`: {'optional ' if field.optional else ''}{field.kind.summary}"
            for name, field in signature.properties.items()
        ]
        yield "\n".join(["Properties:", *lines])


def _value_line(field: ValueField) -> str:
    return f"- `{field.name.rstrip('_')}`: {_ARITIES[field.arity]}{field.constraint.summary}"
