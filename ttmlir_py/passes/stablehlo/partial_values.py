"""Lowering of sdy's ops that make partial values: the chips that do not hold a piece have zeros.

Nothing moves. `stablehlo.collective_permute` gives zeros to chips that nobody sends to, so chips
that send to themselves are those that keep a value.
"""

from __future__ import annotations

from collections.abc import Iterable

from xdsl.ir import SSAValue

from ttmlir_py.dialects.sdy import collectives as sdy
from ttmlir_py.dialects.sdy.axes import Axes
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.stablehlo.attributes import ChannelHandleAttr
from ttmlir_py.dialects.stablehlo.collectives import CollectivePermuteOp
from ttmlir_py.dialects.stablehlo.data_movement import ConcatenateOp
from ttmlir_py.passes.stablehlo.mesh_digits import groups_of_axes
from ttmlir_py.support.conversion import Builder


def replicated_to_unreduced(op: sdy.ReplicatedToUnreducedOp, build: Builder) -> SSAValue:
    """The first chip along the axes keeps the value."""
    return _kept_by(op.tensor, (group[0] for group in groups_of_axes(op.mesh, op.axes)), build)


def sharded_to_unreduced(op: sdy.ShardedToUnreducedOp, build: Builder) -> SSAValue:
    """Every chip has its shard in its place of the dimension."""
    value = op.tensor
    for dim, axes in enumerate(op.axes):
        if axes:
            value = _in_place(value, dim, axes, op.mesh, build)
    return value


def _in_place(value: SSAValue, dim: int, axes: Axes, mesh: MeshAttr, build: Builder) -> SSAValue:
    columns = zip(*groups_of_axes(mesh, axes), strict=True)
    blocks = [_kept_by(value, chips, build) for chips in columns]
    return build(ConcatenateOp(blocks, dimension=dim))


def _kept_by(value: SSAValue, chips: Iterable[int], build: Builder) -> SSAValue:
    """The value on some chips, zeros on the others."""
    return build(
        CollectivePermuteOp(
            value,
            source_target_pairs=tuple((chip, chip) for chip in chips),
            channel_handle=ChannelHandleAttr(handle=1, type=1),
            result_types=[value.type],
        )
    )
