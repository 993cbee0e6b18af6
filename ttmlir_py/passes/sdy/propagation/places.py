"""Places: where the sharding of a value, or of a function's result, is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from xdsl.dialects.func import FuncOp
from xdsl.ir import Operation, OpResult, SSAValue

from ttmlir_py.dialects.sdy.data_flow import takes_part
from ttmlir_py.dialects.sdy.sharded_op import ComputationOp, ShardedOp
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.dialects.sdy.shardings import (
    SHARDING,
    set_func_result_sharding,
    set_sharding,
    shardable_value,
    sharding_of,
)

if TYPE_CHECKING:
    from ttmlir_py.passes.sdy.propagation.graph import Node


@dataclass(eq=False, slots=True)
class Place:
    """Where a sharding is stored: a value, or a result of a function."""

    value: SSAValue | None
    func_result: tuple[FuncOp, int] | None = None
    sharding: TensorSharding | None = None
    stored: TensorSharding | None = None
    affected: list[Node] = field(default_factory=list["Node"])
    group: list[Place] = field(default_factory=list["Place"])

    def write(self, known: dict[int, ShardingPerValue]) -> None:
        """Store the sharding in the module; `known` holds attributes by the sharding's identity."""
        value, sharding = self.value, self.sharding
        assert sharding is not None, f"{value} has lost its sharding"
        if self.func_result is not None:
            set_func_result_sharding(*self.func_result, sharding)
        elif value is None:
            return
        elif isinstance(value, OpResult) and _is_lone_result(value):
            attribute = known.get(id(sharding))
            if attribute is None:
                attribute = known[id(sharding)] = ShardingPerValue((sharding,))
            value.op.attributes[SHARDING] = attribute
        else:
            set_sharding(value, sharding)
        self.stored = sharding


def _is_lone_result(value: OpResult) -> bool:
    return holds_attribute(type(value.op)) and len(value.op.results) == 1


@cache
def holds_attribute(kind: type[Operation]) -> bool:
    """Whether the shardings of an op's results are in its `sdy.sharding`, whatever uses them."""
    return not issubclass(kind, ShardedOp | ComputationOp) and not takes_part(kind)


def home_of(value: SSAValue) -> SSAValue | None:
    """The value that stores the sharding of a value; itself for nearly all."""
    if isinstance(value, OpResult) and holds_attribute(type(value.op)):
        return value
    return shardable_value(value)


def stored_sharding(home: SSAValue) -> TensorSharding | None:
    """The sharding stored at a value that stores its own."""
    if isinstance(home, OpResult) and holds_attribute(type(home.op)):
        stored = home.op.attributes.get(SHARDING)
        return stored[home.index] if isinstance(stored, ShardingPerValue) else None
    return sharding_of(home)
