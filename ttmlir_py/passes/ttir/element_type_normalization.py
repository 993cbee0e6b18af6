"""Element types: every tensor gets one that the device computes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from xdsl.context import Context
from xdsl.dialects.builtin import (
    AnyFloat,
    DenseIntOrFPElementsAttr,
    FunctionType,
    IndexType,
    IntegerType,
    ModuleOp,
    Signedness,
    TensorType,
)
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.ttir.creation import ConstantOp
from ttmlir_py.dialects.ttir.elementwise_binary import LogicalRightShiftOp
from ttmlir_py.dialects.ttir.elementwise_unary import BitcastConvertOp
from ttmlir_py.passes.ttir.dense_values import OutOfRange, converted, values_of
from ttmlir_py.passes.ttir.exact_integers import (
    insert_mask,
    insert_wrap,
    keep_conversions_exact,
    width_to_wrap_at,
)
from ttmlir_py.support.element_types import (
    BF16,
    F16,
    F32,
    SI32,
    UI8,
    UI16,
    UI32,
    bit_width,
    is_integer,
)
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import element_of
from ttmlir_py.syntax.diagnostics import fail

_BY_WIDTH = {8: UI8, 16: UI16}
_KEPT_NAMES = ("!quant.", "!ttcore.tile")


@dataclass(frozen=True)
class ElementTypeNormalizationPass(Pass):
    """Every tensor has an element type of the device: f32, bf16, si32, ui32, ui16 or ui8.

    Booleans are bf16, 64-bit types become 32-bit ones. Signed types of 8 and 16 bits become
    unsigned ones of their width where all their values are constants or positions that are
    not negative, else si32.
    """

    name = "ttir-element-type-normalization"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        types = DeviceTypes(narrow_is_unsigned=_narrow_values_are_unsigned(op))
        for inner in op.walk():
            _check(inner, types)
        for inner in list(op.walk()):
            keep_conversions_exact(inner, types.of_element)
        wraps = [(inner, width_to_wrap_at(inner, types.of_element)) for inner in op.walk()]
        for inner in op.walk():
            _convert(inner, types)
        for inner, width in wraps:
            if width is not None:
                insert_wrap(inner, width)
            if width is not None and isinstance(inner, LogicalRightShiftOp):
                insert_mask(inner, width)


@dataclass
class DeviceTypes:
    """The device's type for every type; each is computed once."""

    narrow_is_unsigned: bool
    known: dict[Attribute, Attribute | None] = field(default_factory=dict)

    def of(self, type_: Attribute) -> Attribute | None:
        """The type with a device's element type; None where there is none."""
        if type_ not in self.known:
            self.known[type_] = self._convert(type_)
        return self.known[type_]

    def _convert(self, type_: Attribute) -> Attribute | None:
        if not isinstance(type_, TensorType):
            return type_
        source = element_of(type_)
        element = self.of_element(source)
        if element is None or element == source:
            return type_ if element else None
        return TensorType(element, type_.get_shape(), type_.encoding)

    def of_element(self, element: Attribute) -> Attribute | None:
        """The device's element type for one of a program; None where there is none."""
        if isinstance(element, IntegerType):
            return self._of_integer(element)
        if isinstance(element, AnyFloat):
            return {16: BF16, 32: F32, 64: F32}.get(element.bitwidth)
        if isinstance(element, IndexType):
            return UI32
        return element if str(element).startswith(_KEPT_NAMES) else None

    def _of_integer(self, element: IntegerType) -> Attribute | None:
        width = element.width.data
        unsigned = element.signedness.data is Signedness.UNSIGNED
        if width == 1:
            return BF16
        if width in _BY_WIDTH:
            return _BY_WIDTH[width] if unsigned or self.narrow_is_unsigned else SI32
        if width in (32, 64):
            return UI32 if unsigned else SI32
        return None


def _types_of(op: Operation) -> Iterable[Attribute]:
    for result in op.results:
        yield result.type
    for region in op.regions:
        for block in region.blocks:
            yield from (arg.type for arg in block.args)
    if isinstance(signature := op.properties.get("function_type"), FunctionType):
        yield from (*signature.inputs, *signature.outputs)


def _check(op: Operation, types: DeviceTypes) -> None:
    for type_ in _types_of(op):
        if types.of(type_) is None:
            fail(op, f"Unsupported type. The device has no tensors of {element_of(type_)}")
    if isinstance(op, BitcastConvertOp):
        for value in (op.input, op.result):
            _check_bits(op, element_of(value), types)


def _check_bits(op: Operation, element: Attribute, types: DeviceTypes) -> None:
    """Bits can be read as another type only where the device stores them as they are."""
    new = types.of_element(element)
    if new is None or bit_width(new) != bit_width(element) or element == F16:
        fail(op, f"reads bits of {element}, which the device stores as {new}")


def _convert(op: Operation, types: DeviceTypes) -> None:
    _retype(op.results, types)
    for region in op.regions:
        for block in region.blocks:
            _retype(block.args, types)
    if isinstance(signature := op.properties.get("function_type"), FunctionType):
        op.properties["function_type"] = FunctionType.from_lists(
            [types.of(type_) or type_ for type_ in signature.inputs],
            [types.of(type_) or type_ for type_ in signature.outputs],
        )
    if isinstance(op, ConstantOp):
        _convert_constant(op)


def _retype(values: Sequence[SSAValue], types: DeviceTypes) -> None:
    for value in values:
        if (new := types.of(value.type)) is not None and new is not value.type:
            value._type = new  # pyright: ignore[reportPrivateUsage]


def _convert_constant(op: ConstantOp) -> None:
    element = element_of(op.result)
    if not isinstance(op.value, DenseIntOrFPElementsAttr):
        if element_of(op.value.type) != element and is_integer(element):
            fail(op, f"values outside of the program must be of type {element}")
        return
    if op.value.get_element_type() == element:
        return
    try:
        op.value = converted(op.value, element)
    except OutOfRange as error:
        fail(
            op,
            f"value {error.value} does not fit the device's element type {element}: "
            "integers of 64 bits become 32 bits wide",
        )


def _narrow_values_are_unsigned(module: ModuleOp) -> bool:
    """Whether no tensor of signed 8- or 16-bit integers can hold a negative number."""
    return not any(
        _is_narrow(value.type) and not _is_never_negative(value)
        for op in module.walk()
        for value in _values_defined(op)
    )


def _values_defined(op: Operation) -> Iterable[SSAValue]:
    yield from op.results
    for region in op.regions:
        for block in region.blocks:
            yield from block.args


def _is_narrow(type_: Attribute) -> bool:
    element = type_.element_type if isinstance(type_, TensorType) else None
    return (
        isinstance(element, IntegerType)
        and element.width.data in _BY_WIDTH
        and element.signedness.data is not Signedness.UNSIGNED
    )


POSITIONS = {"ttir.argmax", "ttir.sort", "ttir.topk"}


def _is_never_negative(value: SSAValue) -> bool:
    op = value.owner
    if isinstance(op, ConstantOp):
        dense = op.value
        known = isinstance(dense, DenseIntOrFPElementsAttr)
        return known and min(values_of(dense), default=0) >= 0
    if not isinstance(op, Operation):
        return False
    if op.name in POSITIONS:
        return op.name == "ttir.argmax" or value is op.results[1]
    fill = op.properties.get("fill_value")
    number = getattr(getattr(fill, "value", None), "data", 0)
    return op.name in ("ttir.full", "ttir.zeros", "ttir.ones", "ttir.empty") and number >= 0
