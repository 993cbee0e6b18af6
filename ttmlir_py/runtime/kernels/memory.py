"""Ops about where a tensor is: for its values they are copies, or nothing at all."""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.conversion import to_dtype
from ttmlir_py.runtime.kernels.creation import zeros
from ttmlir_py.runtime.kernels.operands import result_dtype
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.values import first, from_global


def moved(machine: Machine, op: Any, x: Array, *others: Any) -> Array:
    """The same values, in the result's element type."""
    return to_dtype(machine.xp, x, result_dtype(op))


def same(machine: Machine, op: Any, x: Array, *others: Any) -> Array:
    """The operand itself."""
    return x


def computation(machine: Machine, op: Any, bodies: Any, *arrays: Array) -> tuple[Array, ...]:
    """The values that the region returns."""
    return bodies[0](*arrays)


def nothing(machine: Machine, op: Any, *arrays: Any) -> None:
    """No effect on values."""
    return None


def copy(machine: Machine, op: Any, source: Array, target: Array) -> Array:
    """What the target holds afterwards: the source."""
    return to_dtype(machine.xp, source, target.dtype)


def dump_tensor(machine: Machine, op: Any, x: Array) -> None:
    """The first chip's tensor written to a file."""
    whole = first(x, range(machine.lead))
    np.save(op.file_path, whole.reshape(x.shape[machine.lead :]))


def load_tensor(machine: Machine, op: Any, *devices: Any) -> Array:
    """A tensor from a file, the same on all chips."""
    return from_global(machine.lead, np.load(op.file_path))


KERNELS = {
    "alloc": zeros,
    "sdy.all_gather": same,
    "sdy.all_reduce": same,
    "sdy.all_slice": same,
    "sdy.all_to_all": same,
    "sdy.collective_permute": same,
    "sdy.data_flow_edge": same,
    "sdy.func_data_flow_edge": same,
    "sdy.mesh": nothing,
    "sdy.named_computation": computation,
    "sdy.propagation_barrier": same,
    "sdy.reduce_scatter": same,
    "sdy.replicated_to_unreduced": same,
    "sdy.reshard": same,
    "sdy.sharded_to_unreduced": same,
    "sdy.sharding_constraint": same,
    "sdy.sharding_group": nothing,
    "ttir.dealloc": nothing,
    "ttir.to_layout": moved,
    "ttnn.allocate_moe_compute_semaphore": lambda machine, op, *arrays: (None,),
    "ttnn.assign": same,
    "ttnn.begin_trace_capture": zeros,
    "ttnn.copy": copy,
    "ttnn.create_global_semaphore": lambda machine, op, *arrays: (None,),
    "ttnn.deallocate": nothing,
    "ttnn.dump_tensor": dump_tensor,
    "ttnn.end_trace_capture": nothing,
    "ttnn.from_device": same,
    "ttnn.get_device": lambda machine, op: (None,),
    "ttnn.load_tensor": load_tensor,
    "ttnn.reset_global_semaphore": nothing,
    "ttnn.to_device": same,
    "ttnn.to_layout": moved,
    "ttnn.to_memory_config": moved,
    "ttnn.to_tensor_spec": moved,
    "ttnn.write_tensor": copy,
}
