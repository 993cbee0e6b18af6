"""Types that CHLO's operands and results may have: StableHLO's, also without a rank."""

from __future__ import annotations

from xdsl.dialects.builtin import TensorType, UnrankedTensorType
from xdsl.ir import Attribute

from ttmlir_py.dialects.stablehlo import constraints as stablehlo
from ttmlir_py.support.constraints import TypeConstraint


def _any_rank(ranked: TypeConstraint) -> TypeConstraint:
    """The same constraint for tensors of any rank, also an unknown one."""

    def accepts(type_: Attribute) -> bool:
        if isinstance(type_, UnrankedTensorType):
            return ranked.accepts(TensorType(type_.element_type, ()))
        return ranked.accepts(type_)

    return TypeConstraint(ranked.summary.removeprefix("ranked "), accepts)


TENSOR = _any_rank(stablehlo.QUANTIZABLE_TENSOR)
COMPLEX_TENSOR = _any_rank(stablehlo.COMPLEX_TENSOR)
FLOAT_TENSOR = _any_rank(stablehlo.FLOAT_TENSOR)
FLOAT_OR_COMPLEX_TENSOR = _any_rank(stablehlo.FLOAT_OR_COMPLEX_TENSOR)
PREDICATE_TENSOR = _any_rank(stablehlo.PREDICATE_TENSOR)
PREDICATE_OR_INTEGER_TENSOR = _any_rank(stablehlo.PREDICATE_OR_INTEGER_TENSOR)
