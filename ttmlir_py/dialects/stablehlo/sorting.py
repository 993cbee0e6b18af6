"""Sorting by a comparator."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.constraints import TENSOR
from ttmlir_py.dialects.stablehlo.inference import compatible_shapes
from ttmlir_py.dialects.stablehlo.properties import defaulted_prop
from ttmlir_py.dialects.stablehlo.regions import returned
from ttmlir_py.dialects.stablehlo.traits import RECURSIVE
from ttmlir_py.support.element_types import I1
from ttmlir_py.support.fields import region, variadic_operand, variadic_result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import BOOL, I64_ATTR
from ttmlir_py.support.shapes import element_of, rank_of, shape_of


class SortOp(Op):
    """Sorts the inputs together along a dimension, by a comparator of all of them."""

    name = "stablehlo.sort"
    reports_inference = True
    traits = RECURSIVE

    inputs = variadic_operand(TENSOR)
    dimension = defaulted_prop(I64_ATTR, -1)
    is_stable = defaulted_prop(BOOL, False)
    comparator = region()
    results_ = variadic_result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        # sort_c2
        return self.operand_types

    def verify_extra(self) -> None:
        # sort_c1, sort_c3
        if not self.inputs:
            raise VerifyException("expected 1 or more operands, but found 0")
        shapes = [shape_of(value) for value in self.inputs]
        if not all(compatible_shapes(shapes[0], shape) for shape in shapes):
            raise VerifyException("requires the same shape for all operands and results")
        # sort_c4
        rank = rank_of(self.inputs[0])
        if not -rank <= self.dimension < rank:
            raise VerifyException(
                f"dimension attribute value must be in range [-{rank}, {rank}), but found "
                f"{self.dimension}"
            )
        self._verify_comparator()

    def _verify_comparator(self) -> None:
        # sort_c5
        arguments = self.comparator.block.args
        if len(arguments) != 2 * len(self.inputs):
            raise VerifyException(f"comparator block should have {2 * len(self.inputs)} arguments")
        for index, argument in enumerate(arguments):
            scalar = TensorType(element_of(self.inputs[index // 2]), ())
            if argument.type != scalar:
                raise VerifyException(
                    f"comparator block argument #{index} should be of type '{scalar}' but got "
                    f"'{argument.type}'"
                )
        results = returned(self.comparator)
        if len(results) != 1:
            raise VerifyException(f"comparator must return single output but got {len(results)}")
        if results[0].type != TensorType(I1, ()):
            raise VerifyException(f"comparator must return tensor<i1> but got '{results[0].type}'")
