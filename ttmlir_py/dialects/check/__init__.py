"""The check dialect: what StableHLO's interpreter tests expect of a value."""

from __future__ import annotations

from ttmlir_py.support.dialect import LazyDialect

DIALECT = LazyDialect(
    "check",
    __name__,
    {
        "equality": "expect_eq expect_eq_const expect_serialized_eq",
        "tolerance": "expect_almost_eq expect_almost_eq_const expect_close",
    },
)
