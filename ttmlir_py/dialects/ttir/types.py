"""Types of the ttir dialect that are not tensors."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.ir import TypeAttribute

from ttmlir_py.support.attributes import MarkerAttribute


@dataclass(frozen=True)
class MemTxType(MarkerAttribute, TypeAttribute):
    """`!ttir.mem_tx`: a transfer that can be waited for."""

    name = "ttir.mem_tx"


@dataclass(frozen=True)
class SemaphoreType(MarkerAttribute, TypeAttribute):
    """`!ttir.semaphore`: what cores synchronize on."""

    name = "ttir.semaphore"
