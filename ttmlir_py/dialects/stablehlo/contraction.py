"""Sums of products over shared dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, value
from ttmlir_py.dialects.stablehlo.attributes import (
    DotDimensionNumbersAttr,
    Precision,
)
from ttmlir_py.dialects.stablehlo.bounds import (
    Extent,
    extents_of,
    narrowest,
    with_extents,
)
from ttmlir_py.dialects.stablehlo.constraints import QUANTIZABLE_TENSOR, TENSOR
from ttmlir_py.dialects.stablehlo.dot_algorithm import DotAlgorithmAttr
from ttmlir_py.dialects.stablehlo.dot_syntax import dot_dimensions, precision_config
from ttmlir_py.dialects.stablehlo.inference import (
    compatible_shapes,
    compatible_sizes,
    dims_text,
    require_distinct,
)
from ttmlir_py.dialects.stablehlo.properties import PRECISIONS
from ttmlir_py.dialects.stablehlo.quantization_rules import quantized, verify_contraction
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.properties import instance
from ttmlir_py.support.shapes import Shape, shape_of

DOT_DIMENSION_NUMBERS = instance(
    DotDimensionNumbersAttr, "Attribute that models the dimension information for dot."
)
DOT_ALGORITHM = instance(
    DotAlgorithmAttr,
    "Attribute that models the algorithm constraints to use for computing dot.",
)


class Side(NamedTuple):
    """One operand's share in a contraction."""

    name: str
    shape: Shape
    batching: Sequence[int]
    contracting: Sequence[int]

    @property
    def free(self) -> Sequence[int]:
        """The dimensions that the result keeps from this operand alone."""
        used = {*self.batching, *self.contracting}
        return [dim for dim in range(len(self.shape)) if dim not in used]


class DotGeneralOp(PrettyOp):
    """Multiplies over pairs of batch dimensions and sums over pairs of contracted ones.

    The result's dimensions are the batch, then lhs's remaining, then rhs's remaining ones.
    """

    name = "stablehlo.dot_general"
    traits = PURE
    assembly = Assembly(
        value("lhs"),
        ", ",
        value("rhs"),
        ", ",
        dot_dimensions(),
        precision_config(algorithm=True),
    )

    lhs = operand(TENSOR)
    rhs = operand(QUANTIZABLE_TENSOR)
    dot_dimension_numbers = prop(DOT_DIMENSION_NUMBERS)
    precision_config = optional_prop(PRECISIONS)
    algorithm = optional_prop(DOT_ALGORITHM)
    result = result(QUANTIZABLE_TENSOR)

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both operands with their dimension numbers."""
        dims = self.dot_dimension_numbers
        return (
            Side(
                "lhs",
                shape_of(self.lhs),
                dims.lhs_batching_dimensions,
                dims.lhs_contracting_dimensions,
            ),
            Side(
                "rhs",
                shape_of(self.rhs),
                dims.rhs_batching_dimensions,
                dims.rhs_contracting_dimensions,
            ),
        )

    def infer(self) -> Sequence[Attribute]:
        return self.result_types or [with_extents(self.lhs, self.inferred_extents())]

    def verify_extra(self) -> None:
        # dot_general_c12
        verify_result_shape(self, self.inferred_extents())
        precisions = self.precision_config or ()
        # dot_general_c21
        if self.algorithm and any(each is not Precision.DEFAULT for each in precisions):
            raise VerifyException("must specify DEFAULT precision config when algorithm is set.")
        self._verify_quantization()

    def inferred_extents(self) -> Sequence[Extent]:
        """The result's dimensions; its element type is free."""
        verify_precisions(self.precision_config)
        lhs, rhs = self.sides
        verify_sides(lhs, rhs)
        extents = extents_of(self.lhs), extents_of(self.rhs)
        pairs = zip(lhs.batching, rhs.batching, strict=True)
        batch = (
            narrowest(place, (extents[0][i], extents[1][j])) for place, (i, j) in enumerate(pairs)
        )
        free = (
            each[dim] for side, each in zip((lhs, rhs), extents, strict=True) for dim in side.free
        )
        return [*batch, *free]

    def _verify_quantization(self) -> None:
        rhs = quantized(self.rhs)
        if rhs is not None:
            # dot_general_c15
            if any(rhs.zero_points):
                points = "Zero points" if rhs.is_per_axis else "Zero point"
                raise VerifyException(f"{points} of rhs should be 0")
            # dot_general_c16
            if rhs.quantized_dimension in self.sides[1].contracting:
                raise VerifyException(
                    "Quantization dimension of rhs should not be in the contracting dimension of "
                    "rhs"
                )
        verify_contraction(self.lhs, self.rhs, self.result)


def verify_sides(lhs: Side, rhs: Side) -> None:
    """Raise unless dimension numbers are distinct, in range, and of matching sizes."""
    # dot_general_c1
    if len(lhs.batching) != len(rhs.batching):
        raise VerifyException("lhs and rhs should have the same number of batching dimensions")
    # dot_general_c2
    if len(lhs.contracting) != len(rhs.contracting):
        raise VerifyException("lhs and rhs should have the same number of contracting dimensions")
    for side in (lhs, rhs):
        # dot_general_c3, dot_general_c4
        names = f"{side.name}_batching_dimensions", f"{side.name}_contracting_dimensions"
        require_distinct(side.batching, side.contracting, names)
    for side in (lhs, rhs):
        _verify_in_range(side)
    # dot_general_c9, dot_general_c10
    for kind, pairs in (
        ("batching", zip(lhs.batching, rhs.batching, strict=True)),
        ("contracting", zip(lhs.contracting, rhs.contracting, strict=True)),
    ):
        if not all(compatible_sizes(lhs.shape[i], rhs.shape[j]) for i, j in pairs):
            raise VerifyException(f"{kind} dimension sizes must match for lhs/rhs")


def _verify_in_range(side: Side) -> None:
    # dot_general_c5, dot_general_c6, dot_general_c7, dot_general_c8
    for kind, dims in (("batching", side.batching), ("contracting", side.contracting)):
        for dim in dims:
            if not 0 <= dim < len(side.shape):
                raise VerifyException(
                    f"{side.name}_{kind}_dimensions value: {dim} is out of range: "
                    f"[0, {len(side.shape)})"
                )


class DotOp(PrettyOp):
    """The product of vectors and matrices; deprecated in favour of `dot_general`."""

    name = "stablehlo.dot"
    traits = PURE
    assembly = Assembly(value("lhs"), ", ", value("rhs"), precision_config())

    lhs = operand(TENSOR)
    rhs = operand(QUANTIZABLE_TENSOR)
    precision_config = optional_prop(PRECISIONS)
    result = result(QUANTIZABLE_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        return self.result_types or [with_extents(self.lhs, self.inferred_extents())]

    def verify_extra(self) -> None:
        verify_result_shape(self, self.inferred_extents())

    def inferred_extents(self) -> Sequence[Extent]:
        """The result's dimensions; its element type is free."""
        verify_precisions(self.precision_config)
        lhs, rhs = extents_of(self.lhs), extents_of(self.rhs)
        ranks_fit = {len(lhs), len(rhs)} <= {1, 2}
        if not ranks_fit or not compatible_sizes(lhs[-1].size, rhs[0].size):
            raise VerifyException("expected both lhs/rhs ranks to be either 1 or 2")
        return [*lhs[:-1], *rhs[1:]]


def verify_precisions(precisions: Sequence[Precision] | None) -> None:
    """Raise where more precisions are given than there are operands."""
    # dot_general_c11, convolution_c24
    if precisions is not None and len(precisions) > 2:
        raise VerifyException(
            f"expects precision config to be empty or have <= 2 elements, got {len(precisions)}"
        )


def verify_result_shape(op: DotGeneralOp | DotOp, inferred: Sequence[Extent]) -> None:
    """Raise unless the result has the inferred shape."""
    shape = [extent.size for extent in inferred]
    if not compatible_shapes(shape, shape_of(op.result)):
        raise VerifyException(
            f"inferred shape '[{dims_text(shape)}]' is incompatible with return type of "
            f"operation '{op.result.type}'"
        )
