"""Attention and the splitting and joining of its heads."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttnn.kinds import COMPUTE_CONFIG, SDPA_PROGRAM_CONFIG
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, F32_ATTR, UI32_ATTR


class ChunkedScaledDotProductAttentionOp(PureOp):
    """Causal attention of a chunk of a prompt over a paged cache."""

    name = "ttnn.chunked_scaled_dot_product_attention"
    query = operand()
    key = operand()
    value = operand()
    page_table = operand()
    chunk_start_idx = operand()
    scale = optional_prop(F32_ATTR)
    program_config = optional_prop(SDPA_PROGRAM_CONFIG)
    result = result()


class ConcatenateHeadsOp(PureOp):
    """Joins attention heads: `[b, h, s, d]` to `[b, s, h * d]`."""

    name = "ttnn.concatenate_heads"
    input = operand()
    result = result()


class FlashMlaPrefillOp(PureOp):
    """Latent attention over a whole prompt."""

    name = "ttnn.flash_mla_prefill"
    query = operand()
    key = operand()
    value = optional_operand()
    attention_mask = optional_operand()
    head_dim_v = prop(UI32_ATTR)
    is_causal = prop(BOOL, True)
    scale = optional_prop(F32_ATTR)
    result = result()


class IndexerScoreDsaOp(PureOp):
    """Scores of keys by which sparse attention picks the ones to attend to."""

    name = "ttnn.indexer_score_dsa"
    query = operand()
    key = operand()
    weights = operand()
    chunk_start_idx = prop(UI32_ATTR, 0)
    cluster_axis = optional_prop(UI32_ATTR)
    result = result()


class NlpConcatHeadsOp(PureOp):
    """Joins attention heads: `[b, h, s, d]` to `[b, 1, s, h * d]`."""

    name = "ttnn.nlp_concat_heads"
    input = operand()
    result = result()


class NlpConcatHeadsDecodeOp(PureOp):
    """Joins attention heads of one decoded token per user."""

    name = "ttnn.nlp_concat_heads_decode"
    input = operand()
    num_heads = prop(UI32_ATTR)
    result = result()


class NlpCreateQkvHeadsDecodeOp(PureOp):
    """Splits fused projections of one decoded token per user into heads."""

    name = "ttnn.nlp_create_qkv_heads_decode"
    input = operand()
    batch_offset = optional_operand()
    num_heads = prop(UI32_ATTR)
    num_kv_heads = optional_prop(UI32_ATTR)
    overlap_qk_coregrid = optional_prop(BOOL)
    slice_size = optional_prop(UI32_ATTR)
    query = result()
    key = result()
    value = result()


class PagedFlashMultiLatentAttentionDecodeOp(PureOp):
    """Latent attention of one new token per user over a paged cache."""

    name = "ttnn.paged_flash_multi_latent_attention_decode"
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

    name = "ttnn.paged_scaled_dot_product_attention_decode"
    query = operand()
    key = operand()
    value = operand()
    page_table = operand()
    is_causal = prop(BOOL, True)
    attention_mask = optional_operand()
    cur_pos_tensor = optional_operand()
    attention_sink = optional_operand()
    scale = optional_prop(F32_ATTR)
    sliding_window_size = optional_prop(UI32_ATTR)
    program_config = optional_prop(SDPA_PROGRAM_CONFIG)
    result = result()


class RotaryEmbeddingOp(PureOp):
    """Rotates pairs of features by their position."""

    name = "ttnn.rotary_embedding"
    input = operand()
    cos_cache = operand()
    sin_cache = operand()
    token_index = optional_prop(UI32_ATTR)
    compute_config = optional_prop(COMPUTE_CONFIG)
    result = result()


class RotaryEmbeddingLlamaOp(PureOp):
    """Rotates pairs of features by their position, pairing them by a matrix."""

    name = "ttnn.rotary_embedding_llama"
    input = operand()
    cos_cache = operand()
    sin_cache = operand()
    trans_mat = operand()
    is_decode_mode = prop(BOOL, False)
    compute_config = optional_prop(COMPUTE_CONFIG)
    result = result()


class ScaledDotProductAttentionOp(PureOp):
    """`softmax(query @ key^T * scale + mask) @ value`."""

    name = "ttnn.scaled_dot_product_attention"
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

    name = "ttnn.scaled_dot_product_attention_decode"
    query = operand()
    key = operand()
    value = operand()
    is_causal = prop(BOOL, True)
    attention_mask = optional_operand()
    cur_pos_tensor = optional_operand()
    attention_sink = optional_operand()
    scale = optional_prop(F32_ATTR)
    sliding_window_size = optional_prop(UI32_ATTR)
    program_config = optional_prop(SDPA_PROGRAM_CONFIG)
    result = result()


class SplitQueryKeyValueAndSplitHeadsOp(PureOp):
    """Splits a fused projection into query, key and value heads."""

    name = "ttnn.split_query_key_value_and_split_heads"
    input_tensor = operand()
    kv_input_tensor = optional_operand()
    num_heads = prop(UI32_ATTR)
    num_kv_heads = optional_prop(UI32_ATTR)
    transpose_key = prop(BOOL)
    query = result()
    key = result()
    value = result()
