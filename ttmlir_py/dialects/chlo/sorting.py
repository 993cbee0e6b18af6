"""The largest elements."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.chlo.constraints import TENSOR
from ttmlir_py.dialects.chlo.type_forms import ARROW
from ttmlir_py.dialects.stablehlo.assembly import (
    Assembly,
    PrettyOp,
    boolean,
    integer,
    optional,
    value,
)
from ttmlir_py.dialects.stablehlo.properties import defaulted_prop
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.properties import BOOL, I64_ATTR
from ttmlir_py.support.shapes import DYNAMIC, element_of, shape_of


class TopKOp(PrettyOp):
    """The `k` largest elements along the last dimension, and where they were."""

    name = "chlo.top_k"
    reports_inference = True
    traits = PURE
    assembly = Assembly(
        "(",
        value("operand"),
        ", k = ",
        integer("k"),
        optional("is_stable = ", boolean("is_stable")),
        ")",
        types=ARROW,
    )

    operand = operand(TENSOR)
    k = prop(I64_ATTR)
    is_stable = defaulted_prop(BOOL, True)
    values = result(TENSOR)
    indices = result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        if not isinstance(self.operand.type, TensorType):
            return self.result_types
        shape = shape_of(self.operand)
        if not shape:
            raise VerifyException("operand's rank must be at least 1")
        if shape[-1] != DYNAMIC and shape[-1] < self.k:
            raise VerifyException(f"operand's last dimension must be at least {self.k}")
        kept = (*shape[:-1], self.k)
        return [TensorType(element_of(self.operand), kept), TensorType(I32, kept)]
