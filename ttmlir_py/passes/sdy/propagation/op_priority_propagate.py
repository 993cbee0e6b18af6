"""`sdy-op-priority-propagate`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ttmlir_py.passes.sdy.propagation.aggressive_propagate import AggressivePropagatePass
from ttmlir_py.passes.sdy.propagation.schedule import LAST_ROUND, ROUNDS


@dataclass(frozen=True)
class OpPriorityPropagatePass(AggressivePropagatePass):
    """Shardings have spread, through ops that only pass values on before all others."""

    name = "sdy-op-priority-propagate"

    run_op_priority_propagation: bool = True

    def rounds(self) -> Sequence[int]:
        return ROUNDS if self.run_op_priority_propagation else [LAST_ROUND]
