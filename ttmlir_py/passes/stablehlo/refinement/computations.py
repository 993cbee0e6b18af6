"""Computations on shards: sizes go in divided, and come out multiplied."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from math import prod

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute

from ttmlir_py.dialects.sdy.computations import ManualComputationOp, NamedComputationOp
from ttmlir_py.dialects.sdy.mesh import mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.passes.stablehlo.refinement.keys import is_integer_scalar
from ttmlir_py.passes.stablehlo.refinement.values import refine_values
from ttmlir_py.passes.stablehlo.simplify.matching import elements_of
from ttmlir_py.support.shapes import DYNAMIC, with_shape

Computation = ManualComputationOp | NamedComputationOp


def refine_arguments_of(op: Computation, dialects: Collection[str]) -> None:
    """The body sees what the operands tell: sizes, and numbers that are constants."""
    shardings = op.in_shardings if isinstance(op, ManualComputationOp) else None
    types = _scaled(op, list(op.operand_types), shardings, lambda size, parts: size // parts)
    block = op.body.block
    refine_values(block.args, types, dialects)
    for value, arg in zip(op.operands, block.args, strict=True):
        elements = elements_of(value)
        if elements is None or not is_integer_scalar(value) or arg.first_use is None:
            continue
        constant = ConstantOp(value=elements)
        assert block.first_op is not None, f"{op.name} returns"
        constant.location = op.location
        block.insert_op_before(constant, block.first_op)
        arg.replace_all_uses_with(constant.output)


def computed_types(op: Computation) -> Sequence[Attribute]:
    """What the body returns, as whole tensors."""
    ending = op.body.block.last_op
    assert ending is not None, f"{op.name} returns"
    shardings = op.out_shardings if isinstance(op, ManualComputationOp) else None
    return _scaled(op, list(ending.operand_types), shardings, lambda size, parts: size * parts)


def _scaled(
    op: Computation,
    types: Sequence[Attribute],
    shardings: Iterable[TensorSharding] | None,
    scale: Callable[[int, int], int],
) -> Sequence[Attribute]:
    """Types whose sizes are scaled by the manual axes that divide them."""
    if shardings is None or not isinstance(op, ManualComputationOp):
        return types
    return [_scaled_type(op, *pair, scale) for pair in zip(types, shardings, strict=True)]


def _scaled_type(
    op: ManualComputationOp,
    type_: Attribute,
    sharding: TensorSharding,
    scale: Callable[[int, int], int],
) -> Attribute:
    mesh = mesh_of(op, sharding.mesh)
    if not isinstance(type_, TensorType) or mesh is None:
        return type_
    sizes: list[int] = []
    for size, dim in zip(type_.get_shape(), sharding.dims, strict=True):
        parts = prod(axis.size_in(mesh) for axis in dim.axes if axis.axis in op.manual_axes)
        sizes.append(size if size == DYNAMIC else scale(size, parts))
    return with_shape(type_, sizes)
