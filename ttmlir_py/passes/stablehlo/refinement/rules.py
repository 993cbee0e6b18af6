"""The types that an op's operands tell now: what `infer()` says, and a row for what it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.sdy.computations import ManualComputationOp, NamedComputationOp
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.dialects.stablehlo.collectives import AllGatherOp, GroupedOp, ReduceScatterOp
from ttmlir_py.dialects.stablehlo.data_movement import BitcastConvertOp
from ttmlir_py.dialects.stablehlo.dynamic import (
    DynamicBroadcastInDimOp,
    DynamicIotaOp,
    DynamicPadOp,
    DynamicReshapeOp,
    RealDynamicSliceOp,
)
from ttmlir_py.dialects.stablehlo.elementwise_unary import ConvertOp
from ttmlir_py.dialects.stablehlo.inference import retyped
from ttmlir_py.dialects.stablehlo.quantization import UniformQuantizeOp
from ttmlir_py.dialects.stablehlo.quantization_rules import storage_width
from ttmlir_py.passes.stablehlo.custom_call_forms import (
    RANDOM_BITS,
    TARGETS,
    static_custom_call,
)
from ttmlir_py.passes.stablehlo.refinement.computations import computed_types
from ttmlir_py.passes.stablehlo.refinement.types import leaves, with_leaves
from ttmlir_py.passes.stablehlo.shape_operands import result_shapes
from ttmlir_py.passes.stablehlo.simplify.matching import integers_of
from ttmlir_py.passes.stablehlo.static_forms import FORMS, slice_sizes
from ttmlir_py.support.op import Op
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.shapes import DYNAMIC, shape_of, with_shape

Types = Sequence[Attribute]


def inferred_types(op: Op) -> Types:
    """What is inferred without a look at the results."""
    results = op.results
    op.results = type(results)(())  # inference asks results only where there are some
    try:
        return op.infer()
    finally:
        op.results = results


def told_types(op: Op) -> Types:
    """The types that operands tell; the op's own where they tell nothing.

    Element types are the op's own: some are not inferred. Raises VerifyException where the op
    breaks its own rules.
    """
    rule = RULES.get(op)
    types = inferred_types(op) if rule is None else rule(op)
    if len(types) != len(op.results):
        return op.result_types
    return [_own_element(*pair) for pair in zip(op.result_types, types, strict=True)]


def _own_element(own: Attribute, told: Attribute) -> Attribute:
    if isinstance(own, TensorType) and isinstance(told, TensorType):
        return retyped(told, own.element_type)  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
    return told


def _operand_shape(op: Operation) -> Types:
    return [with_shape(op.results[0], shape_of(op.operands[0]))]


def _bitcast(op: BitcastConvertOp) -> Types:
    if storage_width(op.operand) != storage_width(op.result):
        return op.result_types
    return _operand_shape(op)


def _shape_operand(op: Operation, value: SSAValue) -> Types:
    sizes = integers_of(value)
    return op.result_types if sizes is None else [with_shape(op.results[0], sizes)]


def _static_form(op: Any) -> Types:
    """What the op inferred on known sizes."""
    form = FORMS.get(op)
    static = form(op) if form is not None else static_custom_call(op)
    if not isinstance(static, Op):
        return op.result_types
    try:
        return inferred_types(static)
    finally:
        static.erase()


def _slice(op: RealDynamicSliceOp) -> Types:
    sizes = slice_sizes(op)
    return _static_form(op) if sizes is None else [with_shape(op.result, sizes)]


def _custom_call(op: CustomCallOp) -> Types:
    if op.call_target_name == RANDOM_BITS:
        state, shape = op.operands
        sizes = integers_of(shape)
        return op.result_types if sizes is None else [state.type, with_shape(op.results[1], sizes)]
    if op.call_target_name in TARGETS:
        return _static_form(op)
    shapes = result_shapes(op)
    if shapes is None:
        return op.result_types
    parts = [
        TensorType(type_.element_type, shape)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
        for type_, shape in zip(leaves(op.result_types), shapes, strict=True)
    ]
    return with_leaves(op.result_types, parts)


def _group_size(op: GroupedOp, *, global_ids: bool) -> int | None:
    """The number of processes in a group; None where partitions count and are unknown."""
    if op.channel_handle is not None and not global_ids:
        return None
    groups = op.replica_groups
    return len(groups[0]) if groups else 0


def _scaled(op: GroupedOp, dim: int, scale: Callable[[int], int]) -> Types:
    """The shapes of the operands with one size changed."""
    types: list[Attribute] = []
    for value, result in zip(op.operands, op.results, strict=True):
        sizes = list(shape_of(value))
        if sizes[dim] != DYNAMIC:
            sizes[dim] = scale(sizes[dim])
        types.append(with_shape(result, sizes))
    return types


def _all_gather(op: AllGatherOp) -> Types:
    count = _group_size(op, global_ids=bool(op.use_global_device_ids))
    if not count:
        return op.result_types
    return _scaled(op, op.all_gather_dim, lambda size: size * count)


def _reduce_scatter(op: ReduceScatterOp) -> Types:
    count = _group_size(op, global_ids=bool(op.use_global_device_ids))
    if not count:
        return op.result_types
    return _scaled(op, op.scatter_dimension, lambda size: size // count)


RULES: OpTable[Callable[[Any], Types]] = OpTable(
    {
        AllGatherOp: _all_gather,
        BitcastConvertOp: _bitcast,
        ConvertOp: _operand_shape,
        CustomCallOp: _custom_call,
        DynamicBroadcastInDimOp: lambda op: _shape_operand(op, op.output_dimensions),
        DynamicIotaOp: lambda op: _shape_operand(op, op.output_shape),
        DynamicPadOp: _static_form,
        DynamicReshapeOp: lambda op: _shape_operand(op, op.output_shape),
        ManualComputationOp: computed_types,
        NamedComputationOp: computed_types,
        RealDynamicSliceOp: _slice,
        ReduceScatterOp: _reduce_scatter,
        UniformQuantizeOp: _operand_shape,
    }
)
