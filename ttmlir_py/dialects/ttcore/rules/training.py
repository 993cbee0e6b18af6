"""Rules of training steps."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from xdsl.ir import SSAValue

from ttmlir_py.dialects.ttcore.attributes import AttentionMaskType
from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.support.shapes import rank_of, shape_of

INTERMEDIATE_WIDTH = 32


def verify_optimizer_shapes(parameter: SSAValue, others: Mapping[str, SSAValue | None]) -> None:
    """Gradient and moments have the parameter's shape."""
    for name, value in others.items():
        require(
            value is None or shape_of(value) == shape_of(parameter),
            f"{name} must have the same shape as param",
        )


def as_four_dims(value: SSAValue) -> tuple[int, int, int, int]:
    """A shape as `[batch, heads, sequence, features]`; all leading dimensions become heads."""
    shape = shape_of(value)
    if len(shape) == 4:
        batch, heads, length, width = shape
        return batch, heads, length, width
    padded = (1, 1, *shape)
    return 1, prod(shape[:-2]), padded[-2], padded[-1]


def verify_heads(query: SSAValue, key: SSAValue, value: SSAValue) -> tuple[int, int, int, int]:
    """Queries, keys and values that fit together; returns the shape of the output."""
    require(
        min(map(rank_of, (query, key, value))) >= 2,
        "query, key and value must have rank >= 2 (..., S, D)",
    )
    q, k, v = as_four_dims(query), as_four_dims(key), as_four_dims(value)
    require(q[0] == k[0] == v[0], "query, key and value must share the same batch size")
    require(q[2] == k[2] == v[2], "query, key and value must share the same sequence length")
    require(q[3] == k[3], "query and key must have the same head dimension")
    require(k[1] == v[1], "key and value must have the same number of heads")
    require(
        k[1] != 0 and q[1] % k[1] == 0,
        "number of query heads must be a positive multiple of the number of key/value heads",
    )
    return q[0], q[1], q[2], v[3]


def verify_training_mask(mask: SSAValue | None, kind: AttentionMaskType, length: int) -> None:
    """A mask is given for the arbitrary kind, and only for it."""
    if kind is AttentionMaskType.ARBITRARY:
        require(mask is not None, "attention_mask is required when mask_type is 'arbitrary'")
    else:
        require(mask is None, "attention_mask is only allowed when mask_type is 'arbitrary'")
    require(
        mask is None or as_four_dims(mask) == (1, 1, length, length),
        "attention_mask must have shape (1, 1, S, S)",
    )
