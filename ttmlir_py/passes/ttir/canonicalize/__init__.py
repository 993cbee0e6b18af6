"""Canonical forms of TTIR, by op family."""

from __future__ import annotations

from ttmlir_py.passes.ttir.canonicalize import (
    choice,
    contraction,
    creation,
    data_movement,
    elementwise,
    limits,
    reduction,
    repeated,
    windows,
)

PATTERNS = {
    **choice.PATTERNS,
    **contraction.PATTERNS,
    **creation.PATTERNS,
    **data_movement.PATTERNS,
    **elementwise.PATTERNS,
    **limits.PATTERNS,
    **reduction.PATTERNS,
    **repeated.PATTERNS,
    **windows.PATTERNS,
}
