"""Complex tensors as two real ones: taken apart, put together, and ops run on both parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xdsl.dialects.builtin import ComplexType, TensorType
from xdsl.ir import Attribute, Block, Operation, Region, SSAValue

from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp, ComplexOp
from ttmlir_py.dialects.stablehlo.elementwise_unary import ImagOp, RealOp
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.element_types import is_complex
from ttmlir_py.support.shapes import element_of, with_element

PARTS = (RealOp, ImagOp)


def is_complex_tensor(type_: Attribute) -> bool:
    """Whether a type is a tensor of complex numbers."""
    return isinstance(type_, TensorType) and is_complex(element_of(type_))


def part_type(type_: Attribute) -> Attribute:
    """The type of one part of a complex tensor; other types as they are."""
    element = element_of(type_) if isinstance(type_, TensorType) else None
    return with_element(type_, element.element_type) if isinstance(element, ComplexType) else type_


def parts_of(value: SSAValue, build: Builder) -> Sequence[SSAValue]:
    """The real and the imaginary part; a value that is not complex alone."""
    if not is_complex_tensor(value.type):
        return [value]
    return [build(part(value)) for part in PARTS]


def split(values: Sequence[SSAValue], build: Builder) -> list[SSAValue]:
    """All parts of all values, in order."""
    return [part for value in values for part in parts_of(value, build)]


def joined(
    values: Iterator[SSAValue], types: Sequence[Attribute], build: Builder
) -> list[SSAValue]:
    """The opposite of `split`: values of these types from their parts."""
    return [
        build(ComplexOp(next(values), next(values))) if is_complex_tensor(type_) else next(values)
        for type_ in types
    ]


def with_operands(op: Operation, operands: Sequence[SSAValue]) -> Operation:
    """The same op on parts of its complex operands."""
    return type(op).create(
        operands=operands,
        result_types=[part_type(type_) for type_ in op.result_types],
        properties=op.properties,
        attributes=op.attributes,
        regions=[_of_parts(region) for region in op.regions],
    )


def on_each_part(op: Operation, build: Builder) -> Sequence[SSAValue]:
    """An op that treats the two parts alike, and apart from each other."""
    operands = [parts_of(value, build) for value in op.operands]
    results = [
        build.all(with_operands(op, [parts[at if len(parts) > 1 else 0] for parts in operands]))
        for at in range(len(PARTS))
    ]
    return [build(ComplexOp(re, im)) for re, im in zip(*results, strict=True)]


def is_sum(region: Region) -> bool:
    """Whether a computation only adds, so that the parts stay apart."""
    body = list(region.block.ops)
    return len(body) == 2 and isinstance(body[0], AddOp)


def _of_parts(region: Region) -> Region:
    """A copy of a computation of sums, on real numbers."""
    copy = region.clone()
    for block in copy.blocks:
        for value in (*block.args, *(result for op in block.ops for result in op.results)):
            value._type = part_type(value.type)  # pyright: ignore[reportPrivateUsage]
    return copy


def split_block(block: Block) -> None:
    """Let a computation on complex scalars take and return their parts.

    A complex argument becomes two neighbours.
    """
    first = block.first_op
    assert first is not None
    build = Builder(first)
    for old in list(block.args):
        if not is_complex_tensor(old.type):
            continue
        real, imag = (
            block.insert_arg(part_type(old.type), old.index + 1 + at) for at in range(len(PARTS))
        )
        old.replace_all_uses_with(build(ComplexOp(real, imag)))
        block.erase_arg(old)
    last = block.last_op
    assert last is not None
    last.operands = split(last.operands, Builder(last))
