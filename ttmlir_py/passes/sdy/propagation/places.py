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

    def write(self) -> None:
        """Store the sharding in the module where it has changed."""
        if self.sharding is self.stored or self.sharding is None:
            return
        if self.func_result is not None:
            set_func_result_sharding(*self.func_result, self.sharding)
        elif isinstance(self.value, OpResult) and holds_attribute(type(self.value.op)):
            if len(self.value.op.results) == 1:
                self.value.op.attributes[SHARDING] = ShardingPerValue((self.sharding,))
            else:
                set_sharding(self.value, self.sharding)
        elif self.value is not None:
            set_sharding(self.value, self.sharding)
        self.stored = self.sharding


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
