"""Contractions over groups of different sizes."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.chlo.attributes import (
    PRECISIONS,
    RAGGED_DOT_DIMENSION_NUMBERS,
    RaggedDotDimensionNumbersAttr,
)
from ttmlir_py.dialects.chlo.constraints import TENSOR
from ttmlir_py.dialects.stablehlo.constraints import INTEGER_TENSOR
from ttmlir_py.dialects.stablehlo.contraction import Side, verify_precisions, verify_sides
from ttmlir_py.dialects.stablehlo.inference import (
    compatible_shapes,
    compatible_sizes,
    dims_text,
    require_distinct,
)
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import Shape, shape_of, with_shape


class RaggedMode(Enum):
    """What the ragged dimension of lhs is, for groups g:

    free `[b,m,k], [g,b,k,n] -> [b,m,n]`, contracting `[b,m,k], [b,k,n] -> [g,b,m,n]`,
    batch `[b,m,k], [b,k,n] -> [b,m,n]`.
    """

    FREE = "free"
    CONTRACTING = "contracting"
    BATCH = "batch"


class RaggedDotOp(Op):
    """A contraction whose lhs is cut into groups of rows, each with its own part of rhs."""

    name = "chlo.ragged_dot"
    traits = PURE

    lhs = operand(TENSOR)
    rhs = operand(TENSOR)
    group_sizes = operand(INTEGER_TENSOR)
    ragged_dot_dimension_numbers = prop(RAGGED_DOT_DIMENSION_NUMBERS)
    precision_config = optional_prop(PRECISIONS)
    result = result(TENSOR)

    @property
    def mode(self) -> RaggedMode:
        """Which of the three kinds of ragged contraction this is."""
        numbers = self.ragged_dot_dimension_numbers
        (ragged,) = numbers.lhs_ragged_dimensions
        if ragged in numbers.lhs_batching_dimensions:
            return RaggedMode.BATCH
        if ragged in numbers.lhs_contracting_dimensions:
            return RaggedMode.CONTRACTING
        return RaggedMode.FREE

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both operands with their dimension numbers."""
        numbers = self.ragged_dot_dimension_numbers
        lhs, rhs = shape_of(self.lhs), shape_of(self.rhs)
        batching = numbers.lhs_batching_dimensions, numbers.rhs_batching_dimensions
        contracting = numbers.lhs_contracting_dimensions, numbers.rhs_contracting_dimensions
        return (
            Side("lhs", lhs, batching[0], contracting[0]),
            Side("rhs", rhs, batching[1], contracting[1]),
        )

    @property
    def grouped_dims(self) -> Sequence[int]:
        """The dimensions of lhs before the ragged one, for each of which groups may differ."""
        lhs, _ = self.sides
        (ragged,) = self.ragged_dot_dimension_numbers.lhs_ragged_dimensions
        match self.mode:
            case RaggedMode.BATCH:
                return lhs.batching[: lhs.batching.index(ragged)]
            case RaggedMode.CONTRACTING:
                return [*lhs.batching, *lhs.contracting[: lhs.contracting.index(ragged)]]
            case RaggedMode.FREE:
                return [*lhs.batching, *(dim for dim in lhs.free if dim < ragged)]

    def infer(self) -> Sequence[Attribute]:
        return self.result_types or [with_shape(self.lhs, self.inferred_shape())]

    def verify_extra(self) -> None:
        shape = self.inferred_shape()
        if not compatible_shapes(shape, shape_of(self.result)):
            raise VerifyException(
                f"inferred shape '[{dims_text(shape)}]' is incompatible with return type of "
                f"operation '{self.result.type}'"
            )

    def inferred_shape(self) -> Shape:
        """The result's shape; its element type is free."""
        verify_precisions(self.precision_config)
        lhs, rhs = self.sides
        verify_sides(lhs, rhs)
        numbers = self.ragged_dot_dimension_numbers
        _verify_ragged(lhs, numbers)
        self._verify_group_sizes(lhs)
        self._verify_group_dimension(rhs, numbers)
        groups = shape_of(self.group_sizes)[-1:] if self.mode is RaggedMode.CONTRACTING else ()
        batch = [lhs.shape[dim] for dim in lhs.batching]
        free = [lhs.shape[dim] for dim in lhs.free]
        kept = [dim for dim in rhs.free if dim not in numbers.rhs_group_dimensions]
        return (*groups, *batch, *free, *(rhs.shape[dim] for dim in kept))

    def _verify_group_sizes(self, lhs: Side) -> None:
        actual = shape_of(self.group_sizes)
        if len(actual) == 1:
            return
        dims = self.grouped_dims
        if len(actual) != len(dims) + 1:
            raise VerifyException(
                f"expected group_sizes to have rank {len(dims) + 1}, got {len(actual)}"
            )
        expected = (*(lhs.shape[dim] for dim in dims), actual[-1])
        if expected != actual:
            raise VerifyException(
                f"group_sizes is expected to have shape [{dims_text(expected)}], got "
                f"[{dims_text(actual)}]"
            )

    def _verify_group_dimension(self, rhs: Side, numbers: RaggedDotDimensionNumbersAttr) -> None:
        dims = numbers.rhs_group_dimensions
        for dim in dims:
            _require_dim(dim, len(rhs.shape), "rhs_group_dim", "rhs_rank")
        for kind, others in (("batching", rhs.batching), ("contracting", rhs.contracting)):
            require_distinct(dims, others, ("rhs_group_dimensions", f"rhs_{kind}_dimensions"))
        if self.mode is not RaggedMode.FREE:
            if dims:
                raise VerifyException(
                    "There must be zero group dimensions in the rhs when the ragged dimension is "
                    "batch or contracting."
                )
            return
        if len(dims) != 1:
            raise VerifyException(
                "There must be exactly one group dimension in the rhs when the lhs ragged "
                "dimension is non-contracting."
            )
        sizes = shape_of(self.group_sizes)[-1], rhs.shape[dims[0]]
        if not compatible_sizes(*sizes):
            raise VerifyException(
                f"rhs group dimension is expected to have size={sizes[0]}, got {sizes[1]}"
            )


def _verify_ragged(lhs: Side, numbers: RaggedDotDimensionNumbersAttr) -> None:
    dims = numbers.lhs_ragged_dimensions
    if len(dims) != 1:
        raise VerifyException("There must be exactly one ragged dimension in the lhs.")
    _require_dim(dims[0], len(lhs.shape), "lhs_ragged_dim", "lhs_rank")


def _require_dim(dim: int, rank: int, name: str, rank_name: str) -> None:
    if not 0 <= dim < rank:
        raise VerifyException(
            f"Expects {name} to be in range [0, {rank_name}) i.e. [0, {rank}). got: {dim}."
        )
