"""Regions, blocks and successors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xdsl.ir import Block, BlockArgument, Operation, Region, SSAValue
from xdsl.parser import Parser as XdslParser
from xdsl.utils.exceptions import MultipleSpansParseError, ParseError
from xdsl.utils.lexer import Span

from ttmlir_py.syntax.core_names import default_dialect
from ttmlir_py.syntax.location_parser import LocationParser
from ttmlir_py.syntax.locations import SourceLocation
from ttmlir_py.syntax.values import Values

_Argument = XdslParser.Argument


class RegionParser(LocationParser):
    """Regions with their blocks; names defined inside are unknown outside."""

    def _init_regions(self) -> None:
        self._values = Values()
        self._enclosing: list[type[Operation]] = []
        self.blocks = {}
        self._block_uses: dict[str, Span[str]] = {}

    def parse_region(self, arguments: Iterable[_Argument] | None = None) -> Region:
        if (region := self.parse_optional_region(arguments)) is None:
            self._wrong_token("expected '{' to begin a region")
        return region

    def parse_optional_region(self, arguments: Iterable[_Argument] | None = None) -> Region | None:
        cursor = self._cursor
        if cursor.texts[cursor.index] != "{":
            return None
        cursor.index += 1
        self._values.enter()
        outer = self.blocks, self._block_uses
        self.blocks, self._block_uses = {}, {}
        enclosing = self._enclosing[-1] if self._enclosing else Operation
        cursor.dialect_stack.append(default_dialect(enclosing))
        region = Region()
        self._parse_blocks(region, arguments)
        cursor.dialect_stack.pop()
        for span in self._block_uses.values():
            raise ParseError(span, "reference to an undefined block")
        self.blocks, self._block_uses = outer
        self._values.leave()
        return region

    def _parse_blocks(self, region: Region, arguments: Iterable[_Argument] | None) -> None:
        cursor = self._cursor
        texts = cursor.texts
        text = texts[cursor.index]
        named = None if arguments is None else list(arguments)
        if named or (named is not None and text == "}"):
            if text[:1] == "^":
                self._fail("invalid block name in region with named arguments")
            entry = Block(arg_types=[argument.type for argument in named])
            for argument, value in zip(named, entry.args, strict=True):
                self._check_entry_argument(argument.name)
                self._add_argument(value, argument)
            region.add_block(entry)
            self._parse_block_body(entry)
        elif text != "}" and text[:1] != "^":
            entry = Block()
            region.add_block(entry)
            self._parse_block_body(entry)
        while texts[cursor.index] != "}":
            if texts[cursor.index][:1] != "^":
                self._wrong_token("expected operation name in quotes")
            self._parse_labelled_block(region)
        cursor.index += 1

    def _check_entry_argument(self, name: Span[str]) -> None:
        if name.text in self._values.defined:
            place = self._values.place_of(name.text)
            note = (Span(place, place, self.source), "previously referenced here")
            message = f"region entry argument '{name.text}' is already in use"
            raise MultipleSpansParseError(name, message, None, [note])

    def _add_argument(self, value: BlockArgument, argument: _Argument) -> None:
        name = argument.name
        value.location = argument.location or SourceLocation(self.source, name.start)  # pyright: ignore[reportAttributeAccessIssue]
        self._define(name.text, (value,), name.start)

    def _parse_labelled_block(self, region: Region) -> None:
        cursor = self._cursor
        span = cursor.span(cursor.index)
        name = span.text
        block, defined = self.blocks.get(name, (None, None))
        if defined is not None:
            raise ParseError(span, f"redefinition of block '{name}'")
        block = block or Block()
        self.blocks[name] = (block, span)
        self._block_uses.pop(name, None)
        region.add_block(block)
        cursor.index += 1
        if cursor.texts[cursor.index] == "(":
            self.parse_comma_separated_list(
                self.Delimiter.PAREN, lambda: self._parse_block_argument(block)
            )
        if cursor.texts[cursor.index] != ":":
            self._wrong_token("expected ':' after block name")
        cursor.index += 1
        self._parse_block_body(block)

    def _parse_block_argument(self, block: Block) -> None:
        cursor = self._cursor
        name = cursor.span(cursor.index)
        if name.text[:1] != "%":
            self._wrong_token("expected SSA operand")
        cursor.index += 1
        if cursor.texts[cursor.index] != ":":
            self._wrong_token("expected ':' and type for SSA operand")
        cursor.index += 1
        type_ = self.parse_type()
        location = self.parse_optional_location()
        value = block.insert_arg(type_, len(block.args))
        self._add_argument(value, _Argument(name, type_, location))

    def parse_region_list(self) -> list[Region]:
        self.parse_punctuation("(")
        regions = self.parse_comma_separated_list(self.Delimiter.NONE, self.parse_region)
        self.parse_punctuation(")", " to end region list")
        return regions

    # Successors

    def parse_optional_successor(self) -> Block | None:
        cursor = self._cursor
        name = cursor.texts[cursor.index]
        if name[:1] != "^" or len(name) < 2:
            return None
        if name not in self.blocks:
            self.blocks[name] = (Block(), None)
            self._block_uses[name] = cursor.span(cursor.index)
        cursor.index += 1
        return self.blocks[name][0]

    def parse_successor(self) -> Block:
        if (block := self.parse_optional_successor()) is None:
            self._wrong_token("expected block name")
        return block

    def parse_successors(self) -> list[Block]:
        self.parse_punctuation("[")
        if self._peek() == "]":
            self._fail("expected list element")
        successors = [self.parse_successor()]
        while self.parse_optional_punctuation(",") is not None:
            successors.append(self.parse_successor())
        if self.parse_optional_punctuation("]") is None:
            self._wrong_token("expected ',' or ']'")
        return successors

    def _register_ssa_definition(
        self, name: str, values: Sequence[SSAValue], span: Span[str]
    ) -> None:
        self._define(f"%{name}", values, span.start)

    def _define(self, name: str, values: Sequence[SSAValue], place: int) -> None:
        raise NotImplementedError

    def _parse_block_body(self, block: Block) -> None:
        raise NotImplementedError
