"""Writing MLIR text, byte for byte as MLIR's own printer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import IO

from xdsl.dialects.builtin import FunctionType, ModuleOp, UnregisteredOp
from xdsl.ir import Attribute, Block, BlockArgument, Operation, Region, SSAValue
from xdsl.traits import IsolatedFromAbove, IsTerminator
from xdsl.utils.diagnostic import Diagnostic as XdslDiagnostic

from ttmlir_py.syntax.aliases import AliasCollector, any_alias
from ttmlir_py.syntax.attribute_printer import AttributePrinter
from ttmlir_py.syntax.core_names import default_dialect
from ttmlir_py.syntax.core_ops import CORE_PRINTERS
from ttmlir_py.syntax.names import ValueNames
from ttmlir_py.syntax.resources import resource_section
from ttmlir_py.syntax.strings import quoted

_UNREGISTERED_NAME = "op_name__"


class Printer(AttributePrinter):
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
        self._names: ValueNames | None = None
        self._default_dialects = ["builtin"]
        self._start_attributes(stream)

    @property
    def text(self) -> str:
        """What has been written, if not to a stream."""
        return "".join(self.parts)

    def name_values(self, root: Operation) -> None:
        """Name every value in an operation; without this, in the first one printed."""
        self._names = ValueNames(root, self.print_generic_format)

    def _names_for(self, op: Operation) -> ValueNames:
        if self._names is None:
            self.name_values(_outermost(op))
        assert self._names is not None
        return self._names

    # Values and blocks

    def print_ssa_value(self, value: SSAValue) -> str:
        name = self._names.uses.get(value) if self._names else None
        name = name or self._name_anew(value)
        self._write(name)
        return name[1:]

    def _name_anew(self, value: SSAValue) -> str:
        """A value printed outside of any operation, or one that was never inserted."""
        owner = value.owner
        parent = owner if isinstance(owner, Operation) else owner.parent_op()
        if self._names is None and parent is not None:
            return self._names_for(parent).uses.get(value, "<<UNKNOWN SSA VALUE>>")
        return "<<UNKNOWN SSA VALUE>>"

    def print_operand(self, operand: SSAValue) -> None:
        self.print_ssa_value(operand)

    def print_operands(self, operands: Sequence[SSAValue]) -> None:
        self._write("(")
        self.print_list(operands, self.print_ssa_value)
        self._write(")")

    def print_block_name(self, block: Block) -> str:
        name = self._names.blocks.get(block) if self._names else None
        name = name or "^<<UNLINKED>>"
        self._write(name)
        return name[1:]

    def print_successors(self, successors: Sequence[Block]) -> None:
        if successors:
            self._write("[")
            self.print_list(successors, self.print_block_name)
            self._write("]")

    def print_block_argument(self, arg: BlockArgument, print_type: bool = True) -> None:
        self.print_ssa_value(arg)
        if print_type:
            self._write(": ")
            self.print_attribute(arg.type)
            self.print_argument_location(arg)

    def print_argument_location(self, argument: BlockArgument) -> None:
        """In full: MLIR gives arguments' locations an alias, but does not use it."""
        if not self.print_debuginfo:
            return
        if self.collector is not None:
            self.collector.visit(argument.location, self._print_anew)
            return
        aliases, self.aliases = self.aliases, {}
        self._write(f" {self.text_without_alias(argument.location)}")
        self.aliases = aliases

    # Regions

    def print_block(
        self,
        block: Block,
        print_block_args: bool = True,
        print_block_terminator: bool = True,
    ) -> None:
        if print_block_args:
            self._print_new_line()
            self.print_block_name(block)
            if block.args:
                self._write("(")
                self.print_list(block.args, self.print_block_argument)
                self._write(")")
            self._write(":")
            self._print_predecessors(block)
        self._indent += 1
        op = block.first_op
        while op is not None:
            is_hidden = not print_block_terminator and op.next_op is None
            if not (is_hidden and op.has_trait(IsTerminator, value_if_unregistered=False)):
                self._print_new_line()
                self.print_op(op)
            op = op.next_op
        self._indent -= 1

    def _print_predecessors(self, block: Block) -> None:
        region = block.parent
        if region is None:
            self._write("  // block is not in a region!")
            return
        before = block.predecessors()
        if not before:
            if region.first_block is not block:
                self._write("  // no predecessors")
        elif len(before) == 1:
            self._write("  // pred: ")
            self.print_block_name(before[0])
        else:
            self._write(f"  // {len(before)} preds: ")
            ordered = [other for other in region.blocks for one in before if one is other]
            self.print_list(ordered, self.print_block_name)

    def print_region(
        self,
        region: Region,
        print_entry_block_args: bool = True,
        print_empty_block: bool = True,
        print_block_terminators: bool = True,
    ) -> None:
        self._write("{")
        entry = region.first_block
        if entry is not None:
            parent = region.parent
            self._default_dialects.append(default_dialect(type(parent)) if parent else "")
            has_header = (print_empty_block and entry.first_op is None) or (
                print_entry_block_args and bool(entry.args)
            )
            self.print_block(entry, has_header, print_block_terminators)
            block = entry.next_block
            while block is not None:
                self.print_block(block)
                block = block.next_block
            self._default_dialects.pop()
        self._print_new_line()
        self._write("}")

    def print_regions(self, regions: Sequence[Region]) -> None:
        if regions:
            self._write(" (")
            self.print_list(regions, self.print_region)
            self._write(")")

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
        reserved = set(reserved_attr_names)
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


def _outermost(op: Operation) -> Operation:
    while (parent := op.parent_op()) is not None:
        op = parent
    return op


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
) -> str:
    """The text of a module, ending in a line break."""
    printer = Printer(
        print_generic_format=generic,
        print_debuginfo=debuginfo,
        elide_elements_larger=elide_elements_larger,
    )
    printer.name_values(module)
    before, after = ("", "") if local_scope else printer.collect_aliases(module)
    printer.print_op(module)
    if local_scope:
        return f"{printer.text}\n"
    resources = resource_section(printer.resources.values(), elide_resources_larger)
    return f"{before}{printer.text}\n{after}{resources}"
