"""Normalizations: batch, layer, group and root-mean-square."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import TOPOLOGY
from ttmlir_py.dialects.ttcore.rules.normalization import (
    normalized_result,
    verify_distributed,
    verify_last_dim,
    verify_statistics,
)
from ttmlir_py.dialects.ttcore.shared import normalization as shared
from ttmlir_py.dialects.ttnn.base import PureOp, WritingOp
from ttmlir_py.dialects.ttnn.kinds import COMPUTE_CONFIG, LAYER_NORM_PROGRAM_CONFIG, MEMORY_CONFIG
from ttmlir_py.dialects.ttnn.types import DEVICE, GLOBAL_SEMAPHORE
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import BOOL, F32_ATTR, STRING, UI32_ATTR
from ttmlir_py.support.shapes import rank_of, shape_of, size_of


class BatchNormOp(Op):
    """A normalization of channels; the running statistics and the affine part may be missing."""

    input = operand()
    running_mean = optional_operand()
    running_var = optional_operand()
    epsilon = prop(F32_ATTR, 1e-05)
    weight = optional_operand()
    bias = optional_operand()
    compute_config = optional_prop(COMPUTE_CONFIG)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [normalized_result(self, self.input)]

    def verify_extra(self) -> None:
        values = (self.input, self.running_mean, self.running_var, self.weight, self.bias)
        names = ("Input", "Running mean", "Running variance", "Weight", "Bias")
        for name, value in zip(names, values, strict=True):
            require(value is None or rank_of(value) == 4, f"{name} tensor must have rank 4")


class BatchNormInferenceOp(BatchNormOp, PureOp):
    """Normalizes channels by given means and variances."""

    name = "ttnn.batch_norm_inference"


class BatchNormTrainingOp(BatchNormOp, WritingOp):
    """Normalizes channels by the batch's means and variances; updates running ones in place."""

    name = "ttnn.batch_norm_training"
    momentum = prop(F32_ATTR, 0.1)


class DitRmsNormUnaryFusedOp(PureOp):
    """RMS normalization followed by an activation."""

    name = "ttnn.dit_rms_norm_unary_fused"
    input = operand()
    weight = optional_operand()
    bias = optional_operand()
    residual_input = optional_operand()
    epsilon = prop(F32_ATTR, 1e-05)
    activation = optional_prop(STRING)
    memory_config = optional_prop(MEMORY_CONFIG)
    compute_config = optional_prop(COMPUTE_CONFIG)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [normalized_result(self, self.input)]

    def verify_extra(self) -> None:
        residual = self.residual_input
        require(
            residual is None or shape_of(residual) == shape_of(self.input),
            "residual_input tensor must have the same shape as input",
        )
        verify_last_dim(self.input, self.weight, self.bias)


class DistributedLayerNormOp(shared.DistributedLayerNormOp, PureOp):
    """Layer normalization over a dimension that is spread along a mesh axis."""

    name = "ttnn.distributed_layer_norm"
    device = operand(DEVICE)


class DistributedRmsNormOp(shared.DistributedRmsNormOp, PureOp):
    """RMS normalization over a dimension that is spread along a mesh axis."""

    name = "ttnn.distributed_rms_norm"
    stats = optional_operand()
    semaphore = optional_operand(GLOBAL_SEMAPHORE)
    device = operand(DEVICE)
    sub_device_id = optional_prop(UI32_ATTR)
    num_links = optional_prop(UI32_ATTR)
    topology = optional_prop(TOPOLOGY)
    compute_config = optional_prop(COMPUTE_CONFIG)
    program_config = optional_prop(LAYER_NORM_PROGRAM_CONFIG)

    def verify_extra(self) -> None:
        verify_distributed(self.input, None, None, self.residual, self.epsilon)
        require(
            self.weight is None or size_of(self.weight) == shape_of(self.input)[-1],
            "weight tensor total elements must match input's last dimension",
        )


class GroupNormOp(shared.GroupNormOp, PureOp):
    """Normalizes groups of channels to mean zero and variance one."""

    name = "ttnn.group_norm"


class TrailingNormOp(shared.TrailingNormOp, PureOp):
    """A normalization over the last dimension."""

    def verify_extra(self) -> None:
        verify_last_dim(self.input, self.weight, self.bias)


class LayerNormOp(TrailingNormOp):
    """Normalizes trailing dimensions to mean zero and variance one."""

    name = "ttnn.layer_norm"


class LayerNormPostAllGatherOp(PureOp):
    """Layer normalization by statistics gathered from all chips."""

    name = "ttnn.layer_norm_post_all_gather"
    input = operand()
    stats = operand()
    weight = optional_operand()
    bias = optional_operand()
    epsilon = prop(F32_ATTR, 1e-12)
    compute_config = optional_prop(COMPUTE_CONFIG)
    program_config = optional_prop(LAYER_NORM_PROGRAM_CONFIG)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [normalized_result(self, self.input)]

    def verify_extra(self) -> None:
        require(rank_of(self.input) >= 2, "input must have rank >= 2")
        require(rank_of(self.stats) >= 2, "stats must have rank >= 2")
        verify_last_dim(self.input, self.weight, self.bias)


class LayerNormPreAllGatherOp(PureOp):
    """The chip's own part of the statistics of a distributed layer normalization."""

    name = "ttnn.layer_norm_pre_all_gather"
    input = operand()
    residual_input = optional_operand()
    recip = optional_operand()
    compute_config = optional_prop(COMPUTE_CONFIG)
    program_config = optional_prop(LAYER_NORM_PROGRAM_CONFIG)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        """Two tiles' width per row: the sums of squares and of elements."""
        shape = shape_of(self.input)
        require(len(shape) >= 2, "input tensor must have rank >= 2")
        residual = self.residual_input
        require(
            residual is None or shape_of(residual) == shape,
            "residual_input shape must match input shape",
        )
        if self.results:
            verify_statistics(self.input, self.result)
        mismatch = (
            "output last dimension must be 64 (2 * TILE_WIDTH) for layernorm partial statistics, "
            f"got {shape_of(self.result)[-1] if self.results else 0}"
        )
        return [result_tensor(self, (*shape[:-1], 64), self.input, mismatch=mismatch)]


class RmsNormOp(TrailingNormOp):
    """Divides by the root mean square over trailing dimensions."""

    name = "ttnn.rms_norm"
    compute_config = optional_prop(COMPUTE_CONFIG)


class RmsNormPreAllGatherOp(PureOp):
    """The chip's own part of the statistics of a distributed RMS normalization."""

    name = "ttnn.rms_norm_pre_all_gather"
    input = operand()
    residual = optional_operand()
    compute_config = optional_prop(COMPUTE_CONFIG)
    program_config = optional_prop(LAYER_NORM_PROGRAM_CONFIG)
    use_2d_core_grid = optional_prop(BOOL)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        """One tile's width per row: the sum of squares."""
        shape = shape_of(self.input)
        require(len(shape) >= 2, "input tensor must have rank greater than 1")
        if self.results:
            verify_statistics(self.input, self.result)
        require(
            self.residual is None or shape_of(self.residual) == shape,
            "residual tensor shape must match the input tensor shape",
        )
        return self.result_types or [result_tensor(self, (*shape[:-1], 32), self.input)]
