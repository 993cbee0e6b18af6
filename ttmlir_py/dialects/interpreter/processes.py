"""Programs that run side by side on a grid of processes."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import ArrayAttr, SymbolRefAttr, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.traits import SymbolTable
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.constraints import QUANTIZABLE_TENSOR_OR_TOKEN
from ttmlir_py.support.fields import optional_prop, prop, variadic_operand, variadic_result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import SYMBOL, PropertyKind

SYMBOLS = PropertyKind[tuple[str, ...]](
    "flat symbol ref array attribute",
    lambda a: isinstance(a, ArrayAttr) and all(SYMBOL.accepts(item) for item in a.data),
    lambda a: tuple(map(SYMBOL.decode, a.data)),
    lambda names: ArrayAttr([SymbolRefAttr(name) for name in names]),
)
SYMBOL_ROWS = PropertyKind[tuple[tuple[str, ...], ...]](
    "Array of FlatSymbolRefArrayAttr",
    lambda a: isinstance(a, ArrayAttr) and all(SYMBOLS.accepts(row) for row in a.data),
    lambda a: tuple(map(SYMBOLS.decode, a.data)),
    lambda rows: ArrayAttr([SYMBOLS.encode(row) for row in rows]),
)


class RunParallelOp(Op):
    """A function for every replica and partition, inputs and results process after process."""

    name = "interpreter.run_parallel"

    inputs = variadic_operand(QUANTIZABLE_TENSOR_OR_TOKEN)
    infeed = optional_prop(SYMBOLS)
    programs = prop(SYMBOL_ROWS)
    outputs = variadic_result(QUANTIZABLE_TENSOR_OR_TOKEN)

    def verify_extra(self) -> None:
        functions = [self._function(name) for row in self._rows() for name in row]
        inputs = sum(len(function.function_type.inputs) for function in functions)
        if len(self.operands) != inputs:
            raise VerifyException(
                f"Number of inputs ({len(self.operands)}) should match the sum of the number of "
                f"inputs of all programs ({inputs})"
            )
        results = sum(len(function.function_type.outputs) for function in functions)
        if len(self.results) != results:
            raise VerifyException(
                f"Number of results ({len(self.results)}) should match the sum of the number of "
                f"results of all programs ({results})"
            )
        self._verify_infeed()

    def _rows(self) -> Sequence[Sequence[str]]:
        rows = self.programs
        if not rows or not rows[0]:
            raise VerifyException("`programs` attribute cannot be empty")
        for row in rows:
            if len(row) != len(rows[0]):
                raise VerifyException(
                    "Sizes of second dimension of `programs` should all match "
                    f"{len(rows[0])} but got {len(row)}"
                )
        return rows

    def _verify_infeed(self) -> None:
        if self.infeed is None:
            return
        if not self.infeed:
            raise VerifyException("infeed attribute is optional or should not be empty")
        for name in self.infeed:
            types = self._function(name).function_type.outputs.data
            if len(types) != 1:
                raise VerifyException(
                    f'Function "{name}" should return 1 tensor but returns {len(types)}'
                )
            if not isinstance(types[0], TensorType):
                raise VerifyException(
                    f'Function "{name}" should return a tensor type, but instead returns '
                    f"'{types[0]}'"
                )

    def _function(self, name: str) -> FuncOp:
        function = SymbolTable.lookup_symbol(self, name)
        if not isinstance(function, FuncOp):
            raise VerifyException(f'Function "{name}" not found')
        return function
