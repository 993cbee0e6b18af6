"""The table of all kernels, and which ops call functions or write operands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from xdsl.dialects.builtin import SymbolRefAttr
from xdsl.ir import Operation, SSAValue

from ttmlir_py.runtime.kernels import data_movement, processes, quantization, trace
from ttmlir_py.syntax.diagnostics import fail

Kernel = Callable[..., Any]

FAMILIES = (
    "activations",
    "attention",
    "broadcasting",
    "checks",
    "collectives",
    "comparison",
    "contraction",
    "control_flow",
    "conversion",
    "convolution",
    "creation",
    "custom_calls",
    "data_movement",
    "device_convolution",
    "distribution",
    "elementwise",
    "heads",
    "host",
    "indexing",
    "kv_cache",
    "linear_algebra",
    "lookups",
    "memory",
    "moe",
    "normalization",
    "pooling",
    "probes",
    "processes",
    "quantization",
    "random",
    "reduce_window",
    "reduction",
    "sorting",
    "special_functions",
    "trace",
    "training",
)
"""The files of this package that have a table `KERNELS`."""

CALLEES = {
    "func.call": "callee",
    "stablehlo.composite": "decomposition",
    "ttcore.composite": "decomposition",
    "ttcore.load_cached": "callee",
    "ttnn.capture_or_execute_trace": "allocate_slots_callee capture_callee",
}
"""Op name -> the properties that name the functions it calls."""

WRITES = {
    "ttnn.adamw": "param exp_avg exp_avg_sq max_exp_avg_sq",
    "copy": "dst",
    "fill_cache": "cache",
    "paged_fill_cache": "cache",
    "paged_update_cache": "cache",
    "ttnn.batch_norm_training": "running_mean running_var",
    "update_cache": "cache",
    "write_tensor": "device_tensor",
}
"""Op name or mnemonic -> the operands that the op changes."""

_MOVING = frozenset(data_movement.KERNELS.values())
MOVES = frozenset(data_movement.KERNELS)
"""Ops whose results hold values of their operands and need no rounding."""


def _joined() -> dict[str, Kernel]:
    package = __name__.rpartition(".")[0]
    rows: dict[str, Kernel] = {}
    for family in FAMILIES:
        kernels: dict[str, Kernel] = import_module(f"{package}.{family}").KERNELS
        twice = rows.keys() & kernels.keys()
        assert not twice, f"kernels given twice: {twice}"
        rows |= kernels
    return rows


KERNELS = _joined()


def is_move(op: Operation) -> bool:
    """Whether results hold values of the operands as they are."""
    return op.name in MOVES or op.name.partition(".")[2] in MOVES


def kernel_for(op: Operation) -> Kernel:
    """The kernel of an op, by its full name or its mnemonic."""
    row = _row(KERNELS, op.name)
    if row is None:
        fail(op, "has no kernel in the runtime")
    return quantization.on_real_numbers(op, row, moves=row in _MOVING)


def callees_of(op: Any) -> list[str]:
    """Names of the functions that an op calls."""
    if op.name == "interpreter.run_parallel":
        return processes.callees(op)
    found: list[str] = []
    for key in CALLEES.get(op.name, "").split():
        symbol = op.properties.get(key, op.attributes.get(key))
        assert isinstance(symbol, SymbolRefAttr), f"{symbol}"
        found.append(symbol.root_reference.data)
    return found


def written_by_callees(op: Any, written: Sequence[tuple[int, Sequence[int]]]) -> list[SSAValue]:
    """The operands that callees change; of each its number of parameters and those it writes."""
    if op.name == "ttnn.capture_or_execute_trace":
        (resident, _), (_, places) = written
        return [op.inputs[i] for i in trace.changed_inputs(op, resident, places)]
    return [op.operands[i] for _, places in written for i in places]


def written_operands(op: Any) -> Sequence[SSAValue]:
    """The operands that an op changes."""
    names = _row(WRITES, op.name)
    if names is None:
        return ()
    values = (getattr(op, name) for name in names.split())
    return [value for value in values if value is not None]


def _row(table: dict[str, Any], name: str) -> Any:
    return table.get(name) or table.get(name.partition(".")[2])
