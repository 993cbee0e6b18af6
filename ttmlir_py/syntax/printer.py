"""Writing MLIR text."""

from __future__ import annotations

from io import StringIO

from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation
from xdsl.printer import Printer as XdslPrinter


class Printer(XdslPrinter):
    """xDSL's printer, for now."""


def operation_text(op: Operation) -> str:
    stream = StringIO()
    Printer(stream, print_generic_format=True).print_op(op)
    return stream.getvalue()


def print_module(
    module: ModuleOp,
    *,
    generic: bool = False,
    debuginfo: bool = False,
    local_scope: bool = False,
    elide_elements_larger: int | None = None,
    elide_resources_larger: int | None = None,
) -> str:
    stream = StringIO()
    Printer(stream, print_generic_format=generic, print_debuginfo=debuginfo).print_op(module)
    return stream.getvalue() + "\n"
