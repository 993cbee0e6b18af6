"""Products of tensors in TTIR."""

from __future__ import annotations

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo import contraction as stablehlo
from ttmlir_py.dialects.ttir import contraction as ttir
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder
from ttmlir_py.support.shapes import element_of, rank_of


def _dot_general(op: stablehlo.DotGeneralOp, build: TTIRBuilder) -> SSAValue:
    """The product in the result's element type: narrow operands are widened first."""
    numbers = op.dot_dimension_numbers
    element = element_of(op.results[0])
    return build(
        ttir.DotGeneralOp(
            build.typecast(op.lhs, element),
            build.typecast(op.rhs, element),
            batch_dims_lhs=numbers.lhs_batching_dimensions,
            contract_dims_lhs=numbers.lhs_contracting_dimensions,
            batch_dims_rhs=numbers.rhs_batching_dimensions,
            contract_dims_rhs=numbers.rhs_contracting_dimensions,
            result_types=op.result_types,
        )
    )


def _dot(op: stablehlo.DotOp, build: TTIRBuilder) -> SSAValue:
    """A product of vectors or matrices over the last and first dimension."""
    element = element_of(op.results[0])
    return build(
        ttir.DotGeneralOp(
            build.typecast(op.lhs, element),
            build.typecast(op.rhs, element),
            batch_dims_lhs=(),
            contract_dims_lhs=(rank_of(op.lhs) - 1,),
            batch_dims_rhs=(),
            contract_dims_rhs=(0,),
            result_types=op.result_types,
        )
    )


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.DotGeneralOp: _dot_general,
    stablehlo.DotOp: _dot,
}
