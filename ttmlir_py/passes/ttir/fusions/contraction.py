"""Products with what comes before and after them."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttir.contraction import LinearOp, MatmulOp
from ttmlir_py.dialects.ttir.data_movement import BroadcastOp, PermuteOp, ReshapeOp
from ttmlir_py.dialects.ttir.elementwise_binary import AddOp
from ttmlir_py.passes.ttir.moves import reshape
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import Shape, broadcast_shapes, element_of, rank_of, shape_of


def matmul_and_bias_are_linear(op: Operation, rewriter: Rewriter) -> bool:
    """`matmul(a, b) + bias`, also with a reshape that leaves the bias's dimensions alone."""
    assert isinstance(op, AddOp)
    products = [_product(value) for value in op.operands]
    if (products[0] is None) == (products[1] is None):
        return False
    product, bias = (products[0], op.rhs) if products[0] is not None else (products[1], op.lhs)
    assert product is not None
    bias = _without_broadcast(bias, shape_of(product.result))
    if not _is_bias(bias, product.result, shape_of(op.result)):
        return False
    linear = LinearOp(
        product.a,
        product.b,
        bias,
        transpose_a=product.transpose_a,
        transpose_b=product.transpose_b,
        result_types=[product.result.type],
    )
    linear.attributes.update(product.attributes)
    (result,) = rewriter.insert_before(op, linear)
    if result.type == op.result.type:
        rewriter.replace(op, [result])
    else:
        rewriter.replace(op, reshape(result, shape_of(op.result)))
    return True


def transpose_as_flag(op: Operation, rewriter: Rewriter) -> bool:
    """A permutation that swaps the last two dimensions of an operand flips its flag."""
    assert isinstance(op, LinearOp | MatmulOp)
    changed = False
    for index, flag in enumerate(("transpose_a", "transpose_b")):
        transpose = op.operands[index].owner
        if isinstance(transpose, PermuteOp) and _swaps_last_two(transpose):
            op.operands[index] = transpose.input
            rewriter.modified(op)
            rewriter.modified(transpose)
            setattr(op, flag, not getattr(op, flag))
            changed = True
    return changed


def _product(value: SSAValue) -> MatmulOp | None:
    """The matmul that a value is, if nothing else uses it."""
    op = value.owner
    if isinstance(op, ReshapeOp) and value.has_one_use():
        op = op.input.owner
    if isinstance(op, MatmulOp) and op.result.has_one_use():
        return op
    return None


def _without_broadcast(bias: SSAValue, product: Shape) -> SSAValue:
    """A bias before broadcasts, and dimensions of one in front, that a product implies."""
    while True:
        match bias.owner:
            case BroadcastOp() as op if _broadcasts_to(op.input, product):
                bias = op.input
            case ReshapeOp() as op if _core(op.input) == _core(op.result):
                bias = op.input
            case _:
                return bias


def _core(value: SSAValue) -> Shape:
    """A shape from its first dimension that is not one."""
    shape = shape_of(value)
    start = next((i for i, size in enumerate(shape) if size != 1), len(shape))
    return shape[start:]


def _broadcasts_to(value: SSAValue, shape: Shape) -> bool:
    try:
        return broadcast_shapes(shape_of(value), shape) == shape
    except VerifyException:
        return False


def _is_bias(bias: SSAValue, product: SSAValue, result: Shape) -> bool:
    """Whether adding before a reshape to `result` is adding after it."""
    if element_of(bias) != element_of(product) or rank_of(bias) == 0:
        return False
    if not _broadcasts_to(bias, shape_of(product)):
        return False
    size = len(_core(bias))
    return shape_of(product)[len(shape_of(product)) - size :] == result[len(result) - size :] and (
        len(result) >= size
    )


def _swaps_last_two(op: PermuteOp) -> bool:
    rank = rank_of(op.input)
    return rank >= 2 and op.permutation == (*range(rank - 2), rank - 1, rank - 2)


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {AddOp: (matmul_and_bias_are_linear,)}
