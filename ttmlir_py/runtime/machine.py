"""The simulated machine that kernels see: a mesh of chips and the array library that computes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import scipy.special

from ttmlir_py.runtime.outside import Outside
from ttmlir_py.support.mesh import Mesh

SINGLE_CHIP = Mesh((), ())


@dataclass(frozen=True)
class Machine:
    """One mesh and one array namespace.

    A value on the mesh is one array: first a dimension for every mesh axis, of the axis's size or
    of size 1 where all chips along that axis hold the same data, then the tensor's own dimensions.
    """

    mesh: Mesh = SINGLE_CHIP
    xp: Any = field(default=np, compare=False)
    special: Any = field(default=scipy.special, compare=False)
    batch: int = 0
    """Leading dimensions beside the mesh's: the elements that a computation is applied to."""
    outside: Outside = field(default_factory=Outside, compare=False)

    @property
    def lead(self) -> int:
        """The number of leading dimensions of every array."""
        return len(self.mesh.shape) + self.batch

    def batched(self, rank: int) -> Machine:
        """The machine on which a computation runs for every element of `rank` dimensions."""
        return replace(self, batch=self.batch + rank) if rank else self
