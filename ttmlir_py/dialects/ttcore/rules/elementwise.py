"""Shapes of elementwise ops."""

from __future__ import annotations

from xdsl.dialects.builtin import IntegerType, TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.base import Sizes, require, result_tensor
from ttmlir_py.support.element_types import bit_width, is_float, is_integer
from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import Shape, broadcast_shapes, element_of, rank_of, shape_of


def broadcast_result(op: Op, like: SSAValue) -> TensorType[Attribute]:
    """All operands broadcast against each other; the element type is the program's choice."""
    return result_tensor(
        op,
        _broadcast_operands(op),
        like,
        mismatch="result shape ({actual}) doesn't match expected shape after broadcasting "
        "({expected})",
    )


def _broadcast_operands(op: Op) -> Shape:
    shape: Shape = ()
    for operand in op.operands:
        one = shape_of(operand)
        if one == shape:
            continue
        try:
            shape = broadcast_shapes(shape, one)
        except VerifyException:
            raise VerifyException(
                f"operand shape ({Sizes(one)}) is not broadcast compatible with "
                f"inferred operand shapes ({Sizes(shape)})"
            ) from None
    return shape


def verify_shift(op: Op) -> None:
    """Shifts are of integers."""
    lhs, rhs = op.operands
    for name, value in (("Left operand", lhs), ("Right operand", rhs), ("Output", op.results[0])):
        element = element_of(value)
        if not isinstance(element, IntegerType):
            raise VerifyException(f"{name} element type must be integer, but got '{element}'")


def verify_bitcast(source: SSAValue, target: SSAValue) -> None:
    """Bits are read again as elements of the same width."""
    elements = element_of(source), element_of(target)
    for name, element in zip(("Input", "Output"), elements, strict=True):
        require(
            is_float(element) or is_integer(element),
            f"{name} tensor type must be an integer or floating point type",
        )
    require(
        bit_width(elements[0]) == bit_width(elements[1]),
        "Input and output tensor element types must have the same bit width",
    )


def verify_gelu_gradient(lhs: SSAValue, rhs: SSAValue, approximate: str) -> None:
    """Gradients of GELU, exact or by tanh, for tensors of rank 2 to 4."""
    require(
        approximate in ("none", "tanh"),
        f"approximate attribute must be either 'none' or 'tanh', but got '{approximate}'",
    )
    ranks = rank_of(lhs), rank_of(rhs)
    for name, rank in zip(("gradient tensor (lhs)", "input tensor (rhs)"), ranks, strict=True):
        require(2 <= rank <= 4, f"{name} must have rank 2, 3, or 4, but got rank {rank}")
    require(
        ranks[0] == ranks[1],
        "gradient tensor (lhs) and input tensor (rhs) must have the same rank, "
        f"but got lhs rank {ranks[0]} and rhs rank {ranks[1]}",
    )


def clamp_result(op: Op, value: SSAValue) -> TensorType[Attribute]:
    """The shape of the input."""
    mismatch = "input and output must have same shape."
    return result_tensor(op, shape_of(value), value, mismatch=mismatch)


def verify_clamp_bounds(low: SSAValue, high: SSAValue, output: SSAValue) -> None:
    """Bounds broadcast to the result."""
    for name, bound in (("Min", low), ("Max", high)):
        try:
            broadcast_shapes(shape_of(bound), shape_of(output))
        except VerifyException:
            raise VerifyException(
                f"{name} attribute shape ({Sizes(shape_of(bound)):,}) cannot be broadcasted to "
                f"output shape ({Sizes(shape_of(output)):,})."
            ) from None
