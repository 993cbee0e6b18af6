"""Attention over whole sequences, over caches, and over paged caches."""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.contraction import contract
from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.kv_cache import unpaged
from ttmlir_py.runtime.kernels.operands import by_name
from ttmlir_py.runtime.kernels.reduction import softmax_along
from ttmlir_py.runtime.machine import Machine


def attend(
    machine: Machine,
    query: Array,
    key: Array,
    value: Array,
    *,
    scale: float | None,
    bias: Array | None = None,
    sink: Array | None = None,
) -> Array:
    """`softmax(query key^T scale + bias) value` on `[b, heads, s, d]`.

    Fewer key than query heads serve groups of query heads. A sink is a logit of each head that
    takes its share of the softmax and gives nothing.
    """
    lead, width = machine.lead, query.shape[-1]
    factor = query.dtype.type(width**-0.5 if scale is None else scale)
    scores = by_heads(machine, query, np.swapaxes(key, -1, -2)) * factor
    if bias is not None:
        scores = scores + bias
    if sink is not None:
        shape = (*scores.shape[: lead + 3], 1)
        logits = sink.reshape((*sink.shape[:lead], 1, -1, 1, 1))
        mesh = np.broadcast_shapes(scores.shape[:lead], sink.shape[:lead])
        scores = np.broadcast_to(scores, (*mesh, *scores.shape[lead:]))
        logits = np.broadcast_to(logits, (*mesh, *shape[lead:]))
        scores = np.concatenate([scores, logits.astype(scores.dtype)], axis=-1)
    weights = softmax_along(machine.xp, scores, -1)
    return by_heads(machine, weights if sink is None else weights[..., :-1], value)


def by_heads(machine: Machine, left: Array, right: Array) -> Array:
    """Matrix products of `[b, heads, m, k]` with `[b, key heads, k, n]`."""
    lead = machine.lead
    batch, heads, rows, inner = left.shape[lead:]
    groups = right.shape[lead + 1]
    left = left.reshape((*left.shape[:lead], batch, groups, heads // groups, rows, inner))
    shared = [(axis, axis) for axis in range(lead + 2)]
    product = contract(machine.xp, left, right, shared, [(lead + 4, lead + 2)])
    mesh = product.shape[:lead]
    return product.reshape((*mesh, product.shape[lead], heads, rows, product.shape[-1]))


def hidden(allowed: Array) -> Array:
    """Minus infinity where a position may not be seen, to be added to scores."""
    return np.where(allowed, np.float32(0), np.float32(-np.inf))


def _window(op: Any) -> int | None:
    return getattr(op, "sliding_window_size", None)


def _square_bias(op: Any, rows: int, columns: int) -> Array | None:
    """Which positions of a sequence see each other: a window, all before, or (None) all."""
    distance = np.arange(rows)[:, None] - np.arange(columns)
    window = _window(op)
    if window is None:
        return hidden(distance >= 0) if op.is_causal else None
    if op.is_causal:
        return hidden((distance >= 0) & (distance < window))
    return hidden(abs(distance) <= window // 2)


def scaled_dot_product_attention(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Attention of every position of a sequence."""
    return _sequence(machine, op, by_name(op, arrays), 1.0)


def ttnn_attention(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Attention of every position; the device scales the sink with the scores."""
    given = by_name(op, arrays)
    return _sequence(machine, op, given, _scale(op, given.query))


def _scale(op: Any, query: Array) -> float:
    return query.shape[-1] ** -0.5 if op.scale is None else op.scale


def _sequence(machine: Machine, op: Any, given: Any, sink_scale: float) -> Array:
    rows, columns = given.query.shape[-2], given.key.shape[-2]
    mask = given.attention_mask
    bias = _square_bias(op, rows, columns) if mask is None or _window(op) is not None else None
    if mask is not None:
        bias = mask if bias is None else mask + bias
    sink = None if given.attention_sink is None else given.attention_sink * np.float32(sink_scale)
    return attend(
        machine, given.query, given.key, given.value, scale=op.scale, bias=bias, sink=sink
    )


def attention_decode(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Attention of one new position of each user, `[1, users, heads, d]`, over a cache."""
    given = by_name(op, arrays)
    sink_scale = _scale(op, given.query) if op.name.startswith("ttnn.") else 1.0
    return _decode(machine, op, given, given.key, given.value, sink_scale)


def paged_attention_decode(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Attention of one new position of each user over a paged cache."""
    given = by_name(op, arrays)
    sink_scale = _scale(op, given.query) if op.name.startswith("ttnn.") else 1.0
    key, value = (unpaged(machine, x, given.page_table) for x in (given.key, given.value))
    return _decode(machine, op, given, key, value, sink_scale)


def latent_attention_decode(machine: Machine, op: Any, *arrays: Array) -> Array:
    """The same where keys hold the values in their first `head_dim_v` elements."""
    given = by_name(op, arrays)
    key = unpaged(machine, given.key, given.page_table)
    if given.value is None:
        value = key[..., : op.head_dim_v]
    else:
        value = unpaged(machine, given.value, given.page_table)
    return _decode(machine, op, given, key, value, 1.0)


def _decode(
    machine: Machine, op: Any, given: Any, key: Array, value: Array, sink_scale: float
) -> Array:
    lead = machine.lead
    query = np.moveaxis(given.query, lead, lead + 2)  # users, heads, 1, d
    places = np.arange(key.shape[-2])
    bias = None
    if given.attention_mask is not None:
        bias = np.swapaxes(given.attention_mask, -3, -2)
    if given.cur_pos_tensor is not None:
        now = given.cur_pos_tensor.reshape((*given.cur_pos_tensor.shape[:lead], -1, 1, 1, 1))
        allowed = np.ones((), np.bool_)
        if op.is_causal and bias is None:
            allowed = places <= now
        if (window := _window(op)) is not None:
            allowed = allowed & (places > now - window)
        bias = hidden(allowed) if bias is None else bias + hidden(allowed)
    sink = None
    if given.attention_sink is not None:
        # One logit per head, in the first column of the device's padded form.
        heads = query.shape[lead + 1]
        sink = given.attention_sink.reshape((*given.attention_sink.shape[:lead], heads, -1))
        sink = sink[..., 0] * np.float32(sink_scale)
    result = attend(machine, query, key, value, scale=op.scale, bias=bias, sink=sink)
    return np.moveaxis(result, lead + 2, lead)


def chunked_attention(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Causal attention of a later part of a prompt over a paged cache."""
    given = by_name(op, arrays)
    key, value = (unpaged(machine, x, given.page_table) for x in (given.key, given.value))
    start = given.chunk_start_idx.reshape((*given.chunk_start_idx.shape[: machine.lead], 1, 1, -1))
    rows = start[..., :1, None] + np.arange(given.query.shape[-2])[:, None]
    rows = rows.reshape((*start.shape[: machine.lead], 1, 1, given.query.shape[-2], 1))
    bias = hidden(np.arange(key.shape[-2]) <= rows)
    return attend(machine, given.query, key, value, scale=op.scale, bias=bias)


def indexer_score(machine: Machine, op: Any, query: Array, key: Array, weights: Array) -> Array:
    """Scores of keys for each query: weighted positive products added up over the heads."""
    products = np.maximum(by_heads(machine, query, np.swapaxes(key, -1, -2)), 0)
    scores = (products * weights).sum(axis=machine.lead + 1, keepdims=True)
    rows, columns = scores.shape[-2:]
    seen = np.arange(columns) <= np.arange(rows)[:, None] + op.chunk_start_idx
    return scores + hidden(seen)


def flash_mla_prefill(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Attention of a prompt whose keys hold the values in their first elements."""
    given = by_name(op, arrays)
    value = given.key[..., : op.head_dim_v] if given.value is None else given.value
    mask = given.attention_mask
    bias = mask if mask is not None else _square_bias(op, given.query.shape[-2], value.shape[-2])
    return attend(machine, given.query, given.key, value, scale=op.scale, bias=bias)


KERNELS = {
    "chunked_scaled_dot_product_attention": chunked_attention,
    "flash_mla_prefill": flash_mla_prefill,
    "indexer_score_dsa": indexer_score,
    "paged_flash_multi_latent_attention_decode": latent_attention_decode,
    "paged_scaled_dot_product_attention_decode": paged_attention_decode,
    "scaled_dot_product_attention": scaled_dot_product_attention,
    "scaled_dot_product_attention_decode": attention_decode,
    "ttnn.scaled_dot_product_attention": ttnn_attention,
}
