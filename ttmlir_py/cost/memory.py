"""Bytes on one chip: what a function's inputs and outputs take, and the most alive at once."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.dialects.builtin import TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, Block, Operation, SSAValue

from ttmlir_py.cost.collectives import bytes_of
from ttmlir_py.dialects.ttnn.layouts import layout_of


@dataclass(frozen=True)
class MemoryUse:
    """Bytes on each chip. Tensors on the host and views of other tensors count nothing."""

    inputs: int
    outputs: int
    peak: int
    peak_at: str
    """The op during which the most is alive."""

    def __str__(self) -> str:
        outputs = _readable(self.outputs) if self.outputs else "on the host"
        peak = f"peak {_readable(self.peak)} at {self.peak_at}"
        return f"inputs {_readable(self.inputs)}, outputs {outputs}, {peak}"


def memory_of(function: FuncOp) -> MemoryUse:
    """The memory of a function: from each value's definition to its last use."""
    block = function.body.block
    returned = block.last_op
    peak, peak_at = _peak(block)
    return MemoryUse(
        sum(device_bytes(arg.type) for arg in block.args),
        sum(device_bytes(value.type) for value in returned.operands) if returned else 0,
        peak,
        peak_at,
    )


def device_bytes(type_: Attribute) -> int:
    """Bytes a tensor takes on one chip: by its layout if it has one, else densely packed."""
    if not isinstance(type_, TensorType):
        return 0
    layout = layout_of(type_)
    if layout is None:
        return bytes_of(type_)
    return layout.bytes_per_chip if layout.is_on_device else 0


def _peak(block: Block) -> tuple[int, str]:
    last_use = _last_uses(block)
    alive = sum(device_bytes(arg.type) for arg in block.args)
    peak, peak_at = alive, "entry"
    for op in block.ops:
        alive += sum(device_bytes(result.type) for result in op.results)
        if alive > peak:
            peak, peak_at = alive, op.name
        alive -= sum(device_bytes(value.type) for value in last_use.get(op, ()))
    return peak, peak_at


def _last_uses(block: Block) -> dict[Operation, list[SSAValue]]:
    """For each op of the block the block's values that nothing after it reads."""
    last: dict[SSAValue, Operation] = {}
    for op in block.ops:
        for result in op.results:
            last[result] = op
        for inner in op.walk():
            for value in inner.operands:
                if value.owner is block or value in last:
                    last[value] = op
    found: dict[Operation, list[SSAValue]] = {}
    for value, op in last.items():
        found.setdefault(op, []).append(value)
    return found


def _readable(count: int) -> str:
    size = float(count)
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.4g} {unit}"
        size /= 1024
    return f"{size:.4g} GiB"
