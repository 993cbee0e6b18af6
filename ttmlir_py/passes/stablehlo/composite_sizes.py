"""Attributes of composites that hold sizes, once the operands are shards."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xdsl.dialects.builtin import (
    ArrayAttr,
    DenseArrayBase,
    DenseIntOrFPElementsAttr,
    DictionaryAttr,
    IntegerAttr,
)
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.support.element_types import is_boolean
from ttmlir_py.support.shapes import Shape, shape_of


def local_attributes(
    name: str, attributes: DictionaryAttr, types: Attribute | None, inputs: Sequence[SSAValue]
) -> DictionaryAttr | None:
    """The attributes for operands that had other types; None where they cannot be told.

    `types` are those of the whole operands, if known.
    """
    if not _holds_sizes(attributes) or not isinstance(types, ArrayAttr):
        return attributes
    if len(types.data) != len(inputs):
        return None
    whole = [shape_of(type_) for type_ in types.data]
    local = [shape_of(value) for value in inputs]
    row = _ROWS.get(name)
    if row is not None:
        return row(attributes, whole[0], local[0])
    only_batch = all(a[1:] == b[1:] for a, b in zip(whole, local, strict=True))
    return attributes if only_batch else None


def _holds_sizes(attributes: DictionaryAttr) -> bool:
    return any(
        isinstance(value, DenseArrayBase | DenseIntOrFPElementsAttr | ArrayAttr)
        or (isinstance(value, IntegerAttr) and not is_boolean(value.type))
        for value in attributes.data.values()
    )


def _group_norm(attributes: DictionaryAttr, whole: Shape, local: Shape) -> DictionaryAttr | None:
    """As many groups as there are on a chip, where none of them is cut."""
    groups, place = attributes.data.get("num_groups"), attributes.data.get("channel_dim")
    if not isinstance(groups, IntegerAttr):
        return None
    dim = place.value.data if isinstance(place, IntegerAttr) else 1
    size = whole[dim] // groups.value.data
    others_changed = any(
        a != b for d, (a, b) in enumerate(zip(whole, local, strict=True)) if d not in (0, dim)
    )
    if others_changed or local[dim] % size:
        return None
    own = IntegerAttr(local[dim] // size, groups.type)
    return DictionaryAttr({**attributes.data, "num_groups": own})


def _normalization(attributes: DictionaryAttr, whole: Shape, local: Shape) -> DictionaryAttr | None:
    """The same, where what is normalized is whole."""
    shape = attributes.data.get("normalized_shape")
    count = len(shape) if isinstance(shape, DenseIntOrFPElementsAttr | DenseArrayBase) else 1
    return attributes if whole[-count:] == local[-count:] else None


_ROWS: dict[str, Callable[[DictionaryAttr, Shape, Shape], DictionaryAttr | None]] = {
    "tenstorrent.group_norm": _group_norm,
    "tenstorrent.layer_norm": _normalization,
    "tenstorrent.rms_norm": _normalization,
}
"""From the shapes of the first operand, whole and on a chip."""
