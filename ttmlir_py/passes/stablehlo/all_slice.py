"""Lowering of `sdy.all_slice`: every chip keeps its part of what all of them have.

StableHLO has no such op. The composite `sdy.all_slice` names it; its decomposition is an exchange
of pieces of which every chip keeps the one that came from the first chip of its group.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from xdsl.dialects.builtin import DictionaryAttr, ModuleOp, StringAttr
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef
from ttmlir_py.dialects.sdy.collectives import AllSliceOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.stablehlo.attributes import ChannelHandleAttr
from ttmlir_py.dialects.stablehlo.calls import CompositeOp
from ttmlir_py.dialects.stablehlo.collectives import AllToAllOp
from ttmlir_py.dialects.stablehlo.data_movement import ReshapeOp, SliceOp
from ttmlir_py.passes.stablehlo.mesh_digits import groups_of_axes
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.shapes import shape_of, with_shape

NAME = "sdy.all_slice"


def build_all_slice(op: AllSliceOp, build: Builder) -> SSAValue:
    """Slice along one axis per dimension at a time, major axes first."""
    value = op.tensor
    for axes in _rounds(op.slicing_axes):
        if all(axis.sub is None for axis in axes if axis):
            value = _composite(op, value, axes, build)
        else:
            value = _exchange(op.mesh, value, axes, build)
    return value


def _rounds(axes: Sequence[Axes]) -> Iterator[tuple[AxisRef | None, ...]]:
    return zip_longest(*axes)


def _composite(
    op: AllSliceOp, value: SSAValue, axes: Sequence[AxisRef | None], build: Builder
) -> SSAValue:
    sharding = TensorSharding.fully_replicated(op.out_sharding.mesh, len(axes))
    function = _decomposition(op, value, axes)
    return build(
        CompositeOp(
            [value],
            composite_name=NAME,
            composite_attributes=DictionaryAttr(
                {"out_sharding": sharding.with_axes([(a,) if a else () for a in axes])}
            ),
            decomposition=function.sym_name.data,
            result_types=function.function_type.outputs.data,
        )
    )


def _decomposition(op: AllSliceOp, value: SSAValue, axes: Sequence[AxisRef | None]) -> FuncOp:
    """A new private function at the end of the module that slices its argument."""
    module = _module_of(op)
    taken = {_symbol(other) for other in module.ops}
    number = next(n for n in range(1, len(taken) + 2) if f"{NAME}{n}" not in taken)
    function = FuncOp(f"{NAME}{number}", ((value.type,), ()), visibility="private")
    block = function.body.block
    ending = ReturnOp()
    block.add_op(ending)
    result = _exchange(op.mesh, block.args[0], axes, Builder(ending))
    ending.operands = [result]
    function = FuncOp(
        f"{NAME}{number}",
        ((value.type,), (result.type,)),
        function.detach_region(function.body),
        visibility="private",
    )
    module.body.block.add_op(function)
    return function


def _exchange(
    mesh: MeshAttr, value: SSAValue, axes: Sequence[AxisRef | None], build: Builder
) -> SSAValue:
    for dim, axis in enumerate(axes):
        if axis is not None:
            value = _exchange_along(mesh, value, dim, axis, build)
    return value


def _exchange_along(
    mesh: MeshAttr, value: SSAValue, dim: int, axis: AxisRef, build: Builder
) -> SSAValue:
    parts = axis.size_in(mesh)
    before, size, after = shape_of(value)[:dim], shape_of(value)[dim], shape_of(value)[dim + 1 :]
    pieces = with_shape(value, (*before, parts, size // parts, *after))
    first = with_shape(value, (*before, 1, size // parts, *after))
    rank = len(shape_of(pieces))
    value = build(ReshapeOp(value, result_types=[pieces]))
    value = build(
        AllToAllOp(
            [value],
            split_dimension=dim,
            concat_dimension=dim,
            split_count=parts,
            replica_groups=groups_of_axes(mesh, (axis,)),
            channel_handle=ChannelHandleAttr(handle=1, type=1),
            result_types=[pieces],
        )
    )
    value = build(
        SliceOp(
            value,
            start_indices=(0,) * rank,
            limit_indices=shape_of(first),
            strides=(1,) * rank,
        )
    )
    return build(
        ReshapeOp(value, result_types=[with_shape(value, (*before, size // parts, *after))])
    )


def _module_of(op: Operation) -> ModuleOp:
    scope = op.parent_op()
    while not isinstance(scope, ModuleOp):
        assert scope is not None, f"{op.name} outside of a module"
        scope = scope.parent_op()
    return scope


def _symbol(op: Operation) -> str | None:
    name = op.get_attr_or_prop("sym_name")
    return name.data if isinstance(name, StringAttr) else None
