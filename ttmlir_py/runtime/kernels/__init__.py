"""Kernels: what every op computes, as functions `(machine, op, *arrays) -> array | tuple`.

Rows are keyed by full op name or by mnemonic, so that `stablehlo.add`, `ttir.add` and `ttnn.add`
share one. An op with regions or callees gets them as callables before its arrays. An op that
writes an operand in place returns what the operand holds afterwards, after its results.
"""

from ttmlir_py.runtime.kernels.table import (
    Kernel,
    callees_of,
    is_move,
    kernel_for,
    written_by_callees,
    written_operands,
)

__all__ = [
    "Kernel",
    "callees_of",
    "is_move",
    "kernel_for",
    "written_by_callees",
    "written_operands",
]
