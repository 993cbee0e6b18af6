"""Collectives and slices that run while the program goes on."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute, OpTraits
from xdsl.traits import IsolatedFromAbove
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.constraints import FUTURE, TENSOR
from ttmlir_py.dialects.stablehlo.regions import returned
from ttmlir_py.dialects.stablehlo.types import FutureType
from ttmlir_py.support.fields import operand, region, result, variadic_operand
from ttmlir_py.support.op import Op

_STARTABLE = frozenset(
    f"stablehlo.{word}"
    for word in [
        "all_gather",
        "all_reduce",
        "all_to_all",
        "collective_broadcast",
        "collective_permute",
        "collective_reduce",
        "dynamic_slice",
        "dynamic_update_slice",
        "reduce_scatter",
        "slice",
    ]
)


class AsyncStartOp(Op):
    """Starts the one op of its region."""

    name = "stablehlo.async_start"
    reports_inference = True
    traits = OpTraits(lambda: (IsolatedFromAbove(),))

    operands_ = variadic_operand(TENSOR)
    body = region()
    result = result(FUTURE)

    def infer(self) -> Sequence[Attribute]:
        if not self.body.blocks:
            raise VerifyException("region must not be empty")
        ops = list(self.body.block.ops)
        # async_start_c1
        if len(ops) != 2:
            raise VerifyException("region must contain exactly one operation and a return")
        # async_start_c2
        if ops[0].name not in _STARTABLE:
            raise VerifyException("region must contain a collective or slice operation")
        self._verify_arguments()
        results = returned(self.body)
        if len(results) != 1:
            raise VerifyException(f"region must return exactly one value, but got {len(results)}")
        # async_start_c4
        return [FutureType((results[0].type,))]

    def _verify_arguments(self) -> None:
        # async_start_c3
        arguments = self.body.block.args
        if len(self.operands) != len(arguments):
            raise VerifyException(
                f"number of operands ({len(self.operands)}) must match number of region arguments "
                f"({len(arguments)})"
            )
        for index, (value, argument) in enumerate(zip(self.operands, arguments, strict=True)):
            if value.type != argument.type:
                raise VerifyException(
                    f"operand type '{value.type}' at index {index} must match region argument "
                    f"type '{argument.type}'"
                )


class AsyncDoneOp(Op):
    """Waits for what was started."""

    name = "stablehlo.async_done"
    reports_inference = True

    operand = operand(FUTURE)
    result = result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        assert isinstance(self.operand.type, FutureType), f"{self.operand.type}"
        types = self.operand.type.types
        if len(types) != 1:
            raise VerifyException(
                f"future must have exactly one type parameter, but got {len(types)}"
            )
        # async_done_c1
        return [types[0]]
