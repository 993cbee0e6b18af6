"""Collectives: ops that move a value from one sharding to another by one kind of communication."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute
from xdsl.parser import Parser
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.axes import AxisRef, AxisRefList, AxisRefLists, sorted_and_merged
from ttmlir_py.dialects.sdy.collective_attributes import (
    ALL_TO_ALL_PARAMS,
    AXIS_LIST,
    AXIS_LISTS,
    AllToAllParam,
    AllToAllParams,
)
from ttmlir_py.dialects.sdy.collective_op import CollectiveOp
from ttmlir_py.dialects.sdy.mesh import mesh_of
from ttmlir_py.dialects.sdy.sharding import ReductionOp
from ttmlir_py.dialects.sdy.unreduced import verify_unreduced_transition
from ttmlir_py.dialects.sdy.verification import verify_axis_list, verify_sorted_axis_list
from ttmlir_py.support.fields import prop
from ttmlir_py.support.properties import I32_ATTR, PropertyKind

_REDUCTIONS = tuple(ReductionOp)

REDUCTION_OP = PropertyKind[ReductionOp](
    "reduction op enum",
    lambda a: I32_ATTR.accepts(a) and 0 <= I32_ATTR.decode(a) < len(_REDUCTIONS),
    lambda a: _REDUCTIONS[I32_ATTR.decode(a)],
    lambda op: I32_ATTR.encode(_REDUCTIONS.index(op)),
)


class AllGatherOp(CollectiveOp):
    """Joins the shards of every dimension along the minor axes given for it."""

    name = "sdy.all_gather"
    gathering_axes = prop(AXIS_LISTS)

    def verify_movement(self) -> None:
        self.verify_per_dim(
            self.gathering_axes, lambda dim, axes: self.gathered(dim, axes, "gathering")
        )

    @classmethod
    def parse_parameters(cls, parser: Parser) -> dict[str, Attribute]:
        return {"gathering_axes": AxisRefLists.parse_body(parser)}

    @property
    def parameters_text(self) -> str:
        return f"{AxisRefLists(self.gathering_axes).text} "


class AllSliceOp(CollectiveOp):
    """Divides every dimension along the axes given for it; no communication."""

    name = "sdy.all_slice"
    allow_missing_input_sharding = True
    slicing_axes = prop(AXIS_LISTS)

    def verify_movement(self) -> None:
        self.verify_per_dim(self.slicing_axes, self.sliced)

    @classmethod
    def parse_parameters(cls, parser: Parser) -> dict[str, Attribute]:
        return {"slicing_axes": AxisRefLists.parse_body(parser)}

    @property
    def parameters_text(self) -> str:
        return f"{AxisRefLists(self.slicing_axes).text} "


class AllToAllOp(CollectiveOp):
    """Moves axes from one dimension to another."""

    name = "sdy.all_to_all"
    params = prop(ALL_TO_ALL_PARAMS)

    def verify_movement(self) -> None:
        if not self.params:
            raise VerifyException("parameter list is empty")
        moved = self._verify_params()
        for param in self.params:
            source, target = param.source, param.target
            self.verify_dim(source, self.gathered(source, param.axes, "all-to-all"))
            self.verify_dim(target, self.sliced(target, param.axes))
        for dim, entry in enumerate(self.in_sharding.dims):
            if dim not in moved:
                self.verify_dim(dim, entry.axes)

    def _verify_params(self) -> set[int]:
        moved: set[int] = set()
        seen: set[AxisRef] = set()
        before = -1
        for param in self.params:
            verify_axis_list(param.axes, self.mesh, seen)
            self._verify_dims(param, moved)
            if before >= param.source:
                raise VerifyException(
                    "source dimensions are not sorted in ascending order: "
                    f"{param.source} appears after {before}"
                )
            before = param.source
        return moved

    def _verify_dims(self, param: AllToAllParam, moved: set[int]) -> None:
        rank = self.out_sharding.rank
        for dim, word in ((param.source, "source"), (param.target, "target")):
            if not 0 <= dim < rank:
                raise VerifyException(f"{word} dimension {dim} is out of range [0, {rank})")
        for dim in (param.source, param.target):
            if dim in moved:
                raise VerifyException(
                    f"overlapping source/target dimensions in all-to-all params: {dim}"
                )
            moved.add(dim)

    @classmethod
    def parse_parameters(cls, parser: Parser) -> dict[str, Attribute]:
        return {"params": AllToAllParams.parse_body(parser)}

    @property
    def parameters_text(self) -> str:
        return f"{AllToAllParams(self.params).text} "


class CollectivePermuteOp(CollectiveOp):
    """Exchanges whole shards between devices."""

    name = "sdy.collective_permute"
    allow_different_meshes = True

    def verify_movement(self) -> None:
        source = self.in_sharding
        source_mesh = mesh_of(self, source.mesh)
        assert source_mesh is not None, f"{source}"
        if not self.mesh.same_axes(source_mesh):
            message = "result mesh has different axes than operand mesh"
            raise self.mesh_error(message, source_mesh)
        if source.mesh != self.out_sharding.mesh and (
            self.mesh.device_ids == source_mesh.device_ids
        ):
            message = "result mesh name is different but same device ids as operand"
            raise self.mesh_error(message, source_mesh)
        for dim, (before, after) in enumerate(
            zip(source.dims, self.out_sharding.dims, strict=True)
        ):
            sizes = after.size_in(self.mesh), before.size_in(self.mesh)
            if sizes[0] != sizes[1]:
                raise VerifyException(
                    "sharded size of result doesn't match operand on dimension "
                    f"{dim}: {sizes[0]} != {sizes[1]}"
                )


class ReducingOp(CollectiveOp):
    """Combines partial values by a sum, maximum or minimum."""

    allow_missing_input_sharding = True
    reduction_op = prop(REDUCTION_OP, ReductionOp.SUM)

    @classmethod
    def parse_reduction(cls, parser: Parser) -> dict[str, Attribute]:
        for op in ReductionOp:
            if parser.parse_optional_keyword(op.value):
                return {"reduction_op": REDUCTION_OP.encode(op)}
        return {}

    @property
    def reduction_text(self) -> str:
        return "" if self.reduction_op is ReductionOp.SUM else f"{self.reduction_op.value} "


class AllReduceOp(ReducingOp):
    """Combines the values along axes, so that all devices along them have the result."""

    name = "sdy.all_reduce"
    reduction_axes = prop(AXIS_LIST)

    def verify_movement(self) -> None:
        source, target = self.in_sharding, self.out_sharding
        if not source.is_equivalent(target, ignore_unreduced=True):
            raise VerifyException("operand and result shardings are not equivalent")
        verify_sorted_axis_list(self.reduction_axes, self.mesh, set(), "reduction")
        for axis in self.reduction_axes:
            if any(map(axis.overlaps, (*source.dim_axes, *source.replicated))):
                raise VerifyException(
                    f"reduction axis {axis.text} overlaps with operand dimension sharding or "
                    "replicated axes"
                )
            if any(map(axis.overlaps, target.unreduced)):
                raise VerifyException(
                    f"reduction axis {axis.text} overlaps with result unreduced axes"
                )
        verify_unreduced_transition(self, [source], [target], None, self.reduction_op)

    @classmethod
    def parse_parameters(cls, parser: Parser) -> dict[str, Attribute]:
        return {
            **cls.parse_reduction(parser),
            "reduction_axes": AxisRefList.parse_body(parser),
        }

    @property
    def parameters_text(self) -> str:
        return f"{self.reduction_text}{AxisRefList(self.reduction_axes).text} "


class ReduceScatterOp(ReducingOp):
    """An all_reduce of which every device keeps its slice."""

    name = "sdy.reduce_scatter"
    reduce_scatter_axes = prop(AXIS_LISTS)

    def verify_movement(self) -> None:
        verify_unreduced_transition(
            self, [self.in_sharding], [self.out_sharding], None, self.reduction_op
        )
        self.verify_per_dim(self.reduce_scatter_axes, self.sliced)

    @classmethod
    def parse_parameters(cls, parser: Parser) -> dict[str, Attribute]:
        return {
            **cls.parse_reduction(parser),
            "reduce_scatter_axes": AxisRefLists.parse_body(parser),
        }

    @property
    def parameters_text(self) -> str:
        return f"{self.reduction_text}{AxisRefLists(self.reduce_scatter_axes).text} "


class ShardedToUnreducedOp(CollectiveOp):
    """Turns axes that divide dimensions into axes along which partial values are to be added."""

    name = "sdy.sharded_to_unreduced"
    axes = prop(AXIS_LISTS)

    def verify_movement(self) -> None:
        _verify_sum(self)
        self.verify_per_dim(
            self.axes, lambda dim, axes: self.gathered(dim, axes, "shard-to-unreduce")
        )
        new = [axis for axes in self.axes for axis in axes]
        _verify_unreduced(self, new, "sharded_to_unreduced_axes")

    @classmethod
    def parse_parameters(cls, parser: Parser) -> dict[str, Attribute]:
        return {"axes": AxisRefLists.parse_body(parser)}

    @property
    def parameters_text(self) -> str:
        return f"{AxisRefLists(self.axes).text} "


class ReplicatedToUnreducedOp(CollectiveOp):
    """Turns unused axes into axes along which partial values are to be added: all but one zero."""

    name = "sdy.replicated_to_unreduced"
    axes = prop(AXIS_LIST)

    def verify_movement(self) -> None:
        _verify_sum(self)
        source = self.in_sharding
        if source.dims != self.out_sharding.dims:
            raise VerifyException("input and output must share the same dimension shardings")
        if not self.axes:
            raise VerifyException("r2u axes must not be empty")
        verify_sorted_axis_list(self.axes, self.mesh, set(), "r2u")
        for axis in self.axes:
            if any(map(axis.overlaps, source.dim_axes)):
                raise VerifyException(
                    f"r2u axis {axis.text} overlaps with operand dimension sharding"
                )
            if any(map(axis.overlaps, source.unreduced)):
                raise VerifyException(f"r2u axis {axis.text} overlaps with operand unreduced axes")
        _verify_unreduced(self, self.axes, "r2u_axes")

    @classmethod
    def parse_parameters(cls, parser: Parser) -> dict[str, Attribute]:
        return {"axes": AxisRefList.parse_body(parser)}

    @property
    def parameters_text(self) -> str:
        return f"{AxisRefList(self.axes).text} "


def _verify_sum(op: CollectiveOp) -> None:
    if op.out_sharding.reduction is not ReductionOp.SUM:
        raise VerifyException("out_sharding reduction_op must be SUM")


def _verify_unreduced(op: CollectiveOp, new: Sequence[AxisRef], word: str) -> None:
    expected = sorted_and_merged([*op.in_sharding.unreduced, *new], op.mesh)
    if expected != op.out_sharding.unreduced:
        raise VerifyException(f"out_unreduced_axes should be in_unreduced_axes + {word}")
