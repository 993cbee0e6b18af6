"""Normalizations: batch, layer, group and root-mean-square."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.ttcore.base import PureOp, require, result_tensor
from ttmlir_py.dialects.ttcore.rules.normalization import (
    normalized_result,
    verify_distributed,
    verify_groups,
    verify_trailing,
)
from ttmlir_py.dialects.ttcore.shared import normalization as shared
from ttmlir_py.support.fields import Operand, Result, prop
from ttmlir_py.support.properties import F32_ATTR, I32_ATTR, I64_ARRAY, I64_ATTR
from ttmlir_py.support.shapes import rank_of, shape_of


class BatchNormInferenceOp(PureOp):
    """Normalizes channels by given means and variances."""

    name = "ttir.batch_norm_inference"
    operand = Operand()
    scale = Operand()
    offset = Operand()
    mean = Operand()
    variance = Operand()
    epsilon = prop(F32_ATTR)
    dimension = prop(I32_ATTR)
    result = Result()

    def infer(self) -> Sequence[Attribute]:
        return [normalized_result(self, self.operand)]

    def verify_extra(self) -> None:
        _verify_batch_norm(self.operand, self.dimension)


class BatchNormTrainingOp(PureOp):
    """Normalizes channels by the batch's own means and variances, and updates the running ones."""

    name = "ttir.batch_norm_training"
    operand = Operand()
    scale = Operand()
    offset = Operand()
    running_mean = Operand()
    running_variance = Operand()
    epsilon = prop(F32_ATTR)
    dimension = prop(I32_ATTR)
    momentum = prop(F32_ATTR)
    result = Result()
    batch_mean = Result()
    batch_variance = Result()

    def infer(self) -> Sequence[Attribute]:
        return [
            normalized_result(self, self.operand),
            result_tensor(self, shape_of(self.running_mean), self.running_mean, index=1),
            result_tensor(self, shape_of(self.running_variance), self.running_variance, index=2),
        ]

    def verify_extra(self) -> None:
        _verify_batch_norm(self.operand, self.dimension)


class DistributedLayerNormOp(shared.DistributedLayerNormOp):
    """Layer normalization over a dimension that is spread along a mesh axis."""

    name = "ttir.distributed_layer_norm"


class DistributedRmsNormOp(shared.DistributedRmsNormOp):
    """RMS normalization over a dimension that is spread along a mesh axis."""

    name = "ttir.distributed_rms_norm"
    epsilon = prop(F32_ATTR, 1e-05)

    def verify_extra(self) -> None:
        verify_distributed(self.input, self.weight, None, self.residual, self.epsilon)


class GroupNormOp(shared.GroupNormOp):
    """Normalizes groups of channels to mean zero and variance one."""

    name = "ttir.group_norm"
    channel_dim = prop(I64_ATTR, 3)

    def verify_extra(self) -> None:
        verify_groups(self.input, self.channel_dim, self.num_groups, self.weight, self.bias)


class TrailingNormOp(shared.TrailingNormOp):
    """A normalization over trailing dimensions, which are given."""

    normalized_shape = prop(I64_ARRAY)
    epsilon = prop(F32_ATTR, 1e-05)

    def verify_extra(self) -> None:
        verify_trailing(self.input, self.normalized_shape, self.weight, self.bias)


class LayerNormOp(TrailingNormOp):
    """Normalizes trailing dimensions to mean zero and variance one."""

    name = "ttir.layer_norm"


class RmsNormOp(TrailingNormOp):
    """Divides by the root mean square over trailing dimensions."""

    name = "ttir.rms_norm"


def _verify_batch_norm(value: SSAValue, dim: int) -> None:
    rank = rank_of(value)
    require(2 <= rank <= 5, f"input tensor must have rank between 2 and 5, got rank {rank}")
    require(
        0 <= dim < rank,
        f"dimension attribute must be within input rank bounds, got dimension {dim} for rank "
        f"{rank}",
    )
