"""Names of values and ops for people: what they are and where they stand in the source."""

from __future__ import annotations

from xdsl.dialects.func import FuncOp
from xdsl.ir import BlockArgument, Operation, OpResult, SSAValue

from ttmlir_py.passes.sdy.propagation.graph import Place
from ttmlir_py.syntax.locations import file_position


def place_of(op: Operation) -> str:
    """`file:line:column`, or nothing where the op has no place."""
    position = file_position(op.location)
    return f"{position.file}:{position.line}:{position.column}" if position else ""


def name_of_op(op: Operation) -> str:
    place = place_of(op)
    return f"{op.name} at {place}" if place else op.name


def name_of(value: SSAValue) -> str:
    """`argument 0 of @main`, `stablehlo.add at model.mlir:3:8`."""
    if isinstance(value, OpResult):
        if value.op.name.endswith("data_flow_edge"):
            return name_of(value.op.operands[0])
        number = f" result {value.index}" if len(value.op.results) > 1 else ""
        return name_of_op(value.op) + number
    assert isinstance(value, BlockArgument), f"{value}"
    owner = value.block.parent_op()
    if isinstance(owner, FuncOp):
        return f"argument {value.index} of @{owner.sym_name.data}"
    return f"argument {value.index} of {name_of_op(owner)}" if owner else f"argument {value.index}"


def name_of_place(place: Place) -> str:
    if place.func_result is not None:
        function, index = place.func_result
        return f"result {index} of @{function.sym_name.data}"
    assert place.value is not None, "a place of a value"
    return name_of(place.value)


def source_of_place(place: Place) -> str:
    """Where it stands in the source."""
    if place.func_result is not None:
        return place_of(place.func_result[0])
    assert place.value is not None, "a place of a value"
    owner = place.value.owner
    op = owner if isinstance(owner, Operation) else owner.parent_op()
    return place_of(op) if op is not None else ""
