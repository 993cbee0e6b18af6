"""`stablehlo-check-shape-assertions`: what a program asserts of its sizes holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import IntegerType, ModuleOp, Signedness, StringAttr, TensorType
from xdsl.ir import SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.stablehlo.simplify.matching import integers_of
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic, Severity
from ttmlir_py.syntax.locations import file_position

TARGET = "shape_assertion"
MESSAGE = "error_message"
_MOST_INPUTS = 32
_KNOWN = frozenset(
    ("api_version", "backend_config", "call_target_name", MESSAGE, "has_side_effect")
)
_SPECIFIER = re.compile(r"\{\{|\{\s*(\d+)[^}]*\}")


@dataclass(frozen=True)
class StablehloCheckShapeAssertionsPass(Pass):
    """No call of `@shape_assertion` is left: each held, or is not to be checked.

    An assertion that fails, or whose operand is no constant yet, is an error.
    """

    name = "stablehlo-check-shape-assertions"

    enable_shape_assertions: bool = True

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        errors: list[Diagnostic] = []
        for call in [each for each in op.walk() if isinstance(each, CustomCallOp)]:
            if call.call_target_name != TARGET:
                continue
            try:
                if self.enable_shape_assertions:
                    check(call)
            except VerifyException as error:
                place = file_position(call.location)
                errors.append(Diagnostic(Severity.ERROR, str(error), place))
                continue
            call.detach()
            call.erase()
        if errors:
            raise CompileError(errors)


def check(op: CustomCallOp) -> None:
    """Raise VerifyException unless an assertion is well formed and holds."""
    _verify(op)
    (held,) = _constant(op.operands[0], "assert_what (operand #0)")
    if held:
        return
    values = [
        _constant(value, f"error_message_input (operand #{index})")[0]
        for index, value in enumerate(op.operands[1:], 1)
    ]
    raise VerifyException(_formatted(_message(op), values))


def _constant(value: SSAValue, what: str) -> Sequence[int]:
    found = integers_of(value)
    if found is None:
        raise VerifyException(f"expects static {what}")
    return found


def _verify(op: CustomCallOp) -> None:
    if not 1 <= len(op.operands) <= 1 + _MOST_INPUTS:
        raise VerifyException(f"expects 1 <= size(operands) <= {1 + _MOST_INPUTS}")
    if op.results:
        raise VerifyException("expects size(results) = 0")
    defaults = {
        name for name, value in op.signature.defaults.items() if op.properties.get(name) == value
    }
    for name in (*op.attributes, *op.properties):
        if name not in _KNOWN | defaults:
            raise VerifyException(f'"{name}" is not a supported attribute')
    if op.backend_config not in (None, StringAttr("")):
        raise VerifyException("expects an empty backend_config")
    if not _is_scalar(op.operands[0], (1,)):
        raise VerifyException(
            "expects assert_what (operand #0) to be a constant of type tensor<i1>"
        )
    for index, value in enumerate(op.operands[1:], 1):
        if not _is_scalar(value, (32, 64)):
            raise VerifyException(
                f"expects error_message_input (operand #{index}) to be a constant of type "
                "tensor<i32> or tensor<i64>"
            )
    _verify_message(op)


def _verify_message(op: CustomCallOp) -> None:
    if MESSAGE not in op.attributes:
        raise VerifyException("expects an error_message attribute")
    count = len(op.operands) - 1
    for match in _SPECIFIER.finditer(_message(op)):
        if match[1] is not None and int(match[1]) >= count:
            raise VerifyException(
                "expects error_message to contain format specifiers with error_message_input "
                f"index less than {count}. Found specifier {match[0]}"
            )


def _is_scalar(value: SSAValue, widths: Sequence[int]) -> bool:
    type_ = value.type
    if not isinstance(type_, TensorType) or type_.get_shape():
        return False
    element = type_.element_type
    return (
        isinstance(element, IntegerType)
        and element.signedness.data is Signedness.SIGNLESS
        and element.width.data in widths
    )


def _message(op: CustomCallOp) -> str:
    message = op.attributes[MESSAGE]
    return message.data if isinstance(message, StringAttr) else str(message)


def _formatted(message: str, values: Sequence[int]) -> str:
    """The message with `{0}`, `{1}`, … replaced by values, and `{{` by a brace."""
    if not values:
        return message
    return _SPECIFIER.sub(lambda m: "{" if m[1] is None else str(values[int(m[1])]), message)
