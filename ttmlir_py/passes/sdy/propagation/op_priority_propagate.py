"""`sdy-op-priority-propagate`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ttmlir_py.passes.sdy.propagation.aggressive_propagate import AggressivePropagatePass
from ttmlir_py.passes.sdy.propagation.schedule import (
    Schedule,
    any_direction,
    op_priority_rounds,
)


@dataclass(frozen=True)
class OpPriorityPropagatePass(AggressivePropagatePass):
    """Shardings have spread, through ops that only pass values on before all others."""

    name = "sdy-op-priority-propagate"

    run_op_priority_propagation: bool = True

    def rounds(self) -> Sequence[Schedule]:
        return op_priority_rounds() if self.run_op_priority_propagation else [any_direction]
