"""`sdy-remove-all-gather-reduce-scatter-for-cmv1`: collectives that a later compiler fuses.

It wants the matrix product itself, on operands that are still sharded or with a result that is
scattered already, and overlaps the communication with the computation.
"""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import OpResult

from ttmlir_py.dialects.sdy.collectives import AllGatherOp, ReduceScatterOp
from ttmlir_py.dialects.sdy.shardings import set_sharding, sharding_of
from ttmlir_py.dialects.stablehlo.contraction import DotGeneralOp, DotOp
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class RemoveAllGatherReduceScatterForCmv1Pass(Pass):
    """No product has an all_gather of its own before it or else a reduce_scatter after it."""

    name = "sdy-remove-all-gather-reduce-scatter-for-cmv1"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(op.walk()):
            if isinstance(inner, DotOp | DotGeneralOp) and not _skip_gathers(inner):
                _scatter_result(inner)


def _skip_gathers(op: DotOp | DotGeneralOp) -> bool:
    """Use what was gathered for this op alone; whether anything was."""
    found = False
    for index, operand in enumerate(op.operands):
        gather = operand.op if isinstance(operand, OpResult) else None
        if isinstance(gather, AllGatherOp) and gather.result.has_one_use():
            op.operands[index] = gather.tensor
            gather.detach()
            gather.erase()
            found = True
    return found


def _scatter_result(op: DotOp | DotGeneralOp) -> None:
    """Give the result the sharding that a reduce_scatter of it alone gives it."""
    (result,) = op.results
    sharding = sharding_of(result)
    use = result.first_use
    scatter = use.operation if use is not None and result.has_one_use() else None
    if isinstance(scatter, ReduceScatterOp) and not (sharding and sharding.unreduced):
        set_sharding(result, scatter.out_sharding)
        replace_op(scatter, [result])
