"""Kinds of properties of ttir ops."""

from __future__ import annotations

from ttmlir_py.dialects.ttir.attributes import FlattenedCompatAttr
from ttmlir_py.support.properties import instance

FLATTENED_COMPAT = instance(
    FlattenedCompatAttr,
    "Information for sliding window operations with tensors flattened to (1, 1, N*H*W, C)",
)
