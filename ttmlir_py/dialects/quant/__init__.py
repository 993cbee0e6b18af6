"""MLIR's quant dialect: element types of quantized tensors."""

from __future__ import annotations

from ttmlir_py.support.dialect import LazyDialect

DIALECT = LazyDialect(
    "quant", __name__, {}, types={"block_types": "any calibrated", "types": "uniform"}
)
