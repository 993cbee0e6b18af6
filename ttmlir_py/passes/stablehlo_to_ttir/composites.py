"""`legalize-stablehlo-composite-to-ttir`: composites that TTIR has an op for become that op.

Any other composite is left to the function that spells it out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import (
    ArrayAttr,
    DenseArrayBase,
    DenseIntOrFPElementsAttr,
    DictionaryAttr,
    FloatAttr,
    IntegerAttr,
    ModuleOp,
    TensorType,
)
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.stablehlo.calls import CompositeOp, CustomCallOp
from ttmlir_py.dialects.ttcore.attributes import AttentionMaskType
from ttmlir_py.dialects.ttir import (
    attention,
    collectives,
    creation,
    indexing,
    normalization,
    reduction,
    training,
)
from ttmlir_py.dialects.ttir import elementwise_unary as unary
from ttmlir_py.passes.common.symbol_dce import erase_unused_symbols
from ttmlir_py.passes.stablehlo_to_ttir.builder import TTIRBuilder, Unsupported, Values
from ttmlir_py.passes.stablehlo_to_ttir.constants import splat_of
from ttmlir_py.passes.stablehlo_to_ttir.manual_computation import ShardType, mesh_for, split_of
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.element_types import I32, UI16, UI32, is_integer
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import element_of, rank_of, shape_of, with_shape


@dataclass(frozen=True)
class Composite:
    """A composite or a custom call that was one: operands, attributes, and the op itself."""

    op: CompositeOp | CustomCallOp
    name: str
    attributes: dict[str, Attribute]

    @property
    def inputs(self) -> Sequence[SSAValue]:
        return self.op.inputs

    @property
    def types(self) -> Sequence[Attribute]:
        return self.op.result_types

    def integer(self, name: str, default: int | None = None) -> int:
        value = self.attributes.get(name)
        if isinstance(value, IntegerAttr):
            return value.value.data
        if isinstance(value, DenseIntOrFPElementsAttr):
            return int(value.get_values()[0])  # pyright: ignore[reportArgumentType]
        if default is None:
            raise Unsupported(f"'{self.name}' requires integer '{name}' attribute")
        return default

    def flag(self, name: str, default: bool) -> bool:
        return bool(self.integer(name, int(default)))

    def real(self, name: str) -> float | None:
        value = self.attributes.get(name)
        return value.value.data if isinstance(value, FloatAttr) else None

    def required_real(self, name: str) -> float:
        value = self.real(name)
        if value is None:
            raise Unsupported(f"'{self.name}' requires float '{name}' attribute")
        return value

    def integers(self, name: str) -> tuple[int, ...]:
        match self.attributes.get(name):
            case ArrayAttr() as array:
                return tuple(x.value.data for x in array if isinstance(x, IntegerAttr))
            case DenseArrayBase() | DenseIntOrFPElementsAttr() as dense:
                return tuple(int(x) for x in dense.get_values())  # pyright: ignore
            case _:
                raise Unsupported(f"'{self.name}' requires integers '{name}'")


CompositeLowering = Callable[[Composite, TTIRBuilder], Values]


@dataclass(frozen=True)
class LegalizeStablehloCompositeToTtirPass(Pass):
    """No composite is left that has an op of TTIR of the same meaning."""

    name = "legalize-stablehlo-composite-to-ttir"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        decompositions: set[str] = set()
        for composite in [inner for inner in op.walk() if isinstance(inner, CompositeOp)]:
            values = _lowered(composite)
            if values is not None:
                decompositions.add(composite.decomposition)
                replace_op(composite, [values] if isinstance(values, SSAValue) else values)
        erase_unused_symbols(op, _functions(op, decompositions))


def _lowered(op: CompositeOp) -> Values | None:
    composite = Composite(op, op.composite_name, dict(op.composite_attributes.data))
    lowering = COMPOSITES.get(composite.name)
    if lowering is None:
        return None
    try:
        return lowering(composite, TTIRBuilder(op, OpTable()))
    except Unsupported:
        return None


def _functions(module: ModuleOp, names: set[str]) -> set[FuncOp]:
    return {op for op in module.ops if isinstance(op, FuncOp) and op.sym_name.data in names}


def lowered_call(op: CustomCallOp, build: TTIRBuilder) -> Values | None:
    """The TTIR form of a composite that sharding has turned into a custom call."""
    lowering = COMPOSITES.get(op.call_target_name)
    attributes = op.attributes.get("tt.composite_attributes")
    if lowering is None or not isinstance(attributes, DictionaryAttr):
        return None
    return lowering(Composite(op, op.call_target_name, dict(attributes.data)), build)


def _gelu(composite: Composite, build: TTIRBuilder) -> Values:
    (x,) = composite.inputs
    return build.unary(unary.GeluOp, x)


def _normalization(
    cls: type[normalization.RmsNormOp | normalization.LayerNormOp],
) -> CompositeLowering:
    """Input, weight and bias, of which the last two may be missing."""

    def lowering(composite: Composite, build: TTIRBuilder) -> Values:
        op = cls(
            *composite.inputs,
            normalized_shape=composite.integers("normalized_shape"),
            epsilon=composite.real("epsilon"),
            result_types=composite.types,
        )
        return build.all(op)

    return lowering


def _distributed_rms_norm(composite: Composite, build: TTIRBuilder) -> Values:
    """The shard and its weight, of which the weight may be missing."""
    op = normalization.DistributedRmsNormOp(
        *composite.inputs,
        cluster_axis=composite.integer("cluster_axis"),
        epsilon=composite.real("epsilon") or 1e-5,
        result_types=composite.types,
    )
    return build.all(op)


def _group_norm(composite: Composite, build: TTIRBuilder) -> SSAValue:
    """Normalized with at least four dimensions."""
    x, *rest = composite.inputs
    shape = shape_of(x)
    padded = build.reshape(x, shape + (1,) * (4 - len(shape)))
    normalized = build(
        normalization.GroupNormOp(
            padded,
            None,
            *rest,
            num_groups=composite.integer("num_groups"),
            epsilon=composite.real("epsilon"),
            channel_dim=composite.integer("channel_dim"),
            result_types=[padded.type],
        )
    )
    return build.reshape(normalized, shape)


def _uniform(composite: Composite, build: TTIRBuilder) -> Values:
    low, high = (splat_of(bound) for bound in composite.inputs[1:3])
    if low is None or high is None:
        raise Unsupported("only constant bounds have a TTIR form")
    shape = shape_of(composite.types[0])
    return build.all(
        creation.RandOp(
            size=shape, low=float(low), high=float(high), seed=0, result_types=composite.types
        )
    )


def _top_k(composite: Composite, build: TTIRBuilder) -> Values:
    """Values and indices, or one of them, as the name says."""
    (x,) = composite.inputs
    wanted = {"topk": (0, 1), "topk_values": (0,), "topk_indices": (1,)}
    kept = wanted[composite.name.rpartition(".")[2]]
    types = dict(zip(kept, composite.types, strict=True))
    shape = shape_of(composite.types[0])
    found = build.all(
        reduction.TopkOp(
            x,
            k=composite.integer("k", 1),
            dim=composite.integer("dim", -1),
            largest=composite.flag("largest", True),
            sorted=composite.flag("sorted", False),
            result_types=[types.get(0, with_shape(x, shape)), types.get(1, TensorType(I32, shape))],
        )
    )
    return [found[i] for i in kept]


def _argmax(composite: Composite, build: TTIRBuilder) -> Values:
    (x,) = composite.inputs
    return build.all(
        reduction.ArgmaxOp(
            x,
            keep_dim=composite.flag("keepdim", False),
            dim_arg=(composite.integer("dim", -1),),
            result_types=composite.types,
        )
    )


def _attention(composite: Composite, build: TTIRBuilder) -> SSAValue:
    """Attention over four dimensions: with three, there is one head."""
    query, key, value, *masks = composite.inputs
    if len(masks) > 1 or rank_of(query) not in (3, 4):
        raise Unsupported("an attention sink or such a rank has no TTIR form")
    causal = composite.flag("is_causal", True)
    four = [_with_heads(build, x, rank_of(query)) for x in (query, key, value)]
    mask = _with_heads(build, masks[0], rank_of(query)) if masks and not causal else None
    result = build(
        attention.ScaledDotProductAttentionOp(
            *four,
            mask,
            is_causal=causal,
            scale=composite.real("scale"),
            result_types=[four[0].type],
        )
    )
    return build.reshape(result, shape_of(composite.types[0]))


def _with_heads(build: TTIRBuilder, x: SSAValue, rank: int) -> SSAValue:
    shape = shape_of(x)
    if rank == 3 and len(shape) == 3:
        return build.reshape(x, (shape[0], 1, *shape[1:]))
    return build.reshape(x, (1,) * (4 - len(shape)) + shape)


def _gather(composite: Composite, build: TTIRBuilder) -> Values:
    x, index = composite.inputs
    if not is_integer(element_of(index)) or rank_of(x) != rank_of(index) or not rank_of(x):
        raise Unsupported("the index must be of integers and of the input's rank")
    if element_of(index) != UI16:
        index = build.typecast(index, UI32)
    return build.all(
        indexing.GatherOp(
            x,
            index,
            dim=composite.integer("dim"),
            result_types=composite.types,
        )
    )


def _adamw(composite: Composite, build: TTIRBuilder) -> Values:
    return build.all(
        training.AdamwOp(
            *composite.inputs,
            lr=composite.required_real("lr"),
            beta1=composite.required_real("beta1"),
            beta2=composite.required_real("beta2"),
            beta1_pow=composite.required_real("beta1_pow"),
            beta2_pow=composite.required_real("beta2_pow"),
            epsilon=composite.required_real("epsilon"),
            weight_decay=composite.required_real("weight_decay"),
            stochastic_rounding=composite.flag("stochastic_rounding", False),
            result_types=composite.types,
        )
    )


_MASK_TYPES = (AttentionMaskType.NONE, AttentionMaskType.CAUSAL, AttentionMaskType.ARBITRARY)


def _mask_type(composite: Composite, masked: bool, default: int) -> AttentionMaskType:
    number = composite.integer("mask_type", default)
    if not 0 <= number < len(_MASK_TYPES) or masked != (number == 2):
        raise Unsupported("an attention mask must be given exactly if mask_type is 2")
    return _MASK_TYPES[number]


def _sdpa_forward(composite: Composite, build: TTIRBuilder) -> Values:
    return build.all(
        training.SdpaFwOp(
            *composite.inputs,
            mask_type=_mask_type(composite, len(composite.inputs) == 4, 1),
            dropout_probability=composite.real("dropout_probability"),
            return_intermediates=len(composite.types) == 2,
            result_types=composite.types,
        )
    )


def _sdpa_backward(composite: Composite, build: TTIRBuilder) -> Values:
    return build.all(
        training.SdpaBwOp(
            *composite.inputs,
            mask_type=_mask_type(composite, len(composite.inputs) == 7, 2),
            dropout_probability=composite.real("dropout_probability"),
            result_types=composite.types,
        )
    )


def _all_slice(composite: Composite, build: TTIRBuilder) -> SSAValue:
    """Every chip's own part along the axes of the sharding, one axis after the other."""
    sharding = composite.attributes.get("out_sharding")
    if not isinstance(sharding, TensorSharding):
        raise Unsupported("out_sharding attribute is required")
    mesh = mesh_for(composite.op, sharding)
    split = split_of(sharding, mesh)
    (x,) = composite.inputs
    if split.shard_type is not ShardType.DEVICES:
        return x
    if split.moves:
        raise Unsupported("the axes divide a dimension in an order of their own")
    for axis, dim in enumerate(split.dims):
        if dim < 0:
            continue
        shape = list(shape_of(x))
        shape[dim] //= mesh.axes[axis].size
        type_ = with_shape(x, shape)
        x = build(collectives.MeshPartitionOp(x, dim=dim, cluster_axis=axis, result_types=[type_]))
    return x


COMPOSITES: dict[str, CompositeLowering] = {
    "sdy.all_slice": _all_slice,
    "tenstorrent.adamw": _adamw,
    "tenstorrent.argmax": _argmax,
    "tenstorrent.distributed_rms_norm": _distributed_rms_norm,
    "tenstorrent.gather": _gather,
    "tenstorrent.gather_dim": _gather,
    "tenstorrent.gelu": _gelu,
    "tenstorrent.group_norm": _group_norm,
    "tenstorrent.layer_norm": _normalization(normalization.LayerNormOp),
    "tenstorrent.rms_norm": _normalization(normalization.RmsNormOp),
    "tenstorrent.scaled_dot_product_attention": _attention,
    "tenstorrent.sdpa_bw": _sdpa_backward,
    "tenstorrent.sdpa_fw": _sdpa_forward,
    "tenstorrent.topk": _top_k,
    "tenstorrent.topk_indices": _top_k,
    "tenstorrent.topk_values": _top_k,
    "tenstorrent.uniform": _uniform,
}
"""Composite name -> its lowering."""
