"""How a function is called: what a refinement of it depends on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, TensorType
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.stablehlo.types import TokenType
from ttmlir_py.passes.stablehlo.simplify.matching import elements_of, integers_of
from ttmlir_py.support.element_types import is_integer


@dataclass(frozen=True)
class Key:
    """Leading tokens, then scalar integers that are constants, then the types of the rest."""

    tokens: int
    constants: tuple[DenseIntOrFPElementsAttr, ...]
    types: tuple[Attribute, ...]
    drops_constants: bool = True
    """Whether the refined function has no arguments for the constants."""

    @classmethod
    def of(cls, operands: Sequence[SSAValue], *, drops_constants: bool = True) -> Key:
        """The key of a call with these operands."""
        tokens = 0
        while tokens < len(operands) and isinstance(operands[tokens].type, TokenType):
            tokens += 1
        constants: list[DenseIntOrFPElementsAttr] = []
        for value in operands[tokens:]:
            elements = elements_of(value)
            if elements is None or not is_integer_scalar(value) or integers_of(value) is None:
                break
            constants.append(elements)
        rest = operands[tokens + len(constants) :]
        types = tuple(value.type for value in rest)
        return cls(tokens, tuple(constants), types, drops_constants)

    @property
    def constant_places(self) -> range:
        """The operands that are constants."""
        return range(self.tokens, self.tokens + len(self.constants))

    @property
    def argument_types(self) -> tuple[Attribute, ...]:
        """The types of the arguments of the refined function."""
        tokens = [TokenType()] * self.tokens
        constants = [] if self.drops_constants else [value.type for value in self.constants]
        return (*tokens, *constants, *self.types)

    def agrees_with(self, first: Key) -> bool:
        """Whether a function refined for the first key is the one that this call needs.

        A call whose constants are dropped already has none of them.
        """
        same_constants = not self.constants or self.constants == first.constants
        return same_constants and self.argument_types == first.argument_types

    def text(self, function: str) -> str:
        """For an error message."""
        numbers = ", ".join(str(each.get_values()[0]) for each in self.constants)
        types = ", ".join(map(str, self.types))
        calls = f"toks={self.tokens}, dim_args=[{numbers}], fn_args=[{types}]"
        return f"RefinementKey({function}, {calls})"


def is_integer_scalar(value: SSAValue) -> bool:
    """One integer, such as a size."""
    type_ = value.type
    return (
        isinstance(type_, TensorType) and not type_.get_shape() and is_integer(type_.element_type)
    )
