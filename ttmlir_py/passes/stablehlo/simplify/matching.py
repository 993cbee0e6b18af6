"""What the simplifications ask of values, and how they put others in their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar, cast

from xdsl.dialects.arith import ConstantOp as ArithConstantOp
from xdsl.dialects.builtin import (
    AnyFloat,
    DenseIntOrFPElementsAttr,
    DictionaryAttr,
    IntegerType,
    TensorType,
)
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.shape.extents import ConstShapeOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.properties import integer_elements
from ttmlir_py.passes.ttir.dense_values import is_splat, splat_number
from ttmlir_py.support.element_types import is_boolean
from ttmlir_py.support.rewriting import Rewriter
from ttmlir_py.support.shapes import DYNAMIC, element_of, shape_of

OpT = TypeVar("OpT", bound=Operation)
Elements = DenseIntOrFPElementsAttr
FRONTEND, IDENTITY = "mhlo.frontend_attributes", "xla_metadata_payload"


def made_by(value: SSAValue, op: type[OpT]) -> OpT | None:
    """The op that made a value, if it is of that class."""
    return value.owner if isinstance(value.owner, op) else None


def elements_of(value: SSAValue) -> Elements | None:
    """The elements of a constant."""
    owner = value.owner
    if isinstance(owner, ConstantOp):
        return owner.value
    if isinstance(owner, ArithConstantOp) and isinstance(owner.value, DenseIntOrFPElementsAttr):
        return owner.value
    return owner.shape if isinstance(owner, ConstShapeOp) else None


def splat_of(value: SSAValue) -> int | float | None:
    """The one number that all elements of a constant are; booleans are 0 and 1."""
    elements = elements_of(value)
    return None if elements is None else splat_number(elements)


def integers_of(value: SSAValue) -> tuple[int, ...] | None:
    """All elements of an integer constant."""
    elements = elements_of(value)
    if elements is None or isinstance(elements.get_element_type(), AnyFloat):
        return None
    return tuple(integer_elements(elements)) if elements.data.data else ()


def is_integer(value: SSAValue) -> bool:
    """A tensor of integers or booleans."""
    return isinstance(element_of(value), IntegerType)


def is_all_ones(value: SSAValue) -> bool:
    """An integer constant all of whose bits are set."""
    elements = elements_of(value)
    if elements is None or not is_integer(value) or not is_splat(elements):
        return False
    if is_boolean(element_of(value)):
        return bool(splat_number(elements))
    return set(elements.data.data) == {0xFF}


def is_static(value: SSAValue) -> bool:
    """A ranked tensor all of whose sizes are known."""
    return isinstance(value.type, TensorType) and DYNAMIC not in shape_of(value)


def is_empty(value: SSAValue) -> bool:
    """A static tensor without elements."""
    return is_static(value) and 0 in shape_of(value)


def is_iota(dims: Sequence[int]) -> bool:
    """0, 1, 2, …"""
    return tuple(dims) == tuple(range(len(dims)))


def typed(value: SSAValue, shape: Sequence[int]) -> TensorType[Attribute]:
    """The element type of a value with another shape."""
    return TensorType(element_of(value), tuple(shape))


def constant(type_: Attribute, values: Sequence[int | float]) -> ConstantOp:
    """A constant of given elements, one for all of them."""
    tensor = cast("TensorType[Attribute]", type_)
    elements = Elements.from_list(tensor, list(values))  # pyright: ignore[reportArgumentType, reportCallIssue]
    return ConstantOp(value=elements)


def take_value(op: Operation, value: SSAValue, rewriter: Rewriter, *, keep: bool = True) -> bool:
    """Put a value in the place of an op, whose attributes pass on; always true.

    Without `keep` the attributes are dropped.
    """
    owner = value.owner
    if keep and isinstance(owner, Operation):
        merge_attributes(op, owner)
    rewriter.replace(op, [value])
    return True


def take_op(op: Operation, new: Operation, rewriter: Rewriter) -> bool:
    """Put a new op in the place of one, with its attributes; always true."""
    merge_attributes(op, new)
    rewriter.replace(op, new)
    return True


def merge_attributes(source: Operation, target: Operation) -> None:
    """Give an op the discardable attributes of another; frontend attributes are joined."""
    for name, attribute in source.attributes.items():
        known = target.attributes.get(name)
        if name == FRONTEND and isinstance(known, DictionaryAttr):
            assert isinstance(attribute, DictionaryAttr)
            given = dict(attribute.data)
            if IDENTITY in known.data:
                given.pop(IDENTITY, None)
            attribute = DictionaryAttr({**known.data, **given})
        target.attributes[name] = attribute
