"""Custom calls in TTIR: annotations vanish, targets named after TTIR ops become these ops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from xdsl.dialects.builtin import DictionaryAttr, IntegerAttr, StringAttr
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.dialects.ttcore.attributes import ReduceType
from ttmlir_py.dialects.ttir import attention, collectives, kv_cache, moe, reduction
from ttmlir_py.dialects.ttir import creation as ttir_creation
from ttmlir_py.dialects.ttir import elementwise_unary as unary
from ttmlir_py.passes.stablehlo_to_ttir import linear_algebra
from ttmlir_py.passes.stablehlo_to_ttir.builder import (
    Lowering,
    TTIRBuilder,
    UnaryClass,
    Unsupported,
    Values,
)
from ttmlir_py.passes.stablehlo_to_ttir.composites import lowered_call
from ttmlir_py.support.shapes import shape_of


class Options:
    """The string attributes that a front end gives a custom call."""

    def __init__(self, op: CustomCallOp) -> None:
        attributes = op.attributes.get("mhlo.frontend_attributes")
        self.data = attributes.data if isinstance(attributes, DictionaryAttr) else {}

    def text(self, name: str) -> str | None:
        value = self.data.get(name)
        return value.data if isinstance(value, StringAttr) else None

    def flag(self, name: str, default: bool = False) -> bool:
        """`"True"` or `"False"`, in any case."""
        text = self.text(name)
        if text is None:
            return default
        if text.lower() not in ("true", "false"):
            raise Unsupported(f'{name} attribute must be true or false. Received "{text}".')
        return text.lower() == "true"

    def integer(self, name: str) -> int | None:
        return self._number(name, int, "integer")

    def real(self, name: str) -> float | None:
        return self._number(name, float, "float")

    def integer_or(self, name: str, default: int) -> int:
        value = self.integer(name)
        return default if value is None else value

    def _number(self, name: str, parse: Callable[[str], Any], kind: str) -> Any:
        text = self.text(name)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError:
            message = f'{name} attribute string must be convertible to {kind}. Received "{text}".'
            raise Unsupported(message) from None


def _custom_call(op: CustomCallOp, build: TTIRBuilder) -> Values:
    values = lowered_call(op, build)
    if values is not None:
        return values
    lowering = TARGETS.get(op.call_target_name)
    if lowering is None:
        raise Unsupported(f"the target '{op.call_target_name}' has no TTIR form")
    return lowering(op, build)


def _same(op: CustomCallOp, build: TTIRBuilder) -> Values:
    """The operand itself: the call only says how it is to be sharded."""
    return list(op.inputs)


def _unary(cls: UnaryClass) -> Lowering:
    def lowering(op: CustomCallOp, build: TTIRBuilder) -> SSAValue:
        (x,) = _inputs(op, 1)
        return build.unary(cls, x)

    return lowering


def _inputs(op: CustomCallOp, *counts: int) -> Sequence[SSAValue]:
    if len(op.inputs) not in counts:
        wanted = " or ".join(map(str, counts))
        raise Unsupported(
            f"'{op.call_target_name}' must have {wanted} operands, got {len(op.inputs)}"
        )
    return op.inputs


def _top_k(op: CustomCallOp, build: TTIRBuilder) -> Values:
    given = op.attributes.get("mhlo.attributes")
    attributes = given.data if isinstance(given, DictionaryAttr) else {}
    (x,) = _inputs(op, 1)
    return build.all(
        reduction.TopkOp(
            x,
            k=_integer(attributes.get("k"), shape_of(op.results[0])[-1]),
            largest=bool(_integer(attributes.get("largest"), 1)),
            result_types=op.result_types,
        )
    )


def _integer(attribute: Attribute | None, default: int) -> int:
    return attribute.value.data if isinstance(attribute, IntegerAttr) else default


# Caches are written in place; the call's value is the cache itself.


def _fill_cache(op: CustomCallOp, build: TTIRBuilder) -> SSAValue:
    cache, x = _inputs(op, 2)
    build.all(kv_cache.FillCacheOp(cache, x, batch_offset=_batch_offset(op)))
    return cache


def _update_cache(op: CustomCallOp, build: TTIRBuilder) -> SSAValue:
    cache, x, index = _inputs(op, 3)
    build.all(kv_cache.UpdateCacheOp(cache, x, index, batch_offset=_batch_offset(op)))
    return cache


def _batch_offset(op: CustomCallOp) -> int:
    return Options(op).integer_or("batch_offset", 0)


def _paged_update_cache(op: CustomCallOp, build: TTIRBuilder) -> SSAValue:
    cache, x, index, table = _inputs(op, 4)
    share = Options(op).flag("share_cache")
    build.all(kv_cache.PagedUpdateCacheOp(cache, x, index, table, share_cache=share))
    return cache


def _paged_fill_cache(op: CustomCallOp, build: TTIRBuilder) -> SSAValue:
    inputs = _inputs(op, 3, 4)
    build.all(kv_cache.PagedFillCacheOp(*inputs))
    return inputs[0]


# Attention: which optional operands are there is told by flags.

PAGED_OPERANDS = ("attention_mask", "cur_pos_tensor", "attention_sink")


def _optional(op: CustomCallOp, first: int, names: Sequence[str]) -> list[SSAValue | None]:
    """The operands from `first` on, one for each name whose flag is set."""
    options, rest = Options(op), iter(op.inputs[first:])
    found = [next(rest, None) if options.flag(f"has_{name}") else None for name in names]
    if next(rest, None) is not None:
        raise Unsupported(f"'{op.call_target_name}' has more operands than its flags name")
    return found


def _attention(op: CustomCallOp, build: TTIRBuilder) -> Values:
    options = Options(op)
    masked = len(op.inputs) == 4 and not options.flag("has_attention_sink")
    mask: SSAValue | None
    sink: SSAValue | None
    if masked:
        mask, sink = op.inputs[3], None
    else:
        mask, sink = _optional(op, 3, ("attention_mask", "attention_sink"))
    return build.all(
        attention.ScaledDotProductAttentionOp(
            *op.inputs[:3],
            mask,
            sink,
            is_causal=options.flag("is_causal", True),
            scale=options.real("scale"),
            sliding_window_size=options.integer("sliding_window_size"),
            result_types=op.result_types,
        )
    )


def _attention_decode(op: CustomCallOp, build: TTIRBuilder) -> Values:
    options = Options(op)
    query, key, value, position = op.inputs[:4]
    mask, sink = _optional(op, 4, ("attention_mask", "attention_sink"))
    return build.all(
        attention.ScaledDotProductAttentionDecodeOp(
            query,
            key,
            value,
            mask,
            position,
            sink,
            is_causal=options.flag("is_causal", True),
            scale=options.real("scale"),
            result_types=op.result_types,
        )
    )


def _paged_attention_decode(op: CustomCallOp, build: TTIRBuilder) -> Values:
    options = Options(op)
    mask, position, sink = _optional(op, 4, PAGED_OPERANDS)
    return build.all(
        attention.PagedScaledDotProductAttentionDecodeOp(
            *op.inputs[:4],
            _empty_like(op.results[0], build),
            mask,
            position,
            sink,
            is_causal=options.flag("is_causal", True),
            scale=options.real("scale"),
            sliding_window_size=options.integer("sliding_window_size"),
            result_types=op.result_types,
        )
    )


def _empty_like(result: SSAValue, build: TTIRBuilder) -> SSAValue:
    return build(ttir_creation.EmptyOp(result_types=[result.type]))


def _chunked_attention(op: CustomCallOp, build: TTIRBuilder) -> Values:
    return build.all(
        attention.ChunkedScaledDotProductAttentionOp(
            *_inputs(op, 5),
            _empty_like(op.results[0], build),
            scale=Options(op).real("scale"),
            result_types=op.result_types,
        )
    )


def _latent_attention_decode(op: CustomCallOp, build: TTIRBuilder) -> Values:
    options = Options(op)
    query, key, *rest = op.inputs
    value = rest.pop(0) if options.flag("has_value") else None
    table = rest.pop(0)
    mask, position, sink = _optional(op, len(op.inputs) - len(rest), PAGED_OPERANDS)
    return build.all(
        attention.PagedFlashMultiLatentAttentionDecodeOp(
            query,
            key,
            value,
            table,
            mask,
            position,
            sink,
            head_dim_v=options.integer_or("head_dim_v", shape_of(op.results[0])[-1]),
            is_causal=options.flag("is_causal", True),
            scale=options.real("scale"),
            result_types=op.result_types,
        )
    )


# Sampling and mixtures of experts


def _sampling(op: CustomCallOp, build: TTIRBuilder) -> Values:
    return build.all(
        reduction.SamplingOp(
            *_inputs(op, 5), seed=Options(op).integer("seed"), result_types=op.result_types
        )
    )


def _sparse_matmul(op: CustomCallOp, build: TTIRBuilder) -> Values:
    options = Options(op)
    return build.all(
        moe.SparseMatmulOp(
            *_inputs(op, 3),
            is_input_a_sparse=options.flag("is_input_a_sparse"),
            is_input_b_sparse=options.flag("is_input_b_sparse", True),
            nnz=options.integer("nnz") or None,
            result_types=op.result_types,
        )
    )


def _all_to_all_dispatch(op: CustomCallOp, build: TTIRBuilder) -> Values:
    options = Options(op)
    return build.all(
        moe.AllToAllDispatchOp(
            *_inputs(op, 3),
            num_devices=options.integer_or("num_devices", 1),
            cluster_axis=options.integer_or("cluster_axis", 0),
            result_types=op.result_types,
        )
    )


def _all_to_all_combine(op: CustomCallOp, build: TTIRBuilder) -> SSAValue:
    """Combined along one axis; experts on the other axis of the mesh are summed."""
    options = Options(op)
    devices, axis = options.integer_or("num_devices", 1), options.integer_or("cluster_axis", 0)
    x, metadata, mapping = _inputs(op, 3)
    combined = build(
        moe.AllToAllCombineOp(
            x,
            metadata,
            mapping,
            num_devices=devices,
            cluster_axis=axis,
            num_experts_per_tok=options.integer_or("num_experts_per_tok", 2),
            output_shard_dim=options.integer_or("output_shard_dim", 2),
            result_types=op.result_types,
        )
    )
    if devices <= 1 or shape_of(mapping)[3] // devices <= 1:
        return combined
    return build(
        collectives.AllReduceOp(
            combined,
            reduce_type=ReduceType.SUM,
            cluster_axis=1 - axis,
            result_types=op.result_types,
        )
    )


def _moe_expert_token_remap(op: CustomCallOp, build: TTIRBuilder) -> Values:
    size = Options(op).integer_or("reduction_size", 16)
    return build.all(
        moe.MoeExpertTokenRemapOp(
            *_inputs(op, 3), reduction_size=size, result_types=op.result_types
        )
    )


TARGETS: dict[str, Lowering] = {
    **linear_algebra.TARGETS,
    "Sharding": _same,
    "mhlo.asinh": _unary(unary.AsinhOp),
    "mhlo.erf": _unary(unary.ErfOp),
    "mhlo.topk": _top_k,
    "tt.all_to_all_combine": _all_to_all_combine,
    "tt.all_to_all_dispatch": _all_to_all_dispatch,
    "tt.chunked_scaled_dot_product_attention": _chunked_attention,
    "tt.fill_cache": _fill_cache,
    "tt.mark_argument": _same,
    "tt.moe_expert_token_remap": _moe_expert_token_remap,
    "tt.paged_fill_cache": _paged_fill_cache,
    "tt.paged_flash_mla_decode": _latent_attention_decode,
    "tt.paged_scaled_dot_product_attention_decode": _paged_attention_decode,
    "tt.paged_update_cache": _paged_update_cache,
    "tt.sampling": _sampling,
    "tt.scaled_dot_product_attention": _attention,
    "tt.scaled_dot_product_attention_decode": _attention_decode,
    "tt.sharding_constraint": _same,
    "tt.sparse_matmul": _sparse_matmul,
    "tt.update_cache": _update_cache,
    "xla.sdy.FuncResultSharding": _same,
}
"""Call target -> its lowering."""

LOWERINGS: dict[type[Operation], Lowering] = {CustomCallOp: _custom_call}
