"""Attention and the splitting and joining of its heads."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import require, result_tensor
from ttmlir_py.dialects.ttcore.rules.attention import (
    latent_result,
    verify_decode_attention,
    verify_paged_attention,
)
from ttmlir_py.dialects.ttcore.rules.latent_attention import verify_prefill
from ttmlir_py.dialects.ttcore.shared import attention as shared
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.dialects.ttnn.kinds import SDPA_PROGRAM_CONFIG
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, F32_ATTR, UI32_ATTR
from ttmlir_py.support.shapes import element_of, rank_of, shape_of


class ChunkedScaledDotProductAttentionOp(shared.ChunkedScaledDotProductAttentionOp, PureOp):
    """Causal attention of a chunk of a prompt over a paged cache."""

    name = "ttnn.chunked_scaled_dot_product_attention"
    program_config = optional_prop(SDPA_PROGRAM_CONFIG)


class ConcatenateHeadsOp(PureOp):
    """Joins attention heads: `[b, h, s, d]` to `[b, s, h * d]`."""

    name = "ttnn.concatenate_heads"
    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require(rank_of(self.input) == 4, "input tensor must be a 4D tensor")
        batch, heads, length, head_size = shape_of(self.input)
        shape = (batch, length, heads * head_size)
        mismatch = "expected output shape ({expected}), got ({actual})"
        return [result_tensor(self, shape, self.input, mismatch=mismatch)]


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

    def infer(self) -> Sequence[Attribute]:
        require(rank_of(self.query) == 4, "Query must be a 4D tensor")
        mismatch = "Result shape must be [batch, num_query_heads, seq_len, head_dim_v]"
        type_ = latent_result(self.query, self.head_dim_v)
        return [result_tensor(self, shape_of(type_), type_, mismatch=mismatch)]

    def verify_extra(self) -> None:
        verify_prefill(
            self.query,
            self.key,
            self.value,
            self.attention_mask,
            self.head_dim_v,
            self.is_causal,
        )
        require(
            element_of(self.query) == element_of(self.result),
            "Query and result must have the same element type",
        )


class IndexerScoreDsaOp(PureOp):
    """Scores of keys by which sparse attention picks the ones to attend to."""

    name = "ttnn.indexer_score_dsa"
    query = operand()
    key = operand()
    weights = operand()
    chunk_start_idx = prop(UI32_ATTR, 0)
    cluster_axis = optional_prop(UI32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        forms = (
            ("Query", self.query, "[B, Hi, Sq, D]"),
            ("Key", self.key, "[B, 1, T, D]"),
            ("Weights", self.weights, "[B, Hi, Sq, 1]"),
        )
        for name, value, form in forms:
            require(rank_of(value) == 4, f"{name} must be a 4D tensor {form}")
        batch, heads, length, head_size = shape_of(self.query)
        keys = shape_of(self.key)
        require(batch == 1, f"Query batch size (dim 0) must be 1, got {batch}")
        require(keys[0] == batch, "Key batch size must match query batch size")
        require(keys[1] == 1, "Key must have a single head (dim 1 must be 1)")
        require(keys[3] == head_size, "Key head dim must match query head dim")
        require(
            shape_of(self.weights) == (batch, heads, length, 1),
            "Weights shape must be [batch, num_heads, query_seq_len, 1]",
        )
        mismatch = "Result shape must be [batch, 1, query_seq_len, key_seq_len]"
        return [result_tensor(self, (batch, 1, length, keys[2]), self.query, mismatch=mismatch)]

    def verify_extra(self) -> None:
        require(
            element_of(self.query) == element_of(self.key),
            "Query and key must have the same element type",
        )


class PagedFlashMultiLatentAttentionDecodeOp(shared.PagedFlashMultiLatentAttentionDecodeOp, PureOp):
    """Latent attention of one new token per user over a paged cache."""

    name = "ttnn.paged_flash_multi_latent_attention_decode"


class PagedScaledDotProductAttentionDecodeOp(shared.PagedScaledDotProductAttentionDecodeOp, PureOp):
    """Attention of one new token per user over a paged cache."""

    name = "ttnn.paged_scaled_dot_product_attention_decode"
    attention_mask = optional_operand()
    cur_pos_tensor = optional_operand()
    attention_sink = optional_operand()
    program_config = optional_prop(SDPA_PROGRAM_CONFIG)

    def verify_extra(self) -> None:
        verify_paged_attention(
            self.query,
            self.key,
            self.value,
            self.page_table,
            self.attention_mask,
            self.cur_pos_tensor,
            self.is_causal,
        )


class ScaledDotProductAttentionOp(shared.ScaledDotProductAttentionOp, PureOp):
    """`softmax(query @ key^T * scale + mask) @ value`."""

    name = "ttnn.scaled_dot_product_attention"


class ScaledDotProductAttentionDecodeOp(shared.ScaledDotProductAttentionDecodeOp, PureOp):
    """Attention of one new token per user over a cache."""

    name = "ttnn.scaled_dot_product_attention_decode"
    attention_mask = optional_operand()
    cur_pos_tensor = optional_operand()
    attention_sink = optional_operand()
    sliding_window_size = optional_prop(UI32_ATTR)
    program_config = optional_prop(SDPA_PROGRAM_CONFIG)

    def verify_extra(self) -> None:
        verify_decode_attention(
            self.query,
            self.key,
            self.value,
            self.attention_mask,
            self.cur_pos_tensor,
            self.is_causal,
        )


class SplitQueryKeyValueAndSplitHeadsOp(shared.SplitQueryKeyValueAndSplitHeadsOp, PureOp):
    """Splits a fused projection into query, key and value heads."""

    name = "ttnn.split_query_key_value_and_split_heads"
