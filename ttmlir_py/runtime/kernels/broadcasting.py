"""CHLO's elementwise ops with implicit broadcasting, and its other helpers."""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.comparison import KERNELS as COMPARISONS
from ttmlir_py.runtime.kernels.elementwise import KERNELS as ELEMENTWISE
from ttmlir_py.runtime.kernels.elementwise import of_bits
from ttmlir_py.runtime.kernels.integers import high_product
from ttmlir_py.runtime.kernels.operands import local_rank, result_dtype, with_local_shape
from ttmlir_py.runtime.kernels.special_functions import KERNELS as SPECIAL
from ttmlir_py.runtime.machine import Machine

_MNEMONICS = (
    *("add", "and", "atan2", "compare", "complex", "divide", "maximum", "minimum", "multiply"),
    *("next_after", "or", "polygamma", "power", "remainder", "select", "shift_left"),
    *("shift_right_arithmetic", "shift_right_logical", "subtract", "xor", "zeta"),
)


def broadcasting(kernel: Any) -> Any:
    """A kernel whose operand of smaller rank has the dimensions `broadcast_dimensions`."""

    def broadcast(machine: Machine, op: Any, *arrays: Array) -> Array:
        dims = getattr(op, "broadcast_dimensions", None)
        if dims is not None:
            rank = max(local_rank(machine, x) for x in arrays)
            arrays = tuple(_placed(machine, x, dims, rank) for x in arrays)
        return kernel(machine, op, *arrays)

    return broadcast


def _placed(machine: Machine, x: Array, dims: tuple[int, ...], rank: int) -> Array:
    if local_rank(machine, x) == rank:
        return x
    sizes = dict(zip(dims, x.shape[machine.lead :], strict=True))
    return with_local_shape(machine, x, [sizes.get(dim, 1) for dim in range(rank)])


def constant_like(machine: Machine, op: Any, x: Array) -> Array:
    """One number in the operand's shape."""
    value = np.asarray(op.value.value.data if hasattr(op.value, "value") else op.value)
    shape = (1,) * machine.lead + x.shape[machine.lead :]
    return machine.xp.broadcast_to(value.astype(result_dtype(op)), shape)


KERNELS = {
    **{
        f"chlo.broadcast_{name}": broadcasting((ELEMENTWISE | SPECIAL | COMPARISONS)[name])
        for name in _MNEMONICS
    },
    "chlo.constant_like": constant_like,
    "chlo.mulhi": of_bits(high_product),
}
