"""Kinds of properties that ttcore, ttir and ttnn ops share."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TypeVar

from xdsl.dialects.builtin import (
    DenseArrayBase,
    FloatAttr,
    IntegerAttr,
    IntegerType,
    Signedness,
    f32,
)
from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.attributes import (
    AttentionMaskTypeAttr,
    DataTypeAttr,
    MemorySpaceAttr,
    MoeActivationAttr,
    ReduceTypeAttr,
    ShardDirectionAttr,
    ShardTypeAttr,
    TopologyAttr,
)
from ttmlir_py.support.attributes import EnumAttribute
from ttmlir_py.support.element_types import I32, SI32
from ttmlir_py.support.properties import I32_ARRAY, PropertyKind, integer

E = TypeVar("E", bound=Enum)


def enumeration(cls: type[EnumAttribute[E]], summary: str) -> PropertyKind[E]:
    """An enumeration attribute, read and written as the Python enumeration."""
    return PropertyKind(
        summary,
        lambda attribute: isinstance(attribute, cls),
        lambda attribute: attribute.value,
        cls,
    )


def integer_or_array(type_: IntegerType, summary: str) -> PropertyKind[int | tuple[int, ...]]:
    """One integer for all dimensions, or `array<i32: ...>` with one for each."""
    one = integer(type_, summary)

    def accepts(attribute: Attribute) -> bool:
        return one.accepts(attribute) or I32_ARRAY.accepts(attribute)

    def decode(attribute: IntegerAttr | DenseArrayBase) -> int | tuple[int, ...]:
        if isinstance(attribute, IntegerAttr):
            return one.decode(attribute)
        return I32_ARRAY.decode(attribute)

    def encode(value: int | Sequence[int]) -> Attribute:
        return one.encode(value) if isinstance(value, int) else I32_ARRAY.encode(tuple(value))

    return PropertyKind(summary, accepts, decode, encode)


def _encode_number(value: float) -> Attribute:
    return IntegerAttr(value, I32) if isinstance(value, int) else FloatAttr(value, f32)


NUMBER = PropertyKind[float](
    "32-bit float attribute or 32-bit signless integer attribute",
    lambda a: isinstance(a, IntegerAttr | FloatAttr) and a.type in (I32, f32),
    lambda a: a.value.data,
    _encode_number,
)
"""A float or an integer: `1.0` is stored as f32, `1` as i32."""

SI8_ATTR = integer(IntegerType(8, Signedness.SIGNED), "8-bit signed integer attribute")
SI64_ATTR = integer(IntegerType(64, Signedness.SIGNED), "64-bit signed integer attribute")
I32_OR_ARRAY = integer_or_array(
    I32, "32-bit signless integer attribute or i32 dense array attribute"
)
SI32_OR_ARRAY = integer_or_array(
    SI32, "32-bit signed integer attribute or i32 dense array attribute"
)
ATTENTION_MASK_TYPE = enumeration(AttentionMaskTypeAttr, "TT AttentionMaskType")
DATA_TYPE = enumeration(DataTypeAttr, "TT DataTypes")
MEMORY_SPACE = enumeration(MemorySpaceAttr, "TT MemorySpace")
MOE_ACTIVATION = enumeration(MoeActivationAttr, "Activation function for the MoE expert FFN")
REDUCE_TYPE = enumeration(ReduceTypeAttr, "TT Reduce Type")
SHARD_DIRECTION = enumeration(ShardDirectionAttr, "TT MeshShardDirection")
SHARD_TYPE = enumeration(ShardTypeAttr, "MeshShard shard_type attribute in TT dialect")
TOPOLOGY = enumeration(TopologyAttr, "CCL Topology Type")
