"""Matrix products: one without bias is a matmul."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.contraction import LinearOp, MatmulOp
from ttmlir_py.support.rewriting import Pattern, Rewriter


def linear_without_bias_is_matmul(op: Operation, rewriter: Rewriter) -> bool:
    assert isinstance(op, LinearOp)
    if op.bias is not None:
        return False
    matmul = MatmulOp(
        op.a,
        op.b,
        transpose_a=op.transpose_a,
        transpose_b=op.transpose_b,
        result_types=op.result_types,
    )
    matmul.attributes.update(op.attributes)
    rewriter.replace(op, matmul)
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    LinearOp: (linear_without_bias_is_matmul,),
}
