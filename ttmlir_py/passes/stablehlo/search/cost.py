"""What a sharding costs: what chips send, less the memory that they need not have.

All numbers are relative to the bytes of the largest argument. They rank shardings, and are not
times: the weights are upstream's estimates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import BlockArgument

from ttmlir_py.cost.collectives import bytes_of, collectives_of
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.ttcore.attributes import ArgumentType, ArgumentTypeAttr
from ttmlir_py.passes.common.function_attributes import Entry, entries
from ttmlir_py.passes.stablehlo.all_slice import NAME as ALL_SLICE
from ttmlir_py.passes.stablehlo.search.choices import Variant
from ttmlir_py.support.shapes import size_of

_LATENCY = 1.0
"""The cost of a collective that moves nothing."""
_PERSISTENT = 3.0
"""How much more memory of weights counts than that of inputs: they stay on the chips."""
_SMALL = 1024


@dataclass(frozen=True)
class Cost:
    """The cost of a variant; `net` is what the search compares."""

    communication: float
    memory_saved: float

    @property
    def net(self) -> float:
        return self.communication - self.memory_saved


def cost_of(lowered: ModuleOp, function: FuncOp, variant: Variant, mesh: MeshAttr) -> Cost:
    """The cost of a per-chip module made from a function with the shardings of a variant."""
    arguments = [a for a in function.body.block.args if isinstance(a.type, TensorType)]
    largest = max((bytes_of(a.type) for a in arguments), default=1)
    return Cost(_communication(lowered, largest), _memory_saved(function, variant, mesh, largest))


def _communication(lowered: ModuleOp, largest: int) -> float:
    # Slicing what a chip has already is written as an exchange, but moves nothing.
    for function in [f for f in lowered.ops if isinstance(f, FuncOp)]:
        if function.sym_name.data.startswith(ALL_SLICE):
            function.detach()
    moves = collectives_of(lowered)
    return sum(_LATENCY + move.bytes_per_chip / largest for move in moves)


def _memory_saved(function: FuncOp, variant: Variant, mesh: MeshAttr, largest: int) -> float:
    saved = 0.0
    rows: Sequence[Entry] = entries(function, "arguments")
    for argument, entry, sharding in zip(function.body.block.args, rows, variant, strict=True):
        if sharding is not None:
            parts = prod(sharding.axes_sizes(mesh))
            share = bytes_of(argument.type) / largest * (1 - 1 / parts)
            saved += share * (_PERSISTENT if _is_persistent(argument, entry) else 1.0)
    return saved


def _is_persistent(argument: BlockArgument, entry: Entry) -> bool:
    """Whether an argument is a weight; without a type, any tensor of some size may be one."""
    match entry.get(ArgumentTypeAttr.name):
        case ArgumentTypeAttr() as kind:
            return kind in _WEIGHTS
        case _:
            return size_of(argument) > _SMALL


_WEIGHTS = (ArgumentTypeAttr(ArgumentType.PARAMETER), ArgumentTypeAttr(ArgumentType.CONSTANT))
