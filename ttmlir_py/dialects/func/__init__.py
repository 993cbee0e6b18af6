"""What xDSL's func dialect lacks: calls of functions that are values."""

from ttmlir_py.support.dialect import LazyDialect

DIALECT = LazyDialect("func", __name__, {"indirect": "call_indirect constant"})
