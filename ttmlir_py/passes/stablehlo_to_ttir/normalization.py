"""Batch normalization in TTIR."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo import normalization as stablehlo
from ttmlir_py.dialects.ttir import creation, reduction
from ttmlir_py.dialects.ttir import elementwise_binary as binary
from ttmlir_py.dialects.ttir import elementwise_unary as unary
from ttmlir_py.dialects.ttir import normalization as ttir
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder
from ttmlir_py.support.shapes import element_of, rank_of, shape_of, size_of


def _inference(op: stablehlo.BatchNormInferenceOp, build: TTIRBuilder) -> SSAValue:
    return build(
        ttir.BatchNormInferenceOp(
            op.operand,
            op.scale,
            op.offset,
            op.mean,
            op.variance,
            epsilon=op.epsilon,
            dimension=op.feature_index,
            result_types=op.result_types,
        )
    )


def _training(op: stablehlo.BatchNormTrainingOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    """A momentum of 1 makes the running statistics the batch's own."""
    shape, type_ = shape_of(op.scale), op.scale.type
    zeros = build(creation.ZerosOp(shape=shape, result_types=[type_]))
    ones = build(creation.OnesOp(shape=shape, result_types=[type_]))
    return build.all(
        ttir.BatchNormTrainingOp(
            op.operand,
            op.scale,
            op.offset,
            zeros,
            ones,
            epsilon=op.epsilon,
            dimension=op.feature_index,
            momentum=1.0,
            result_types=op.result_types,
        )
    )


def _grad(op: stablehlo.BatchNormGradOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    """The gradients by operand, scale and offset, as StableHLO defines them."""
    x, feature, gradient = op.operand, op.feature_index, op.grad_output
    shape = shape_of(x)
    dims = [dim for dim in range(rank_of(x)) if dim != feature]
    count = build.full((), element_of(x), float(size_of(x) // shape[feature]))

    def spread(value: SSAValue) -> SSAValue:
        where = (feature,) if rank_of(value) else ()
        return build.broadcast_in_dim(value, shape, where)

    def total(value: SSAValue) -> SSAValue:
        return build.reduce(reduction.SumOp, value, dims)

    def divide(lhs: SSAValue, rhs: SSAValue) -> SSAValue:
        return build.binary(binary.DivOp, lhs, rhs)

    centered = build.subtract(x, spread(op.mean))
    variance = spread(build.add(op.variance, build.like(op.variance, op.epsilon)))
    deviation = build.unary(unary.SqrtOp, variance)
    products = total(build.multiply(gradient, centered))
    scaled = build.multiply(gradient, spread(count))
    slope = divide(build.multiply(spread(products), centered), variance)
    inner = build.subtract(build.subtract(scaled, spread(total(gradient))), slope)
    factor = divide(divide(spread(op.scale), deviation), spread(count))
    by_scale = total(build.multiply(gradient, divide(centered, deviation)))
    return [build.multiply(factor, inner), by_scale, total(gradient)]


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.BatchNormGradOp: _grad,
    stablehlo.BatchNormInferenceOp: _inference,
    stablehlo.BatchNormTrainingOp: _training,
}
