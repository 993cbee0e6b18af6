"""The sharding of a value: where it is stored, how to read it and how to change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr
from xdsl.dialects.func import FuncOp
from xdsl.ir import BlockArgument, Operation, OpResult, SSAValue

from ttmlir_py.dialects.sdy.data_flow import edge_of, owner_of_target
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharded_op import ComputationOp, ShardedOp
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding, sharded_rank
from ttmlir_py.support.shapes import rank_of

SHARDING = "sdy.sharding"
SHARDING_RULE = "sdy.sharding_rule"


def sharding_of(value: SSAValue) -> TensorSharding | None:
    """The sharding of a value; None where it has none or cannot have one."""
    place = shardable_value(value)
    if place is None:
        return None
    if isinstance(place, BlockArgument):
        op = place.block.parent_op()
        if isinstance(op, ComputationOp):
            return op.argument_sharding(place.index)
        assert isinstance(op, FuncOp), f"{op}"
        return _in_dictionary(op.arg_attrs, place.index)
    assert isinstance(place, OpResult), f"{place}"
    match op := place.op:
        case ShardedOp():
            return op.result_sharding
        case ComputationOp():
            return op.output_sharding(place.index)
        case _:
            stored = result_shardings(op)
            return stored[place.index] if stored else None


def set_sharding(value: SSAValue, sharding: TensorSharding | None) -> None:
    """Store the sharding of a value; nothing happens where a value cannot have one."""
    place = shardable_value(value)
    if place is None:
        return
    if isinstance(place, BlockArgument):
        op = place.block.parent_op()
        if isinstance(op, ComputationOp):
            op.set_argument_sharding(place.index, sharding)
            return
        assert isinstance(op, FuncOp), f"{op}"
        op.arg_attrs = _with_entry(op.arg_attrs, place.index, len(op.args), sharding)
        return
    assert isinstance(place, OpResult), f"{place}"
    match op := place.op:
        case ShardedOp():
            op.result_sharding = sharding
        case ComputationOp():
            op.set_output_sharding(place.index, sharding)
        case _:
            _set_result_sharding(op, place.index, sharding)


def shardable_value(value: SSAValue) -> SSAValue | None:
    """The value that stores the sharding: that of a data-flow edge where one belongs to it."""
    if (edge := edge_of(value)) is not None:
        return edge.results[0]
    if isinstance(value, OpResult):
        return value
    assert isinstance(value, BlockArgument), f"{value}"
    parent = value.block.parent_op()
    if isinstance(parent, FuncOp):
        return value
    return owner_of_target(value)


def shardings_of(values: Iterable[SSAValue]) -> list[TensorSharding | None]:
    return [sharding_of(value) for value in values]


def sharding_or(value: SSAValue, mesh: str | MeshAttr, *, closed: bool = False) -> TensorSharding:
    """The sharding of a value; without one, undivided and open (or closed)."""
    if found := sharding_of(value):
        return found
    fresh = TensorSharding.fully_replicated if closed else TensorSharding.fully_open
    return fresh(mesh, rank_of(value))


def sharding_through_barriers(value: SSAValue) -> TensorSharding | None:
    """The sharding of a value, looking through propagation barriers."""
    while isinstance(value, OpResult) and value.op.name == "sdy.propagation_barrier":
        value = value.op.operands[0]
    return sharding_of(value)


def result_shardings(op: Operation) -> ShardingPerValue | None:
    """The `sdy.sharding` attribute of an op that is no function."""
    stored = op.attributes.get(SHARDING)
    return stored if isinstance(stored, ShardingPerValue) else None


def set_result_shardings(op: Operation, shardings: Sequence[TensorSharding]) -> None:
    """Store the shardings of all results in the op's attribute."""
    op.attributes[SHARDING] = ShardingPerValue(tuple(shardings))


def func_result_sharding(func: FuncOp, index: int) -> TensorSharding | None:
    """The sharding a function declares for a result."""
    return _in_dictionary(func.res_attrs, index)


def set_func_result_sharding(func: FuncOp, index: int, sharding: TensorSharding | None) -> None:
    count = len(func.function_type.outputs.data)
    func.res_attrs = _with_entry(func.res_attrs, index, count, sharding)


def mesh_of_sharding(op: Operation, sharding: TensorSharding) -> MeshAttr | None:
    """The mesh of a sharding found on `op`."""
    return mesh_of(op, sharding.mesh)


def _set_result_sharding(op: Operation, index: int, sharding: TensorSharding | None) -> None:
    if sharding is None:
        if len(op.results) == 1:
            op.attributes.pop(SHARDING, None)
        elif (stored := result_shardings(op)) is not None:
            open_one = TensorSharding.fully_open(stored[index].mesh, stored[index].rank)
            op.attributes[SHARDING] = stored.replace(index, open_one)
        return
    stored = result_shardings(op) or ShardingPerValue(
        tuple(TensorSharding.fully_open(sharding.mesh, sharded_rank(v.type)) for v in op.results)
    )
    op.attributes[SHARDING] = stored.replace(index, sharding)


def _in_dictionary(
    dictionaries: ArrayAttr[DictionaryAttr] | None, index: int
) -> TensorSharding | None:
    if dictionaries is None or index >= len(dictionaries.data):
        return None
    found = dictionaries.data[index].data.get(SHARDING)
    return found if isinstance(found, TensorSharding) else None


def _with_entry(
    dictionaries: ArrayAttr[DictionaryAttr] | None,
    index: int,
    count: int,
    sharding: TensorSharding | None,
) -> ArrayAttr[DictionaryAttr]:
    entries = list(dictionaries.data) if dictionaries else [DictionaryAttr({})] * count
    entry = {key: value for key, value in entries[index].data.items() if key != SHARDING}
    if sharding is not None:
        entry[SHARDING] = sharding
    entries[index] = DictionaryAttr(entry)
    return ArrayAttr(entries)
