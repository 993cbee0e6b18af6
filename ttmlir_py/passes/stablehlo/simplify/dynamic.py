"""Ops on unknown sizes: static ones where the sizes are known after all."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.arith import IndexCastOp
from xdsl.dialects.builtin import IndexType, TensorType
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.shape.extents import ShapeOfOp
from ttmlir_py.dialects.stablehlo.creation import IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import (
    BroadcastInDimOp,
    ReshapeOp,
    SliceOp,
)
from ttmlir_py.dialects.stablehlo.dynamic import (
    DynamicBroadcastInDimOp,
    DynamicGatherOp,
    DynamicIotaOp,
    DynamicPadOp,
    DynamicReshapeOp,
    GetDimensionSizeOp,
    RealDynamicSliceOp,
)
from ttmlir_py.dialects.stablehlo.elementwise_binary import BinaryOp
from ttmlir_py.dialects.stablehlo.elementwise_unary import ConvertOp, UnaryOp
from ttmlir_py.dialects.stablehlo.indexing import DynamicSliceOp, DynamicUpdateSliceOp
from ttmlir_py.passes.stablehlo.simplify.matching import (
    constant,
    integers_of,
    is_empty,
    is_iota,
    is_static,
    made_by,
    splat_of,
    take_op,
    take_value,
    typed,
)
from ttmlir_py.passes.stablehlo.static_forms import (
    FORMS,
    inferred_slice,
    slice_of_sizes,
    slice_sizes,
)
from ttmlir_py.support.element_types import I64
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import DYNAMIC, element_of, rank_of, shape_of


def merge_dynamic_broadcasts(op: DynamicBroadcastInDimOp, rewriter: Rewriter) -> bool:
    """A dynamic broadcast of a dynamic broadcast."""
    inner = made_by(op.operand, DynamicBroadcastInDimOp)
    if inner is None:
        return False
    dims = tuple(op.broadcast_dimensions[dim] for dim in inner.broadcast_dimensions)
    new = DynamicBroadcastInDimOp(
        inner.operand,
        op.output_dimensions,
        broadcast_dimensions=dims,
        known_expanding_dimensions=(),
        known_nonexpanding_dimensions=(),
        result_types=[op.result.type],
    )
    return take_op(op, new, rewriter)


def expands_nothing(op: DynamicBroadcastInDimOp, rewriter: Rewriter) -> bool:
    """All dimensions are said to stay: a conversion that keeps the result's type."""
    stays = op.known_nonexpanding_dimensions
    if stays is None or len(stays) != rank_of(op.result) or not is_iota(op.broadcast_dimensions):
        return False
    return take_op(op, ConvertOp(op.operand, result_types=[op.result.type]), rewriter)


def broadcast_of_reshape(op: DynamicBroadcastInDimOp, rewriter: Rewriter) -> bool:
    """To the shape that a reshape just gave: the reshape."""
    inner = made_by(op.operand, DynamicReshapeOp)
    if inner is None or inner.output_shape != op.output_dimensions:
        return False
    if not is_iota(op.broadcast_dimensions):
        return False
    new = DynamicReshapeOp(inner.operand, inner.output_shape, result_types=[op.result.type])
    return take_op(op, new, rewriter)


def broadcast_to_own_shape(op: DynamicBroadcastInDimOp, rewriter: Rewriter) -> bool:
    """To the operand's own extents."""
    extents = made_by(op.output_dimensions, ShapeOfOp)
    if extents is None or extents.arg != op.operand or op.operand.type != op.result.type:
        return False
    return is_iota(op.broadcast_dimensions) and take_value(op, op.operand, rewriter)


def static_broadcast(op: DynamicBroadcastInDimOp, rewriter: Rewriter) -> bool:
    """Of a static operand, to known sizes."""
    if not is_static(op.operand):
        return False
    type_ = _known(op.result, op.output_dimensions)
    if type_ is None:
        return False
    dims = op.broadcast_dimensions
    return refine(
        op,
        BroadcastInDimOp(op.operand, broadcast_dimensions=dims, result_types=[type_]),
        rewriter,
    )


def _known(result: SSAValue, extents: SSAValue) -> TensorType[Attribute] | None:
    """The static type of a result, by itself or by constant extents."""
    if is_static(result):
        return typed(result, shape_of(result))
    sizes = integers_of(extents)
    return None if sizes is None else typed(result, sizes)


def refine(op: Operation, new: Operation, rewriter: Rewriter) -> bool:
    """Put an op of a better known type in the place of one; users elsewhere see the old type."""
    (value,) = rewriter.insert_before(op, new)
    (result,) = op.results
    if value.type != result.type:
        dialect = op.name.partition(".")[0]
        users = {use.operation.name.partition(".")[0] for use in result.uses}
        if users - {dialect}:
            (value,) = rewriter.insert_before(op, ConvertOp(value, result_types=[result.type]))
    rewriter.replace(op, [value])
    return True


def known_sizes(op: DynamicGatherOp | DynamicPadOp, rewriter: Rewriter) -> bool:
    """With constant slice sizes or widths."""
    form = FORMS.get(op)
    static = form(op) if form is not None else None
    return static is not None and take_op(op, static, rewriter)


def static_iota(op: DynamicIotaOp, rewriter: Rewriter) -> bool:
    """Of a static result."""
    if not is_static(op.result):
        return False
    rewriter.replace(op, IotaOp(iota_dimension=op.iota_dimension, result_types=[op.result.type]))
    return True


def iota_of_one_dimension(op: DynamicIotaOp, rewriter: Rewriter) -> bool:
    """Counting in several dimensions is counting in one, broadcast."""
    if rank_of(op.result) < 2:
        return False
    extents = op.output_shape
    type_ = TensorType(I64, shape_of(extents))
    is_index = isinstance(element_of(extents), IndexType)
    cast = IndexCastOp(extents, type_) if is_index else ConvertOp(extents, result_types=[type_])
    (sizes,) = rewriter.insert_before(op, cast)
    dim = op.iota_dimension
    (size,) = rewriter.insert_before(
        op, SliceOp(sizes, start_indices=(dim,), limit_indices=(dim + 1,), strides=(1,))
    )
    counted_type = typed(op.result, [shape_of(op.result)[dim]])
    (counted,) = rewriter.insert_before(
        op, DynamicIotaOp(size, iota_dimension=0, result_types=[counted_type])
    )
    rewriter.replace(
        op,
        DynamicBroadcastInDimOp(
            counted, extents, broadcast_dimensions=(dim,), result_types=[op.result.type]
        ),
    )
    return True


def merge_dynamic_reshapes(op: DynamicReshapeOp, rewriter: Rewriter) -> bool:
    """A dynamic reshape of a dynamic reshape."""
    inner = made_by(op.operand, DynamicReshapeOp)
    if inner is None:
        return False
    new = DynamicReshapeOp(inner.operand, op.output_shape, result_types=[op.result.type])
    return take_op(op, new, rewriter)


def static_reshape(op: DynamicReshapeOp, rewriter: Rewriter) -> bool:
    """Of a static result."""
    if not is_static(op.result):
        return False
    rewriter.replace(op, ReshapeOp(op.operand, result_types=[op.result.type]))
    return True


def reshape_around_elementwise(op: DynamicReshapeOp, rewriter: Rewriter) -> bool:
    """To the shape that the operand of an elementwise op was given."""
    inner = op.operand.owner
    if not isinstance(inner, UnaryOp | BinaryOp):
        return False
    reshape = made_by(inner.operands[0], DynamicReshapeOp)
    if reshape is None or reshape.output_shape != op.output_shape:
        return False
    if inner.results[0].type != op.result.type:
        return False
    rewriter.replace(op, [inner.results[0]])
    return True


def shape_of_reshape(op: ShapeOfOp, rewriter: Rewriter) -> bool:
    """The extents of what was reshaped to extents."""
    inner = made_by(op.arg, DynamicReshapeOp)
    if inner is None or inner.output_shape.type != op.result.type:
        return False
    return take_value(op, inner.output_shape, rewriter)


def known_slice(op: DynamicSliceOp, rewriter: Rewriter) -> bool:
    """At constant places, moved within the bounds."""
    starts = [integers_of(value) for value in op.start_indices]
    if not is_static(op.operand) or any(start is None for start in starts):
        return False
    sizes = shape_of(op.operand)
    places = [
        max(0, min(start[0], size - count))
        for start, size, count in zip(starts, sizes, op.slice_sizes, strict=True)
        if start is not None
    ]
    limits = tuple(place + n for place, n in zip(places, op.slice_sizes, strict=True))
    new = SliceOp(
        op.operand, start_indices=tuple(places), limit_indices=limits, strides=(1,) * len(places)
    )
    return take_op(op, new, rewriter)


def update_nothing(op: DynamicUpdateSliceOp, rewriter: Rewriter) -> bool:
    """An update without elements changes nothing."""
    return is_empty(op.update) and take_value(op, op.operand, rewriter)


def update_everything(op: DynamicUpdateSliceOp, rewriter: Rewriter) -> bool:
    """An update of everything is the update."""
    if not is_static(op.operand) or op.operand.type != op.update.type:
        return False
    if any(splat_of(start) != 0 for start in op.start_indices):
        return False
    return take_value(op, op.update, rewriter)


def known_size(op: GetDimensionSizeOp, rewriter: Rewriter) -> bool:
    """The size of a dimension that the type tells."""
    size = shape_of(op.operand)[op.dimension]
    if size == DYNAMIC:
        return False
    rewriter.replace(op, constant(op.result.type, [size]))
    return True


def known_places(op: RealDynamicSliceOp, rewriter: Rewriter) -> bool:
    """With constant places."""
    new = inferred_slice(op)
    if new is None:
        return False
    if new.result.type != op.result.type:
        return refine(op, new, rewriter)
    return take_op(op, new, rewriter)


def slice_of_known_size(op: RealDynamicSliceOp, rewriter: Rewriter) -> bool:
    """From a start to a constant beyond it: a dynamic slice."""
    sizes = slice_sizes(op)
    if sizes is None:
        return False
    new = slice_of_sizes(op, sizes, rewriter)
    if new.result.type != op.result.type:
        return refine(op, new, rewriter)
    return take_op(op, new, rewriter)


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    DynamicBroadcastInDimOp: (
        merge_dynamic_broadcasts,
        expands_nothing,
        broadcast_of_reshape,
        broadcast_to_own_shape,
        static_broadcast,
    ),
    DynamicGatherOp: (known_sizes,),
    DynamicIotaOp: (static_iota, iota_of_one_dimension),
    DynamicPadOp: (known_sizes,),
    DynamicReshapeOp: (merge_dynamic_reshapes, static_reshape, reshape_around_elementwise),
    DynamicSliceOp: (known_slice,),
    DynamicUpdateSliceOp: (update_nothing, update_everything),
    GetDimensionSizeOp: (known_size,),
    RealDynamicSliceOp: (known_places, slice_of_known_size),
    ShapeOfOp: (shape_of_reshape,),
}  # pyright: ignore[reportAssignmentType]
