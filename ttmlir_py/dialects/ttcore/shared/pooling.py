"""Pooling windows over images, and upsampling."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.kinds import SI32_OR_ARRAY
from ttmlir_py.dialects.ttcore.rules.upsampling import upsampled_result
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.properties import STRING


class UpsampleOp(PureOp):
    """Enlarges images by integer factors."""

    input = operand()
    scale_factor = prop(SI32_OR_ARRAY)
    mode = prop(STRING, "nearest")
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [upsampled_result(self, self.input, self.scale_factor, self.mode)]
