"""Layout changes and raw allocation."""

from __future__ import annotations

from xdsl.ir import OpTraits
from xdsl.traits import MemoryAllocEffect, MemoryFreeEffect

from ttmlir_py.dialects.ttcore.kinds import MEMORY_SPACE
from ttmlir_py.support.fields import operand, prop, result, variadic_result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import I64_ATTR


class AllocOp(Op):
    """A tensor at a fixed address."""

    name = "ttir.alloc"
    traits = OpTraits(lambda: (MemoryAllocEffect(),))
    address = prop(I64_ATTR)
    size = prop(I64_ATTR)
    memory_space = prop(MEMORY_SPACE)
    result = result()


class DeallocOp(Op):
    """Frees a tensor made by `alloc`."""

    name = "ttir.dealloc"
    traits = OpTraits(lambda: (MemoryFreeEffect(),))
    result = operand()


class ToLayoutOp(Op):
    """Copies a tensor into the layout of another."""

    name = "ttir.to_layout"
    input = operand()
    output = operand()
    results = variadic_result()
