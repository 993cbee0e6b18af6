"""The interpreter dialect: programs run side by side, and values shown while they run."""

from __future__ import annotations

from ttmlir_py.support.dialect import LazyDialect

DIALECT = LazyDialect(
    "interpreter", __name__, {"processes": "run_parallel", "values": "print probe"}
)
