"""Base classes of ttir and ttnn ops: what an op does to memory, and result types left open."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, OpTraits, SSAValue
from xdsl.traits import MemoryWriteEffect, Pure

from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import element_of


class PureOp(Op):
    """An op without effects: one without uses may go, two alike may become one."""

    traits = OpTraits(lambda: (Pure(),))


class WritingOp(Op):
    """An op that changes a tensor it is given."""

    traits = OpTraits(lambda: (MemoryWriteEffect(),))


def result_tensor(
    op: Op, shape: Sequence[int], like: SSAValue | Attribute, index: int = 0
) -> TensorType[Attribute]:
    """A result of this shape; its element type is the one given already, else that of `like`.

    For ops that compute in any element type: the result's is the program's choice.
    """
    return TensorType(given_element(op, index) or element_of(like), tuple(shape))


def given_element(op: Op, index: int = 0) -> Attribute | None:
    """The element type of a result that exists already; None while the op is being built."""
    return element_of(op.results[index]) if index < len(op.results) else None
