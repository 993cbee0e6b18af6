"""Heads of one decoded token, joined and split, and rotation of heads by position."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import Sizes, given_shape, require, result_tensor
from ttmlir_py.dialects.ttnn.attributes import TensorMemoryLayout
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.dialects.ttnn.kinds import COMPUTE_CONFIG
from ttmlir_py.dialects.ttnn.layouts import layout_of
from ttmlir_py.support.element_types import BF16
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, UI32_ATTR
from ttmlir_py.support.shapes import element_of, rank_of, shape_of


class NlpConcatHeadsOp(PureOp):
    """Joins attention heads: `[b, h, s, d]` to `[b, 1, s, h * d]`."""

    name = "ttnn.nlp_concat_heads"
    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        given = given_shape(self)
        require(given is None or len(given) == 4, "output tensor must be a 4D tensor")
        require(rank_of(self.input) == 4, "input tensor must be a 4D tensor")
        batch, heads, length, head_size = shape_of(self.input)
        shape = (batch, 1, length, heads * head_size)
        mismatch = "expected output shape ({expected}), got ({actual})"
        return [result_tensor(self, shape, self.input, mismatch=mismatch)]


class NlpConcatHeadsDecodeOp(PureOp):
    """Joins attention heads of one decoded token per user."""

    name = "ttnn.nlp_concat_heads_decode"
    input = operand()
    num_heads = prop(UI32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require(rank_of(self.input) == 4, "input tensor must be a 4D tensor")
        length, batch, heads, head_size = shape_of(self.input)
        hidden = self.num_heads * head_size
        given = given_shape(self)
        if given is not None:
            require(len(given) == 4, "output tensor must be a 4D tensor")
            require(given[1] == 1, f"output dimension 1 must be 1, got {given[1]}")
        require(
            heads >= self.num_heads,
            "num_heads attribute must be less than or equal to input num_heads dimension, got "
            f"num_heads = {self.num_heads}, input num_heads dimension = {heads}",
        )
        if given is not None:
            require(
                given[0] == length,
                "input sequence dimension must match output sequence dimension, got input "
                f"sequence size = {length}, output sequence size = {given[0]}",
            )
            require(
                given[3] == hidden,
                "Output hidden dimension must equal num_heads * head_size, got num_heads = "
                f"{heads}, head_size = {self.num_heads}, expected hidden size = {hidden}, actual "
                f"output hidden size = {given[3]}",
            )
            return self.result_types
        return [result_tensor(self, (length, 1, batch, hidden), self.input)]


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

    def infer(self) -> Sequence[Attribute]:
        require(rank_of(self.input) == 4, "input tensor must be a 4D tensor")
        for name, value in zip(("query", "key", "value"), self.results, strict=False):
            require(rank_of(value) == 4, f"{name} tensor must be a 4D tensor")
        require(
            (self.batch_offset is None) == (self.slice_size is None),
            "both or neither of batch_offset and slice_size must be set",
        )
        first, length, batch, hidden = shape_of(self.input)
        for i, size in enumerate((first, length)):
            require(size == 1, f"input tensor dimension {i} must be 1, got {size}")
        key_heads = self.num_kv_heads or self.num_heads
        users = self.slice_size or batch
        head_size = hidden // (self.num_heads + 2 * key_heads)
        heads = (("query", self.num_heads), ("key", key_heads), ("value", key_heads))
        return [
            result_tensor(
                self,
                (1, users, count, head_size),
                self.input,
                index=i,
                mismatch=f"expected {name} shape ({{expected}}), got ({{actual}})",
            )
            for i, (name, count) in enumerate(heads)
        ]


class RotaryEmbeddingOp(PureOp):
    """Rotates pairs of features by their position."""

    name = "ttnn.rotary_embedding"
    input = operand()
    cos_cache = operand()
    sin_cache = operand()
    token_index = optional_prop(UI32_ATTR)
    compute_config = optional_prop(COMPUTE_CONFIG)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require(
            element_of(self.cos_cache) == element_of(self.sin_cache),
            "cos and sin tensor dtypes must match.",
        )
        require(
            shape_of(self.cos_cache) == shape_of(self.sin_cache),
            "cos and sin tensor shapes must match.",
        )
        values = (self.input, self.cos_cache, self.sin_cache, *self.results)
        require(
            all(rank_of(value) == 4 for value in values),
            "all input and output tensors must be 4D tensors.",
        )
        return [result_tensor(self, shape_of(self.input), self.input)]


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

    def infer(self) -> Sequence[Attribute]:
        mismatch = "output shape must match input shape."
        return [result_tensor(self, shape_of(self.input), self.input, mismatch=mismatch)]

    def verify_extra(self) -> None:
        inputs = (self.input, self.cos_cache, self.sin_cache, self.trans_mat)
        require(
            all(element_of(value) == BF16 for value in inputs),
            "all input tensors must be bfloat16 type.",
        )
        require(
            shape_of(self.cos_cache) == shape_of(self.sin_cache),
            "cos and sin tensors must have the same shape.",
        )
        head_size = shape_of(self.input)[-1]
        require(head_size <= 256, f"head dimension must be ≤ 256, got {head_size}.")
        require(rank_of(self.trans_mat) == 4, "transformation matrix must be at least 4D tensor.")
        require(
            shape_of(self.trans_mat) == (1, 1, 32, 32),
            "transformation matrix must have shape (1,1,32,32) but got "
            f"({Sizes(shape_of(self.trans_mat)):,}).",
        )
        layouts = [layout for value in inputs if (layout := layout_of(value))]
        require(
            all(layout.is_tiled for layout in layouts), "all input tensors must have tiled layout."
        )
        require(
            all(layout.is_on_device for layout in layouts), "all input tensors must be on device."
        )
        require(
            not self.is_decode_mode
            or all(one.memory_layout is TensorMemoryLayout.HEIGHT_SHARDED for one in layouts),
            "in decode mode, all input tensors must have HeightSharded memory layout.",
        )
