"""Attention and the splitting and joining of its heads."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp, given_shape, require, result_tensor
from ttmlir_py.dialects.ttcore.rules.attention import (
    verify_decode_attention,
    verify_paged_attention,
)
from ttmlir_py.dialects.ttcore.shared import attention as shared
from ttmlir_py.support.fields import operand, optional_operand, result
from ttmlir_py.support.shapes import rank_of, shape_of


class ChunkedScaledDotProductAttentionOp(shared.ChunkedScaledDotProductAttentionOp):
    """Causal attention of a chunk of a prompt over a paged cache."""

    name = "ttir.chunked_scaled_dot_product_attention"
    output = operand()


class ConcatenateHeadsOp(PureOp):
    """Joins attention heads: `[b, h, s, d]` to `[b, s, h * d]`."""

    name = "ttir.concatenate_heads"
    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        rank = rank_of(self.input)
        require(rank == 4, f"expected rank of input tensor is 4, got rank {rank}")
        batch, heads, length, head_size = shape_of(self.input)
        shape = (batch, length, heads * head_size)
        given = given_shape(self)
        if given is not None:
            require(len(given) == 3, f"expected rank of output tensor is 3, got rank {len(given)}")
            names = ("batch", "sequence", "hidden")
            for name, want, got in zip(names, shape, given, strict=True):
                size = f"num_heads * head_size = {want}" if name == "hidden" else str(want)
                require(want == got, f"expected output {name} dimension to be {size}, got {got}")
        return [result_tensor(self, shape, self.input)]


class PagedFlashMultiLatentAttentionDecodeOp(shared.PagedFlashMultiLatentAttentionDecodeOp):
    """Latent attention of one new token per user over a paged cache."""

    name = "ttir.paged_flash_multi_latent_attention_decode"


class PagedScaledDotProductAttentionDecodeOp(shared.PagedScaledDotProductAttentionDecodeOp):
    """Attention of one new token per user over a paged cache."""

    name = "ttir.paged_scaled_dot_product_attention_decode"
    output = operand()
    attention_mask = optional_operand()
    cur_pos_tensor = optional_operand()
    attention_sink = optional_operand()

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


class ScaledDotProductAttentionOp(shared.ScaledDotProductAttentionOp):
    """`softmax(query @ key^T * scale + mask) @ value`."""

    name = "ttir.scaled_dot_product_attention"


class ScaledDotProductAttentionDecodeOp(shared.ScaledDotProductAttentionDecodeOp):
    """Attention of one new token per user over a cache."""

    name = "ttir.scaled_dot_product_attention_decode"
    attention_mask = optional_operand()
    cur_pos_tensor = operand()
    attention_sink = optional_operand()

    def verify_extra(self) -> None:
        verify_decode_attention(
            self.query,
            self.key,
            self.value,
            self.attention_mask,
            self.cur_pos_tensor,
            self.is_causal,
        )


class SplitQueryKeyValueAndSplitHeadsOp(shared.SplitQueryKeyValueAndSplitHeadsOp):
    """Splits a fused projection into query, key and value heads."""

    name = "ttir.split_query_key_value_and_split_heads"
