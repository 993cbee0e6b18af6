"""Attention and the splitting and joining of its heads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.base import PureOp, require, result_tensor
from ttmlir_py.dialects.ttcore.rules.attention import (
    latent_result,
    split_shapes,
    verify_attention,
    verify_chunked_attention,
    verify_latent_attention,
)
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, F32_ATTR, UI32_ATTR
from ttmlir_py.support.shapes import rank_of, shape_of


class AttentionOp(PureOp):
    """Attention with a result of the query's shape."""

    mismatch: ClassVar[str] = "Query and result must have the same type"
    query = operand()
    key = operand()
    value = operand()
    scale = optional_prop(F32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, shape_of(self.query), self.query, mismatch=self.mismatch)]


class ChunkedScaledDotProductAttentionOp(AttentionOp):
    """Causal attention of a chunk of a prompt over a paged cache."""

    mismatch = "Result shape must match query shape."
    page_table = operand()
    chunk_start_idx = operand()

    def verify_extra(self) -> None:
        verify_chunked_attention(
            self.query, self.key, self.value, self.page_table, self.chunk_start_idx
        )


class PagedFlashMultiLatentAttentionDecodeOp(PureOp):
    """Latent attention of one new token per user over a paged cache."""

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

    def infer(self) -> Sequence[Attribute]:
        type_ = latent_result(self.query, self.head_dim_v)
        return [result_tensor(self, shape_of(type_), type_)]

    def verify_extra(self) -> None:
        verify_latent_attention(self.query, self.key, self.value, self.page_table, self.head_dim_v)


class PagedScaledDotProductAttentionDecodeOp(AttentionOp):
    """Attention of one new token per user over a paged cache."""

    page_table = operand()
    is_causal = prop(BOOL, True)
    sliding_window_size = optional_prop(UI32_ATTR)


class ScaledDotProductAttentionOp(AttentionOp):
    """`softmax(query @ key^T * scale + mask) @ value`."""

    attention_mask = optional_operand()
    is_causal = prop(BOOL, True)
    sliding_window_size = optional_prop(UI32_ATTR)
    attention_sink = optional_operand()

    def verify_extra(self) -> None:
        verify_attention(self.query, self.key, self.value, self.attention_mask, self.is_causal)


class ScaledDotProductAttentionDecodeOp(AttentionOp):
    """Attention of one new token per user over a cache."""

    is_causal = prop(BOOL, True)


class SplitQueryKeyValueAndSplitHeadsOp(PureOp):
    """Splits a fused projection into query, key and value heads."""

    input_tensor = operand()
    kv_input_tensor = optional_operand()
    num_heads = prop(UI32_ATTR)
    num_kv_heads = optional_prop(UI32_ATTR)
    transpose_key = prop(BOOL)
    query = result()
    key = result()
    value = result()

    def infer(self) -> Sequence[Attribute]:
        self._verify_ranks()
        shapes = split_shapes(
            self.input_tensor,
            self.kv_input_tensor,
            self.num_heads,
            self.num_kv_heads or self.num_heads,
            self.transpose_key,
        )
        return [
            result_tensor(
                self,
                shape,
                self.input_tensor,
                index=i,
                mismatch=f"expected {name} output shape ({{expected}}), got ({{actual}})",
            )
            for i, (name, shape) in enumerate(zip(("query", "key", "value"), shapes, strict=True))
        ]

    def _verify_ranks(self) -> None:
        rank = rank_of(self.input_tensor)
        require(rank == 3, f"expected rank of input tensor is 3, got rank {rank}")
        ranks = [rank_of(value) for value in self.results]
        if set(ranks) - {4}:
            query, key, value = ranks
            raise VerifyException(
                "expected rank of query/key/value output tensor is 4, got query rank: "
                f"{query}, key rank: {key}, value rank: {value}"
            )
