"""Splitting and joining of attention heads, and rotary embeddings."""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.contraction import contract
from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.operands import by_name, result_shape, with_local_shape
from ttmlir_py.runtime.machine import Machine


def concatenate_heads(machine: Machine, op: Any, x: Array) -> Array:
    """`[b, heads, s, d]` as `[b, s, heads d]`, in the result's rank."""
    return with_local_shape(machine, np.swapaxes(x, -3, -2), result_shape(op))


def concat_heads_decode(machine: Machine, op: Any, x: Array) -> Array:
    """`[1, users, padded heads, d]` as `[1, 1, users, heads d]`."""
    return with_local_shape(machine, x[..., : op.num_heads, :], result_shape(op))


def split_heads(machine: Machine, op: Any, *arrays: Array) -> tuple[Array, ...]:
    """A fused projection `[b, s, (q + k + v) d]` as heads of queries, keys and values."""
    given = by_name(op, arrays)
    heads, kv_heads = op.num_heads, op.num_kv_heads or op.num_heads
    if given.kv_input_tensor is None:
        x = given.input_tensor
        width = x.shape[-1] // (heads + 2 * kv_heads)
        parts = np.split(x, [heads * width, (heads + kv_heads) * width], axis=-1)
    else:
        width = given.input_tensor.shape[-1] // heads
        parts = [given.input_tensor, *np.split(given.kv_input_tensor, 2, axis=-1)]
    query, key, value = (
        np.swapaxes(x.reshape((*x.shape[:-1], count, width)), -3, -2)
        for x, count in zip(parts, (heads, kv_heads, kv_heads), strict=True)
    )
    return query, np.swapaxes(key, -1, -2) if op.transpose_key else key, value


def create_heads_decode(machine: Machine, op: Any, *arrays: Array) -> tuple[Array, ...]:
    """`[1, 1, users, (q + k + v) d]` as `[1, users, heads, d]` for each."""
    x = by_name(op, arrays).input
    heads, kv_heads = op.num_heads, op.num_kv_heads or op.num_heads
    width = x.shape[-1] // (heads + 2 * kv_heads)
    parts = np.split(x, [heads * width, (heads + kv_heads) * width], axis=-1)
    results = []
    for index, (part, count) in enumerate(zip(parts, (heads, kv_heads, kv_heads), strict=True)):
        users = part.shape[-2]
        split = with_local_shape(machine, part, (1, users, count, width))
        spare = result_shape(op, index)[2] - count
        results.append(np.pad(split, [(0, 0)] * (split.ndim - 2) + [(0, spare), (0, 0)]))
    return tuple(results)


def rotary_embedding(machine: Machine, op: Any, x: Array, cos: Array, sin: Array) -> Array:
    """The halves of each head rotated by angles of a position: `x cos + rotated(x) sin`."""
    half = x.shape[-1] // 2
    turned = np.concatenate([-x[..., half:], x[..., :half]], axis=-1)
    if op.token_index is not None:
        at = slice(op.token_index, op.token_index + 1)
        return x * cos[..., at, :] + turned * sin[..., at, :]
    rows = slice(0, x.shape[-2])
    return x * cos[..., rows, :] + turned * sin[..., rows, :]


def rotary_embedding_llama(
    machine: Machine, op: Any, x: Array, cos: Array, sin: Array, turn: Array
) -> Array:
    """Pairs of elements rotated; a matrix on tiles of the last dimension exchanges them."""
    lead, tile = machine.lead, turn.shape[-1]
    matrix = turn.reshape((*turn.shape[:lead], -1, tile))[..., :tile, :]
    tiles = x.reshape((*x.shape[:-1], -1, tile))
    shared = [(axis, axis) for axis in range(lead)]
    turned = contract(machine.xp, tiles, matrix, shared, [(tiles.ndim - 1, lead)]).reshape(x.shape)
    if op.is_decode_mode:
        return x * cos + turned * sin
    rows = slice(0, x.shape[-2])
    return x * cos[..., rows, :] + turned * sin[..., rows, :]


KERNELS = {
    "concatenate_heads": concatenate_heads,
    "nlp_concat_heads": concatenate_heads,
    "nlp_concat_heads_decode": concat_heads_decode,
    "nlp_create_qkv_heads_decode": create_heads_decode,
    "rotary_embedding": rotary_embedding,
    "rotary_embedding_llama": rotary_embedding_llama,
    "split_query_key_value_and_split_heads": split_heads,
}
