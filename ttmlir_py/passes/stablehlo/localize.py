"""Properties that hold sizes, changed along with the types when an op becomes one of shards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xdsl.dialects.arith import ConstantOp as ArithConstantOp
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr
from xdsl.ir import Operation, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.convolution import ConvolutionOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp, IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import SliceOp
from ttmlir_py.dialects.stablehlo.indexing import DynamicSliceOp, GatherOp
from ttmlir_py.passes.sdy.export.executable_rules import slice_keeps_shards
from ttmlir_py.passes.stablehlo.local_constants import common_shard
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.shapes import Shape, shape_of


@dataclass(frozen=True)
class LocalShapes:
    """Into how many parts the dimensions of values are cut; values not listed are whole."""

    parts: dict[SSAValue, tuple[int, ...]]

    def parts_of(self, value: SSAValue) -> tuple[int, ...]:
        return self.parts.get(value) or (1,) * len(shape_of(value))

    def shape_of(self, value: SSAValue) -> Shape:
        """The shape of a shard."""
        pairs = zip(shape_of(value), self.parts_of(value), strict=True)
        return tuple(size // count for size, count in pairs)


Localizer = Callable[[Any, LocalShapes], None]
"""Changes the properties of an op whose types are still global."""


def localize(op: Operation, local: LocalShapes) -> None:
    """Make an op's properties those of the op on shards; VerifyException where there is none."""
    row = _ROWS.get(op)
    if row is not None:
        row(op, local)


def _constant(op: ConstantOp | ArithConstantOp, local: LocalShapes) -> None:
    if op.results[0] not in local.parts:
        return
    if not isinstance(op.value, DenseIntOrFPElementsAttr):
        raise VerifyException("is a constant whose elements are not known")
    value = common_shard(op.value, local.parts_of(op.results[0]))
    if value is None:
        raise VerifyException("is a constant whose shards differ")
    op.value = value


def _iota(op: IotaOp, local: LocalShapes) -> None:
    if local.parts_of(op.output)[op.iota_dimension] > 1:
        raise VerifyException("must not be sharded along the dimension that it counts in")


def _slice(op: SliceOp, local: LocalShapes) -> None:
    parts = local.parts_of(op.operand)
    if not all(slice_keeps_shards(op, dim, count) for dim, count in enumerate(parts)):
        raise VerifyException("must cover the dimensions that are sharded")
    pairs = zip(op.limit_indices, parts, strict=True)
    op.limit_indices = tuple(limit // count for limit, count in pairs)


def _dynamic_slice(op: DynamicSliceOp, local: LocalShapes) -> None:
    op.slice_sizes = local.shape_of(op.result)


def _gather(op: GatherOp, local: LocalShapes) -> None:
    numbers = op.dimension_numbers
    dropped = {*numbers.collapsed_slice_dims, *numbers.operand_batching_dims}
    result = local.shape_of(op.result)
    windows = iter([result[dim] for dim in sorted(numbers.offset_dims)])
    sizes = enumerate(op.slice_sizes)
    op.slice_sizes = tuple(size if dim in dropped else next(windows) for dim, size in sizes)


def _convolution(op: ConvolutionOp, local: LocalShapes) -> None:
    """Groups are cut as the features, or the batch, that they partition."""
    numbers = op.dimension_numbers
    lhs, kernel = local.shape_of(op.lhs), local.shape_of(op.rhs)
    result = local.shape_of(op.result)
    if op.feature_group_count > 1:
        features = lhs[numbers.input_feature_dimension]
        op.feature_group_count = features // kernel[numbers.kernel_input_feature_dimension]
    if op.batch_group_count > 1:
        batch = lhs[numbers.input_batch_dimension]
        op.batch_group_count = batch // result[numbers.output_batch_dimension]


_ROWS: OpTable[Localizer] = OpTable(
    {
        ArithConstantOp: _constant,
        ConstantOp: _constant,
        ConvolutionOp: _convolution,
        DynamicSliceOp: _dynamic_slice,
        GatherOp: _gather,
        IotaOp: _iota,
        SliceOp: _slice,
    }
)
