"""Ops of training steps: the optimizer, and attention with its gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.contraction import contract
from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.attention import by_heads, hidden
from ttmlir_py.runtime.kernels.operands import by_name
from ttmlir_py.runtime.machine import Machine

INTERMEDIATES_WIDTH = 32
"""Columns that a row's log-sum-exp is repeated over: a tile's."""


def adamw(machine: Machine, op: Any, *arrays: Array) -> tuple[Array, ...]:
    """A step of Adam with decoupled weight decay: the parameter and its moments afterwards."""
    given = by_name(op, arrays)
    gradient = given.grad.astype(np.float32)
    first = given.exp_avg * op.beta1 + gradient * (1 - op.beta1)
    second = given.exp_avg_sq * op.beta2 + np.square(gradient) * (1 - op.beta2)
    largest = second
    if given.max_exp_avg_sq is not None:
        largest = np.maximum(given.max_exp_avg_sq, second)
    denominator = np.sqrt(largest / (1 - op.beta2_pow)) + op.epsilon
    step = op.lr * (first / (1 - op.beta1_pow)) / denominator
    changed = given.param * (1 - op.lr * op.weight_decay) - step
    results = (changed, first, second)
    return results if given.max_exp_avg_sq is None else (*results, largest)


def _scores(machine: Machine, op: Any, given: Any) -> Array:
    """Scaled and masked products of queries and keys."""
    scale = np.float32(given.query.shape[-1] ** -0.5)
    scores = by_heads(machine, given.query, np.swapaxes(given.key, -1, -2)) * scale
    match op.mask_type.value:
        case "causal":
            rows, columns = scores.shape[-2:]
            return scores + hidden(np.arange(columns) <= np.arange(rows)[:, None])
        case "arbitrary" if given.attention_mask is not None:
            return scores + given.attention_mask
        case _:
            return scores


def sdpa_fw(machine: Machine, op: Any, *arrays: Array) -> tuple[Array, ...]:
    """Attention, and each row's log-sum-exp where asked for."""
    given = by_name(op, arrays)
    scores = _scores(machine, op, given)
    largest = scores.max(axis=-1, keepdims=True)
    total = np.exp(scores - largest).sum(axis=-1, keepdims=True)
    logarithm = largest + np.log(total)
    output = by_heads(machine, np.exp(scores - logarithm), given.value)
    if not op.return_intermediates:
        return (output,)
    return output, np.repeat(logarithm, INTERMEDIATES_WIDTH, axis=-1)


def sdpa_bw(machine: Machine, op: Any, *arrays: Array) -> tuple[Array, ...]:
    """Gradients of queries, keys and values from the forward pass's results."""
    given = by_name(op, arrays)
    scale = np.float32(given.query.shape[-1] ** -0.5)
    weights = np.exp(_scores(machine, op, given) - given.intermediates[..., :1])
    gradient = given.grad_output
    through = by_heads(machine, gradient, np.swapaxes(given.value, -1, -2))
    kept = (gradient * given.attn_output).sum(axis=-1, keepdims=True)
    inner = weights * (through - kept) * scale
    return (
        by_heads(machine, inner, given.key),
        _to_keys(machine, inner, given.query, given.key),
        _to_keys(machine, weights, gradient, given.value),
    )


def _to_keys(machine: Machine, weights: Array, values: Array, like: Array) -> Array:
    """`weights^T values`, added up over the query heads that share a key head."""
    lead = machine.lead
    groups = like.shape[lead + 1]
    weights, values = (
        x.reshape((*x.shape[: lead + 1], groups, x.shape[lead + 1] // groups, *x.shape[lead + 2 :]))
        for x in (weights, values)
    )
    shared = [(axis, axis) for axis in range(lead + 2)]
    return contract(
        machine.xp, weights, values, shared, [(lead + 2, lead + 2), (lead + 3, lead + 3)]
    )


KERNELS = {"adamw": adamw, "sdpa_bw": sdpa_bw, "sdpa_fw": sdpa_fw}
