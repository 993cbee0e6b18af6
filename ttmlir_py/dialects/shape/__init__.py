"""MLIR's shape dialect, as far as exporters of dynamic programs write it."""

from ttmlir_py.support.dialect import LazyDialect

DIALECT = LazyDialect(
    "shape",
    __name__,
    {
        "constraints": "assuming assuming_yield cstr_broadcastable",
        "extents": "broadcast const_shape num_elements shape_of",
    },
    types={"types": "shape size witness"},
)
