"""Calls out of the op set: custom calls, and composites with a decomposition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from xdsl.dialects.builtin import (
    ArrayAttr,
    DenseIntOrFPElementsAttr,
    DictionaryAttr,
    MemRefType,
    StringAttr,
    SymbolRefAttr,
    TensorType,
    TupleType,
)
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, Operation, OpTraits
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import EffectInstance, MemoryEffect, MemoryEffectKind, SymbolTable
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.assembly import Assembly, Parsed, PrettyOp, string, symbol, values
from ttmlir_py.dialects.stablehlo.attributes import OutputOperandAliasAttr
from ttmlir_py.dialects.stablehlo.constraints import CUSTOM_CALL_VALUE, TENSOR_TOKEN_OR_TUPLE
from ttmlir_py.dialects.stablehlo.inference import compatible_shapes
from ttmlir_py.dialects.stablehlo.properties import defaulted_prop, integer_elements
from ttmlir_py.dialects.stablehlo.types import tuple_of
from ttmlir_py.support.fields import (
    optional_prop,
    prop,
    variadic_operand,
    variadic_region,
    variadic_result,
)
from ttmlir_py.support.properties import (
    BOOL,
    DICTIONARY,
    I32_ATTR,
    STRING,
    SYMBOL,
    PropertyKind,
    array_of,
)

CONFIG = PropertyKind[StringAttr | DictionaryAttr](
    "string attribute or dictionary of named attribute values",
    lambda a: isinstance(a, StringAttr | DictionaryAttr),
    lambda a: a,
    lambda a: a,
)
SYMBOLS = array_of(SymbolRefAttr, "flat symbol ref array attribute")
LAYOUTS = array_of(DenseIntOrFPElementsAttr, "Array of layout (1D tensor of index type) attributes")
TILINGS = array_of(ArrayAttr[Attribute], "Array of tiling attributes")
ALIASES = array_of(
    OutputOperandAliasAttr, "Aliasing attribute for outputs and operands of CustomCall"
)
_TYPED_FFI = 4
_COMPOSITE_NAME = r"^[a-zA-Z][a-zA-Z0-9_]*([.][a-zA-Z0-9_$]+)+$"


class CustomCallEffects(MemoryEffect):
    """Any effect, or none where the call says so."""

    @classmethod
    def get_effects(cls, op: Operation) -> AbstractSet[EffectInstance] | None:
        assert isinstance(op, CustomCallOp)
        if not op.has_side_effect:
            return frozenset()
        return frozenset(EffectInstance(kind) for kind in MemoryEffectKind)


class CustomCallOp(PrettyOp):
    """Calls a target that the program does not define."""

    name = "stablehlo.custom_call"
    traits = OpTraits(lambda: (CustomCallEffects(),))
    assembly = Assembly(symbol("call_target_name"), "(", values("inputs"), ")")

    inputs = variadic_operand(CUSTOM_CALL_VALUE)
    call_target_name = prop(STRING)
    has_side_effect = defaulted_prop(BOOL, False)
    backend_config = optional_prop(CONFIG)
    api_version = defaulted_prop(I32_ATTR, 1)
    called_computations = defaulted_prop(SYMBOLS, ())
    operand_layouts = optional_prop(LAYOUTS)
    result_layouts = optional_prop(LAYOUTS)
    output_operand_aliases = defaulted_prop(ALIASES, ())
    result_tilings = optional_prop(TILINGS)
    results_ = variadic_result(CUSTOM_CALL_VALUE)

    def verify_extra(self) -> None:
        self._verify_layouts()
        self._verify_config()
        for alias in self.output_operand_aliases:
            self._verify_alias(alias)
        verify_buffers(self)

    def _verify_config(self) -> None:
        config = self.backend_config
        if config is None:
            return
        is_ffi = self.api_version == _TYPED_FFI
        if isinstance(config, DictionaryAttr) == is_ffi:
            return
        expected = "dictionary" if is_ffi else "string"
        version = _VERSIONS[self.api_version]
        raise VerifyException(
            f"backend_config for api_version {version} must be a {expected} attribute."
        )

    def _verify_layouts(self) -> None:
        operands, results = self.operand_layouts, self.result_layouts
        if operands is None and results is None:
            return
        if operands is None or results is None:
            raise VerifyException(
                "Layout attributes should be specified for either both operands and results or "
                "none."
            )
        types: Sequence[Attribute] = self.result_types
        if len(types) == 1 and isinstance(types[0], TupleType):
            types = types[0].types.data
        _verify_types_and_layouts("operand", self.operand_types, operands)
        _verify_types_and_layouts("result", types, results)

    def _verify_alias(self, alias: OutputOperandAliasAttr) -> None:
        if not 0 <= alias.operand_index < len(self.operands):
            raise VerifyException(
                "expects operandIndex in the output_operand_alias attribute to be in range "
                f"[0, {len(self.operands)}); got: {alias.operand_index}."
            )
        source = _part(
            "operand", self.operand_types[alias.operand_index], alias.operand_tuple_indices
        )
        outputs: Attribute = (
            self.result_types[0] if len(self.results) == 1 else tuple_of(self.result_types)
        )
        target = _part("output", outputs, alias.output_tuple_indices)
        if source != target:
            raise VerifyException(
                "shapes mismatch in the output_operand_alias attribute: operand part has type "
                f"'{source}' and output part has type '{target}'"
            )


_VERSIONS = (
    "API_VERSION_UNSPECIFIED",
    "API_VERSION_ORIGINAL",
    "API_VERSION_STATUS_RETURNING",
    "API_VERSION_STATUS_RETURNING_UNIFIED",
    "API_VERSION_TYPED_FFI",
)


def _part(what: str, type_: Attribute, indices: Sequence[int]) -> Attribute:
    for index in indices:
        if not isinstance(type_, TupleType) or not 0 <= index < len(type_.types):
            raise VerifyException(
                f"{what}_tuple_indices in the output_operand_alias attribute out of bounds"
            )
        type_ = type_.types.data[index]
    return type_


def _verify_types_and_layouts(
    what: str, types: Sequence[Attribute], layouts: Sequence[DenseIntOrFPElementsAttr]
) -> None:
    if len(types) != len(layouts):
        raise VerifyException(
            f"Number of {what}s must match the number of {what} layouts, "
            f"{len(types)} != {len(layouts)}"
        )
    for index, (type_, layout) in enumerate(zip(types, layouts, strict=True)):
        if isinstance(type_, TupleType):
            raise VerifyException("Tuple types are not fully supported with layout constraints yet")
        order = integer_elements(layout) if layout.get_shape() != (0,) else ()
        if not isinstance(type_, TensorType):
            if order:
                raise VerifyException(
                    f"Only tensor types can have non-empty layout: {what} #{index} of type "
                    f"'{type_}' has layout {layout}"
                )
            continue
        rank = len(type_.get_shape())
        if sorted(order) != list(range(rank)):
            raise VerifyException(
                f"incorrect layout {layout} for type '{type_}', layout must be a permutation of "
                f"[0, {rank})"
            )


_BUFFER_CALLS = {
    "CreateBuffer": (None, MemRefType),
    "Pin": (TensorType, MemRefType),
    "Unpin": (MemRefType, TensorType),
}
_KINDS: dict[type | None, str] = {MemRefType: "memref", TensorType: "tensor"}


def verify_buffers(op: CustomCallOp) -> None:
    """Raise unless the targets that make and unmake buffers have one of what they need."""
    target = op.call_target_name
    if target not in _BUFFER_CALLS:
        _verify_aliased_buffers(op)
        return
    source, result = _BUFFER_CALLS[target]
    name = f"{target} custom_call"
    if source is None and op.inputs:
        raise VerifyException(f"{name} shouldn't have any inputs")
    if source is not None and len(op.inputs) != 1:
        raise VerifyException(f"{name} should have one input")
    if source is not None and not isinstance(op.inputs[0].type, source):
        raise VerifyException(f"{name} should have a {_KINDS[source]} input")
    if len(op.results) != 1:
        word = "result" if source is None else "output"
        raise VerifyException(f"{name} should have one {word}")
    if not isinstance(op.results[0].type, result):
        word = "result" if source is None else "output"
        raise VerifyException(f"{name} should have a {_KINDS[result]} {word}")
    if source is not None and not _same_contents(op.inputs[0].type, op.results[0].type):
        raise VerifyException(f"{name} should have compatible input and output types")


def _verify_aliased_buffers(op: CustomCallOp) -> None:
    operands: set[tuple[int, tuple[int, ...]]] = set()
    outputs: set[tuple[int, ...]] = set()
    for alias in op.output_operand_aliases:
        index, indices = alias.operand_index, alias.operand_tuple_indices
        if not isinstance(_part("operand", op.operand_types[index], indices), MemRefType):
            continue
        output = alias.output_tuple_indices
        used = "is used in output_operand_alias more than once"
        if output in outputs:
            raise VerifyException(f"buffer output {list(output)} {used}")
        if (index, indices) in operands:
            raise VerifyException(f"buffer operand {index}{list(indices)} {used}")
        outputs.add(output)
        operands.add((index, indices))
    types = op.result_types
    for place, type_ in _leaves(types[0] if len(types) == 1 else tuple_of(types)):
        if isinstance(type_, MemRefType) and place not in outputs:
            raise VerifyException(
                f"buffer output {list(place)} is not used in output_operand_alias"
            )


def _leaves(
    type_: Attribute, place: tuple[int, ...] = ()
) -> Iterator[tuple[tuple[int, ...], Attribute]]:
    """The parts of nested tuples that are none, with their indices."""
    if not isinstance(type_, TupleType):
        yield place, type_
        return
    for index, part in enumerate(type_.types.data):
        yield from _leaves(part, (*place, index))


def _same_contents(left: Attribute, right: Attribute) -> bool:
    assert isinstance(left, TensorType | MemRefType), f"{left}"
    assert isinstance(right, TensorType | MemRefType), f"{right}"
    return left.element_type == right.element_type and compatible_shapes(
        left.get_shape(), right.get_shape()
    )


class composite_operands:
    """`%a, %b`, then the regions in parentheses where there are any."""

    properties = ()

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        values("inputs").parse(parser, parsed)
        if parser.parse_optional_punctuation("(") is not None:
            parsed.regions = parser.parse_comma_separated_list(
                parser.Delimiter.NONE, parser.parse_region
            )
            parser.parse_punctuation(")")

    def print(self, printer: Printer, op: Any) -> None:
        values("inputs").print(printer, op)
        if op.regions:
            printer.print_regions(op.regions)


class CompositeOp(PrettyOp):
    """An op of a named kind, which a function of the module spells out."""

    name = "stablehlo.composite"
    assembly = Assembly(string("composite_name", key="name"), " ", composite_operands())

    inputs = variadic_operand(TENSOR_TOKEN_OR_TUPLE)
    composite_name = prop(STRING, key="name")
    composite_attributes = defaulted_prop(DICTIONARY, DictionaryAttr({}))
    decomposition = prop(SYMBOL)
    version = defaulted_prop(I32_ATTR, 0)
    composite_regions = variadic_region()
    results_ = variadic_result(TENSOR_TOKEN_OR_TUPLE)

    def verify_extra(self) -> None:
        # composite_c1
        if re.match(_COMPOSITE_NAME, self.composite_name) is None:
            raise VerifyException(
                "name must be a valid namespaced op name, i.e. it must match the following regular "
                f'expression: {_COMPOSITE_NAME} e.g. "my_namespace.my_op"'
            )
        # composite_c2
        function = SymbolTable.lookup_symbol(self, self.decomposition)
        if not isinstance(function, FuncOp):
            raise VerifyException(f"'{self.decomposition}' does not reference a valid function")
        # composite_c3, composite_c4
        type_ = function.function_type
        _verify_same("operand", self.operand_types, type_.inputs.data)
        _verify_same("result", self.result_types, type_.outputs.data)


def _verify_same(what: str, types: Sequence[Attribute], expected: Sequence[Attribute]) -> None:
    if len(types) != len(expected):
        raise VerifyException(f"has {len(types)} {what}(s), but decomposition has {len(expected)}")
    for index, (type_, other) in enumerate(zip(types, expected, strict=True)):
        if type_ != other:
            raise VerifyException(
                f"{what} at index {index} has type '{type_}', but decomposition has type '{other}'"
            )
