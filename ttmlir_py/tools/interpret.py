"""`ttmlir-translate --interpret`: a module run on arguments of the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from xdsl.dialects.builtin import ArrayAttr, DenseIntOrFPElementsAttr, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute
from xdsl.utils.exceptions import ParseError

from ttmlir_py.compiler import parse
from ttmlir_py.context import Context
from ttmlir_py.executable import entry_function
from ttmlir_py.frontends.source import SourceText
from ttmlir_py.runtime.formats import Array, format_of
from ttmlir_py.runtime.literals import array_of
from ttmlir_py.runtime.outside import Outside, Probes
from ttmlir_py.runtime.program import Program
from ttmlir_py.runtime.text import dense_attribute, tensor_text
from ttmlir_py.static_program import static_for
from ttmlir_py.support.op import compatible
from ttmlir_py.support.shapes import element_of
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import Parser
from ttmlir_py.syntax.printer import Printer

_USAGE = "i.e. --args=[dense<1> : tensor<2xi32>, ...]"


def interpreted(
    text: str, name: str, arguments: str = "", probe_folder: str = "", *, dense: bool = False
) -> str:
    """What `main`, or the only function, returns; nothing where a module has no function."""
    module = parse(SourceText(text, name))
    if not any(isinstance(op, FuncOp) for op in module.ops):
        return ""
    function = entry_function(module)
    inputs = _inputs(function, _constants(arguments) if arguments else ())
    if function.sym_name.data == "main":
        module = static_for(module, inputs)
        function = entry_function(module)
    shown: list[str] = []
    outside = Outside(shown.append, Probes(Path(probe_folder) if probe_folder else None))
    try:
        outputs = Program(module, outside=outside)(*inputs, function=function.sym_name.data)
    except CompileError:
        sys.stdout.write("".join(shown))
        raise
    show = _dense_text if dense else tensor_text
    for type_, output in zip(function.function_type.outputs.data, outputs, strict=True):
        if isinstance(type_, TensorType):
            shown.append(f"{show(type_, output)}\n")
    return "".join(shown)


def _dense_text(type_: TensorType[Attribute], array: Array) -> str:
    printer = Printer()
    printer.print_attribute(dense_attribute(type_, array))
    return printer.text


def _constants(text: str) -> Sequence[DenseIntOrFPElementsAttr]:
    # The wording is that of StableHLO's own tool, which its tests check.
    array = _attribute(text)
    if not isinstance(array, ArrayAttr):
        raise ValueError(f"expectected array attribute string for args, {_USAGE}")
    constants: list[DenseIntOrFPElementsAttr] = []
    for item in array.data:
        if not isinstance(item, DenseIntOrFPElementsAttr):
            raise ValueError(f"expected dense elements attribute for args elements, {_USAGE}")
        constants.append(item)
    return constants


def _attribute(text: str) -> Attribute | None:
    try:
        return Parser(Context(), text, "<args>").parse_attribute()
    except (CompileError, ParseError):
        return None


def _inputs(function: FuncOp, constants: Sequence[DenseIntOrFPElementsAttr]) -> list[Array]:
    types = function.function_type.inputs.data
    if len(constants) != len(types):
        raise ValueError(
            f"incorrect number of arguments specified, provided {len(constants)} inputs but "
            f"function expected {len(types)}"
        )
    for index, (constant, type_) in enumerate(zip(constants, types, strict=True)):
        if not compatible(type_, constant.type):
            raise ValueError(
                f"invalid input argument type at index {index}, input type was {constant.type} "
                f"but entry function expected {type_}"
            )
    return [array_of(c).astype(format_of(element_of(c.type)).storage) for c in constants]
