"""Attention to TTNN."""

from __future__ import annotations

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir import attention as ttir
from ttmlir_py.dialects.ttnn import attention as ttnn
from ttmlir_py.passes.ttir_to_ttnn.moves import permuted, repeated
from ttmlir_py.passes.ttir_to_ttnn.namesake import same_name
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.shapes import shape_of

QUERY_TO_DECODE = (2, 0, 1, 3)
"""`[batch, heads, 1, size]` to `[1, batch, heads, size]`."""
QUERY_FROM_DECODE = (1, 2, 0, 3)


def scaled_dot_product_attention(op: ttir.ScaledDotProductAttentionOp, build: Builder) -> SSAValue:
    """One query position uses the decode op; its mask then has one row per head."""
    _, heads, queries, _ = shape_of(op.query)
    mask = op.attention_mask
    if queries != 1 or op.is_causal:
        if mask is not None and shape_of(mask)[2] == 1:
            mask = repeated(build, mask, (*shape_of(mask)[:2], queries, shape_of(mask)[3]))
        return build(
            ttnn.ScaledDotProductAttentionOp(
                op.query,
                op.key,
                op.value,
                mask,
                op.attention_sink,
                is_causal=op.is_causal,
                scale=op.scale,
                sliding_window_size=op.sliding_window_size,
                result_types=op.result_types,
            )
        )
    query = permuted(build, op.query, QUERY_TO_DECODE)
    if mask is not None:
        mask = permuted(build, mask, (0, 2, 1, 3))
        mask = repeated(build, mask, (*shape_of(mask)[:2], heads, shape_of(mask)[3]))
    attended = build(
        ttnn.ScaledDotProductAttentionDecodeOp(
            query,
            op.key,
            op.value,
            mask,
            None,
            op.attention_sink,
            is_causal=False,
            scale=op.scale,
            sliding_window_size=op.sliding_window_size,
            result_types=[query.type],
        )
    )
    return permuted(build, attended, QUERY_FROM_DECODE)


ROWS: dict[type[Operation], Lowering] = {
    ttir.ChunkedScaledDotProductAttentionOp: same_name,
    ttir.ConcatenateHeadsOp: same_name,
    ttir.PagedFlashMultiLatentAttentionDecodeOp: same_name,
    ttir.PagedScaledDotProductAttentionDecodeOp: same_name,
    ttir.ScaledDotProductAttentionDecodeOp: same_name,
    ttir.ScaledDotProductAttentionOp: scaled_dot_product_attention,
    ttir.SplitQueryKeyValueAndSplitHeadsOp: same_name,
}
