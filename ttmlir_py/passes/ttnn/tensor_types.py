"""Tensor types with layouts: read, and changed in some respect."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.ttcore.attributes import DataType
from ttmlir_py.dialects.ttcore.data_types import element_type_of
from ttmlir_py.dialects.ttnn.attributes import BufferType, Layout
from ttmlir_py.dialects.ttnn.layouts import TTNNLayoutAttr, layout_of
from ttmlir_py.support.shapes import element_of, shape_of


def stored_layout(of: SSAValue | Attribute) -> TTNNLayoutAttr:
    """The layout of a tensor that must have one: `ttnn-layout` has run."""
    layout = layout_of(of)
    assert layout is not None, f"{of} has no layout"
    return layout


def changed(
    of: SSAValue | Attribute,
    *,
    shape: Sequence[int] | None = None,
    data_type: DataType | None = None,
    layout: Layout | None = None,
    buffer: BufferType | None = None,
) -> TensorType[Attribute]:
    """A tensor type stored like another, but for what is given."""
    sizes = shape_of(of) if shape is None else tuple(shape)
    encoding = stored_layout(of).rebuilt(sizes, data_type=data_type, layout=layout, buffer=buffer)
    element = element_of(of) if data_type is None else element_type_of(data_type)
    return TensorType(element, sizes, encoding)
