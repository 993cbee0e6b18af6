"""Operations in generic and custom form."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import UNKNOWN_LOC, LocationAttr, UnregisteredOp
from xdsl.ir import Attribute, Block, Operation, SSAValue
from xdsl.irdl import IRDLOperation
from xdsl.parser import UnresolvedOperand

from ttmlir_py.support.building import append
from ttmlir_py.syntax.core_ops import CORE_PARSERS
from ttmlir_py.syntax.known_operations import (
    DeferredLocation,
    KnownOperations,
    is_known_by_text,
)
from ttmlir_py.syntax.locations import SourceLocation
from ttmlir_py.syntax.tokens import unescape
from ttmlir_py.syntax.value_parser import ValueParser

_UNREGISTERED_DIALECT = (
    "operation being parsed with an unregistered dialect. If this is intended, please use "
    "-allow-unregistered-dialect with the MLIR tool used"
)


class OperationParser(ValueParser):
    """Operations."""

    def _init_operations(self) -> None:
        self._op_types: dict[str, type[Operation]] = {}
        self._known = KnownOperations(
            self._cursor, self._values, self.source, self.attribute_aliases
        )

    def _parse_block_body(self, block: Block) -> None:
        cursor = self._cursor
        texts = cursor.texts
        while True:
            self._known.read(block)
            text = texts[cursor.index]
            if text == "}" or text[:1] == "^":
                return
            append(block, self.parse_operation())

    def parse_optional_operation(self) -> Operation | None:
        text = self._peek()
        first = text[:1]
        if not first or not (first in '%"_' or first.isalpha()):
            return None
        return self.parse_operation()

    def parse_operation(self) -> Operation:
        cursor = self._cursor
        start = cursor.index
        names = self._parse_result_names() if cursor.texts[start][:1] == "%" else ()
        token = cursor.index
        location = SourceLocation(self.source, cursor.starts[token])
        op = self._parse_form(start, token, location)
        self._parse_trailing_location(op)
        if names:
            self._name_results(op, names, start)
        elif cursor.texts[start][:1] == "%":
            self._fail("expected SSA results", cursor.span(start))
        return op

    def _parse_form(self, start: int, token: int, location: SourceLocation) -> Operation:
        """An operation whose tokens start at `start`, its name being `token`."""
        cursor = self._cursor
        text = cursor.texts[token]
        if text[:1] == '"' and len(text) > 1:
            op = self._parse_generic(text, location)
        elif text[:1].isalpha() or text[:1] == "_":
            op_type = self._custom_type(text)
            op = self._parse_custom(op_type, location)
            if not is_known_by_text(op_type):
                return op
        else:
            self._wrong_token("expected operation name in quotes")
        self._known.learn(cursor.starts[start], op, location, self.previous_end)
        return op

    # Custom form

    def _parse_custom(self, op_type: type[Operation], location: SourceLocation) -> Operation:
        self._cursor.index += 1
        self._enclosing.append(op_type)
        self._custom_names.append(op_type.name)
        parse = CORE_PARSERS.get(op_type.name)
        op = parse(self) if parse else op_type.parse(self)
        self._enclosing.pop()
        self._custom_names.pop()
        if op.location is UNKNOWN_LOC:
            op.location = location  # pyright: ignore[reportAttributeAccessIssue]
        for region in op.regions:
            for block in region.blocks:
                last = block.last_op
                if last is not None and last.location is UNKNOWN_LOC:  # an implicit terminator
                    last.location = location  # pyright: ignore[reportAttributeAccessIssue]
        return op

    def _custom_type(self, name: str) -> type[Operation]:
        known = self._op_types.get(name)
        if known is not None:
            return known
        dotted = name if "." in name else f"{self._cursor.dialect_stack[-1]}.{name}"
        for candidate in dict.fromkeys((dotted, name)):
            op_type = self._registered_type(candidate)
            if op_type is not None:
                if "." in name:
                    self._op_types[name] = op_type
                return op_type
        dialect = name.partition(".")[0]
        if dotted == name and dialect not in {"builtin", *self.ctx.registered_dialect_names}:
            self._fail(f"Dialect `{dialect}' not found for custom op '{name}'")
        tried = "" if dotted == name else f" (tried '{dotted}' as well)"
        self._fail(f"custom op '{name}' is unknown{tried}")

    def _registered_type(self, name: str) -> type[Operation] | None:
        if "." not in name:
            return None
        op_type = self.ctx.get_optional_op(name)
        if op_type is None or issubclass(op_type, UnregisteredOp):
            return None
        return op_type

    # Generic form

    def _parse_generic(self, quoted: str, location: SourceLocation) -> Operation:
        op_type = self._generic_type(quoted)
        cursor = self._cursor
        texts = cursor.texts
        cursor.index += 1
        self._enclosing.append(op_type)
        uses = self.parse_op_args_list()
        successors = self.parse_successors() if texts[cursor.index] == "[" else ()
        properties = self.parse_optional_properties_dict()
        regions = self.parse_region_list() if texts[cursor.index] == "(" else ()
        attributes = self.parse_optional_attr_dict()
        operands, result_types = self._parse_generic_types(uses)
        self._enclosing.pop()
        if issubclass(op_type, IRDLOperation):
            _move_to_properties(op_type, attributes, properties)
        op = op_type.create(
            operands=operands,
            result_types=result_types,
            properties=properties,
            attributes=attributes,
            location=location,  # pyright: ignore[reportArgumentType]
            successors=successors,
            regions=regions,
        )
        return op

    def _parse_generic_types(
        self, uses: Sequence[UnresolvedOperand]
    ) -> tuple[Sequence[SSAValue], Sequence[Attribute]]:
        cursor = self._cursor
        if cursor.texts[cursor.index] != ":":
            self._wrong_token("expected ':' followed by operation type")
        cursor.index += 1
        start = cursor.index
        if cursor.texts[start] != "(":
            self.parse_type()
            self._fail("expected function type", cursor.span(start))
        types, result_types = self._parse_signature()
        if len(types) != len(uses):
            plural = "" if len(uses) == 1 else "s"
            self._fail(
                f"expected {len(uses)} operand type{plural} but had {len(types)}",
                cursor.span(start),
            )
        resolve = self._values.resolve
        return [resolve(use, type_) for use, type_ in zip(uses, types, strict=True)], result_types

    def _generic_type(self, quoted: str) -> type[Operation]:
        if (known := self._op_types.get(quoted)) is not None:
            return known
        name = unescape(quoted).decode()
        op_type = self.ctx.get_optional_op(name)
        dialect = name.partition(".")[0]
        is_known_dialect = dialect in self.ctx.registered_dialect_names
        if op_type is None or (is_known_dialect and issubclass(op_type, UnregisteredOp)):
            self._fail(
                f"unregistered operation '{name}' found in dialect ('{dialect}') that does "
                "not allow unknown operations"
                if is_known_dialect
                else _UNREGISTERED_DIALECT,
                None if is_known_dialect else self._cursor.span(self._cursor.index + 1),
            )
        self._op_types[quoted] = op_type
        return op_type

    # Locations

    def _parse_trailing_location(self, op: Operation) -> None:
        cursor = self._cursor
        index = cursor.index
        if cursor.texts[index] != "loc":
            return
        alias = cursor.texts[index + 2]
        if alias[:1] == "#" and alias not in self.attribute_aliases:
            deferred = DeferredLocation(op, alias, cursor.span(index + 2))
            self._known.deferred.append(deferred)
            cursor.index += 1
            self.parse_punctuation("(")
            cursor.index += 1
            self.parse_punctuation(")")
            return
        location: LocationAttr | None = self.parse_optional_location()
        assert location is not None
        op.location = location

    def _resolve_deferred_locations(self) -> None:
        for op, alias, span in self._known.deferred:
            location = self.attribute_aliases.get(alias)
            if location is None:
                self._fail("operation location alias was never defined", span)
            op.location = location  # pyright: ignore[reportAttributeAccessIssue]


def _move_to_properties(
    op_type: type[IRDLOperation],
    attributes: dict[str, Attribute],
    properties: dict[str, Attribute],
) -> None:
    """Inherent attributes written in the attribute dictionary, as older text has them."""
    for name in op_type.get_irdl_definition().properties:
        if name in attributes and name not in properties:
            properties[name] = attributes.pop(name)
