"""Writing MLIR text, byte for byte as MLIR's own printer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO

from xdsl.dialects.builtin import FunctionType, ModuleOp, UnregisteredOp
from xdsl.ir import Attribute, Operation
from xdsl.traits import IsolatedFromAbove
from xdsl.utils.diagnostic import Diagnostic as XdslDiagnostic

from ttmlir_py.syntax.aliases import AliasCollector, any_alias
from ttmlir_py.syntax.core_ops import CORE_PRINTERS
from ttmlir_py.syntax.elements_text import LARGEST_DECIMAL
from ttmlir_py.syntax.names import ValueNames
from ttmlir_py.syntax.region_printer import RegionPrinter
from ttmlir_py.syntax.resources import resource_section
from ttmlir_py.syntax.strings import quoted

_UNREGISTERED_NAME = "op_name__"


class Printer(RegionPrinter):
    """xDSL's printer interface, writing MLIR's text."""

    def __init__(
        self,
        stream: IO[str] | None = None,
        *,
        print_generic_format: bool = False,
        print_debuginfo: bool = False,
        elide_elements_larger: int | None = None,
    ) -> None:
        self.stream = stream
        self.print_generic_format = print_generic_format
        self.print_debuginfo = print_debuginfo
        self.print_properties_as_attributes = False
        self.elide_elements_larger = elide_elements_larger
        self.indent_num_spaces = 2
        self.diagnostic = XdslDiagnostic()
        self._indent = 0
        self._start_attributes(stream)
        self._start_regions()

    @property
    def text(self) -> str:
        """What has been written, if not to a stream."""
        return "".join(self.parts)

    # Operations

    def print_op(self, op: Operation) -> None:
        names = self._names_for(op)
        if self.collector is not None and self.print_debuginfo:
            self.collector.visit(op.location, self._print_anew, can_be_deferred=True)
        if op.results:
            self._print_result_names(op, names)
        op_type = type(op)
        custom = None if self.print_generic_format else CORE_PRINTERS.get(op_type.name)
        if custom is not None:
            self._print_custom_name(op_type.name)
            custom(op, self)
        elif self.print_generic_format or op_type.print is Operation.print:
            self._print_generic(op)
        else:
            self._print_custom_name(op_type.name)
            op.print(self)
        if self.print_debuginfo and self.collector is None:
            alias = self.aliases.get(op.location)
            shown = f"loc({alias})" if alias else self.text_without_alias(op.location)
            self._write(f" {shown}")

    def _print_result_names(self, op: Operation, names: ValueNames) -> None:
        results = op.results
        starts = names.groups.get(op, (0,))
        for position, start in enumerate(starts):
            end = starts[position + 1] if position + 1 < len(starts) else len(results)
            separator = ", " if position else ""
            pack = f":{end - start}" if end - start > 1 else ""
            self._write(f"{separator}{names.values[results[start]]}{pack}")
        self._write(" = ")

    def _print_custom_name(self, name: str) -> None:
        dialect, _, mnemonic = name.partition(".")
        is_default = dialect == self._default_dialects[-1] and "." not in mnemonic
        self._write(mnemonic if is_default else name)

    def _print_generic(self, op: Operation) -> None:
        if self.collector is not None:
            self._visit_generic(op)
            return
        attributes: Mapping[str, Attribute] = op.attributes
        name = op.name
        if isinstance(op, UnregisteredOp):
            name = op.op_name.data
            attributes = {k: v for k, v in attributes.items() if k != _UNREGISTERED_NAME}
        self._write(quoted(name))
        self.print_op_with_default_format_of(op, attributes)

    def print_op_with_default_format(self, op: Operation) -> None:
        self.print_op_with_default_format_of(op, op.attributes)

    def print_op_with_default_format_of(
        self, op: Operation, attributes: Mapping[str, Attribute]
    ) -> None:
        """Everything of the generic form after the name."""
        self.print_operands(op.operands)
        self.print_successors(op.successors)
        if op.properties:
            self._write(" <")
            self.print_attr_dict(op.properties)
            self._write(">")
        self.print_regions(op.regions)
        self.print_op_attributes(attributes)
        self._write(" : ")
        self.print_function_type(op.operand_types, op.result_types)

    def _visit_generic(self, op: Operation) -> None:
        """In the order in which MLIR looks for aliases."""
        for region in op.regions:
            self.print_region(region)
        for type_ in (*op.operand_types, *op.result_types):
            self.print_attribute(type_)
        entries = {**op.attributes, **op.properties}
        for name in sorted(entries, key=str.encode):
            if name != _UNREGISTERED_NAME:
                self.print_attribute(entries[name])

    def print_op_attributes(
        self,
        attributes: Mapping[str, Attribute],
        *,
        reserved_attr_names: Iterable[str] = (),
        print_keyword: bool = False,
    ) -> bool:
        is_one = isinstance(reserved_attr_names, str)  # as xDSL's memref.alloc gives it
        reserved = {reserved_attr_names} if is_one else set(reserved_attr_names)
        shown = (
            {k: v for k, v in attributes.items() if k not in reserved} if reserved else attributes
        )
        if not shown:
            return False
        self._write(" attributes " if print_keyword else " ")
        self.print_attr_dict(shown)
        return True

    def print_function_type(
        self, input_types: Iterable[Attribute], output_types: Iterable[Attribute]
    ) -> None:
        self._write("(")
        self.print_list(input_types, self.print_attribute)
        self._write(") -> ")
        outputs = tuple(output_types)
        if len(outputs) == 1 and not isinstance(outputs[0], FunctionType):
            self.print_attribute(outputs[0])
            return
        self._write("(")
        self.print_list(outputs, self.print_attribute)
        self._write(")")

    def print_operation_type(self, op: Operation) -> None:
        self.print_function_type(op.operand_types, op.result_types)

    # Aliases

    def collect_aliases(self, root: Operation) -> tuple[str, str]:
        """Decide on aliases; their definitions, those before and those after the module."""
        if not self.print_debuginfo and not any_alias(root):
            return "", ""
        collector = AliasCollector()
        outer, self._write = self._write, _discard
        self.collector = collector
        self.print_op(root)
        self.collector, self._write = None, outer
        aliases = collector.aliases()
        self.aliases = {alias.attribute: alias.text for alias in aliases}
        before, after = (
            "".join(
                f"{alias.text} = {self.text_without_alias(alias.attribute)}\n"
                for alias in aliases
                if alias.is_deferred is is_deferred
            )
            for is_deferred in (False, True)
        )
        return before, after

    def enter_scope(self) -> None:
        """Names are decided for a whole module at once."""

    def exit_scope(self) -> None:
        """Names are decided for a whole module at once."""


def _discard(text: str) -> None:
    pass


def operation_text(op: Operation) -> str:
    """An operation in generic form, as MLIR's error messages show it."""
    root = op
    while not root.has_trait(IsolatedFromAbove, value_if_unregistered=False):
        parent = root.parent_op()
        if parent is None:
            break
        root = parent
    printer = Printer(print_generic_format=True, elide_elements_larger=16)
    printer.name_values(root)
    printer.print_op(op)
    text = printer.text
    return f"\n{text}" if "\n" in text else text


def print_module(
    module: ModuleOp,
    *,
    generic: bool = False,
    debuginfo: bool = False,
    local_scope: bool = False,
    elide_elements_larger: int | None = None,
    elide_resources_larger: int | None = None,
    hex_elements_larger: int = LARGEST_DECIMAL,
    names_from_locations: bool = False,
    skip_regions: bool = False,
) -> str:
    """The text of a module, ending in a line break.

    A negative `hex_elements_larger` writes all constants in decimal.
    """
    printer = Printer(
        print_generic_format=generic,
        print_debuginfo=debuginfo,
        elide_elements_larger=elide_elements_larger,
    )
    printer.hex_elements_larger = hex_elements_larger
    printer.names_from_locations = names_from_locations
    printer.skip_regions = skip_regions
    printer.name_values(module)
    before, after = ("", "") if local_scope else printer.collect_aliases(module)
    printer.print_op(module)
    if local_scope:
        return f"{printer.text}\n"
    resources = resource_section(printer.resources.values(), elide_resources_larger)
    return f"{before}{printer.text}\n{after}{resources}"
