"""Reductions: of whole dimensions, and of windows."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.bounds import Extent, extents_of, with_extents
from ttmlir_py.dialects.stablehlo.constraints import TENSOR
from ttmlir_py.dialects.stablehlo.equal_groups import EqualGroupsOp
from ttmlir_py.dialects.stablehlo.inference import compatible_shapes, retyped
from ttmlir_py.dialects.stablehlo.properties import I64_ROWS
from ttmlir_py.dialects.stablehlo.reduce_syntax import (
    parse_head,
    parse_reducer,
    place_of,
    print_reduce,
    single_op_region,
)
from ttmlir_py.dialects.stablehlo.regions import returned, returned_elements, verify_reducer
from ttmlir_py.dialects.stablehlo.traits import RECURSIVE
from ttmlir_py.dialects.stablehlo.windows import (
    WindowDimension,
    output_extents,
    output_shape,
    padding_pairs,
    window_of,
)
from ttmlir_py.support import fields
from ttmlir_py.support.element_types import I1
from ttmlir_py.support.fields import optional_prop, prop, region, variadic_operand, variadic_result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import I64_ARRAY
from ttmlir_py.support.shapes import Shape, element_of, rank_of, shape_of


class ReduceOp(EqualGroupsOp):
    """Combines all elements along dimensions, starting from initial values."""

    name = "stablehlo.reduce"
    reports_inference = True
    traits = RECURSIVE

    inputs = variadic_operand(TENSOR)
    init_values = variadic_operand(TENSOR)
    dimensions = prop(I64_ARRAY)
    body = region()
    results_ = variadic_result(TENSOR)

    def verify_first(self) -> None:
        _verify_same_shapes([shape_of(value) for value in self.inputs])
        self._verify_dimensions()
        # reduce_c2, reduce_c6
        kept = [extent.size for extent in self._kept_extents()]
        verify_reducer(self.body, self.inputs, self.init_values, kept)

    def infer(self) -> Sequence[Attribute]:
        kept = self._kept_extents()
        # reduce_c3, reduce_c7, reduce_c8
        elements = returned_elements(self.body, self.inputs)
        return [with_extents(self.inputs[0], kept, element) for element in elements]

    def _kept_extents(self) -> Sequence[Extent]:
        extents = enumerate(extents_of(self.inputs[0]))
        return [extent for dim, extent in extents if dim not in self.dimensions]

    def _verify_dimensions(self) -> None:
        rank = rank_of(self.inputs[0])
        seen: set[int] = set()
        for dim in self.dimensions:
            # reduce_c4
            if not 0 <= dim < rank:
                raise VerifyException(
                    f"Out-of-bounds dimension {dim}, expected to be in range [0, {rank})"
                )
            # reduce_c5
            if dim in seen:
                raise VerifyException(f"Duplicate reduction dimension: {dim}")
            seen.add(dim)

    @classmethod
    def parse(cls, parser: Parser) -> ReduceOp:
        position = parser.pos
        location = place_of(parser, position)  # MLIR's, too, comes after the name
        head = parse_head(parser)
        operands = parser.resolve_operands(head.operands, head.operand_types, position)
        if head.inner is None:
            body = parse_reducer(parser)
        else:
            element = head.operand_types[0]
            body = single_op_region(parser, head.inner, "stablehlo", element, location)
        return cls.create(
            operands=operands,
            result_types=head.result_types,
            properties={"dimensions": I64_ARRAY.encode(tuple(head.dimensions))},
            attributes=head.attributes,
            location=location,
            regions=[body],
        )

    def print(self, printer: Printer) -> None:
        print_reduce(printer, self, self.dimensions, self.body)


def _verify_same_shapes(shapes: Sequence[Shape]) -> None:
    # reduce_c1, reduce_window_c1, reduce_window_c2
    if not shapes:
        raise VerifyException("requires at least 1 input value")
    for index, shape in enumerate(shapes):
        if not compatible_shapes(shapes[0], shape):
            raise VerifyException(
                f"expects all inputs to have compatible shapes. Shape at input-index {index} is "
                "not compatible with shape at input-index 0"
            )


class ReduceWindowOp(EqualGroupsOp):
    """Combines the elements in every place of a window, starting from initial values."""

    name = "stablehlo.reduce_window"
    reports_inference = True
    traits = RECURSIVE

    inputs = variadic_operand(TENSOR)
    init_values = variadic_operand(TENSOR)
    window_dimensions = prop(I64_ARRAY)
    window_strides = optional_prop(I64_ARRAY)
    base_dilations = optional_prop(I64_ARRAY)
    window_dilations = optional_prop(I64_ARRAY)
    padding = optional_prop(I64_ROWS)
    body = region()
    results_ = variadic_result(TENSOR)

    @property
    def window(self) -> Sequence[WindowDimension]:
        """The window, with the defaults of what is not given."""
        return window_of(
            self.window_dimensions,
            self.window_strides,
            padding_pairs(self.properties.get("padding")),
            self.base_dilations,
            self.window_dilations,
        )

    def verify_first(self) -> None:
        _verify_same_shapes([shape_of(value) for value in self.inputs])
        padding_pairs(self.properties.get("padding"))
        # reduce_window_c4
        for value in self.inputs:
            if rank_of(value) != len(self.window_dimensions):
                raise VerifyException(
                    "expects window-dimensions size == input rank, but got window-dimensions "
                    f"size: {len(self.window_dimensions)} and input: '{value.type}' with rank = "
                    f"{rank_of(value)}."
                )
        output_shape(shape_of(self.inputs[0]), self.window)
        # reduce_window_c3, reduce_window_c13
        verify_reducer(self.body, self.inputs, self.init_values, self.window_dimensions)

    def infer(self) -> Sequence[Attribute]:
        # reduce_window_c14, reduce_window_c15, reduce_window_c16
        elements = returned_elements(self.body, self.inputs)
        return [
            with_extents(value, output_extents(extents_of(value), self.window), element)
            for value, element in zip(self.inputs, elements, strict=False)
        ]


class SelectAndScatterOp(Op):
    """In every window, adds a source element to the place of the operand's selected element."""

    name = "stablehlo.select_and_scatter"
    traits = RECURSIVE

    operand = fields.operand(TENSOR)
    source = fields.operand(TENSOR)
    init_value = fields.operand(TENSOR)
    window_dimensions = optional_prop(I64_ARRAY)
    window_strides = optional_prop(I64_ARRAY)
    padding = optional_prop(I64_ROWS)
    select = region()
    scatter = region()
    result = fields.result(TENSOR)

    @property
    def window(self) -> Sequence[WindowDimension]:
        """The window, with the defaults of what is not given."""
        padding = padding_pairs(self.properties.get("padding"))
        return window_of(self.window_dimensions or (), self.window_strides, padding)

    def infer(self) -> Sequence[Attribute]:
        self._verify_rules()
        # select_and_scatter_c11, select_and_scatter_c12
        (element, *_) = returned_elements(self.scatter, [self.operand])
        return [retyped(self.operand.type, element)]

    def _verify_rules(self) -> None:
        self._verify_select()
        # select_and_scatter_c3, select_and_scatter_c10
        scalar = TensorType(element_of(self.source), ())
        verify_reducer(self.scatter, [scalar], [self.init_value])
        sizes = self.window_dimensions or ()
        # select_and_scatter_c4
        if len(sizes) != rank_of(self.operand):
            raise VerifyException(
                "expects window-dimensions size == operand rank, but got window-dimensions size: "
                f"{len(sizes)} and operand-type: '{self.operand.type}' with rank = "
                f"{rank_of(self.operand)}."
            )
        # select_and_scatter_c1, select_and_scatter_c2
        shape = output_shape(shape_of(self.operand), self.window)
        expected = TensorType(element_of(self.operand), shape)
        fits = compatible_shapes(shape, shape_of(self.source))
        if not fits or element_of(self.source) != element_of(self.operand):
            raise VerifyException(
                f"expects source-type to be '{expected}', but got'{self.source.type}'"
            )

    def _verify_select(self) -> None:
        # select_and_scatter_c9
        arguments = self.select.block.args
        if len(arguments) != 2:
            raise VerifyException(
                f"expects the select-region to take 2 parameters, but takes {len(arguments)}"
            )
        scalar = TensorType(element_of(self.operand), ())
        for index, argument in enumerate(arguments):
            if argument.type != scalar:
                raise VerifyException(
                    f"expects the type of select-region's parameter at index {index} to be "
                    f"'{scalar}', but got '{argument.type}'"
                )
        results = returned(self.select)
        if len(results) != 1:
            raise VerifyException(
                f"expects select-region to return single value, but got: {len(results)}"
            )
        if results[0].type != TensorType(I1, ()):
            raise VerifyException(
                "expects the return-type of select-region to be tensor<i1>, but got: "
                f"'{results[0].type}'"
            )
