"""`tt-populate-argument-types`: mark function arguments as inputs, parameters or constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.dialects.ttcore.attributes import ArgumentType, ArgumentTypeAttr
from ttmlir_py.passes.common.function_attributes import count, set_attribute
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class PopulateArgumentTypesPass(Pass):
    """The arguments of every function named in the option carry a `ttcore.argument_type`.

    The option is `function=input,parameter,constant;function=...`.
    """

    name = "tt-populate-argument-types"

    argument_types: str = ""

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        wanted = _parse(op, self.argument_types)
        functions = {f.sym_name.data: f for f in op.ops if isinstance(f, FuncOp)}
        for name in wanted:
            if name not in functions:
                fail(
                    op,
                    f'Function: "{name}" was provided in the argument types map, '
                    "however it was not found in module!",
                )
        for name, kinds in wanted.items():
            _mark(functions[name], kinds)


def _parse(op: ModuleOp, text: str) -> Mapping[str, tuple[ArgumentType, ...]]:
    found: dict[str, tuple[ArgumentType, ...]] = {}
    for entry in filter(None, text.split(";")):
        name, _, words = entry.partition("=")
        kinds = words.removesuffix(",").split(",") if words.strip(",") else []
        if not kinds:
            fail(op, "Invalid format. Expected: function=type1,type2;function=type1,type2")
        known = {kind.value: kind for kind in ArgumentType}
        for kind in kinds:
            if kind not in known:
                fail(op, f"Invalid argument type: {kind}")
        found[name] = tuple(known[kind] for kind in kinds)
    return found


def _mark(function: FuncOp, kinds: tuple[ArgumentType, ...]) -> None:
    expected = count(function, "arguments")
    if len(kinds) != expected:
        fail(
            function,
            "Did not provide the correct number of argument types for function: "
            f'"{function.sym_name.data}". Expected: {expected} arguments, '
            f"got: {len(kinds)} arguments",
        )
    attributes = [ArgumentTypeAttr(kind) for kind in kinds]
    set_attribute(function, "arguments", ArgumentTypeAttr.name, attributes)
