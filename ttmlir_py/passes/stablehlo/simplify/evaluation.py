"""Ops on constants, computed by the runtime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xdsl.dialects.builtin import (
    BytesAttr,
    DenseIntOrFPElementsAttr,
    ModuleOp,
    TensorType,
)
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Attribute, Block, Operation, Region

from ttmlir_py.support.shapes import element_of, tensor_type

Elements = DenseIntOrFPElementsAttr

COMPUTED = frozenset(("bf16", "f16", "f32", "f64", "i1", "complex<f32>", "complex<f64>")) | {
    f"{sign}{width}" for sign in ("i", "ui") for width in (8, 16, 32, 64)
}
"""Element types whose bytes in an attribute are those of the runtime's arrays."""


def evaluate(
    op: Operation, operands: Sequence[Elements], types: Sequence[Attribute]
) -> list[Elements] | None:
    """The results, of the given types, of an op without regions on constants."""
    everything = [*(elements.type for elements in operands), *types]
    if not all(str(element_of(type_)) in COMPUTED for type_ in everything):
        return None
    # the runtime loads when there is something to compute
    from ttmlir_py.runtime.literals import array_of
    from ttmlir_py.runtime.program import run

    module = _program(op, [elements.type for elements in operands], types)
    results: list[Any] = run(module, [array_of(elements) for elements in operands])
    return [
        Elements(tensor_type(type_), BytesAttr(array.tobytes()))  # pyright: ignore[reportArgumentType]
        for array, type_ in zip(results, types, strict=True)
    ]


def _program(op: Operation, inputs: Sequence[Attribute], types: Sequence[Attribute]) -> ModuleOp:
    """A module whose main function is the op."""
    block = Block(arg_types=inputs)
    copy = type(op).create(
        operands=list(block.args),
        result_types=types,
        properties=op.properties,
        attributes=op.attributes,
        location=op.location,
    )
    block.add_ops([copy, ReturnOp(*copy.results)])
    return ModuleOp([FuncOp("main", (list(inputs), list(types)), Region([block]))])


def scalar_type(type_: Attribute) -> TensorType[Attribute]:
    """One element of a tensor type."""
    return TensorType(element_of(type_), ())


def spread(elements: Elements, type_: Attribute) -> Elements:
    """The first element as all elements of another type of the same element type."""
    tensor = tensor_type(type_)
    count = 1
    for size in tensor.get_shape():
        count *= size
    stored = len(elements)
    size = len(elements.data.data) // stored if stored else 0
    return Elements(tensor, BytesAttr(elements.data.data[:size] * count))  # pyright: ignore[reportArgumentType]


def retyped(elements: Elements, type_: Attribute) -> Elements:
    """The same elements in another shape."""
    return Elements(tensor_type(type_), elements.data)  # pyright: ignore[reportArgumentType]
