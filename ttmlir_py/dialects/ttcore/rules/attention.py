"""Shapes of attention and of its heads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.support.element_types import is_float, is_integer
from ttmlir_py.support.shapes import Shape, element_of, rank_of, shape_of


class MaskRule(NamedTuple):
    """What one dimension of a mask may be, and the complaint about another size."""

    allowed: Sequence[int]
    message: str


def same_type(one: SSAValue, other: SSAValue) -> bool:
    """Equal up to layouts."""
    return element_of(one) == element_of(other) and shape_of(one) == shape_of(other)


def verify_mask(mask: SSAValue | None, is_causal: bool, rules: Sequence[MaskRule]) -> None:
    """A mask of rank four broadcasts to the scores; causal attention takes none."""
    if mask is None:
        return
    require(not is_causal, "Attention mask is not allowed when is_causal is true")
    require(rank_of(mask) == 4, "Attention mask must be a 4D tensor")
    for size, rule in zip(shape_of(mask), rules, strict=True):
        require(size in rule.allowed, rule.message)


def verify_key_and_value(query: SSAValue, key: SSAValue, value: SSAValue) -> None:
    """Keys and values are alike, and all have rank four."""
    require(same_type(key, value), "Key and value must have the same type")
    require(rank_of(query) == 4, "Query must be a 4D tensor")
    require(rank_of(key) == 4, "Key/Value must be a 4D tensor")


def verify_heads(key: Shape, batch: int, heads: int, head_size: int) -> None:
    """Keys fit the queries: equal batch and head size, heads that divide."""
    require(key[0] == batch, "Key/Value batch size must match query batch size")
    require(key[3] == head_size, "Key/Value head size must match query head size")
    require(heads % key[1] == 0, "Query num heads must be divisible by key/value num heads")


_BATCH = "Attention mask batch size must be 1 (broadcast) or match query batch size"


def verify_attention(
    query: SSAValue, key: SSAValue, value: SSAValue, mask: SSAValue | None, is_causal: bool
) -> None:
    """`[batch, heads, sequence, head size]` for queries, keys and values."""
    verify_key_and_value(query, key, value)
    batch, heads, length, head_size = shape_of(query)
    keys = shape_of(key)
    verify_heads(keys, batch, heads, head_size)
    verify_mask(
        mask,
        is_causal,
        (
            MaskRule((1, batch), _BATCH),
            MaskRule(
                (1, heads),
                "Attention mask dim 1 must be 1 (broadcast) or match query num heads",
            ),
            MaskRule(
                (1, length),
                "Attention mask dim 2 must be 1 (broadcast) or match query sequence length",
            ),
            MaskRule(
                (keys[2],),
                "Attention mask at dim 3 must match key/value sequence length "
                "(max sequence length)",
            ),
        ),
    )
    require(
        not is_causal or length == keys[2],
        "Sequence length must match key/value sequence length when is_causal is true",
    )


def verify_decode_attention(
    query: SSAValue,
    key: SSAValue,
    value: SSAValue,
    mask: SSAValue | None,
    position: SSAValue | None,
    is_causal: bool,
) -> None:
    """Queries are `[1, batch, heads, head size]`: one token for every user."""
    if position is not None:
        require(is_integer(element_of(position)), "Cur pos tensor must be a tensor of integers")
        require(rank_of(position) == 1, "Cur pos tensor must be a 1D tensor")
    verify_key_and_value(query, key, value)
    one, batch, heads, head_size = shape_of(query)
    keys = shape_of(key)
    require(one == 1, "Query dim 0 must be 1")
    require(
        position is None or shape_of(position)[0] == batch,
        "Cur pos tensor batch size must match query batch size",
    )
    verify_heads(keys, batch, heads, head_size)
    verify_mask(
        mask,
        is_causal,
        (
            MaskRule((1, batch), _BATCH),
            MaskRule((1,), "Attention mask dim 1 must be 1"),
            MaskRule(
                (1, heads),
                "Attention mask num heads must be 1 (broadcast) or match query num heads",
            ),
            MaskRule(
                (keys[2],), "Attention mask sequence length must match key/value sequence length"
            ),
        ),
    )


def verify_paged_attention(
    query: SSAValue,
    key: SSAValue,
    value: SSAValue,
    page_table: SSAValue,
    mask: SSAValue | None,
    position: SSAValue | None,
    is_causal: bool,
) -> None:
    """Keys and values are blocks of a cache, found by a page table."""
    require(
        all(is_float(element_of(one)) for one in (query, key, value)),
        "Query, key, and value must be float tensors.",
    )
    _verify_paged_cache(query, key, value, page_table)
    require(rank_of(query) == 4, "Query must be a 4D tensor.")
    require(rank_of(key) == 4, "Key/Value tensor must be a 4D tensor.")
    require(rank_of(page_table) == 2, "Page table tensor must be a 2D tensor.")
    _, users, heads, head_size = shape_of(query)
    _verify_blocks(key, page_table, users, heads, head_size)
    if is_causal:
        require(mask is None, "Attention mask is not allowed when is_causal is true.")
    else:
        require(mask is not None, "Attention mask is required when is_causal is false.")
    if position is not None:
        require(is_integer(element_of(position)), "Cur pos tensor must be an integer tensor.")
        require(rank_of(position) == 1, "Cur pos tensor must be a 1D tensor.")
        require(
            shape_of(position)[0] == users,
            "Cur pos tensor number of users must match query number of users.",
        )


def _verify_paged_cache(
    query: SSAValue, key: SSAValue, value: SSAValue, page_table: SSAValue
) -> None:
    require(is_integer(element_of(page_table)), "Page table must be an integer tensor.")
    require(same_type(key, value), "Key and value must have the same shape and data type.")


def _verify_blocks(
    key: SSAValue, page_table: SSAValue, users: int, heads: int, head_size: int
) -> None:
    _, key_heads, block, key_head_size = shape_of(key)
    require(head_size == key_head_size, "Query head size must match key/value head size.")
    require(
        key_heads > 0 and heads % key_heads == 0,
        "Query num heads must be divisible by key/value num heads.",
    )
    require(block % 32 == 0, "Block size must be divisible by 32.")
    require(
        shape_of(page_table)[0] == users,
        "Page table number of users must match query number of users.",
    )


def verify_chunked_attention(
    query: SSAValue, key: SSAValue, value: SSAValue, page_table: SSAValue, start: SSAValue
) -> None:
    """A chunk of prompts of all users over a paged cache."""
    require(rank_of(query) == 4, "Query must be a 4D tensor.")
    require(rank_of(key) == rank_of(value) == 4, "Key and value must be 4D tensors.")
    require(rank_of(page_table) == 2, "Page table must be a 2D tensor.")
    require(rank_of(start) == 1, "Chunk start index must be a 1D tensor.")
    require(
        shape_of(start) == (1,),
        "Chunk start index must have shape [1] (a single prefix offset shared by all users).",
    )
    require(
        element_of(query) == element_of(key) == element_of(value),
        "Query, key, and value must have the same element type.",
    )
    require(is_float(element_of(query)), "Query, key, and value must be float tensors.")
    require(is_integer(element_of(start)), "Chunk start index must be an integer tensor.")
    _verify_paged_cache(query, key, value, page_table)
    users, heads, _, head_size = shape_of(query)
    _verify_blocks(key, page_table, users, heads, head_size)


def verify_latent_attention(
    query: SSAValue, key: SSAValue, value: SSAValue | None, page_table: SSAValue, width: int
) -> None:
    """Latent attention: one key head, and values of `width` features."""
    require(rank_of(query) == 4, "Query must be a 4D tensor.")
    require(rank_of(key) == 4, "Key tensor must be a 4D tensor.")
    require(rank_of(page_table) == 2, "Page table tensor must be a 2D tensor.")
    require(is_float(element_of(query)), "Query must be a float tensor.")
    require(element_of(query) == element_of(key), "Query and key must have the same element type.")
    require(is_integer(element_of(page_table)), "Page table must be an integer tensor.")
    heads = shape_of(key)[1]
    require(heads == 1, f"Key num KV heads (nkv) must be 1, got {heads}.")
    if value is not None:
        require(rank_of(value) == 4, "Value tensor must be a 4D tensor.")
        require(
            element_of(query) == element_of(value),
            "Query and value must have the same element type.",
        )
        heads = shape_of(value)[1]
        require(heads == 1, f"Value num KV heads (nkv) must be 1, got {heads}.")
    require(width > 0, "head_dim_v must be greater than 0.")


def split_shapes(
    fused: SSAValue, key_value: SSAValue | None, heads: int, key_heads: int, transpose_key: bool
) -> tuple[Shape, Shape, Shape]:
    """Query, key and value heads of a fused projection `[batch, sequence, hidden]`."""
    rank = rank_of(fused)
    require(rank == 3, f"expected rank of input tensor is 3, got rank {rank}")
    batch, length, hidden = shape_of(fused)
    if key_value is None:
        key_batch, key_length = batch, length
        size = key_size = hidden // (heads + 2 * key_heads)
    else:
        key_batch, key_length, key_hidden = shape_of(key_value)
        size, key_size = hidden // heads, key_hidden // (2 * key_heads)
    value = (key_batch, key_heads, key_length, key_size)
    key = (key_batch, key_heads, key_size, key_length) if transpose_key else value
    return (batch, heads, length, size), key, value


def latent_result(query: SSAValue, width: int) -> TensorType[Attribute]:
    """The query with heads of another size."""
    return TensorType(element_of(query), (*shape_of(query)[:-1], width))
