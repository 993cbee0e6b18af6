"""Types of the ttnn dialect that are not tensors, and which operands take them."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.ir import TypeAttribute

from ttmlir_py.support.attributes import MarkerAttribute
from ttmlir_py.support.constraints import TypeConstraint


@dataclass(frozen=True)
class DeviceType(MarkerAttribute, TypeAttribute):
    """`!ttnn.device`: the mesh of chips a program runs on."""

    name = "ttnn.device"


@dataclass(frozen=True)
class GlobalSemaphoreType(MarkerAttribute, TypeAttribute):
    """`!ttnn.global_semaphore`: a counter that all chips see."""

    name = "ttnn.global_semaphore"


DEVICE = TypeConstraint("TTNN device", lambda type_: isinstance(type_, DeviceType))
GLOBAL_SEMAPHORE = TypeConstraint(
    "TTNN global semaphore.", lambda type_: isinstance(type_, GlobalSemaphoreType)
)
