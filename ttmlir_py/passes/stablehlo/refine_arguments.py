"""`stablehlo-refine-arguments`: the main function with arguments of given types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Attribute
from xdsl.utils.exceptions import ParseError, VerifyException

from ttmlir_py.passes.stablehlo.refinement.arguments import entry_function, refine_arguments
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import CompileError, fail
from ttmlir_py.syntax.parser import Parser


@dataclass(frozen=True)
class StablehloRefineArgumentsPass(Pass):
    """The main function's arguments have the types given, one for each, separated by commas.

    The body sees the old types, through `@stablehlo.shape_refinement_operand_wrapper`, until
    `stablehlo-refine-shapes` carries the new ones on.
    """

    name = "stablehlo-refine-arguments"

    types: str = ""

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        function = entry_function(op)
        types = [_parsed(text, ctx, op) for text in _separated(self.types)]
        try:
            refine_arguments(function, types)
        except VerifyException as error:
            fail(function, str(error))


def _parsed(text: str, ctx: Context, module: ModuleOp) -> Attribute:
    try:
        parser = Parser(ctx, text)  # pyright: ignore[reportArgumentType]
        return parser.parse_type()
    except (ParseError, CompileError):
        fail(module, f"Invalid type string: {text}")


def _separated(text: str) -> Iterator[str]:
    """The parts between commas outside brackets."""
    depth = start = 0
    for position, char in enumerate(text):
        if char in "<([{":
            depth += 1
        elif char in ">)]}" and text[position - 1 : position] != "-":
            depth -= 1
        elif char == "," and depth == 0:
            yield text[start:position].strip()
            start = position + 1
    if text[start:].strip():
        yield text[start:].strip()
