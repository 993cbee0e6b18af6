"""Attention and the splitting and joining of its heads."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, F32_ATTR, UI32_ATTR


class ChunkedScaledDotProductAttentionOp(PureOp):
    """Causal attention of a chunk of a prompt over a paged cache."""

    name = "ttir.chunked_scaled_dot_product_attention"
    query = operand()
    key = operand()
    value = operand()
    page_table = operand()
    chunk_start_idx = operand()
    output = operand()
    scale = optional_prop(F32_ATTR)
    result = result()


class ConcatenateHeadsOp(PureOp):
    """Joins attention heads: `[b, h, s, d]` to `[b, s, h * d]`."""

    name = "ttir.concatenate_heads"
    input = operand()
    result = result()


class PagedFlashMultiLatentAttentionDecodeOp(PureOp):
    """Latent attention of one new token per user over a paged cache."""

    name = "ttir.paged_flash_multi_latent_attention_decode"
    query = operand()
    key = operand()
    value = optional_operand()
    head_dim_v = prop(UI32_ATTR)
    page_table = operand()
    is_causal = prop(BOOL, True)
    attention_mask = optional_operand()
    cur_pos_tensor = optional_operand()
    attention_sink = optional_operand()
    scale = optional_prop(F32_ATTR)
    result = result()


class PagedScaledDotProductAttentionDecodeOp(PureOp):
    """Attention of one new token per user over a paged cache."""

    name = "ttir.paged_scaled_dot_product_attention_decode"
    query = operand()
    key = operand()
    value = operand()
    page_table = operand()
    output = operand()
    is_causal = prop(BOOL, True)
    attention_mask = optional_operand()
    cur_pos_tensor = optional_operand()
    attention_sink = optional_operand()
    scale = optional_prop(F32_ATTR)
    sliding_window_size = optional_prop(UI32_ATTR)
    result = result()


class ScaledDotProductAttentionOp(PureOp):
    """`softmax(query @ key^T * scale + mask) @ value`."""

    name = "ttir.scaled_dot_product_attention"
    query = operand()
    key = operand()
    value = operand()
    attention_mask = optional_operand()
    is_causal = prop(BOOL, True)
    scale = optional_prop(F32_ATTR)
    sliding_window_size = optional_prop(UI32_ATTR)
    attention_sink = optional_operand()
    result = result()


class ScaledDotProductAttentionDecodeOp(PureOp):
    """Attention of one new token per user over a cache."""

    name = "ttir.scaled_dot_product_attention_decode"
    query = operand()
    key = operand()
    value = operand()
    is_causal = prop(BOOL, True)
    attention_mask = optional_operand()
    cur_pos_tensor = operand()
    attention_sink = optional_operand()
    scale = optional_prop(F32_ATTR)
    result = result()


class SplitQueryKeyValueAndSplitHeadsOp(PureOp):
    """Splits a fused projection into query, key and value heads."""

    name = "ttir.split_query_key_value_and_split_heads"
    input_tensor = operand()
    kv_input_tensor = optional_operand()
    num_heads = prop(UI32_ATTR)
    num_kv_heads = optional_prop(UI32_ATTR)
    transpose_key = prop(BOOL)
    query = result()
    key = result()
    value = result()
