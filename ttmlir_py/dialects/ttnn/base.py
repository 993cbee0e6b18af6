"""Base classes of ttnn ops: their effects, and block formats that agree with the layout."""

from __future__ import annotations

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Operation, OpTrait, OpTraits
from xdsl.traits import MemoryWriteEffect, Pure

from ttmlir_py.dialects.ttcore import base
from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.dialects.ttcore.types import TileType
from ttmlir_py.dialects.ttnn.layouts import layout_of


class TileTypeMatchesLayout(OpTrait):
    """A result in a block format has tiles for elements: those of its layout."""

    def verify(self, op: Operation) -> None:
        for result in op.results:
            type_ = result.type
            if not isinstance(type_, TensorType) or not isinstance(type_.element_type, TileType):
                continue
            layout = layout_of(type_)
            if layout is not None:
                require(
                    type_.element_type == layout.scalar_element_type,
                    "Output element type must match the scalar element type from encoding. "
                    f"Element type: '{type_.element_type}', Scalar element type: "
                    f"'{layout.scalar_element_type}'.",
                )


class PureOp(base.PureOp):
    """A ttnn op without effects."""

    traits = OpTraits(lambda: (Pure(), TileTypeMatchesLayout()))


class WritingOp(base.WritingOp):
    """A ttnn op that changes a tensor it is given."""

    traits = OpTraits(lambda: (MemoryWriteEffect(), TileTypeMatchesLayout()))
