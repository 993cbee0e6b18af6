"""Rules of custom calls, by the name of their target.

A target without one lets no sharding through; users add rules for theirs.
"""

from __future__ import annotations

from collections.abc import Callable

from xdsl.ir import Operation

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.sdy.propagation.rules.common import (
    RuleOf,
    builder_of,
    no_rule,
    pointwise,
)
from ttmlir_py.passes.sdy.propagation.rules.sorting import top_k
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.support.sharding_rule import FactorKind, RuleBuilder, ShardingRule

CustomCallRule = Callable[[CustomCallOp, bool], ShardingRule | None]
_WHOLE = FactorKind.NEED_REPLICATION


def custom_call(op: CustomCallOp, conservative: bool) -> ShardingRule | None:
    """The rule registered for the target."""
    rule = CUSTOM_CALL_RULES.get(op.call_target_name)
    return rule(op, conservative) if rule else None


def eigh(op: CustomCallOp, conservative: bool) -> ShardingRule:
    """Vectors share the matrix's dimensions, the values its last one."""
    builder, (*batch, rows, columns) = _over_batch(op)
    dim = len(batch)
    builder.factor([dim], [dim, None], rows)
    builder.factor([dim + 1], [dim + 1, dim], columns)
    return builder.build()


def qr(op: CustomCallOp, conservative: bool) -> ShardingRule:
    """The matrix has to be whole."""
    builder, (*batch, rows, columns) = _over_batch(op)
    dim = len(batch)
    builder.factor([dim], [dim, None], rows, _WHOLE)
    builder.factor([dim + 1], [dim + 1, None], columns, _WHOLE)
    builder.factor([None], [None, dim], shape_of(op.results[1])[dim], _WHOLE)
    return builder.build()


def householder_product(op: CustomCallOp, conservative: bool) -> ShardingRule:
    """Reflectors and their scales have to be whole."""
    builder, (*batch, rows, columns) = _over_batch(op)
    dim = len(batch)
    builder.factor([dim, None], [dim], rows, _WHOLE)
    builder.factor([dim + 1, None], [dim + 1], columns, _WHOLE)
    builder.factor([None, dim], [None], shape_of(op.operands[1])[dim], _WHOLE)
    return builder.build()


def approximate_top_k(op: CustomCallOp, conservative: bool) -> ShardingRule:
    """Each device may pick from its shard; the picked values are gathered."""
    builder = builder_of(op)
    source, target = shape_of(op.operands[0]), shape_of(op.results[0])
    for dim, (size, target_size) in enumerate(zip(source, target, strict=True)):
        if size == target_size:
            builder.everywhere(dim, size)
        else:
            builder.factor([dim, dim, None, None], [None, None], size)
            builder.factor([None] * 4, [dim, dim], target_size, _WHOLE, blocked=True)
    return builder.build()


def x64_combine(op: CustomCallOp, conservative: bool) -> ShardingRule | None:
    """Elementwise, but the state of a random number generator has to be whole."""
    users = {use.operation.name for result in op.results for use in result.uses}
    if "stablehlo.rng_bit_generator" not in users:
        return pointwise(op, conservative)
    (size,) = shape_of(op.results[0])
    return builder_of(op).everywhere(0, size, _WHOLE, blocked=True).build()


def _over_batch(op: CustomCallOp) -> tuple[RuleBuilder, tuple[int, ...]]:
    """A builder with factors for all but the last two dimensions, and the operand's shape."""
    shape = shape_of(op.operands[0])
    builder = builder_of(op)
    for dim, size in enumerate(shape[:-2]):
        builder.everywhere(dim, size)
    return builder, shape


_POINTWISE = (
    "Cholesky",
    "CompactWyHelper",
    "InspectSharding",
    "InvertDiagBlocksLowerTriangular",
    "InvertDiagBlocksUpperTriangular",
    "LayoutConstraint",
    "MoveToDevice",
    "MoveToHost",
    "X64SplitHigh",
    "X64SplitLow",
    "_SPMDInternalOp_MultiPad",
    "_SPMDInternalOp_MultiRotate",
    "_SPMDInternalOp_MultiSlice",
    "_SPMDInternalOp_RotateRight",
    "_SPMDInternalOp_Wrap",
    "annotate_device_placement",
    "mhlo.erf",
    "xla.megascale.provide_metadata",
)

CUSTOM_CALL_RULES: dict[str, CustomCallRule] = {
    **dict.fromkeys(_POINTWISE, pointwise),
    "ApproxTopK": approximate_top_k,
    "Eigh": eigh,
    "PartialReduce": approximate_top_k,
    "ProductOfElementaryHouseholderReflectors": householder_product,
    "Qr": qr,
    "QrDecompositionBlock": qr,
    "X64Combine": x64_combine,
    "mhlo.topk": top_k,
    "sdy_testonly": no_rule,
    "tpu_custom_call": no_rule,
    "xla.debug.Log": no_rule,
    "xla_ffi_python_cpu_callback": no_rule,
    "xla_ffi_python_gpu_callback": no_rule,
    "xla_python_cpu_callback": no_rule,
    "xla_python_gpu_callback": no_rule,
}
"""Rules by target. Those that are `no_rule` are known to let nothing through."""

RULES: dict[type[Operation], RuleOf] = {CustomCallOp: custom_call}
