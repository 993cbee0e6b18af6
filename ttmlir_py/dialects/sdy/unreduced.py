"""How unreduced axes may come and go between the operands and results of an op."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef, difference
from ttmlir_py.dialects.sdy.mesh import mesh_of
from ttmlir_py.dialects.sdy.sharding import ReductionOp, TensorSharding


def verify_unreduced_transition(
    op: Operation,
    operands: Sequence[TensorSharding],
    results: Sequence[TensorSharding],
    introduced: ReductionOp | None,
    removed: ReductionOp | None,
) -> None:
    """Kept axes keep their reduction; new ones are of kind `introduced`, removed ones `removed`.

    Nothing is said about shardings on several meshes.
    """
    before, after = _unreduced(operands), _unreduced(results)
    meshes = {mesh_of(op, s.mesh) for s in (*operands, *results)} if before or after else set()
    mesh = meshes.pop() if len(meshes) == 1 else None
    if mesh is None:
        return
    if new := difference(after, before, mesh):
        if introduced is None:
            raise VerifyException(f"cannot add new unreduced axis '{new[0].axis}'.")
        _verify_kind(results, new, introduced, "introduce")
    if gone := difference(before, after, mesh):
        if removed is None:
            raise VerifyException(
                f"dropped unreduced axis '{gone[0].axis}' without a blessed operation "
                "(e.g., sdy.reshard). This is an invalid transition from unreduced to reduced."
            )
        _verify_kind(operands, gone, removed, "reduce")
    for operand in operands:
        for result in results:
            if operand.reduction is not result.reduction and _touches(operand, result.unreduced):
                raise VerifyException(
                    "cannot change the reduction operator of kept unreduced axes from "
                    f"{operand.reduction.value} to {result.reduction.value}."
                )


def _unreduced(shardings: Sequence[TensorSharding]) -> Axes:
    return tuple(axis for sharding in shardings for axis in sharding.unreduced)


def _verify_kind(
    shardings: Sequence[TensorSharding], axes: Axes, expected: ReductionOp, verb: str
) -> None:
    for sharding in shardings:
        if sharding.reduction is not expected and _touches(sharding, axes):
            raise VerifyException(
                f"cannot {verb} '{sharding.reduction.value}' unreduced axes. "
                f"Expected '{expected.value}'."
            )


def _touches(sharding: TensorSharding, axes: Sequence[AxisRef]) -> bool:
    return any(a.overlaps(b) for a in sharding.unreduced for b in axes)
