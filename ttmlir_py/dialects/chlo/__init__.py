"""The CHLO dialect: client operations above StableHLO, most of them special functions."""

from __future__ import annotations

from ttmlir_py.support.dialect import LazyDialect

DIALECT = LazyDialect(
    "chlo",
    __name__,
    {
        "contraction": "ragged_dot",
        "control_flow": "scan",
        "creation": "constant constant_like",
        "elementwise_binary": "mulhi next_after polygamma zeta",
        "elementwise_broadcast": (
            "broadcast_add broadcast_and broadcast_atan2 broadcast_compare broadcast_complex "
            "broadcast_divide broadcast_maximum broadcast_minimum broadcast_multiply "
            "broadcast_next_after broadcast_or broadcast_polygamma broadcast_power "
            "broadcast_remainder broadcast_select broadcast_shift_left "
            "broadcast_shift_right_arithmetic broadcast_shift_right_logical broadcast_subtract "
            "broadcast_xor broadcast_zeta"
        ),
        "elementwise_unary": (
            "_asin_acos_kernel acos acosh asin asinh atan atanh bessel_i1e conj cosh digamma erf "
            "erf_inv erfc is_inf is_neg_inf is_pos_inf lgamma sinh square tan"
        ),
        "sorting": "top_k",
    },
    attributes={"attributes": "comparison_direction comparison_type precision ragged_dot"},
)
