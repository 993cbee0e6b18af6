"""Comparisons of StableHLO and CHLO, in the usual and in the total order."""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array, format_of
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.values import align
from ttmlir_py.support.shapes import element_of

DIRECTIONS = {
    "EQ": "equal",
    "GE": "greater_equal",
    "GT": "greater",
    "LE": "less_equal",
    "LT": "less",
    "NE": "not_equal",
}


def compare(machine: Machine, op: Any, lhs: Array, rhs: Array) -> Array:
    """Elements compared; complex ones by real part first."""
    lhs, rhs = align(machine.lead, lhs, rhs)
    if op.compare_type is not None and op.compare_type.value == "TOTALORDER":
        storage = format_of(element_of(op.operands[0])).storage
        lhs, rhs = ordered_bits(lhs.astype(storage)), ordered_bits(rhs.astype(storage))
    return getattr(machine.xp, DIRECTIONS[op.comparison_direction.value])(lhs, rhs)


def ordered_bits(x: Array) -> Array:
    """Integers in the total order of the floats: -NaN, -inf, ..., -0, 0, ..., inf, NaN."""
    if x.dtype.kind in "iub":
        return x
    bits = np.ascontiguousarray(x).view(f"i{x.dtype.itemsize}").reshape(x.shape)
    return np.where(bits < 0, ~(bits & np.iinfo(bits.dtype).max), bits)


KERNELS = {"compare": compare}
