"""Operands of custom calls that give the shapes of the results."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, TensorType, UnrankedTensorType
from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.dialects.stablehlo.inference import compatible_shapes, dims_text
from ttmlir_py.dialects.stablehlo.properties import integer_elements
from ttmlir_py.passes.stablehlo.refinement.types import leaves
from ttmlir_py.passes.stablehlo.simplify.matching import integers_of
from ttmlir_py.support.element_types import I64
from ttmlir_py.support.shapes import Shape

INDICES = "indices_of_shape_operands"
OPERAND_WRAPPER = "stablehlo.shape_refinement_operand_wrapper"
"""The call that stands between an argument of a refined type and its users until they follow."""


def shape_operand_indices(op: CustomCallOp) -> Sequence[int] | None:
    """The operands that give result shapes; raises VerifyException where they cannot."""
    indices = op.attributes.get(INDICES)
    if not isinstance(indices, DenseIntOrFPElementsAttr):
        return None
    count, results = indices.get_shape(), len(leaves(op.result_types))
    suffix = ", with tuples flattened" if results != len(op.results) else ""
    number = len(indices)
    if number != results:
        raise VerifyException(
            f"{INDICES}: number of elements ({number}) must be equal to the number of operation "
            f"results ({results}){suffix}"
        )
    if len(count) != 1:
        raise VerifyException(f"{INDICES}: must have rank = 1")
    if indices.get_element_type() != I64:
        raise VerifyException(f"{INDICES}: must have i64 element type")
    found = tuple(integer_elements(indices)) if number else ()
    for place, index in enumerate(found):
        if not 0 <= index < len(op.operands):
            raise VerifyException(
                f"{INDICES}: index #{place} ({index}) must be within bounds for operation "
                f"operands (from 0 to {len(op.operands)})"
            )
    return found


def result_shapes(op: CustomCallOp) -> Sequence[Shape] | None:
    """The shapes that constant operands give the results; None where any is not constant."""
    indices = shape_operand_indices(op)
    if indices is None:
        return None
    shapes: list[Shape] = []
    for place, (index, type_) in enumerate(zip(indices, leaves(op.result_types), strict=True)):
        sizes = integers_of(op.operands[index])
        if sizes is None:
            return None
        if not _may_have(type_, sizes):
            flat = ", with tuples flattened" if len(indices) != len(op.results) else ""
            raise VerifyException(
                f"{INDICES}: refinement #{place} ([{dims_text(sizes)}]) must be compatible with "
                f"operation result #{place} ('{type_}'){flat}"
            )
        shapes.append(sizes)
    return shapes


def _may_have(type_: Attribute, shape: Shape) -> bool:
    if isinstance(type_, UnrankedTensorType):
        return True
    return isinstance(type_, TensorType) and compatible_shapes(shape, type_.get_shape())
