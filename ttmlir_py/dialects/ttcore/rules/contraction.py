"""Shapes of matrix products."""

from __future__ import annotations

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.base import Sizes, given_shape, require, result_tensor
from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import DYNAMIC, Shape, broadcast_shapes, shape_of


def product_result(
    op: Op, a: SSAValue, b: SSAValue, bias: SSAValue | None, transpose_a: bool, transpose_b: bool
) -> TensorType[Attribute]:
    """`a @ b + bias` with NumPy's rules; a product of vectors is a tensor of one element."""
    shape = product_shape(shape_of(a), shape_of(b), transpose_a, transpose_b)
    if bias is not None:
        shape = _with_bias(shape, shape_of(bias))
    actual = given_shape(op)
    if actual is not None:
        _compare(shape, actual)
    return result_tensor(op, shape or (1,), a)


def product_shape(a: Shape, b: Shape, transpose_a: bool, transpose_b: bool) -> Shape:
    """The shape of a matrix product: vectors count as a row on the left, a column on the right."""
    require(len(a) >= 1, "Input A must be at least a 1D tensor")
    require(len(b) >= 1, "Input B must be at least a 1D tensor")
    rows = _as_matrix(a, transpose_a, (1, *a))
    columns = _as_matrix(b, transpose_b, (*b, 1))
    inner = rows[-1], columns[-2]
    if inner[0] != inner[1] and DYNAMIC not in inner:
        raise VerifyException(
            f"Input A[-1]({inner[0]}) and B[-2]({inner[1]}) must have matching inner dimensions"
        )
    kept = (rows[-2:-1] if len(a) > 1 else ()) + (columns[-1:] if len(b) > 1 else ())
    return _batch(rows[:-2], columns[:-2]) + kept


def _as_matrix(shape: Shape, transpose: bool, vector: Shape) -> Shape:
    if len(shape) == 1:
        return vector
    return (*shape[:-2], shape[-1], shape[-2]) if transpose else shape


def _batch(a: Shape, b: Shape) -> Shape:
    try:
        return broadcast_shapes(a, b)
    except VerifyException:
        raise VerifyException(
            f"Batch dimensions of input A({Sizes(a):,}) and B({Sizes(b):,}) "
            "are not broadcast compatible"
        ) from None


def _with_bias(shape: Shape, bias: Shape) -> Shape:
    require(len(bias) >= 1, "Bias must be at least a 1D tensor")
    try:
        return broadcast_shapes(shape, bias)
    except VerifyException:
        raise VerifyException(
            f"Bias shape({Sizes(bias):,}) is not broadcast compatible with the matmul output "
            f"shape({Sizes(shape):,})"
        ) from None


def _compare(expected: Shape, actual: Shape) -> None:
    if not expected:
        require(
            len(actual) >= 1,
            "Scalar output is not supported, output must be at least a 1D tensor",
        )
        require(actual == (1,), "Scalar output must be a 1D tensor of size 1")
        return
    require(
        len(actual) == len(expected),
        f"Output shape rank({len(actual)}) must match the expected output shape "
        f"rank({len(expected)})",
    )
    for i, (got, want) in enumerate(zip(actual, expected, strict=True)):
        require(
            got == want or DYNAMIC in (got, want),
            f"Output shape dimension[{i}]({got}) doesn't match the expected output shape "
            f"dimension[{i}]({want})",
        )


def dot_general_shape(
    lhs: Shape, rhs: Shape, batch: tuple[Shape, Shape], contract: tuple[Shape, Shape]
) -> Shape:
    """Batch dimensions, then what is left of the left side, then of the right."""
    for kind, (left, right) in (("batching", batch), ("contracting", contract)):
        require(
            len(left) == len(right),
            f"number of {kind} dimensions must be equal, got {len(left)} and {len(right)}",
        )
        for i, j in zip(left, right, strict=True):
            require(
                0 <= i < len(lhs) and 0 <= j < len(rhs),
                f"{kind} dimensions ({i}, {j}) are out of range",
            )
            require(
                lhs[i] == rhs[j] or DYNAMIC in (lhs[i], rhs[j]),
                f"{kind} dimension sizes must be equal, got {lhs[i]} and {rhs[j]}",
            )
    kept = [
        tuple(size for i, size in enumerate(shape) if i not in (*batch[side], *contract[side]))
        for side, shape in enumerate((lhs, rhs))
    ]
    return tuple(lhs[i] for i in batch[0]) + kept[0] + kept[1]
