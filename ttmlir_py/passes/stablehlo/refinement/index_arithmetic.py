"""Sizes computed outside StableHLO: ops of arith, shape and tensor on known numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from xdsl.dialects import arith, tensor
from xdsl.dialects.builtin import (
    DenseIntOrFPElementsAttr,
    IndexType,
    IntegerAttr,
    IntegerType,
    TensorType,
)
from xdsl.ir import Operation, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.shape.constraints import AssumingOp, CstrBroadcastableOp
from ttmlir_py.dialects.shape.extents import BroadcastOp, NumElementsOp, ShapeOfOp
from ttmlir_py.passes.stablehlo.refinement.functions import Functions
from ttmlir_py.passes.stablehlo.refinement.values import refine_values
from ttmlir_py.passes.stablehlo.simplify.constants import Table
from ttmlir_py.passes.stablehlo.simplify.matching import integers_of, is_static
from ttmlir_py.support.element_types import I1, bit_width
from ttmlir_py.support.rewriting import Rewriter
from ttmlir_py.support.shapes import broadcast_shapes, shape_of

DIALECTS = frozenset(("arith", "shape", "tensor"))
"""Dialects whose ops ask tensors for their sizes, whatever these are."""
Numbers = Sequence[int]


def numbers_of(value: SSAValue) -> Numbers | None:
    """The elements of an integer constant, a single number among them."""
    owner = value.owner
    if isinstance(owner, arith.ConstantOp) and isinstance(owner.value, IntegerAttr):
        return (owner.value.value.data,)
    return integers_of(value)


def compute(op: Operation, rewriter: Rewriter) -> bool:
    """What an op computes of known numbers and sizes is a constant."""
    found = RULES[type(op)](op)
    (result,) = op.results
    constant = None if found is None else _constant(result, found)
    if constant is None:
        return False
    rewriter.replace(op, constant)
    return True


def _constant(of: SSAValue, numbers: Numbers) -> Operation | None:
    type_ = of.type
    element = type_.element_type if isinstance(type_, TensorType) else type_
    if not isinstance(element, IndexType | IntegerType) or not _fits(numbers, element):
        return None
    if not isinstance(type_, TensorType):
        return arith.ConstantOp(IntegerAttr(numbers[0], element))
    shape = shape_of(of) if is_static(of) else (len(numbers),)
    static = TensorType(element, shape)
    return arith.ConstantOp(DenseIntOrFPElementsAttr.from_list(static, list(numbers)))


def _fits(numbers: Numbers, element: IndexType | IntegerType) -> bool:
    half = 1 << (bit_width(element) - 1)
    return all(-half <= number < (2 if element == I1 else half) for number in numbers)


def _together(function: Callable[..., int | None]) -> Callable[[Operation], Numbers | None]:
    """A function of one number of each operand, for all of them."""

    def rule(op: Operation) -> Numbers | None:
        operands = [numbers_of(value) for value in op.operands]
        known = [each for each in operands if each is not None]
        if len(known) != len(operands) or len({len(each) for each in known}) != 1:
            return None
        found = [function(*numbers) for numbers in zip(*known, strict=True)]
        return None if None in found else [number for number in found if number is not None]

    return rule


def _of_sizes(function: Callable[[int, int], int]) -> Callable[[Operation], Numbers | None]:
    """A function of two numbers that is told of sizes only, and divides by none of zero."""
    return _together(lambda x, y: function(x, y) if x >= 0 and y > 0 else None)


def _dim(op: tensor.DimOp) -> Numbers | None:
    index = numbers_of(op.index)
    if index is None or not isinstance(op.source.type, TensorType):
        return None
    sizes = shape_of(op.source)
    return [sizes[index[0]]] if 0 <= index[0] < len(sizes) and sizes[index[0]] >= 0 else None


def _extract(op: tensor.ExtractOp) -> Numbers | None:
    numbers = numbers_of(op.tensor)
    places = [numbers_of(value) for value in op.indices]
    if numbers is None or len(places) > 1 or any(place is None for place in places):
        return None
    place = places[0][0] if places and places[0] else 0
    return [numbers[place]] if 0 <= place < len(numbers) else None


def _elements(op: Operation) -> Numbers | None:
    found = [numbers_of(value) for value in op.operands]
    known = [each[0] for each in found if each is not None]
    return known if len(known) == len(found) else None


def _sizes(op: ShapeOfOp) -> Numbers | None:
    return shape_of(op.arg) if is_static(op.arg) else None


def _broadcast(op: BroadcastOp | CstrBroadcastableOp) -> Numbers | None:
    shapes = [numbers_of(value) for value in op.operands]
    known = [each for each in shapes if each is not None]
    if len(known) != len(shapes):
        return None
    try:
        return broadcast_shapes(*known)
    except VerifyException:
        return None


def _count(op: NumElementsOp) -> Numbers | None:
    sizes = numbers_of(op.shape)
    return None if sizes is None else [prod(sizes)]


def _index(op: arith.IndexCastOp) -> Numbers | None:
    is_bit = op.input.type == I1  # whose sign is the bit itself
    return None if is_bit else numbers_of(op.input)


def _select(op: arith.SelectOp) -> Numbers | None:
    condition = numbers_of(op.cond)
    if condition is None or len(condition) != 1:
        return None
    return numbers_of(op.lhs if condition[0] else op.rhs)


_COMPARISONS: Sequence[Callable[[int, int], int]] = (
    lambda x, y: x == y,
    lambda x, y: x != y,
    lambda x, y: x < y,
    lambda x, y: x <= y,
    lambda x, y: x > y,
    lambda x, y: x >= y,
)
"""By the number of the predicate."""


def _compare(op: arith.CmpiOp) -> Numbers | None:
    predicate = op.predicate.value.data
    if predicate < len(_COMPARISONS):
        return _together(_COMPARISONS[predicate])(op)
    return None  # unsigned comparisons


RULES: dict[type[Operation], Callable[[Any], Numbers | None]] = {
    BroadcastOp: _broadcast,
    NumElementsOp: _count,
    ShapeOfOp: _sizes,
    arith.AddiOp: _together(lambda x, y: x + y),
    arith.CeilDivSIOp: _of_sizes(lambda x, y: -(-x // y)),
    arith.CeilDivUIOp: _of_sizes(lambda x, y: -(-x // y)),
    arith.CmpiOp: _compare,
    arith.DivSIOp: _of_sizes(lambda x, y: x // y),
    arith.DivUIOp: _of_sizes(lambda x, y: x // y),
    arith.ExtSIOp: _together(lambda x: x),
    arith.FloorDivSIOp: _of_sizes(lambda x, y: x // y),
    arith.IndexCastOp: _index,
    arith.MaxSIOp: _together(max),
    arith.MinSIOp: _together(min),
    arith.MuliOp: _together(lambda x, y: x * y),
    arith.RemSIOp: _of_sizes(lambda x, y: x % y),
    arith.RemUIOp: _of_sizes(lambda x, y: x % y),
    arith.SelectOp: _select,
    arith.SubiOp: _together(lambda x, y: x - y),
    tensor.DimOp: _dim,
    tensor.ExtractOp: _extract,
    tensor.FromElementsOp: _elements,
}


def assume_what_holds(op: Operation, rewriter: Rewriter) -> bool:
    """A constraint that known sizes meet is gone, and what assumes it stands without it."""
    assert isinstance(op, CstrBroadcastableOp), f"{op.name}"
    if _broadcast(op) is None:
        return False
    users = [use.operation for use in op.result.uses]
    if not all(isinstance(user, AssumingOp) for user in users):
        return False
    for user in users:
        _inline(user, rewriter)
    rewriter.erase(op)
    return True


def _inline(op: Operation, rewriter: Rewriter) -> None:
    block = op.regions[0].block
    ending = block.last_op
    assert ending is not None, "shape.assuming yields"
    returned = list(ending.operands)
    rewriter.erase(ending)
    for inner in list(block.ops):
        inner.detach()
        assert op.parent is not None
        op.parent.insert_op_before(inner, op)
    rewriter.replace(op, returned)


def index_arithmetic(functions: Functions) -> Table:
    """The rewrites that compute sizes outside StableHLO."""

    def refine_assuming(op: AssumingOp, rewriter: Rewriter) -> bool:
        ending = op.body.block.last_op
        assert ending is not None, "shape.assuming yields"
        return refine_values(op.results, ending.operand_types, functions.dialects)

    computed: Table = dict.fromkeys(RULES, (compute,))
    return {
        **computed,
        AssumingOp: (refine_assuming,),
        CstrBroadcastableOp: (assume_what_holds,),
    }
