"""Batch, layer, group and root-mean-square normalization, local and over a mesh axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.groups import Groups
from ttmlir_py.runtime.kernels.activations import activation
from ttmlir_py.runtime.kernels.operands import by_name, local_rank
from ttmlir_py.runtime.machine import Machine

STATISTICS_WIDTH = 32
"""Columns that each statistic of the split layer norms takes: a tile's."""


def _wide(x: Array) -> Array:
    return x.astype(np.float32) if x.dtype.kind != "f" else x


def _standardize(x: Array, axes: tuple[int, ...], epsilon: float) -> Array:
    mean = x.mean(axis=axes, keepdims=True)
    centred = x - mean
    variance = np.square(centred).mean(axis=axes, keepdims=True)
    return centred / np.sqrt(variance + x.dtype.type(epsilon))


def _scaled(
    machine: Machine, x: Array, weight: Array | None, bias: Array | None, rank: int
) -> Array:
    """Times weight plus bias, which span the last `rank` dimensions."""
    for value, combine in ((weight, np.multiply), (bias, np.add)):
        if value is not None:
            lead = machine.lead
            shape = x.shape[x.ndim - rank :]
            ones = (1,) * (x.ndim - lead - rank)
            x = combine(x, value.reshape((*value.shape[:lead], *ones, *shape)))
    return x


def _normalized_rank(op: Any) -> int:
    """Over how many trailing dimensions an op normalizes; TTNN's forms over the last."""
    return len(op.normalized_shape) if hasattr(op, "normalized_shape") else 1


def layer_norm(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Mean zero and variance one over trailing dimensions."""
    given, rank = by_name(op, arrays), _normalized_rank(op)
    x = _standardize(_wide(given.input), tuple(range(-rank, 0)), op.epsilon)
    return _scaled(machine, x, given.weight, given.bias, rank)


def rms_norm(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Division by the root mean square over trailing dimensions."""
    given, rank = by_name(op, arrays), _normalized_rank(op)
    x = _wide(given.input)
    if getattr(given, "residual_input", None) is not None:
        x = x + given.residual_input
    square = np.square(x).mean(axis=tuple(range(-rank, 0)), keepdims=True)
    x = x / np.sqrt(square + x.dtype.type(op.epsilon))
    x = _scaled(machine, x, given.weight, given.bias, rank)
    name = getattr(op, "activation", None)
    return activation(machine, name, x) if name else x


def _mean_over_line(machine: Machine, op: Any, x: Array) -> Array:
    """The mean over the last dimension, which chips along a mesh axis share."""
    local = x.mean(axis=-1, keepdims=True)
    groups = Groups.along(machine.mesh.shape, (op.cluster_axis,))
    return groups.reduce(local, lambda y, axes: y.mean(axis=axes, keepdims=True, dtype=y.dtype))


def distributed_rms_norm(machine: Machine, op: Any, *arrays: Array) -> Array:
    """RMS normalization of a dimension that chips along a mesh axis share."""
    given = by_name(op, arrays)
    x = _wide(given.input)
    x = x if given.residual is None else x + given.residual
    x = x / np.sqrt(_mean_over_line(machine, op, np.square(x)) + x.dtype.type(op.epsilon))
    return _scaled(machine, x, _row(machine, given.weight), None, 1)


def distributed_layer_norm(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Layer normalization of a dimension that chips along a mesh axis share."""
    given = by_name(op, arrays)
    x = _wide(given.input)
    x = x if given.residual is None else x + given.residual
    centred = x - _mean_over_line(machine, op, x)
    variance = _mean_over_line(machine, op, np.square(centred))
    x = centred / np.sqrt(variance + x.dtype.type(op.epsilon))
    return _scaled(machine, x, _row(machine, given.weight), _row(machine, given.bias), 1)


def _row(machine: Machine, weight: Array | None) -> Array | None:
    """A weight of any rank as one row."""
    return None if weight is None else weight.reshape((*weight.shape[: machine.lead], -1))


def _padded_columns(columns: Sequence[Array]) -> Array:
    """Columns in tiles of their own."""
    spare = [(0, 0)] * (columns[0].ndim - 1) + [(0, STATISTICS_WIDTH - 1)]
    return np.concatenate([np.pad(column, spare) for column in columns], axis=-1)


def rms_norm_pre_all_gather(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Each row's mean of squares, in the first column of a tile."""
    given = by_name(op, arrays)
    x = given.input if given.residual is None else given.input + given.residual
    return _padded_columns([np.square(x).mean(axis=-1, keepdims=True)])


def layer_norm_pre_all_gather(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Each row's sum of squares and sum, in the first columns of two tiles."""
    given = by_name(op, arrays)
    x = given.input if given.residual_input is None else given.input + given.residual_input
    sums = (np.square(x).sum(axis=-1, keepdims=True), x.sum(axis=-1, keepdims=True))
    return _padded_columns(sums)


def layer_norm_post_all_gather(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Layer normalization by the gathered sums of all chips."""
    given = by_name(op, arrays)
    stats = given.stats
    parts = stats.reshape((*stats.shape[:-1], -1, 2, STATISTICS_WIDTH))[..., 0]
    total = given.input.shape[-1] * parts.shape[-2]
    square, mean = (parts[..., i].sum(axis=-1, keepdims=True) / total for i in (0, 1))
    x = (given.input - mean) / np.sqrt(square - np.square(mean) + np.float32(op.epsilon))
    return _scaled(machine, x, _row(machine, given.weight), _row(machine, given.bias), 1)


def group_norm(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Mean zero and variance one in every group of channels of every image."""
    given = by_name(op, arrays)
    lead, rank = machine.lead, local_rank(machine, given.input)
    dim = getattr(op, "channel_dim", rank - 1) % rank
    x = np.moveaxis(_wide(given.input), lead + dim, lead + 1)
    grouped = x.reshape((*x.shape[: lead + 1], op.num_groups, -1))
    x = _standardize(grouped, (-1,), op.epsilon).reshape(x.shape)
    x = np.moveaxis(x, lead + 1, -1)
    x = _scaled(machine, x, _row(machine, given.weight), _row(machine, given.bias), 1)
    return np.moveaxis(x, -1, lead + dim)


def _channels(machine: Machine, x: Array, value: Array | None, dim: int) -> Array | None:
    """A value per channel, shaped to broadcast with the tensor."""
    if value is None:
        return None
    lead = machine.lead
    shape = [-1 if lead + dim == axis else 1 for axis in range(lead, x.ndim)]
    return value.reshape((*value.shape[:lead], *shape))


def _batch_norm(
    machine: Machine, x: Array, values: Sequence[Array | None], dim: int, epsilon: float
) -> Array:
    mean, variance, scale, offset = (_channels(machine, x, value, dim) for value in values)
    x = x if mean is None else x - mean
    x = x if variance is None else x / np.sqrt(variance + np.float32(epsilon))
    x = x if scale is None else x * scale
    return x if offset is None else x + offset


def batch_norm_inference(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Channels normalized by given statistics."""
    given = by_name(op, arrays)
    values = (given.mean, given.variance, given.scale, given.offset)
    dim = op.dimension if hasattr(op, "dimension") else op.feature_index
    return _batch_norm(machine, given.operand, values, dim, op.epsilon)


def ttnn_batch_norm_inference(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Dimension 1 normalized by given statistics."""
    given = by_name(op, arrays)
    values = (given.running_mean, given.running_var, given.weight, given.bias)
    return _batch_norm(machine, given.input, values, 1, op.epsilon)


def _statistics(machine: Machine, x: Array, dim: int) -> tuple[Array, Array]:
    axes = tuple(a for a in range(machine.lead, x.ndim) if a != machine.lead + dim)
    mean = x.mean(axis=axes, keepdims=True)
    variance = np.square(x - mean).mean(axis=axes)
    return mean.reshape(variance.shape), variance


def _updated(old: Array, new: Array, momentum: float) -> Array:
    return old * np.float32(1 - momentum) + new.reshape(
        (*new.shape[: new.ndim - 1], *old.shape[new.ndim - 1 :])
    ) * np.float32(momentum)


def batch_norm_training(machine: Machine, op: Any, *arrays: Array) -> tuple[Array, ...]:
    """Channels normalized by the batch's statistics, which update the running ones."""
    given = by_name(op, arrays)
    mean, variance = _statistics(machine, given.operand, op.dimension)
    values = (mean, variance, given.scale, given.offset)
    return (
        _batch_norm(machine, given.operand, values, op.dimension, op.epsilon),
        _updated(given.running_mean, mean, op.momentum),
        _updated(given.running_variance, variance, op.momentum),
    )


def ttnn_batch_norm_training(machine: Machine, op: Any, *arrays: Array) -> tuple[Array, ...]:
    """The same over dimension 1, the running statistics updated in place."""
    given = by_name(op, arrays)
    mean, variance = _statistics(machine, given.input, 1)
    values = (mean, variance, given.weight, given.bias)
    result = _batch_norm(machine, given.input, values, 1, op.epsilon)
    running = ((given.running_mean, mean), (given.running_var, variance))
    return (result, *(_updated(o, n, op.momentum) for o, n in running if o is not None))


def stablehlo_batch_norm_training(
    machine: Machine, op: Any, x: Array, scale: Array, offset: Array
) -> tuple[Array, ...]:
    """Channels normalized by the batch's statistics, and these."""
    mean, variance = _statistics(machine, x, op.feature_index)
    values = (mean, variance, scale, offset)
    return _batch_norm(machine, x, values, op.feature_index, op.epsilon), mean, variance


def batch_norm_grad(
    machine: Machine, op: Any, x: Array, scale: Array, mean: Array, variance: Array, gradient: Array
) -> tuple[Array, ...]:
    """Gradients of the operand, scale and offset of a batch normalization."""
    dim = op.feature_index
    axes = tuple(a for a in range(machine.lead, x.ndim) if a != machine.lead + dim)
    spread = [_channels(machine, x, value, dim) for value in (scale, mean, variance)]
    factor, centre, spread_variance = (value for value in spread if value is not None)
    deviation = np.sqrt(spread_variance + np.float32(op.epsilon))
    normal = (x - centre) / deviation
    grad_scale, grad_offset = (gradient * normal).sum(axis=axes), gradient.sum(axis=axes)
    mean_gradient = gradient.mean(axis=axes, keepdims=True)
    mean_product = (gradient * normal).mean(axis=axes, keepdims=True)
    grad_operand = factor / deviation * (gradient - mean_gradient - normal * mean_product)
    return grad_operand, grad_scale, grad_offset


KERNELS = {
    "batch_norm_inference": batch_norm_inference,
    "dit_rms_norm_unary_fused": rms_norm,
    "distributed_layer_norm": distributed_layer_norm,
    "distributed_rms_norm": distributed_rms_norm,
    "group_norm": group_norm,
    "layer_norm": layer_norm,
    "layer_norm_post_all_gather": layer_norm_post_all_gather,
    "layer_norm_pre_all_gather": layer_norm_pre_all_gather,
    "rms_norm": rms_norm,
    "rms_norm_pre_all_gather": rms_norm_pre_all_gather,
    "stablehlo.batch_norm_grad": batch_norm_grad,
    "stablehlo.batch_norm_training": stablehlo_batch_norm_training,
    "ttir.batch_norm_training": batch_norm_training,
    "ttnn.batch_norm_inference": ttnn_batch_norm_inference,
    "ttnn.batch_norm_training": ttnn_batch_norm_training,
}
