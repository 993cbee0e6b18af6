"""Which way collectives go: around a ring or along a line."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.ttcore.attributes import Topology
from ttmlir_py.dialects.ttnn.collectives import AllGatherOp, AllReduceOp, ReduceScatterOp
from ttmlir_py.passes.ttir_to_ttnn.devices import registered_device
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class TTNNConfigureCCLOpsPass(Pass):
    """Collectives say how the chips they join are connected, where the device says it."""

    name = "ttnn-configure-ccl-ops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        device = registered_device(op)
        topology = device.device_attr.mesh_topology if device else ()
        if not topology:
            return
        for inner in op.walk():
            if isinstance(inner, AllGatherOp | AllReduceOp | ReduceScatterOp):
                _configure(inner, topology)


def _configure(
    op: AllGatherOp | AllReduceOp | ReduceScatterOp, topology: tuple[Topology, ...]
) -> None:
    """A cluster axis counts from the other end of the mesh than the topology does."""
    axis = len(topology) - 1 - op.cluster_axis
    if op.topology is None and axis >= 0 and topology[axis] is not Topology.DISABLED:
        op.topology = topology[axis]
