"""Canonical forms of TTIR, by op family."""

from __future__ import annotations

from ttmlir_py.passes.ttir.canonicalize import (
    contraction,
    creation,
    data_movement,
    elementwise,
    reduction,
)

PATTERNS = {
    **contraction.PATTERNS,
    **creation.PATTERNS,
    **data_movement.PATTERNS,
    **elementwise.PATTERNS,
    **reduction.PATTERNS,
}
