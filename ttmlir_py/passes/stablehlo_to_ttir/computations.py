"""Computations of reductions, scatters and sorts: what they compute, and their vector form."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Block, Operation, Region, SSAValue

from ttmlir_py.dialects.stablehlo import elementwise_binary as stablehlo
from ttmlir_py.passes.stablehlo_to_ttir.builder import TTIRBuilder, Unsupported
from ttmlir_py.passes.stablehlo_to_ttir.constants import elements_of
from ttmlir_py.support.shapes import shape_of, with_shape

COMMUTATIVE: frozenset[type[Operation]] = frozenset(
    {
        stablehlo.AddOp,
        stablehlo.AndOp,
        stablehlo.MaximumOp,
        stablehlo.MinimumOp,
        stablehlo.MultiplyOp,
        stablehlo.OrOp,
        stablehlo.XorOp,
    }
)


def returned(region: Region) -> Sequence[SSAValue]:
    """The values a computation returns."""
    terminator = region.block.last_op
    assert terminator is not None, "a computation ends with a return"
    return terminator.operands


def combinations(region: Region) -> list[type[Operation]] | None:
    """The binary op of every result, if each combines its own operand's two arguments."""
    arguments = region.block.args
    count = len(arguments) // 2
    found: list[type[Operation]] = []
    for index, value in enumerate(returned(region)):
        op = value.owner
        pair = {arguments[index], arguments[index + count]}
        if not isinstance(op, Operation) or type(op) not in COMMUTATIVE:
            return None
        if set(op.operands) != pair:
            return None
        found.append(type(op))
    return found


def vectorized(build: TTIRBuilder, region: Region, arguments: Sequence[SSAValue]) -> list[SSAValue]:
    """Apply a computation on scalars to tensors of one shape, element by element."""
    shape = shape_of(arguments[0])
    block: Block = region.block
    values: dict[SSAValue, SSAValue] = dict(zip(block.args, arguments, strict=True))
    for op in list(block.ops):
        if op is block.last_op:
            break
        results = _vectorized_op(build, op, values, shape)
        values.update(zip(op.results, results, strict=True))
    return [_lifted(build, value, values, shape) for value in returned(region)]


def _vectorized_op(
    build: TTIRBuilder,
    op: Operation,
    values: dict[SSAValue, SSAValue],
    shape: Sequence[int],
) -> Sequence[SSAValue]:
    if elements_of(op.results[0]) is not None:
        constant = build.lower(op.clone())
        return [build.broadcast_in_dim(constant[0], shape, ())]
    if op.regions or any(shape_of(value) for value in (*op.operands, *op.results)):
        raise Unsupported(f"its computation has a '{op.name}' on tensors")
    vector = type(op).create(
        operands=[_lifted(build, value, values, shape) for value in op.operands],
        result_types=[with_shape(result, shape) for result in op.results],
        properties=op.properties,
        attributes=op.attributes,
    )
    return build.lower(vector)


def _lifted(
    build: TTIRBuilder,
    value: SSAValue,
    values: dict[SSAValue, SSAValue],
    shape: Sequence[int],
) -> SSAValue:
    """A value of the computation as a tensor; one from outside is broadcast."""
    if value not in values:
        values[value] = build.broadcast_in_dim(value, shape, ())
    return values[value]
