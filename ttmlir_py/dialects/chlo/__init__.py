"""The CHLO dialect: client operations above StableHLO, most of them special functions."""

from __future__ import annotations

from ttmlir_py.support.dialect import LazyDialect

DIALECT = LazyDialect(
    "chlo",
    __name__,
    {
        "elementwise_unary": (
            "_asin_acos_kernel acos acosh asin asinh atan atanh bessel_i1e conj cosh digamma erf "
            "erf_inv erfc is_inf is_neg_inf is_pos_inf lgamma sinh square tan"
        ),
        "sorting": "top_k",
    },
)
