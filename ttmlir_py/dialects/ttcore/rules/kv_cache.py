"""Rules of in-place cache updates."""

from __future__ import annotations

from xdsl.ir import SSAValue

from ttmlir_py.dialects.ttcore.base import Sizes, require
from ttmlir_py.dialects.ttcore.data_types import data_type_of
from ttmlir_py.support.element_types import is_float, is_integer
from ttmlir_py.support.shapes import DYNAMIC, element_of, rank_of, shape_of


def verify_cache_and_input(cache: SSAValue, value: SSAValue) -> None:
    """Four dimensions each, of one data type."""
    stored, written = data_type_of(element_of(cache)), data_type_of(element_of(value))
    require(
        stored == written,
        "Cache and input tensors must have the same dtype. Got cache dtype = "
        f"{stored.value}, input dtype = {written.value}",
    )
    _verify_ranks(cache, value)


def _verify_ranks(cache: SSAValue, value: SSAValue) -> None:
    require(rank_of(cache) == 4, "Cache tensor must be a 4D tensor")
    require(rank_of(value) == 4, "Input tensor must be a 4D tensor")


def verify_features(cache: SSAValue, value: SSAValue) -> None:
    """Cache and input have the same heads and head size."""
    stored, written = shape_of(cache), shape_of(value)
    require(
        stored[1::2] == written[1::2],
        "Cache tensor shape must match input tensor shape on dims 1 and 3. Got cache shape "
        f"({Sizes(stored)}), input shape ({Sizes(written)})",
    )


def verify_update(cache: SSAValue, value: SSAValue) -> None:
    """One token for every user."""
    verify_cache_and_input(cache, value)
    first = shape_of(value)[0]
    require(
        first == 1,
        f"Input tensor requires that dim 0 have size 1, got input dim 0 size = {first}",
    )
    verify_features(cache, value)


def verify_fill(cache: SSAValue, value: SSAValue) -> None:
    """A prompt not longer than the cache."""
    verify_cache_and_input(cache, value)
    stored, written = shape_of(cache)[2], shape_of(value)[2]
    require(
        written <= stored,
        "Input tensor requires that dim 2 have a size which is less than or equal to the size "
        f"of dim 2 of the cache tensor. Got cache dim 2 size = {stored}, input dim 2 size = "
        f"{written}",
    )
    verify_features(cache, value)


def verify_paged_update(
    cache: SSAValue, value: SSAValue, index: SSAValue, page_table: SSAValue | None
) -> None:
    """One token for every user, into blocks where there is a page table."""
    _verify_ranks(cache, value)
    require(rank_of(index) == 1, "Update index tensor must be a 1D tensor")
    (users,) = shape_of(index)
    _, _, block, head_size = shape_of(cache)
    one, tokens, _, width = shape_of(value)
    require(
        page_table is None or block % 32 == 0,
        f"Block size must be divisible by 32, got {block}",
    )
    require(one == 1, f"Input tensor must have dim 0 be equal to 1, got {one}")
    require(
        tokens == users,
        "Input tensor must have shape equal to the number of users (determined by update index "
        f"shape): {users}, got {tokens}",
    )
    require(
        width == head_size,
        "Input tensor must have dim 3 be equal to the head dimension (determined by cache "
        f"shape): {head_size}, got {width}",
    )
    if page_table is not None:
        require(rank_of(page_table) == 2, "Page table tensor must be a 2D tensor")
        rows = shape_of(page_table)[0]
        require(
            rows == users,
            "Page table tensor must have dim 0 be equal to the number of users (determined by "
            f"update index shape): {users}, got {rows}",
        )


def verify_paged_fill(
    cache: SSAValue, value: SSAValue, page_table: SSAValue, batch_index: SSAValue | None
) -> None:
    """Prompts into blocks of a cache."""
    _verify_ranks(cache, value)
    require(rank_of(page_table) == 2, "Page table tensor must be a 2D tensor")
    require(
        element_of(cache) == element_of(value),
        "Cache and input tensors must have the same dtype",
    )
    require(is_float(element_of(cache)), "Cache tensor must be a floating point type")
    require(is_integer(element_of(page_table)), "Page table tensor must be an integer type")
    _verify_batch_index(batch_index, shape_of(value)[0])
    _, stored_heads, block, head_size = shape_of(cache)
    _, heads, _, width = shape_of(value)
    require(block % 32 == 0, f"Block size must be divisible by 32, got {block}")
    require(heads == stored_heads, "Input must have the same number of heads as the cache.")
    require(width == head_size, "Input must have same head dimension as cache.")


def _verify_batch_index(index: SSAValue | None, batch: int) -> None:
    if index is None:
        got = "dynamic" if batch == DYNAMIC else batch
        require(
            batch == 1,
            f"Input batch must be statically 1 when no batch_idx_tensor is provided, got {got}",
        )
        return
    require(rank_of(index) == 1, "Batch index tensor must be a 1D tensor")
    (count,) = shape_of(index)
    require(
        count == batch or DYNAMIC in (count, batch),
        f"Batch index tensor must have dim 0 equal to input batch ({batch}), got {count}",
    )
    require(is_integer(element_of(index)), "Batch index tensor must be an integer type")
