"""In-place updates of key and value caches."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import WritingOp
from ttmlir_py.dialects.ttcore.rules.kv_cache import (
    verify_fill,
    verify_paged_fill,
    verify_paged_update,
    verify_update,
)
from ttmlir_py.support.fields import operand, optional_operand, prop
from ttmlir_py.support.properties import BOOL, I32_ATTR


class FillCacheOp(WritingOp):
    """Writes a prompt into one user's part of a cache, in place."""

    cache = operand()
    input = operand()
    batch_offset = prop(I32_ATTR)

    def verify_extra(self) -> None:
        verify_fill(self.cache, self.input)


class PagedFillCacheOp(WritingOp):
    """Writes a prompt into one user's pages of a cache, in place."""

    cache = operand()
    input = operand()
    page_table = operand()
    batch_idx_tensor = optional_operand()

    def verify_extra(self) -> None:
        verify_paged_fill(self.cache, self.input, self.page_table, self.batch_idx_tensor)


class PagedUpdateCacheOp(WritingOp):
    """Writes one token per user into a paged cache, in place."""

    cache = operand()
    input = operand()
    update_index = operand()
    share_cache = prop(BOOL, False)
    page_table = optional_operand()

    def verify_extra(self) -> None:
        verify_paged_update(self.cache, self.input, self.update_index, self.page_table)


class UpdateCacheOp(WritingOp):
    """Writes one token per user into a cache, in place."""

    cache = operand()
    input = operand()
    update_index = operand()
    batch_offset = prop(I32_ATTR)

    def verify_extra(self) -> None:
        verify_update(self.cache, self.input)
