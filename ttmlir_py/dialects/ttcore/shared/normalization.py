"""Normalizations: batch, layer, group and root-mean-square."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.rules.normalization import normalized_result, verify_distributed
from ttmlir_py.support.fields import operand, optional_operand, prop, result
from ttmlir_py.support.properties import F32_ATTR, I64_ATTR, UI32_ATTR


class DistributedLayerNormOp(PureOp):
    """Layer normalization over a dimension that is spread along a mesh axis."""

    input = operand()
    weight = optional_operand()
    bias = optional_operand()
    residual = optional_operand()
    cluster_axis = prop(UI32_ATTR)
    epsilon = prop(F32_ATTR, 1e-05)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [normalized_result(self, self.input, "output shape must match input shape")]

    def verify_extra(self) -> None:
        verify_distributed(self.input, self.weight, self.bias, self.residual, self.epsilon)


class DistributedRmsNormOp(PureOp):
    """RMS normalization over a dimension that is spread along a mesh axis."""

    input = operand()
    weight = optional_operand()
    residual = optional_operand()
    cluster_axis = prop(UI32_ATTR)
    epsilon = prop(F32_ATTR, 1e-12)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [normalized_result(self, self.input, "output shape must match input shape")]


class GroupNormOp(PureOp):
    """Normalizes groups of channels to mean zero and variance one."""

    input = operand()
    input_mask = optional_operand()
    weight = optional_operand()
    bias = optional_operand()
    num_groups = prop(I64_ATTR)
    epsilon = prop(F32_ATTR, 1e-12)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [normalized_result(self, self.input)]


class TrailingNormOp(PureOp):
    """A normalization over trailing dimensions."""

    input = operand()
    weight = optional_operand()
    bias = optional_operand()
    epsilon = prop(F32_ATTR, 1e-12)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [normalized_result(self, self.input)]
