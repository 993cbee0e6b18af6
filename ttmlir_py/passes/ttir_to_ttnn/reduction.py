"""Reductions, scans, sorting and selection to TTNN."""

from __future__ import annotations

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir import reduction as ttir
from ttmlir_py.dialects.ttnn import reduction as ttnn
from ttmlir_py.passes.ttir_to_ttnn.namesake import same_name
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.shapes import rank_of


def argmax(op: ttir.ArgmaxOp, build: Builder) -> SSAValue | None:
    """TTNN searches one dimension, or the whole tensor."""
    dims = op.dim_arg
    if dims is not None and len(dims) != 1:
        return None
    return build(
        ttnn.ArgmaxOp(
            op.input,
            dim=dims[0] if dims else None,
            keep_dim=op.keep_dim,
            result_types=op.result_types,
        )
    )


def prod(op: ttir.ProdOp, build: Builder) -> SSAValue | None:
    """TTNN multiplies along one dimension, or over the whole tensor."""
    dims = op.dim_arg
    if dims is not None and len(dims) not in (1, rank_of(op.input)):
        return None
    return build(
        ttnn.ProdOp(
            op.input,
            dim_arg=dims[0] if dims and len(dims) == 1 else None,
            keep_dim=op.keep_dim,
            result_types=op.result_types,
        )
    )


ROWS: dict[type[Operation], Lowering] = {
    ttir.ArgmaxOp: argmax,
    ttir.CumprodOp: same_name,
    ttir.CumsumOp: same_name,
    ttir.MaxOp: same_name,
    ttir.MeanOp: same_name,
    ttir.MinOp: same_name,
    ttir.ProdOp: prod,
    ttir.SamplingOp: same_name,
    ttir.SoftmaxOp: same_name,
    ttir.SortOp: same_name,
    ttir.SumOp: same_name,
    ttir.TopkOp: same_name,
}
