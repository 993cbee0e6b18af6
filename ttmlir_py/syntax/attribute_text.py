"""The text of an attribute on its own, as messages show it."""

from __future__ import annotations

from xdsl.ir import Attribute


def attribute_text(attribute: Attribute) -> str:
    # The printer is needed for bad programs only.
    from ttmlir_py.syntax.printer import Printer

    printer = Printer()
    printer.print_attribute(attribute)
    return printer.text
