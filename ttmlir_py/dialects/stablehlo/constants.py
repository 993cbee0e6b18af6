"""The values of operands that are constants."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr
from xdsl.ir import Operation, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.inference import compatible_shapes, compatible_sizes, dims_text
from ttmlir_py.dialects.stablehlo.properties import integer_elements
from ttmlir_py.support.shapes import rank_of, shape_of

_CONSTANTS = frozenset(("stablehlo.constant", "arith.constant"))


def constant_integers(value: SSAValue) -> Sequence[int] | None:
    """The integers of a constant operand, row by row, or None."""
    owner = value.owner
    if not isinstance(owner, Operation) or owner.name not in _CONSTANTS:
        return None
    attribute = owner.properties.get("value")
    if not isinstance(attribute, DenseIntOrFPElementsAttr):
        return None
    return integer_elements(attribute)


def verify_shape_operand(shape: SSAValue, result: SSAValue) -> None:
    """Raise where an operand that gives the result's shape contradicts its type."""
    count, rank = shape_of(shape)[0], rank_of(result)
    # dynamic_broadcast_in_dim_c7, dynamic_iota_c2
    if not compatible_sizes(count, rank):
        raise VerifyException(f"output shape has {count} sizes, but the result has rank {rank}")
    sizes = constant_integers(shape)
    if sizes is not None and not compatible_shapes(sizes, shape_of(result)):
        raise VerifyException(
            f"output shape [{dims_text(sizes)}] is incompatible with return type of operation "
            f"'{result.type}'"
        )
