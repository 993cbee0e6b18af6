"""Sets of traits that op classes share."""

from __future__ import annotations

from xdsl.ir import OpTraits
from xdsl.traits import (
    Commutative,
    IsTerminator,
    Pure,
    RecursivelySpeculatable,
    RecursiveMemoryEffect,
)

PURE = OpTraits(lambda: (Pure(),))
COMMUTATIVE = OpTraits(lambda: (Pure(), Commutative()))
TERMINATOR = OpTraits(lambda: (Pure(), IsTerminator()))
RECURSIVE = OpTraits(lambda: (RecursiveMemoryEffect(), RecursivelySpeculatable()))
