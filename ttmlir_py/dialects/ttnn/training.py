"""Training steps: the optimizer, and attention with its gradient."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.attributes import AttentionMaskType
from ttmlir_py.dialects.ttcore.base import PureOp, WritingOp
from ttmlir_py.dialects.ttcore.kinds import ATTENTION_MASK_TYPE
from ttmlir_py.support.fields import operand, optional_operand, optional_result, prop, result
from ttmlir_py.support.properties import BOOL, F32_ATTR


class AdamwOp(WritingOp):
    """One step of the AdamW optimizer, in place."""

    name = "ttnn.adamw"
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


class SdpaBwOp(PureOp):
    """Gradients of attention by query, key and value."""

    name = "ttnn.sdpa_bw"
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


class SdpaFwOp(PureOp):
    """Attention that can keep what its gradient needs."""

    name = "ttnn.sdpa_fw"
    query = operand()
    key = operand()
    value = operand()
    attention_mask = optional_operand()
    mask_type = prop(ATTENTION_MASK_TYPE, AttentionMaskType.CAUSAL)
    dropout_probability = prop(F32_ATTR, 0.0)
    return_intermediates = prop(BOOL, False)
    output = result()
    intermediates = optional_result()
