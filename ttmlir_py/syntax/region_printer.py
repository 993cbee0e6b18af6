"""Values, blocks and regions as MLIR writes them."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Block, BlockArgument, Operation, Region, SSAValue
from xdsl.traits import IsTerminator

from ttmlir_py.syntax.attribute_printer import AttributePrinter
from ttmlir_py.syntax.core_names import default_dialect
from ttmlir_py.syntax.names import ValueNames

_UNKNOWN_VALUE = "<<UNKNOWN SSA VALUE>>"


class RegionPrinter(AttributePrinter):
    """Writes what operations hold; values are named for a whole module at once."""

    names_from_locations: bool = False
    skip_regions: bool = False

    def _start_regions(self) -> None:
        self._names: ValueNames | None = None
        self._default_dialects = ["builtin"]

    def name_values(self, root: Operation) -> None:
        """Name every value in an operation; without this, in the first one printed."""
        self._names = ValueNames(root, self.print_generic_format, self.names_from_locations)

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
            return self._names_for(parent).uses.get(value, _UNKNOWN_VALUE)
        return _UNKNOWN_VALUE

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
        if self.skip_regions:
            self._write("{...}")
            return
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


def _outermost(op: Operation) -> Operation:
    while (parent := op.parent_op()) is not None:
        op = parent
    return op
