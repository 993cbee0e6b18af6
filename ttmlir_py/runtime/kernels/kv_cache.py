"""Writes into key and value caches: each kernel gives what the cache holds afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.data_movement import dynamic_update_slice
from ttmlir_py.runtime.kernels.operands import by_name
from ttmlir_py.runtime.kernels.places import pick, replace, scatter_places
from ttmlir_py.runtime.machine import Machine


def fill_cache(machine: Machine, op: Any, cache: Array, prompt: Array) -> Array:
    """A prompt `[b, heads, s, d]` at the front of a cache `[users, heads, length, d]`."""
    return _write(machine, cache, prompt, op.batch_offset, np.zeros((1,) * machine.lead, np.int64))


def update_cache(machine: Machine, op: Any, cache: Array, token: Array, position: Array) -> Array:
    """One token `[1, heads, users, d]` at a position of every user's cache."""
    lead = machine.lead
    order = (*range(lead), lead + 2, lead + 1, lead, lead + 3)
    at = position.reshape((*position.shape[:lead], -1))[..., 0]
    return _write(machine, cache, token.transpose(order), op.batch_offset, at)


def _write(machine: Machine, cache: Array, values: Array, user: int, position: Array) -> Array:
    zero = np.zeros((1,) * machine.lead, np.int64)
    values = values.astype(cache.dtype, copy=False)
    return dynamic_update_slice(machine, None, cache, values, zero + user, zero, position, zero)


def paged_fill_cache(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Prompts `[b, heads, s, d]` in the blocks that a page table names."""
    given = by_name(op, arrays)
    lead, prompt = machine.lead, given.input
    batch, _, length, _ = prompt.shape[lead:]
    users = given.batch_idx_tensor
    if users is None:
        users = np.arange(batch).reshape((1,) * lead + (batch,))
    pages = pick(machine, given.page_table, users.reshape((*users.shape[:lead], -1)))
    positions = np.broadcast_to(np.arange(length), (1,) * lead + (batch, length))
    # tokens are [mesh, b, s, heads, d]
    return _write_pages(machine, given.cache, np.moveaxis(prompt, -2, lead + 1), pages, positions)


def paged_update_cache(machine: Machine, op: Any, *arrays: Array) -> Array:
    """One token per user, `[1, users, heads, d]`; without a page table users have a block each."""
    given = by_name(op, arrays)
    lead, cache = machine.lead, given.cache
    tokens = np.moveaxis(given.input, lead, lead + 1)[..., : cache.shape[lead + 1], :]
    positions = given.update_index[..., None].astype(np.int64)
    if given.page_table is not None:
        return _write_pages(machine, cache, tokens, given.page_table, positions)
    users = np.zeros if op.share_cache else np.arange
    pages = users(positions.shape[-2]).reshape((1,) * lead + (-1, 1))
    return _write_pages(machine, cache, tokens, pages, positions)


def _write_pages(
    machine: Machine, cache: Array, tokens: Array, pages: Array, positions: Array
) -> Array:
    """Tokens `[b, s, heads, d]` at positions `[b, s]` of sequences whose blocks are `pages`."""
    lead = machine.lead
    blocks, heads, block, width = cache.shape[lead:]
    column = np.clip(positions // block, 0, pages.shape[-1] - 1)
    mesh = np.broadcast_shapes(pages.shape[:lead], column.shape[:lead])
    pages = np.broadcast_to(pages, (*mesh, *pages.shape[lead:])).astype(np.int64)
    column = np.broadcast_to(column, (*mesh, *column.shape[lead:]))
    physical = np.clip(np.take_along_axis(pages, column, -1), 0, blocks - 1)
    row = physical[..., None] * heads + np.arange(heads)
    row = row * block + (positions % block)[..., None]
    places = row[..., None] * width + np.arange(width)
    tokens = tokens.astype(cache.dtype, copy=False)
    return scatter_places(machine, replace, [cache], [tokens], places)[0]


def unpaged(machine: Machine, cache: Array, pages: Array) -> Array:
    """The sequences `[b, heads, length, d]` whose blocks lie in a paged cache."""
    lead = machine.lead
    found = pick(machine, cache, pages)  # mesh, b, pages, heads, block, d
    moved = np.moveaxis(found, lead + 2, lead + 1)
    shape = moved.shape
    return moved.reshape((*shape[: lead + 2], shape[lead + 2] * shape[lead + 3], shape[-1]))


KERNELS = {
    "fill_cache": fill_cache,
    "paged_fill_cache": paged_fill_cache,
    "paged_update_cache": paged_update_cache,
    "update_cache": update_cache,
}
