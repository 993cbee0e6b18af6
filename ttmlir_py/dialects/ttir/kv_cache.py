"""In-place updates of key and value caches."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.shared import kv_cache as shared


class FillCacheOp(shared.FillCacheOp):
    """Writes a prompt into one user's part of a cache, in place."""

    name = "ttir.fill_cache"


class PagedFillCacheOp(shared.PagedFillCacheOp):
    """Writes a prompt into one user's pages of a cache, in place."""

    name = "ttir.paged_fill_cache"


class PagedUpdateCacheOp(shared.PagedUpdateCacheOp):
    """Writes one token per user into a paged cache, in place."""

    name = "ttir.paged_update_cache"


class UpdateCacheOp(shared.UpdateCacheOp):
    """Writes one token per user into a cache, in place."""

    name = "ttir.update_cache"
