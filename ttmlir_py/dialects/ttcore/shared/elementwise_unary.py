"""Elementwise ops with one input."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.rules.elementwise import broadcast_result
from ttmlir_py.support.fields import operand, result


class UnaryOp(PureOp):
    """An elementwise op with one input."""

    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [broadcast_result(self, self.input)]
