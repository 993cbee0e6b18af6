"""Rules of xDSL's core operations, in MLIR's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from xdsl.dialects.builtin import FunctionType, StringAttr, SymbolRefAttr, TensorType
from xdsl.ir import Operation, SSAValue
from xdsl.traits import SymbolTable
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.syntax.attribute_text import attribute_text
from ttmlir_py.syntax.core_arith import ARITH_VERIFIERS

_COUNT = re.compile(r"Expected (\d+) (operand|result|region)s?, but got (\d+)")
_PASSED = {"cf.br": ("arguments",), "cf.cond_br": ("then_arguments", "else_arguments")}


def _verify_return(op: Operation) -> None:
    function = op.parent_op()
    if function is None or function.name != "func.func":
        raise VerifyException("expects parent op 'func.func'")
    type_, name = function.properties["function_type"], function.properties["sym_name"]
    assert isinstance(type_, FunctionType)
    assert isinstance(name, StringAttr)
    outputs = type_.outputs.data
    if len(op.operands) != len(outputs):
        raise VerifyException(
            f"has {len(op.operands)} operands, but enclosing function (@{name.data}) "
            f"returns {len(outputs)}"
        )
    for index, (operand, output) in enumerate(zip(op.operands, outputs, strict=True)):
        if operand.type != output:
            raise BareVerifyException(
                f"type of return operand {index} ('{attribute_text(operand.type)}') doesn't "
                f"match function result type ('{attribute_text(output)}') in function "
                f"@{name.data}"
            )


def _verify_call(op: Operation) -> None:
    callee = op.properties.get("callee")
    if not isinstance(callee, SymbolRefAttr):
        raise VerifyException("requires attribute 'callee'")
    function = SymbolTable.lookup_symbol(op, callee)
    if function is None or function.name != "func.func":
        raise VerifyException(f"'{callee.string_value()}' does not reference a valid function")
    type_ = function.properties["function_type"]
    assert isinstance(type_, FunctionType)
    if len(type_.inputs.data) != len(op.operands):
        raise VerifyException("incorrect number of operands for callee")
    for index, (wanted, operand) in enumerate(zip(type_.inputs.data, op.operands, strict=True)):
        if wanted != operand.type:
            raise VerifyException(
                f"operand type mismatch: expected operand type '{attribute_text(wanted)}', but "
                f"provided '{attribute_text(operand.type)}' for operand number {index}"
            )
    if len(type_.outputs.data) != len(op.results):
        raise VerifyException("incorrect number of results for callee")
    for index, (wanted, result) in enumerate(zip(type_.outputs.data, op.results, strict=True)):
        if wanted != result.type:
            raise VerifyException(f"result type mismatch at index {index}")


def _verify_function(op: Operation) -> None:
    type_ = op.properties.get("function_type")
    entry = op.regions[0].first_block
    if not isinstance(type_, FunctionType):
        raise VerifyException("requires attribute 'function_type'")
    if entry is None:
        if "sym_visibility" not in op.properties:
            raise VerifyException("symbol declaration cannot have public visibility")
        return
    inputs = type_.inputs.data
    if len(entry.args) != len(inputs):
        raise VerifyException(
            f"entry block must have {len(inputs)} arguments to match function signature"
        )
    for index, (argument, wanted) in enumerate(zip(entry.args, inputs, strict=True)):
        if argument.type != wanted:
            raise VerifyException(
                f"type of entry block argument #{index}('{attribute_text(argument.type)}') must "
                "match the type of the corresponding argument in function signature("
                f"'{attribute_text(wanted)}')"
            )


def _verify_module(op: Operation) -> None:
    for name in sorted(op.attributes):
        if "." not in name:
            raise VerifyException(
                f"can only contain attributes with dialect-prefixed names, found: '{name}'"
            )


class BareVerifyException(VerifyException):
    """An error that MLIR words without naming the operation first."""


def _verify_index_cast(op: Operation) -> None:
    """As MLIR's, also for tensors, which xDSL does not take."""
    shapes = [
        type_.get_shape() if isinstance(type_, TensorType) else None
        for type_ in (*op.operand_types, *op.result_types)
    ]
    if len(shapes) != 2 or shapes[0] != shapes[1]:
        raise VerifyException("requires the same shape for all operands and results")


def _verify_branch(op: Operation) -> None:
    """That what is passed to blocks fits their arguments."""
    verify_core(op)
    for number, block in enumerate(op.successors):
        values: Sequence[SSAValue] = getattr(op, _PASSED[op.name][number])
        if len(values) != len(block.args):
            raise BareVerifyException(
                f"branch has {len(values)} operands for successor #{number}, but target block has "
                f"{len(block.args)}"
            )
        for index, (value, argument) in enumerate(zip(values, block.args, strict=True)):
            if value.type != argument.type:
                raise BareVerifyException(
                    f"type mismatch for bb argument #{index} of successor #{number}"
                )


def verify_core(op: Operation) -> None:
    """xDSL's own check of an operation that it defines, in MLIR's words."""
    try:
        op.verify_()
    except VerifyException as error:
        if not (match := _COUNT.search(str(error))):
            raise
        count, what, found = match.groups()
        plural = "" if count == "1" else "s"
        raise VerifyException(f"expected {count} {what}{plural}, but found {found}") from None


CORE_VERIFIERS: dict[str, Callable[[Operation], None]] = {
    **ARITH_VERIFIERS,
    "arith.index_cast": _verify_index_cast,
    "builtin.module": _verify_module,
    "cf.br": _verify_branch,
    "cf.cond_br": _verify_branch,
    "func.call": _verify_call,
    "func.func": _verify_function,
    "func.return": _verify_return,
}
"""Checks in place of xDSL's own."""
