"""Ops by which processes exchange data."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import SymbolRefAttr, TensorType
from xdsl.ir import Attribute, Region, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.bounds import Extent, extents_of, with_extents
from ttmlir_py.dialects.stablehlo.constraints import TENSOR
from ttmlir_py.dialects.stablehlo.inference import compatible_sizes, retyped
from ttmlir_py.dialects.stablehlo.mesh_attributes import ReplicaGroupMeshAxesAttr
from ttmlir_py.dialects.stablehlo.properties import I64_ROWS, NON_NEGATIVE_I64, POSITIVE_I64
from ttmlir_py.dialects.stablehlo.regions import returned_elements, verify_reducer
from ttmlir_py.dialects.stablehlo.replica_groups import (
    CHANNEL_HANDLE,
    ReplicaGroupsField,
    find_mesh,
    verify_distinct_devices,
    verify_global_ids,
    verify_pairs_of_processes,
    verify_replica_groups,
)
from ttmlir_py.support import fields
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.fields import (
    optional_prop,
    prop,
    region,
    variadic_operand,
    variadic_result,
)
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import UNIT
from ttmlir_py.support.shapes import (
    DYNAMIC,
    element_of,
    rank_of,
    shape_of,
)


class GroupedOp(Op):
    """A collective within groups of processes."""

    replica_groups = ReplicaGroupsField()
    channel_handle = optional_prop(CHANNEL_HANDLE)

    @property
    def stored_groups(self) -> Attribute:
        """The groups as they are written; raises where they name no mesh."""
        groups = self.properties["replica_groups"]
        if not isinstance(groups, ReplicaGroupMeshAxesAttr) or not groups.has_axes:
            return groups
        if isinstance(groups.mesh, SymbolRefAttr):
            find_mesh(self, groups.mesh)
        return groups


def verify_pairs(op: Op) -> None:
    """Raise unless every operand has a result of its element type."""
    # all_gather_c6, all_to_all_c9
    if not op.results:
        return
    if len(op.operands) != len(op.results):
        raise VerifyException("requires the same number of operands and results")
    for index, (value, result) in enumerate(zip(op.operands, op.results, strict=True)):
        if element_of(value) != element_of(result):
            raise VerifyException(
                f"requires the same element type for operand and result at index {index}"
            )


class AllGatherOp(GroupedOp):
    """Concatenates the operands of a group along a dimension."""

    name = "stablehlo.all_gather"

    operands_ = variadic_operand(TENSOR)
    all_gather_dim = prop(NON_NEGATIVE_I64)
    use_global_device_ids = optional_prop(UNIT)
    results_ = variadic_result(TENSOR)

    def verify_extra(self) -> None:
        use_global_ids = bool(self.use_global_device_ids)
        verify_replica_groups(
            self.stored_groups, equal_sizes=True, use_global_device_ids=use_global_ids
        )
        # all_gather_c5
        channel = self.channel_handle
        if use_global_ids and channel is not None and channel.handle < 0:
            raise VerifyException("channel_id cannot be negative when useGlobalDeviceIds is set")
        verify_pairs(self)
        for value, gathered in zip(self.operands, self.results, strict=True):
            self._verify_shapes(value, gathered)

    def _verify_shapes(self, value: SSAValue, gathered: SSAValue) -> None:
        dim, sizes, result_sizes = self.all_gather_dim, shape_of(value), shape_of(gathered)
        # all_gather_c1
        if dim >= len(sizes):
            raise VerifyException("all_gather_dim must be a valid index of operand")
        if sizes[dim] == 0:
            raise VerifyException("dimension size of operand at 'all_gather_dim' cannot be zero")
        # all_gather_c6
        if len(sizes) != len(result_sizes):
            raise VerifyException("operand and result must have the same rank")
        for i, pair in enumerate(zip(sizes, result_sizes, strict=True)):
            if i != dim and not compatible_sizes(*pair):
                raise VerifyException(
                    "operand and result should have the same shape except for the dimension size "
                    "at 'all_gather_dim'"
                )
        if DYNAMIC not in (sizes[dim], result_sizes[dim]) and result_sizes[dim] % sizes[dim]:
            raise VerifyException(
                f"result gather dimension has size {result_sizes[dim]}, expected to be a multiple "
                f"of operand gather dimension size {sizes[dim]}"
            )


def _verify_computation(computation: Region, value: SSAValue) -> None:
    # all_reduce_c5, collective_reduce_c4, reduce_scatter_c7
    verify_reducer(computation, [value], [TensorType(element_of(value), ())])


class AllReduceOp(GroupedOp):
    """Combines the operands of a group elementwise."""

    name = "stablehlo.all_reduce"

    operands_ = variadic_operand(TENSOR)
    use_global_device_ids = optional_prop(UNIT)
    computation = region()
    results_ = variadic_result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        self._verify_rules()
        # all_reduce_c6, all_reduce_c7
        elements = returned_elements(self.computation, self.operands)
        return [retyped(value.type, elements[0]) for value in self.operands]

    def _verify_rules(self) -> None:
        use_global_ids = bool(self.use_global_device_ids)
        # all_reduce_c1, all_reduce_c2, all_reduce_c3
        verify_replica_groups(
            self.stored_groups, equal_sizes=False, use_global_device_ids=use_global_ids
        )
        verify_global_ids(self.channel_handle, use_global_ids)
        for value in self.operands:
            _verify_computation(self.computation, value)


class AllToAllOp(GroupedOp):
    """Splits every operand, sends the parts to the processes of a group, joins what arrives."""

    name = "stablehlo.all_to_all"

    operands_ = variadic_operand(TENSOR)
    split_dimension = prop(NON_NEGATIVE_I64)
    concat_dimension = prop(NON_NEGATIVE_I64)
    split_count = prop(POSITIVE_I64)  # all_to_all_c4
    results_ = variadic_result(TENSOR)
    reports_inference = True

    def verify_first(self) -> None:
        verify_pairs(self)

    def infer(self) -> Sequence[Attribute]:
        # all_to_all_c5, all_to_all_c7, all_to_all_c8
        verify_replica_groups(self.stored_groups, equal_sizes=True, group_size=self.split_count)
        return [with_extents(value, self._extents(extents_of(value))) for value in self.operands]

    def _extents(self, extents: list[Extent]) -> Sequence[Extent]:
        # all_to_all_c1, all_to_all_c3
        for name in ("split_dimension", "concat_dimension"):
            dim: int = getattr(self, name)
            if dim >= len(extents):
                raise VerifyException(
                    f"AllToAll {name} {dim} is out-of-bounds for input rank {len(extents)}"
                )
        split, concat = self.split_dimension, self.concat_dimension
        # all_to_all_c2
        size, count = extents[split].size, self.split_count
        if size != DYNAMIC and size % count:
            raise VerifyException(
                f"split dimension has size {size}, expected to be a multiple of split_count {count}"
            )
        # all_to_all_c9
        extents[split] = Extent(*(DYNAMIC if n == DYNAMIC else n // count for n in extents[split]))
        extents[concat] = Extent(*(DYNAMIC if n == DYNAMIC else n * count for n in extents[concat]))
        return extents


class CollectiveBroadcastOp(GroupedOp):
    """Gives all processes of a group the operand of one of them."""

    name = "stablehlo.collective_broadcast"
    reports_inference = True

    operands_ = variadic_operand(TENSOR)
    has_dynamic_root = optional_prop(UNIT)
    results_ = variadic_result(TENSOR)

    def verify_first(self) -> None:
        verify_root(self, bool(self.has_dynamic_root))

    def infer(self) -> Sequence[Attribute]:
        # collective_broadcast_c3, collective_broadcast_c5
        return [value.type for value in data_operands(self, bool(self.has_dynamic_root))]

    def verify_extra(self) -> None:
        verify_distinct_devices(self.stored_groups)


class CollectiveReduceOp(GroupedOp):
    """Combines the operands of a group elementwise, for one process of it."""

    name = "stablehlo.collective_reduce"

    operands_ = variadic_operand(TENSOR)
    use_global_device_ids = optional_prop(UNIT)
    has_dynamic_root = optional_prop(UNIT)
    computation = region()
    results_ = variadic_result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        self._verify_rules()
        # collective_reduce_c3
        values = data_operands(self, bool(self.has_dynamic_root))
        elements = [returned_elements(self.computation, [value])[0] for value in values]
        return [
            retyped(value.type, element) for value, element in zip(values, elements, strict=True)
        ]

    def _verify_rules(self) -> None:
        use_global_ids = bool(self.use_global_device_ids)
        # collective_reduce_c1, collective_reduce_c2
        verify_replica_groups(
            self.stored_groups, equal_sizes=False, use_global_device_ids=use_global_ids
        )
        verify_global_ids(self.channel_handle, use_global_ids)
        verify_root(self, bool(self.has_dynamic_root))
        for value in data_operands(self, bool(self.has_dynamic_root)):
            _verify_computation(self.computation, value)


def data_operands(op: Op, has_root: bool) -> Sequence[SSAValue]:
    """The operands without the root that may come last."""
    return op.operands[:-1] if has_root else op.operands


def verify_root(op: Op, has_root: bool) -> None:
    """Raise unless there is data, and a root for each piece of it where one is promised."""
    word = op.name.removeprefix("stablehlo.")
    # collective_broadcast_c3, collective_broadcast_c4, collective_reduce_c3
    if not has_root:
        if not op.operands:
            raise VerifyException(f"{word} requires at least one data operand")
        return
    if len(op.operands) < 2:
        raise VerifyException(
            f"{word} with has_dynamic_root=true requires at least two operands (data + root)"
        )
    root, count = op.operands[-1], len(op.operands) - 1
    if element_of(root) != I32 or rank_of(root) != 1:
        raise VerifyException(
            f"last operand of {word} with has_dynamic_root=true must be a rank-1 i32 tensor, "
            f"but got '{root.type}'"
        )
    if shape_of(root)[0] != count:
        raise VerifyException(
            f"last operand of {word} with has_dynamic_root=true must have the same number of "
            f"elements as data operands ({count}), but got {shape_of(root)[0]}"
        )


class CollectivePermuteOp(Op):
    """Sends the operand from sources to targets; who receives nothing has zeros."""

    name = "stablehlo.collective_permute"
    reports_inference = True

    operand = fields.operand(TENSOR)
    source_target_pairs = prop(I64_ROWS)
    channel_handle = optional_prop(CHANNEL_HANDLE)
    result = fields.result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        # collective_permute_c5
        return [self.operand.type]

    def verify_extra(self) -> None:
        verify_pairs_of_processes(self.properties["source_target_pairs"])


class ReduceScatterOp(GroupedOp):
    """Combines the operands of a group elementwise and gives every process a part."""

    name = "stablehlo.reduce_scatter"

    operand = fields.operand(TENSOR)
    scatter_dimension = prop(NON_NEGATIVE_I64)
    use_global_device_ids = optional_prop(UNIT)
    computation = region()
    result = fields.result(TENSOR)

    def verify_extra(self) -> None:
        use_global_ids = bool(self.use_global_device_ids)
        # reduce_scatter_c3, reduce_scatter_c5
        verify_replica_groups(
            self.stored_groups, equal_sizes=True, use_global_device_ids=use_global_ids
        )
        _verify_computation(self.computation, self.operand)
        shapes = shape_of(self.operand), shape_of(self.result)
        # reduce_scatter_c8
        if len(shapes[0]) != len(shapes[1]):
            raise VerifyException("operand and result should have same rank")
        # reduce_scatter_c2
        if self.scatter_dimension >= len(shapes[0]):
            raise VerifyException("scatter dim should be less than operand/result rank")
        verify_global_ids(self.channel_handle, use_global_ids)
        self._verify_sizes(*shapes)
        # reduce_scatter_c9
        (element, *_) = returned_elements(self.computation, [self.operand])
        if element_of(self.result) != element:
            raise VerifyException(
                f"result element-type is expected to be '{element}', but got "
                f"'{element_of(self.result)}'"
            )

    def _verify_sizes(self, shape: Sequence[int], result_shape: Sequence[int]) -> None:
        whole, part = shape[self.scatter_dimension], result_shape[self.scatter_dimension]
        for name, size in (("result", part), ("operand", whole)):
            if size == 0:
                raise VerifyException(f"{name} dimension size at scatter_dimension cannot be zero")
        # reduce_scatter_c1, reduce_scatter_c8
        if DYNAMIC not in (whole, part) and whole % part:
            raise VerifyException(
                f"operand scatter dimension has size {whole}, expected to be a multiple of result "
                f"scatter dimension size {part}"
            )
        for dim, sizes in enumerate(zip(shape, result_shape, strict=True)):
            if dim != self.scatter_dimension and not compatible_sizes(*sizes):
                raise VerifyException(
                    f"non scatter dimensions should be same for operand ({sizes[0]}) and result "
                    f"({sizes[1]})"
                )
