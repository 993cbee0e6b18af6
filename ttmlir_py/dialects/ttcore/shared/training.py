"""Training steps: the optimizer, and attention with its gradient."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.attributes import AttentionMaskType
from ttmlir_py.dialects.ttcore.base import PureOp, given_shape, require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import ATTENTION_MASK_TYPE
from ttmlir_py.dialects.ttcore.rules.training import (
    INTERMEDIATE_WIDTH,
    as_four_dims,
    verify_heads,
    verify_optimizer_shapes,
    verify_training_mask,
)
from ttmlir_py.support.fields import operand, optional_operand, optional_result, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import BOOL, F32_ATTR
from ttmlir_py.support.shapes import shape_of


class AdamwOp(Op):
    """One step of the AdamW optimizer."""

    param = operand()
    grad = operand()
    exp_avg = operand()
    exp_avg_sq = operand()
    max_exp_avg_sq = optional_operand()
    lr = prop(F32_ATTR)
    beta1 = prop(F32_ATTR)
    beta2 = prop(F32_ATTR)
    beta1_pow = prop(F32_ATTR)
    beta2_pow = prop(F32_ATTR)
    epsilon = prop(F32_ATTR)
    weight_decay = prop(F32_ATTR)
    stochastic_rounding = prop(BOOL, False)

    def verify_extra(self) -> None:
        verify_optimizer_shapes(
            self.param,
            {
                "grad": self.grad,
                "exp_avg": self.exp_avg,
                "exp_avg_sq": self.exp_avg_sq,
                "max_exp_avg_sq": self.max_exp_avg_sq,
            },
        )


class SdpaBwOp(PureOp):
    """Gradients of attention by query, key and value."""

    grad_output = operand()
    attn_output = operand()
    query = operand()
    key = operand()
    value = operand()
    intermediates = operand()
    attention_mask = optional_operand()
    mask_type = prop(ATTENTION_MASK_TYPE, AttentionMaskType.ARBITRARY)
    dropout_probability = prop(F32_ATTR, 0.0)
    grad_query = result()
    grad_key = result()
    grad_value = result()

    def infer(self) -> Sequence[Attribute]:
        names = ("query", "key", "value")
        inputs = (self.query, self.key, self.value)
        return [
            result_tensor(
                self,
                shape_of(value),
                value,
                index=i,
                mismatch=f"grad_{name} must have the same shape as {name}",
            )
            for i, (name, value) in enumerate(zip(names, inputs, strict=True))
        ]

    def verify_extra(self) -> None:
        batch, heads, length, width = verify_heads(self.query, self.key, self.value)
        outputs = (("grad_output", self.grad_output), ("attn_output", self.attn_output))
        for name, value in outputs:
            require(
                as_four_dims(value) == (batch, heads, length, width),
                f"{name} must have shape (B, Hq, S, Dv)",
            )
        verify_training_mask(self.attention_mask, self.mask_type, length)


class SdpaFwOp(PureOp):
    """Attention that can keep what its gradient needs."""

    query = operand()
    key = operand()
    value = operand()
    attention_mask = optional_operand()
    mask_type = prop(ATTENTION_MASK_TYPE, AttentionMaskType.CAUSAL)
    dropout_probability = prop(F32_ATTR, 0.0)
    return_intermediates = prop(BOOL, False)
    output = result()
    intermediates = optional_result()

    def infer(self) -> Sequence[Attribute]:
        batch, heads, length, width = verify_heads(self.query, self.key, self.value)
        shape = (*shape_of(self.query)[:-1], width)
        output = result_tensor(
            self, shape, self.query, mismatch="output must have shape (B, Hq, S, Dv)"
        )
        if not self.return_intermediates:
            return [output]
        kept = (batch, heads, length, INTERMEDIATE_WIDTH)
        require(
            self.intermediates is None or as_four_dims(self.intermediates) == kept,
            "intermediates must have shape (B, Hq, S, 32)",
        )
        given = given_shape(self, 1)
        return [output, result_tensor(self, given or kept, self.query, index=1)]

    def verify_extra(self) -> None:
        require(
            self.return_intermediates == (self.intermediates is not None),
            "intermediates result must be present iff return_intermediates is true",
        )
        verify_training_mask(self.attention_mask, self.mask_type, as_four_dims(self.query)[2])
