"""Constants, moves and products of complex tensors."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo.contraction import DotGeneralOp, DotOp
from ttmlir_py.dialects.stablehlo.convolution import ConvolutionOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp, IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import PadOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp, ComplexOp, SubtractOp
from ttmlir_py.dialects.stablehlo.indexing import DynamicSliceOp, DynamicUpdateSliceOp
from ttmlir_py.passes.stablehlo.chlo.formulas import Formula, pair
from ttmlir_py.passes.stablehlo.complex_parts.parts import (
    on_each_part,
    part_type,
    parts_of,
    with_operands,
)
from ttmlir_py.passes.stablehlo.simplify.matching import constant as constant_op
from ttmlir_py.support.conversion import Builder, Lowering


def _iota(op: IotaOp, build: Builder) -> SSAValue:
    (counted,) = Formula(build).given(build(with_operands(op, ())))
    return pair(counted, counted.like(0)).value


def constant(op: ConstantOp, build: Builder) -> SSAValue:
    """Two constants."""
    type_ = part_type(op.output.type)
    elements = op.value.get_values()
    if op.value.is_splat():
        elements = elements[:1]
    parts = ([number[at] for number in elements] for at in (0, 1))  # pyright: ignore[reportIndexIssue, reportArgumentType]
    return build(ComplexOp(*(build(constant_op(type_, part)) for part in parts)))


def _product(op: Operation, build: Builder) -> SSAValue:
    """(a + bi)(c + di) = (ac - bd) + (ad + bc)i; one of both may be real."""
    lhs, rhs = (parts_of(value, build) for value in op.operands)

    def product(left: int, right: int) -> SSAValue:
        return build(with_operands(op, (lhs[left], rhs[right])))

    if len(lhs) == 1:
        return build(ComplexOp(product(0, 0), product(0, 1)))
    if len(rhs) == 1:
        return build(ComplexOp(product(0, 0), product(1, 0)))
    real = build(SubtractOp(product(0, 0), product(1, 1)))
    imag = build(AddOp(product(0, 1), product(1, 0)))
    return build(ComplexOp(real, imag))


def _move(op: Operation, build: Builder) -> Sequence[SSAValue]:
    return on_each_part(op, build)


LOWERINGS: dict[type[Operation], Lowering] = {
    ConvolutionOp: _product,
    DotGeneralOp: _product,
    DotOp: _product,
    DynamicSliceOp: _move,
    DynamicUpdateSliceOp: _move,
    IotaOp: _iota,
    PadOp: _move,
}
