"""How a compiled program's inputs and outputs lie on the mesh."""

from __future__ import annotations

from collections.abc import Mapping

from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.sdy.computations import ManualComputationOp


def boundary_shardings(module: ModuleOp) -> Mapping[str, str]:
    """`"input 0" -> '[{"data"}, {}]'` of the per-chip program's whole-body manual computation.

    Empty for a program on one chip.
    """
    for op in module.walk():
        if isinstance(op, ManualComputationOp):
            sides = (("input", op.in_shardings), ("output", op.out_shardings))
            return {
                f"{side} {i}": f"[{', '.join(dim.text for dim in sharding.dims)}]"
                for side, shardings in sides
                for i, sharding in enumerate(shardings)
            }
    return {}
