"""Base classes of ttir and ttnn ops: what an op does to memory, and result types left open."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, OpTraits, SSAValue
from xdsl.traits import MemoryWriteEffect, Pure
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import DYNAMIC, Shape, element_of, shape_of, tensor_of


class PureOp(Op):
    """An op without effects: one without uses may go, two alike may become one."""

    traits = OpTraits(lambda: (Pure(),))


class WritingOp(Op):
    """An op that changes a tensor it is given."""

    traits = OpTraits(lambda: (MemoryWriteEffect(),))


class Sizes(tuple[int, ...]):
    """A shape in an error message: `{shape}` reads `2, 3`, and `{shape:,}` reads `2,3`."""

    def __format__(self, separator: str) -> str:
        return (separator or ", ").join(map(str, self))


def require(condition: bool, message: str) -> None:
    """Refuse an op that breaks one of its rules."""
    if not condition:
        raise VerifyException(message)


def result_tensor(
    op: Op,
    shape: Sequence[int],
    like: SSAValue | Attribute,
    *,
    index: int = 0,
    mismatch: str = "",
) -> TensorType[Attribute]:
    """A result of this shape; its element type is the one given already, else that of `like`.

    For ops that compute in any element type: the result's is the program's choice. `mismatch` is
    what to say, with `{expected}` and `{actual}`, where the result has another shape already.
    """
    if index >= len(op.results):
        return tensor_of(element_of(like), tuple(shape))
    given = op.results[index]
    if mismatch and not shapes_agree(shape, shape_of(given)):
        raise VerifyException(mismatch.format(expected=Sizes(shape), actual=Sizes(shape_of(given))))
    return tensor_of(element_of(given), tuple(shape))


def shapes_agree(expected: Sequence[int], actual: Sequence[int]) -> bool:
    """Whether two shapes are equal up to unknown sizes."""
    return len(expected) == len(actual) and all(
        one == other or DYNAMIC in (one, other) for one, other in zip(expected, actual, strict=True)
    )


def given_shape(op: Op, index: int = 0) -> Shape | None:
    """The shape of a result that exists already; None while the op is being built."""
    return shape_of(op.results[index]) if index < len(op.results) else None
