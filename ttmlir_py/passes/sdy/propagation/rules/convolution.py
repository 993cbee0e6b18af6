"""The rule of convolutions."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.stablehlo.convolution import ConvolutionOp
from ttmlir_py.passes.sdy.propagation.rules.common import RuleOf, builder_of
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.support.sharding_rule import FactorKind, RuleBuilder, ShardingRule


def convolution(op: ConvolutionOp, conservative: bool) -> ShardingRule:
    """Batch and output features pass, input features are reduced, groups go with features."""
    numbers = op.dimension_numbers
    kernel, out = shape_of(op.operands[1]), shape_of(op.results[0])
    batch, in_feature = numbers.input_batch_dimension, numbers.input_feature_dimension
    kernel_out = numbers.kernel_output_feature_dimension
    out_feature = numbers.output_feature_dimension
    builder = builder_of(op)
    if op.batch_group_count > 1:
        builder.factor([batch, kernel_out], [out_feature], op.batch_group_count)
    out_batch = numbers.output_batch_dimension
    builder.factor([batch, None], [out_batch], out[out_batch])
    if not conservative:
        _spatial_factors(op, builder)
    if op.feature_group_count > 1:
        builder.factor([in_feature, kernel_out], [out_feature], op.feature_group_count)
    kernel_in = numbers.kernel_input_feature_dimension
    builder.factor([in_feature, kernel_in], [None], kernel[kernel_in], FactorKind.REDUCTION)
    features = out[out_feature] // (op.batch_group_count * op.feature_group_count)
    if features > 1:
        builder.factor([None, kernel_out], [out_feature], features)
    return builder.build()


def _spatial_factors(op: ConvolutionOp, builder: RuleBuilder) -> None:
    """An input dimension is made of windows and of places in a window, the larger one major."""
    numbers = op.dimension_numbers
    lhs, kernel, out = map(shape_of, (*op.operands, op.results[0]))
    dims = zip(
        numbers.input_spatial_dimensions,
        numbers.kernel_spatial_dimensions,
        numbers.output_spatial_dimensions,
        strict=True,
    )
    for lhs_dim, kernel_dim, out_dim in dims:
        windows = (out[out_dim], None, out_dim, FactorKind.PERMUTATION)
        places = (kernel[kernel_dim], kernel_dim, None, FactorKind.REDUCTION)
        rest = lhs[lhs_dim]
        for wanted, rhs_dim, target, kind in sorted((windows, places), key=lambda f: -f[0]):
            size = min(rest, wanted)
            if size > 1:
                builder.factor([lhs_dim, rhs_dim], [target], size, kind)
                rest //= size


RULES: dict[type[Operation], RuleOf] = {ConvolutionOp: convolution}
