"""MLIR's sparse_tensor dialect: how tensors of few elements are stored."""

from __future__ import annotations

from ttmlir_py.support.dialect import LazyDialect

DIALECT = LazyDialect("sparse_tensor", __name__, {}, attributes={"attributes": "encoding"})
