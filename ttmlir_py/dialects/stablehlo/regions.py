"""What is asked of the blocks that reductions and their relatives run on elements."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import AnyFloat, ComplexType, IntegerType, TensorType
from xdsl.ir import Attribute, Block, Region, SSAValue
from xdsl.traits import IsTerminator
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.constraints import is_quantized
from ttmlir_py.dialects.stablehlo.inference import compatible_shapes, compatible_sizes
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.shapes import Shape, element_of, shape_of

Tensor = SSAValue | Attribute


def returned(region: Region) -> Sequence[SSAValue]:
    """The values that a region of one block returns."""
    last = region.block.last_op
    if last is None or not last.has_trait(IsTerminator, value_if_unregistered=False):
        raise VerifyException("The reduction-region expected to have a terminator")
    return last.operands


def returned_elements(region: Region, inputs: Sequence[SSAValue]) -> Sequence[Attribute]:
    """The element types that a reduction ends in: those its region returns, else the inputs'."""
    if not region.blocks or region.blocks[0].last_op is None:
        return [element_of(value) for value in inputs]
    return [element_of(value) for value in returned(region)]


def verify_reducer(
    region: Region, inputs: Sequence[Tensor], inits: Sequence[Tensor], kept: Sequence[int] = ()
) -> None:
    """Raise unless a region combines two values of every input into one of the same type.

    `kept` are the sizes that the region's own arguments may have as a subsequence.
    """
    block = region.block
    count = len(inputs)
    results = _verify_counts(block, returned(region), count)
    for index in range(count):
        first, second = block.args[index], block.args[count + index]
        for position, argument in ((index, first), (count + index, second)):
            if not _same_type(results[index], argument):
                raise VerifyException(
                    f"The type of reduction-region's parameter at index {position} is different "
                    f"than the corresponding result type: '{argument.type}' vs "
                    f"'{results[index].type}'"
                )
        _verify_init(index, results[index], inits[index])
        _verify_argument(index, count + index, inputs[index], second, kept)


def _verify_counts(block: Block, results: Sequence[SSAValue], count: int) -> Sequence[SSAValue]:
    # all_reduce_c5, reduce_c6, reduce_scatter_c7, reduce_window_c13, scatter_c23
    if len(block.args) != 2 * count:
        raise VerifyException(
            f"Reduction-region must take {2 * count} parameters, but takes {len(block.args)} "
            "parameter(s)"
        )
    if not results:
        raise VerifyException("The reduction-region expected to return some value(s)")
    if len(results) != count:
        raise VerifyException(
            f"Reduction-region here must produce {count} tensors, but produces {len(results)} "
            "instead"
        )
    for result in results:
        if not isinstance(result.type, TensorType):
            raise VerifyException(
                "Reduction-region here must produce tensor-typed result(s), but produces "
                f"'{result.type}' instead"
            )
    return results


def _verify_init(index: int, result: SSAValue, init: Tensor) -> None:
    init_type = init.type if isinstance(init, SSAValue) else init
    # reduce_c2, reduce_window_i2, scatter_c6
    if not compatible_shapes(shape_of(init), shape_of(result)):
        raise VerifyException(
            f"The shape of reduction-region's result type at index {index} differs from the op's "
            f"corresponding init-value type: '{result.type}' vs '{init_type}'"
        )
    if not promotable(element_of(init), element_of(result)):
        raise VerifyException(
            f"The element-type of reduction-region's result type at index {index} is expected to "
            "be promotable from the op's corresponding init-value element-type: "
            f"'{result.type}' vs '{init_type}'"
        )


def _verify_argument(
    index: int, position: int, given: Tensor, argument: SSAValue, kept: Sequence[int]
) -> None:
    # reduce_c6, reduce_window_c3, scatter_c6, select_and_scatter_c10
    if not promotable(element_of(given), element_of(argument)):
        raise VerifyException(
            f"The element-type of reduction-region's argument at index {position} is expected to "
            f"be promotable from '{element_of(given)}', but got '{element_of(argument)}'"
        )
    sizes = shape_of(argument)
    if len(sizes) > len(kept):
        raise VerifyException(
            f"The rank of reduction-region's argument at index {position} is expected to be <= "
            f"{len(kept)}, got {len(sizes)}"
        )
    if not _is_subsequence(sizes, kept):
        raise VerifyException(
            f"The shape of reduction-region's argument at index {position} is not compatible with "
            f"that of reduce-op's input-parameter at index {index}"
        )


def _is_subsequence(sizes: Shape, of: Sequence[int]) -> bool:
    found = 0
    for size in of:
        if found < len(sizes) and compatible_sizes(size, sizes[found]):
            found += 1
    return found == len(sizes)


def _same_type(left: SSAValue, right: SSAValue) -> bool:
    if not isinstance(right.type, TensorType):
        return False
    elements = element_of(left), element_of(right)
    both_float = all(isinstance(element, AnyFloat) for element in elements)
    return compatible_shapes(shape_of(left), shape_of(right)) and (
        both_float or elements[0] == elements[1]
    )


def promotable(source: Attribute, target: Attribute) -> bool:
    """Whether values of one element type may be read as those of another, wider one."""
    if isinstance(source, AnyFloat) and isinstance(target, AnyFloat):
        return True
    if is_quantized(source) and is_quantized(target):
        return source.expressed_type == target.expressed_type  # pyright: ignore[reportAttributeAccessIssue]
    for kind in (IntegerType, ComplexType):
        if isinstance(source, kind) and isinstance(target, kind):
            return bit_width(source) <= bit_width(target)
    return False
