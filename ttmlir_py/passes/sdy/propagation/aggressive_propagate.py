"""`sdy-aggressive-propagate`."""

from __future__ import annotations

from dataclasses import dataclass

from ttmlir_py.passes.sdy.propagation.driver import PropagationPass, PropagationStrategy


@dataclass(frozen=True)
class AggressivePropagatePass(PropagationPass):
    """Shardings have spread to every tensor that can take them, conflicts resolved."""

    name = "sdy-aggressive-propagate"

    propagation_strategy: PropagationStrategy = PropagationStrategy.AGGRESSIVE

    def strategy(self) -> str:
        return PropagationStrategy(self.propagation_strategy).value
