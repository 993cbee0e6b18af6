"""What a sharding must obey on the value that carries it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xdsl.dialects.builtin import TensorType, TupleType, UnrankedTensorType
from xdsl.ir import Attribute, Operation
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.axes import AxisRef, ManualAxes
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.support.op import NotedError

_MAXIMAL = (
    "a maximal sharding can only have a sharding with rank 0 and no replicated or unreduced axes."
)


def verify_sharding(
    op: Operation, sharding: TensorSharding, type_: Attribute | None, prefix: str = ""
) -> None:
    """Raise VerifyException unless a value of `type_` found on `op` may have the sharding."""
    mesh = mesh_of(op, sharding.mesh)
    if mesh is None:
        raise VerifyException(f"{prefix}unknown mesh: @{sharding.mesh}")
    if mesh.is_maximal or (type_ is None and sharding.is_fully_replicated):
        if sharding.dims or sharding.replicated or sharding.unreduced:
            raise VerifyException(prefix + _MAXIMAL)
        return
    assert type_ is not None, "a sharding without a value"
    if (shaped := _shaped(type_, prefix)) is None:
        _verify_of_no_tensor(sharding, type_, prefix)
        return
    _verify_rank(sharding, shaped, prefix)
    _verify_axes(sharding, mesh, prefix)
    bound = bound_axes(op)
    for axis in sharding.all_axes if bound else ():
        if axis.axis in bound:
            raise bound_axis_error(axis.axis, bound[axis.axis], prefix)


def verify_sharding_per_value(
    op: Operation, shardings: ShardingPerValue, types: Sequence[Attribute], prefix: str
) -> None:
    """Raise VerifyException unless there is one valid sharding for every value."""
    if not types and len(shardings) == 1:
        mesh = mesh_of(op, shardings[0].mesh)
        if (mesh and mesh.is_maximal) or shardings[0].is_fully_replicated:
            verify_sharding(op, shardings[0], None, f"{prefix} 0 - ")
            return
    if len(shardings) != len(types):
        raise VerifyException(
            f"{prefix} shardings don't match number of values: "
            f"{len(shardings)} shardings vs {len(types)} values"
        )
    for index, (sharding, type_) in enumerate(zip(shardings, types, strict=True)):
        which = f"{prefix} - " if len(types) == 1 else f"{prefix} {index} - "
        verify_sharding(op, sharding, type_, which)


def verify_axis_list(axes: Iterable[AxisRef], mesh: MeshAttr, seen: set[AxisRef]) -> None:
    """Raise VerifyException unless the axes are known, new and not to be merged."""
    before: AxisRef | None = None
    for axis in axes:
        if not mesh.has_axis(axis.axis):
            raise VerifyException(f'unknown axis name: "{axis.axis}"')
        if axis in seen:
            raise VerifyException(f"duplicate axis ref: {axis.text}")
        seen.add(axis)
        if axis.sub is not None and before is not None and before.can_merge(axis):
            raise VerifyException(
                f"two consecutive sub-axes can be merged: {before.text}, {axis.text}"
            )
        before = axis


def verify_sorted_axis_list(
    axes: Sequence[AxisRef], mesh: MeshAttr, seen: set[AxisRef], what: str
) -> None:
    """As `verify_axis_list`, for axes that must stand in the order of the mesh."""
    known = [axis for axis in axes if mesh.has_axis(axis.axis)]
    if sorted(known, key=lambda axis: axis.mesh_key(mesh)) != known:
        raise VerifyException(f"{what} axes are not ordered w.r.t. mesh")
    verify_axis_list(axes, mesh, seen)


def bound_axes(op: Operation) -> dict[str, Operation]:
    """The axes that manual computations around an op handle themselves, with the computations."""
    found: dict[str, Operation] = {}
    scope = op.parent_op()
    while scope is not None:
        if scope.name == "sdy.manual_computation":
            manual = scope.properties["manual_axes"]
            assert isinstance(manual, ManualAxes), f"{manual}"
            found |= dict.fromkeys(manual.axes, scope)
        scope = scope.parent_op()
    return found


def bound_axis_error(axis: str, by: Operation, prefix: str = "") -> NotedError:
    """The error of an op that uses an axis which a computation around it has bound."""
    return NotedError(
        f'{prefix}operates on axis "{axis}" which is already bound by a parent '
        "sdy.manual_computation op",
        (by, "parent bounding this axis as manual"),
    )


def _shaped(type_: Attribute, prefix: str) -> Attribute | None:
    if isinstance(type_, TupleType):
        if len(type_.types) != 1:
            raise VerifyException(
                f"{prefix}ops can only have a sharding for a tuple of size 1: '{type_}'"
            )
        type_ = type_.types.data[0]
    return type_ if isinstance(type_, TensorType | UnrankedTensorType) else None


def _verify_of_no_tensor(sharding: TensorSharding, type_: Attribute, prefix: str) -> None:
    if sharding.dims or sharding.replicated or sharding.unreduced:
        raise VerifyException(
            f"{prefix}non-shaped tensors can only have a sharding with rank 0 and no replicated "
            f"or unreduced axes. type: '{type_}', sharding: {sharding}"
        )


def _verify_rank(sharding: TensorSharding, type_: Attribute, prefix: str) -> None:
    if not isinstance(type_, TensorType):
        raise VerifyException(f"{prefix}only ranked tensors can have a sharding. type: '{type_}'")
    rank = type_.get_num_dims()
    if sharding.rank != rank:
        raise VerifyException(
            f"{prefix}sharding doesn't match tensor rank: {sharding.rank} != {rank}"
        )


def _verify_axes(sharding: TensorSharding, mesh: MeshAttr, prefix: str) -> None:
    seen: set[AxisRef] = set()
    try:
        for index, dim in enumerate(sharding.dims):
            if dim.priority is not None and dim.priority < 0:
                raise VerifyException(f"dim {index} has a negative priority")
            if dim.priority is not None and dim.is_closed and not dim.axes:
                raise VerifyException(f"dim {index} is empty and closed but has a priority")
            verify_axis_list(dim.axes, mesh, seen)
        verify_sorted_axis_list(sharding.replicated, mesh, seen, "replicated")
        verify_sorted_axis_list(sharding.unreduced, mesh, seen, "unreduced")
        _verify_sub_axes(seen, mesh)
    except VerifyException as error:
        raise VerifyException(prefix + str(error)) from None


def _verify_sub_axes(seen: set[AxisRef], mesh: MeshAttr) -> None:
    parts = sorted((a for a in seen if a.sub), key=lambda axis: axis.mesh_key(mesh))
    before: AxisRef | None = None
    for part in parts:
        if AxisRef(part.axis) in seen:
            raise VerifyException(
                f'both sub-axis and full-axis are used for axis name: "{part.axis}"'
            )
        _verify_sub_axis(part, mesh.axis_size(part.axis))
        if before is not None and before.axis == part.axis and before.high > part.low:
            raise VerifyException(f"overlapping sub-axes: {before.text}, {part.text}")
        before = part


def _verify_sub_axis(axis: AxisRef, full_size: int) -> None:
    sub = axis.sub
    assert sub is not None, axis.text
    if sub.pre_size < 1:
        raise VerifyException(f"sub-axis pre-size must be at least 1: {axis.text}")
    if sub.size <= 1:
        raise VerifyException(f"sub-axis sizes must be greater than 1: {axis.text}")
    if full_size % sub.next_pre_size:
        raise VerifyException(
            f"sub-axis next pre-size {sub.next_pre_size} doesn't divide the size of the full "
            f"axis {full_size}: {axis.text}"
        )
    if sub.size == full_size:
        raise VerifyException(f"sub-axis size is equal to the full axis size: {axis.text}")
