"""Writes into key-value caches to TTNN: by name."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.ttir import kv_cache as ttir
from ttmlir_py.passes.ttir_to_ttnn.namesake import same_name
from ttmlir_py.support.conversion import Lowering

ROWS: dict[type[Operation], Lowering] = {
    ttir.FillCacheOp: same_name,
    ttir.PagedFillCacheOp: same_name,
    ttir.PagedUpdateCacheOp: same_name,
    ttir.UpdateCacheOp: same_name,
}
