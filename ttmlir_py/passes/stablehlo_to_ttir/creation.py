"""Constants, ranges and random numbers in TTIR."""

from __future__ import annotations

from xdsl.dialects import tensor
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.chlo import creation as chlo
from ttmlir_py.dialects.stablehlo import creation as stablehlo
from ttmlir_py.dialects.ttir import creation as ttir
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported
from ttmlir_py.support.element_types import is_complex
from ttmlir_py.support.shapes import element_of, shape_of


def _constant(op: stablehlo.ConstantOp, build: TTIRBuilder) -> SSAValue:
    if is_complex(element_of(op.results[0])):
        raise Unsupported("complex numbers have no TTIR form")
    value = op.properties["value"]
    if not isinstance(value, DenseIntOrFPElementsAttr):
        raise Unsupported(f"a constant of '{value.name}' elements has no TTIR form")
    return build(ttir.ConstantOp(value=value, result_types=op.result_types))


def _iota(op: stablehlo.IotaOp, build: TTIRBuilder) -> SSAValue:
    (result,) = op.results
    return build.arange(shape_of(result), op.iota_dimension, element_of(result))


def _chlo_constant(op: chlo.ConstantOp, build: TTIRBuilder) -> SSAValue:
    return build(ttir.ConstantOp(value=op.value, result_types=op.result_types))


def _constant_like(op: chlo.ConstantLikeOp, build: TTIRBuilder) -> SSAValue:
    number = op.value.value.data
    return build.full(shape_of(op.operand), element_of(op.results[0]), number)


def _empty(op: tensor.EmptyOp, build: TTIRBuilder) -> SSAValue:
    return build(ttir.EmptyOp(result_types=[op.tensor.type]))


LOWERINGS: dict[type[Operation], Lowering] = {
    chlo.ConstantLikeOp: _constant_like,
    chlo.ConstantOp: _chlo_constant,
    stablehlo.ConstantOp: _constant,
    stablehlo.IotaOp: _iota,
    tensor.EmptyOp: _empty,
}
