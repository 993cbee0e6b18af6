"""Layout changes and casts that change nothing, or that what makes the tensor can do."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttnn.creation import ArangeOp, ConstantOp, FilledOp
from ttmlir_py.dialects.ttnn.memory import ToLayoutOp, ToTensorSpecOp, TypecastOp
from ttmlir_py.passes.ttir.canonicalize.elementwise import keeps_all_values
from ttmlir_py.passes.ttir_to_ttnn.devices import device_of
from ttmlir_py.passes.ttnn.tensor_types import stored_layout
from ttmlir_py.support.op import Op
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of

LayoutOp = ToLayoutOp | ToTensorSpecOp


def fold_identity(op: Operation, rewriter: Rewriter) -> bool:
    assert isinstance(op, ToLayoutOp | ToTensorSpecOp | TypecastOp)
    if op.input.type != op.result.type:
        return False
    rewriter.replace(op, [op.input])
    return True


def fold_consecutive_layouts(op: Operation, rewriter: Rewriter) -> bool:
    """Only the last of two layout changes counts, if the first keeps all values."""
    assert isinstance(op, ToLayoutOp | ToTensorSpecOp)
    producer = op.input.owner
    if type(producer) is not type(op) or not isinstance(producer, LayoutOp):
        return False
    if not keeps_all_values(element_of(producer.input), element_of(producer.result)):
        return False
    rewriter.replace(op, type(op)(producer.input, result_types=op.result_types))
    return True


def fold_consecutive_typecasts(op: Operation, rewriter: Rewriter) -> bool:
    """Only the last of two casts counts, if the first keeps all values."""
    assert isinstance(op, TypecastOp)
    producer = op.input.owner
    if not isinstance(producer, TypecastOp):
        return False
    if not keeps_all_values(element_of(producer.input), element_of(producer.result)):
        return False
    rewriter.replace(op, TypecastOp(producer.input, result_types=op.result_types))
    return True


def create_in_the_layout(op: Operation, rewriter: Rewriter) -> bool:
    """A tensor made for one layout change is made as that layout says."""
    assert isinstance(op, ToTensorSpecOp)
    made = op.input.owner
    if not isinstance(made, ArangeOp | ConstantOp | FilledOp) or not op.input.has_one_use():
        return False
    if element_of(op.input) != element_of(op.result):
        return False
    rewriter.replace(op, _made_as(made, op.result, _device_for(op)))
    return True


def _device_for(op: ToTensorSpecOp) -> SSAValue | None:
    return device_of(op) if stored_layout(op.result).is_on_device else None


def _made_as(made: Op, like: SSAValue, device: SSAValue | None) -> Op:
    return type(made).create(
        operands=[] if device is None else [device],
        result_types=[like.type],
        properties=dict(made.properties),
        attributes=dict(made.attributes),
    )


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    ToLayoutOp: (fold_identity, fold_consecutive_layouts),
    ToTensorSpecOp: (fold_identity, fold_consecutive_layouts, create_in_the_layout),
    TypecastOp: (fold_identity, fold_consecutive_typecasts),
}
