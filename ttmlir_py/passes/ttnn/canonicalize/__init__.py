"""Canonical forms of TTNN, by op family."""

from __future__ import annotations

from ttmlir_py.passes.ttnn.canonicalize import collectives, creation, data_movement, memory

PATTERNS = {
    **collectives.PATTERNS,
    **creation.PATTERNS,
    **data_movement.PATTERNS,
    **memory.PATTERNS,
}
