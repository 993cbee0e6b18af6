"""Rules of latent attention over whole prompts."""

from __future__ import annotations

from xdsl.ir import SSAValue

from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.dialects.ttcore.rules.attention import MaskRule, verify_mask
from ttmlir_py.support.shapes import element_of, rank_of, shape_of


def verify_prefill(
    query: SSAValue,
    key: SSAValue,
    value: SSAValue | None,
    mask: SSAValue | None,
    width: int,
    is_causal: bool,
) -> None:
    """Values are their own tensor, or the first `width` features of the keys."""
    require(rank_of(key) == 4, "Key must be a 4D tensor")
    require(element_of(query) == element_of(key), "Query and key must have the same element type")
    batch, heads, length, size = shape_of(query)
    keys = shape_of(key)
    require(keys[0] == batch, "Key batch size must match query batch size")
    require(keys[3] == size, "Key head size must match query head size")
    require(keys[2] == length, "Query and key must have the same sequence length")
    require(
        heads % keys[1] == 0, "Query num heads must be divisible by key num heads (GQA/MQA/MLA)"
    )
    if value is None:
        require(width <= size, "head_dim_v cannot exceed key's head dim when value is not provided")
    else:
        _verify_value(query, key, value, width)
    require(width > 0, "head_dim_v must be greater than 0")
    rules = (
        MaskRule(
            (1, batch),
            "Attention mask batch size must be 1 (broadcast) or match query batch size",
        ),
        MaskRule((1, heads), "Attention mask dim 1 must be 1 (broadcast) or match query num heads"),
        MaskRule((length,), "Attention mask at dim 2 must match query sequence length"),
        MaskRule((length,), "Attention mask at dim 3 must match key sequence length"),
    )
    verify_mask(mask, is_causal, rules)


def _verify_value(query: SSAValue, key: SSAValue, value: SSAValue, width: int) -> None:
    require(rank_of(value) == 4, "Value must be a 4D tensor")
    require(
        element_of(query) == element_of(value),
        "Query and value must have the same element type",
    )
    batch, heads, length, size = shape_of(value)
    keys = shape_of(key)
    require(batch == keys[0], "Value batch size must match query batch size")
    require(heads == keys[1], "Value num heads must match key num heads")
    require(length == keys[2], "Value sequence length must match query/key sequence length")
    require(size == width, "Value head size must equal head_dim_v")
