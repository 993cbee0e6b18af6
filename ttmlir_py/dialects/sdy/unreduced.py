"""How unreduced axes may come and go between the operands and results of an op."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.axes import AxisRef, difference
from ttmlir_py.dialects.sdy.mesh import mesh_of
from ttmlir_py.dialects.sdy.sharding import ReductionOp, TensorSharding


def verify_unreduced_transition(
    op: Operation,
    operand: TensorSharding,
    result: TensorSharding,
    introduced: ReductionOp | None,
    removed: ReductionOp | None,
) -> None:
    """Kept axes keep their reduction; new ones are of kind `introduced`, removed ones `removed`."""
    mesh = mesh_of(op, result.mesh)
    if mesh is None or mesh_of(op, operand.mesh) != mesh:
        return
    new = difference(result.unreduced, operand.unreduced, mesh)
    gone = difference(operand.unreduced, result.unreduced, mesh)
    if new and introduced is None:
        raise VerifyException(f"cannot add new unreduced axis '{new[0].axis}'.")
    if gone and removed is None:
        raise VerifyException(
            f"dropped unreduced axis '{gone[0].axis}' without a blessed operation "
            "(e.g., sdy.reshard). This is an invalid transition from unreduced to reduced."
        )
    if _touches(result, new) and result.reduction is not introduced and introduced:
        raise VerifyException(
            f"cannot introduce '{result.reduction.value}' unreduced axes. "
            f"Expected '{introduced.value}'."
        )
    if _touches(operand, gone) and operand.reduction is not removed and removed:
        raise VerifyException(
            f"cannot reduce '{operand.reduction.value}' unreduced axes. Expected '{removed.value}'."
        )
    kept = difference(operand.unreduced, gone, mesh)
    if kept and operand.reduction is not result.reduction:
        raise VerifyException(
            "cannot change the reduction operator of kept unreduced axes from "
            f"{operand.reduction.value} to {result.reduction.value}."
        )


def _touches(sharding: TensorSharding, axes: Sequence[AxisRef]) -> bool:
    return any(a.overlaps(b) for a in sharding.unreduced for b in axes)
