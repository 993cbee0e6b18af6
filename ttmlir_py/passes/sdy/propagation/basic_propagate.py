"""`sdy-basic-propagate`."""

from __future__ import annotations

from dataclasses import dataclass

from ttmlir_py.passes.sdy.propagation.driver import PropagationPass


@dataclass(frozen=True)
class BasicPropagatePass(PropagationPass):
    """Shardings have spread wherever all tensors of an op can take them."""

    name = "sdy-basic-propagate"
