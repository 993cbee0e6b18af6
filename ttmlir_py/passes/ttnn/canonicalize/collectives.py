"""Communication with nobody."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation

from ttmlir_py.dialects.ttnn.collectives import AllGatherOp, AllReduceOp, ReduceScatterOp
from ttmlir_py.passes.ttir_to_ttnn.devices import registered_device
from ttmlir_py.support.rewriting import Pattern, Rewriter


def fold_collective_of_one_chip(op: Operation, rewriter: Rewriter) -> bool:
    """Along a mesh axis of size one every chip has what it would receive."""
    assert isinstance(op, AllGatherOp | AllReduceOp | ReduceScatterOp)
    device = registered_device(op)
    mesh = device.device_attr.mesh_shape if device else ()
    if not op.cluster_axis < len(mesh) or mesh[op.cluster_axis] != 1:
        return False
    if op.input.type != op.result.type:
        return False
    rewriter.replace(op, [op.input])
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    AllGatherOp: (fold_collective_of_one_chip,),
    AllReduceOp: (fold_collective_of_one_chip,),
    ReduceScatterOp: (fold_collective_of_one_chip,),
}
