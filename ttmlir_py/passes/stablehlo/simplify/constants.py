"""Constants computed: elementwise ops, moves, selections of known elements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isfinite, isnan, prod

from xdsl.dialects.builtin import ComplexType, IntegerType, Signedness, TensorType
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.chlo.elementwise_unary import ErfOp
from ttmlir_py.dialects.stablehlo import elementwise_binary as binary
from ttmlir_py.dialects.stablehlo import elementwise_unary as unary
from ttmlir_py.dialects.stablehlo.attributes import ComparisonType
from ttmlir_py.dialects.stablehlo.creation import ConstantOp, IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import (
    BroadcastInDimOp,
    ConcatenateOp,
    ReshapeOp,
    ReverseOp,
    SliceOp,
    TransposeOp,
)
from ttmlir_py.dialects.stablehlo.dynamic import SetDimensionSizeOp
from ttmlir_py.dialects.stablehlo.indexing import DynamicSliceOp
from ttmlir_py.passes.stablehlo.simplify.evaluation import (
    Elements,
    evaluate,
    retyped,
    scalar_type,
    spread,
)
from ttmlir_py.passes.stablehlo.simplify.matching import (
    elements_of,
    integers_of,
    is_static,
    typed,
)
from ttmlir_py.passes.ttir.dense_values import is_splat, values_of
from ttmlir_py.support.element_types import is_boolean, is_float, is_unsigned
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of, shape_of, size_of


@dataclass(frozen=True)
class FoldOptions:
    """How far constants are computed."""

    fold_op_element_limit: int
    optimize_float: bool = True
    assume_no_undeclared_side_effects: bool = False

    def allows(self, value: SSAValue) -> bool:
        """Whether elements of this type are computed: integers, and floats if wanted."""
        element = element_of(value)
        return isinstance(element, IntegerType) or (self.optimize_float and is_float(element))


def constants_of(op: Operation) -> list[Elements] | None:
    """The elements of all operands, if all are constants."""
    found: list[Elements] = []
    for operand in op.operands:
        elements = elements_of(operand)
        if elements is None:
            return None
        found.append(elements)
    return found


def put(op: Operation, elements: Elements, rewriter: Rewriter) -> bool:
    """Put a constant in the place of an op; always true."""
    rewriter.replace(op, ConstantOp(value=elements))
    return True


def elementwise(options: FoldOptions) -> Pattern:
    """The values of a function of constants; once where each is one number."""

    def fold(op: Operation, rewriter: Rewriter) -> bool:
        (result,) = op.results
        operands = constants_of(op)
        if operands is None or not is_static(result) or not options.allows(result):
            return False
        if isinstance(op, unary.ConvertOp) and not options.allows(op.operand):
            return False
        if not _is_defined(op, operands):
            return False
        operands = _as_compared(op, operands)
        if all(len(elements) and is_splat(elements) for elements in operands):
            singles = [spread(elements, scalar_type(elements.type)) for elements in operands]
            found = evaluate(op, singles, [scalar_type(result.type)])
            return found is not None and put(op, spread(found[0], result.type), rewriter)
        if size_of(result) > options.fold_op_element_limit:
            return False
        found = evaluate(op, operands, [result.type])
        return found is not None and put(op, found[0], rewriter)

    return fold


def _as_compared(op: Operation, operands: list[Elements]) -> list[Elements]:
    """Signless integers that are compared as unsigned ones are given as such."""
    unsigned = isinstance(op, binary.CompareOp) and op.compare_type is ComparisonType.UNSIGNED
    element = operands[0].get_element_type()
    if not unsigned or not isinstance(element, IntegerType) or is_boolean(element):
        return operands
    target = IntegerType(element.width.data, Signedness.UNSIGNED)
    return [retyped(each, TensorType(target, each.get_shape())) for each in operands]


def _is_defined(op: Operation, operands: Sequence[Elements]) -> bool:
    """Not for divisions by zero, and conversions that integers cannot hold."""
    if isinstance(op, binary.DivideOp | binary.RemainderOp):
        is_integer = isinstance(element_of(op.result), IntegerType)
        return not (is_integer and 0 in values_of(operands[1]))
    if isinstance(op, unary.ConvertOp):
        return _converts(op, operands[0])
    if any(isinstance(element_of(value), ComplexType) for value in op.operands):
        return False
    inside = DOMAINS.get(type(op))
    return inside is None or all(map(inside, values_of(operands[0])))


DOMAINS: Mapping[type[Operation], Callable[[float], bool]] = {
    unary.LogOp: lambda x: x > 0,
    unary.RsqrtOp: lambda x: x > 0,
    unary.SignOp: lambda x: not isnan(x),
    unary.SqrtOp: lambda x: x >= 0,
}
"""Where functions are computed; elsewhere the op is left to the target."""


def _converts(op: unary.ConvertOp, operand: Elements) -> bool:
    source, target = element_of(op.operand), element_of(op.result)
    if isinstance(source, ComplexType):
        return False
    if not is_float(source) or not isinstance(target, IntegerType) or is_boolean(target):
        return True
    width = target.width.data
    low = 0 if is_unsigned(target) else -(1 << (width - 1))
    high = 1 << (width if is_unsigned(target) else width - 1)
    return all(
        isfinite(value) and not isnan(value) and low - 1 < value < high and str(value) != "-0.0"
        for value in values_of(operand)
    )


def moved(options: FoldOptions) -> Pattern:
    """Elements of a constant in other places; one number is the same anywhere."""

    def fold(op: Operation, rewriter: Rewriter) -> bool:
        (result,) = op.results
        elements = elements_of(op.operands[0])
        if elements is None or not is_static(result) or not is_static(op.operands[0]):
            return False
        if isinstance(op, ReverseOp) and _changes_nothing(op, elements):
            return False
        if len(elements) and is_splat(elements):
            return put(op, spread(elements, result.type), rewriter)
        if isinstance(op, BroadcastInDimOp | DynamicSliceOp):
            return False
        if isinstance(op, ReshapeOp):
            return put(op, retyped(elements, result.type), rewriter)
        if size_of(result) > options.fold_op_element_limit:
            return False
        found = evaluate(op, [elements], [result.type])
        return found is not None and put(op, found[0], rewriter)

    return fold


def _changes_nothing(op: ReverseOp, elements: Elements) -> bool:
    sizes = shape_of(op.operand)
    return is_splat(elements) or all(sizes[dim] == 1 for dim in op.dimensions)


def concatenated(options: FoldOptions) -> Pattern:
    """Constants one after the other."""

    def fold(op: ConcatenateOp, rewriter: Rewriter) -> bool:
        operands = constants_of(op)
        if not operands or not is_static(op.result) or not options.allows(op.result):
            return False
        if size_of(op.result) > options.fold_op_element_limit:
            return False
        found = evaluate(op, operands, [op.result.type])
        return found is not None and put(op, found[0], rewriter)

    return fold  # pyright: ignore[reportReturnType]


def join_equal_splats(op: ConcatenateOp, rewriter: Rewriter) -> bool:
    """Equal constants of one number each, one after the other, are one."""
    runs = [list(run) for _, run in groupby(op.inputs, key=_splat_key)]
    if len(runs) == len(op.inputs) or len(op.inputs) < 2:
        return False
    operands: list[SSAValue] = []
    for run in runs:
        elements = elements_of(run[0])
        if len(run) == 1 or elements is None:
            operands += run
            continue
        shape = list(shape_of(run[0]))
        shape[op.dimension] *= len(run)
        new = ConstantOp(value=spread(elements, typed(run[0], shape)))
        operands += rewriter.insert_before(op, new)
    rewriter.replace(
        op, ConcatenateOp(operands, dimension=op.dimension, result_types=[op.result.type])
    )
    return True


def _splat_key(value: SSAValue) -> object:
    elements = elements_of(value)
    if elements is None or not len(elements) or not is_splat(elements):
        return object()  # equal to nothing
    return elements


def short_iota(op: IotaOp, rewriter: Rewriter) -> bool:
    """Counting to one, or in nothing."""
    if not is_static(op.output) or not isinstance(element_of(op.output), IntegerType):
        return False
    count = prod(shape_of(op.output))
    if count > 1:
        return False
    return put(op, Elements.from_list(op.output.type, [0] * count), rewriter)  # pyright: ignore[reportArgumentType, reportCallIssue]


def chosen(options: FoldOptions) -> Pattern:
    """Elements chosen from constants by a constant."""
    fold = elementwise(FoldOptions(options.fold_op_element_limit))

    def choose(op: binary.SelectOp, rewriter: Rewriter) -> bool:
        if shape_of(op.pred) != shape_of(op.result):
            return False
        return fold(op, rewriter)

    return choose  # pyright: ignore[reportReturnType]


def size_already_set(op: SetDimensionSizeOp, rewriter: Rewriter) -> bool:
    """A dimension set to the size it has."""
    size = integers_of(op.size)
    if size is None or op.operand.type != op.result.type:
        return False
    if size[0] != shape_of(op.result)[op.dimension]:
        return False
    rewriter.replace(op, [op.operand])
    return True


ELEMENTWISE: Sequence[type[Operation]] = (
    ErfOp,
    binary.AddOp,
    binary.AndOp,
    binary.ClampOp,
    binary.CompareOp,
    binary.DivideOp,
    binary.MaximumOp,
    binary.MinimumOp,
    binary.MultiplyOp,
    binary.OrOp,
    binary.RemainderOp,
    binary.SubtractOp,
    binary.XorOp,
    unary.AbsOp,
    unary.ConvertOp,
    unary.CosineOp,
    unary.ExponentialOp,
    unary.LogOp,
    unary.LogisticOp,
    unary.NegateOp,
    unary.NotOp,
    unary.RoundNearestAfzOp,
    unary.RoundNearestEvenOp,
    unary.RsqrtOp,
    unary.SignOp,
    unary.SineOp,
    unary.SqrtOp,
    unary.TanOp,
    unary.TanhOp,
)
MOVES: Sequence[type[Operation]] = (
    BroadcastInDimOp,
    DynamicSliceOp,
    ReshapeOp,
    ReverseOp,
    SliceOp,
    TransposeOp,
)
Table = dict[type[Operation], Sequence[Callable[..., bool]]]


def choose_elements(limit: int) -> Table:
    """The only constants that simplification computes: selections."""
    return {binary.SelectOp: (chosen(FoldOptions(limit)),)}


def fold_constants(options: FoldOptions) -> Table:
    """All ops on constants that are computed."""
    return {
        **dict.fromkeys(ELEMENTWISE, (elementwise(options),)),
        **dict.fromkeys(MOVES, (moved(options),)),
        ConcatenateOp: (concatenated(options), join_equal_splats),
        IotaOp: (short_iota,),
        SetDimensionSizeOp: (size_already_set,),
        binary.SelectOp: (chosen(options),),
    }


def joined(*tables: Mapping[type[Operation], Sequence[Callable[..., bool]]]) -> Table:
    """Several tables as one: the patterns of an op one after the other."""
    table: Table = {}
    for part in tables:
        for op, patterns in part.items():
            table[op] = (*table.get(op, ()), *patterns)
    return table
