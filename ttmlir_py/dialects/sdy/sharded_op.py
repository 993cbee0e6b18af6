"""Ops that say the shardings of their values themselves, not by a `sdy.sharding` attribute."""

from __future__ import annotations

from abc import abstractmethod

from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import instance

SHARDING = instance(TensorSharding, "Tensor sharding")
SHARDING_PER_VALUE = instance(ShardingPerValue, "Tensor sharding per operand/result of an op")


class ShardedOp(Op):
    """An op with one result whose sharding is a property of the op."""

    @property
    @abstractmethod
    def result_sharding(self) -> TensorSharding | None:
        """The sharding of the result."""

    @result_sharding.setter
    @abstractmethod
    def result_sharding(self, sharding: TensorSharding | None) -> None: ...


class ComputationOp(Op):
    """An op around a body, with shardings for the body's arguments and for its results."""

    @abstractmethod
    def argument_sharding(self, index: int) -> TensorSharding | None:
        """The sharding of an argument, as seen inside of the body."""

    @abstractmethod
    def set_argument_sharding(self, index: int, sharding: TensorSharding | None) -> None: ...

    @abstractmethod
    def output_sharding(self, index: int) -> TensorSharding | None:
        """The sharding of a result, as seen from outside."""

    @abstractmethod
    def set_output_sharding(self, index: int, sharding: TensorSharding | None) -> None: ...
