"""Convolutions over one, two and three spatial dimensions."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.support.fields import operand, optional_operand, prop, result
from ttmlir_py.support.properties import I32_ATTR


class ConvolutionOp(PureOp):
    """What all convolutions have, forward and transposed."""

    input = operand()
    weight = operand()
    bias = optional_operand()
    groups = prop(I32_ATTR)
    result = result()
