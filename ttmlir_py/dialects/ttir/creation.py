"""Ops that make tensors from nothing: constants, fills, ranges, random numbers."""

from __future__ import annotations

from xdsl.ir import OpTraits
from xdsl.traits import MemoryAllocEffect

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.kinds import NUMBER, SI64_ATTR
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import (
    BOOL,
    ELEMENTS,
    F32_ATTR,
    I32_ARRAY,
    I32_INTEGERS,
    I64_ATTR,
    UI32_ATTR,
)


class FilledOp(PureOp):
    """A tensor of one shape filled with one number."""

    shape = prop(I32_ARRAY)
    result = result()


class ArangeOp(PureOp):
    """`start`, `start + step`, ... below `end`, along one dimension."""

    name = "ttir.arange"
    start = prop(SI64_ATTR)
    end = prop(SI64_ATTR)
    step = prop(SI64_ATTR)
    arange_dimension = prop(I64_ATTR)
    result = result()


class ConstantOp(PureOp):
    """A tensor of given values."""

    name = "ttir.constant"
    value = prop(ELEMENTS)
    result = result()


class DropoutOp(Op):
    """Zeroes elements with probability `prob` and multiplies the rest by `scale`."""

    name = "ttir.dropout"
    input = operand()
    prob = prop(F32_ATTR, 0.0)
    scale = prop(F32_ATTR, 1.0)
    seed = prop(UI32_ATTR, 0)
    use_per_device_seed = prop(BOOL, True)
    result = result()


class EmptyOp(Op):
    """A tensor whose content is undefined."""

    name = "ttir.empty"
    traits = OpTraits(lambda: (MemoryAllocEffect(),))
    result = result()


class FullOp(FilledOp):
    """A tensor filled with one number."""

    name = "ttir.full"
    fill_value = prop(NUMBER)


class OnesOp(FilledOp):
    """A tensor of ones."""

    name = "ttir.ones"


class RandOp(PureOp):
    """Random numbers, uniform between `low` and `high`."""

    name = "ttir.rand"
    size = prop(I32_INTEGERS)
    low = prop(F32_ATTR, 0.0)
    high = prop(F32_ATTR, 1.0)
    seed = prop(UI32_ATTR, 0)
    result = result()


class ZerosOp(FilledOp):
    """A tensor of zeros."""

    name = "ttir.zeros"
