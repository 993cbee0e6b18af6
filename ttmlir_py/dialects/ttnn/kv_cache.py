"""In-place updates of key and value caches."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.shared import kv_cache as shared
from ttmlir_py.dialects.ttnn.base import WritingOp


class FillCacheOp(shared.FillCacheOp, WritingOp):
    """Writes a prompt into one user's part of a cache, in place."""

    name = "ttnn.fill_cache"


class PagedFillCacheOp(shared.PagedFillCacheOp, WritingOp):
    """Writes a prompt into one user's pages of a cache, in place."""

    name = "ttnn.paged_fill_cache"


class PagedUpdateCacheOp(shared.PagedUpdateCacheOp, WritingOp):
    """Writes one token per user into a paged cache, in place."""

    name = "ttnn.paged_update_cache"


class UpdateCacheOp(shared.UpdateCacheOp, WritingOp):
    """Writes one token per user into a cache, in place."""

    name = "ttnn.update_cache"
