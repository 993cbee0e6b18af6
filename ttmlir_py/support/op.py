"""The base class of every operation: declared by descriptors, typed by `infer()`, checked by both.

Light on purpose: defining a class costs microseconds (xDSL's IRDL needs milliseconds), so that a
tool can load hundreds of ops in the time it takes to start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Self, cast

from xdsl.dialects.builtin import UNKNOWN_LOC, LocationAttr, TensorType
from xdsl.ir import Attribute, Block, Operation, OpTraits, Region, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.support.building import fill, new_operation
from ttmlir_py.support.fields import Arity, OperandField
from ttmlir_py.support.signature import OPERAND_SEGMENTS, Signature, segment_attribute

OperandArgument = SSAValue | Operation | Sequence[SSAValue | Operation] | None


class InferenceError(VerifyException):
    """The types of an op's results could not be inferred, and the op says so separately."""


class NotedError(VerifyException):
    """An error with other places that explain it."""

    def __init__(self, message: str, *notes: tuple[Operation, str]) -> None:
        super().__init__(message)
        self.notes = notes


class Op(Operation):
    """An operation whose class declares operands, results, properties and regions.

    `ReshapeOp(x, shape=(2, 3))` builds one: operands by position (a sequence for a variadic one,
    None for a missing optional one), properties by keyword, result types from `infer()` unless
    given as `result_types`.
    """

    name: ClassVar[str]
    signature: ClassVar[Signature]
    traits: ClassVar[OpTraits] = OpTraits(lambda: ())
    reports_inference: ClassVar[bool] = False
    """Whether a failed inference is a second error, as with MLIR's InferTypeOpInterface."""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.signature = Signature(cls)

    def __init__(
        self,
        *operands: OperandArgument,
        result_types: Sequence[Attribute] | None = None,
        regions: Sequence[Region] = (),
        attributes: Mapping[str, Attribute] | None = None,
        successors: Sequence[Block] = (),
        location: LocationAttr | None = None,
        **properties: object,
    ) -> None:
        groups = [_values(argument) for argument in _padded(operands, self.signature.operands)]
        stored = dict(self.signature.defaults)
        if self.signature.has_operand_segments:
            stored[OPERAND_SEGMENTS] = segment_attribute([len(group) for group in groups])
        for name, value in properties.items():
            if value is not None:
                key = self.signature.property_keys[name]
                stored[key] = self.signature.properties[key].kind.encode(value)
        values = [value for group in groups for value in group]
        place = UNKNOWN_LOC if location is None else location
        fill(self, values, result_types or (), stored, attributes or {}, place)
        self._attach(regions, successors)
        if result_types is None and self.signature.results:
            self.set_result_types(self.infer())

    @classmethod
    def create(
        cls,
        *,
        operands: Sequence[SSAValue] = (),
        result_types: Sequence[Attribute] = (),
        properties: Mapping[str, Attribute] = {},
        attributes: Mapping[str, Attribute] = {},
        location: LocationAttr | None = None,
        successors: Sequence[Block] = (),
        regions: Sequence[Region] = (),
    ) -> Self:
        """As xDSL's; inherent attributes given in the dictionary become properties."""
        signature = cls.signature
        if attributes and not signature.inherent.isdisjoint(attributes):
            inherent = {k: v for k, v in attributes.items() if k in signature.inherent}
            properties = {**inherent, **properties}
            attributes = {k: v for k, v in attributes.items() if k not in signature.inherent}
        if signature.defaults:
            properties = {**signature.defaults, **properties}
        place = UNKNOWN_LOC if location is None else location
        op = new_operation(cls, operands, result_types, properties, attributes, place)
        op._attach(regions, successors)
        return op

    def _attach(self, regions: Sequence[Region], successors: Sequence[Block]) -> None:
        if successors:
            self.successors = successors
        for region in regions:
            self.add_region(region)

    def infer(self) -> Sequence[Attribute]:
        """The result types, from operands, properties and regions; the only place they are told.

        Raises VerifyException where the op's own rules are broken. An op whose result types
        cannot be inferred returns the ones it has.
        """
        return self.result_types

    def verify_first(self) -> None:
        """Rules that come before inference, and whose breach it does not report."""

    def verify_extra(self) -> None:
        """Rules that inference cannot see, such as those on given result types."""

    def verify_(self) -> None:
        """Signature, then inference against the actual result types, then the extra rules."""
        self.signature.verify(self)
        self.verify_first()
        try:
            self._verify_inferred()
        except VerifyException as error:
            if self.reports_inference:
                raise InferenceError(str(error)) from None
            raise
        self.verify_extra()

    def _verify_inferred(self) -> None:
        actual = self.result_types
        inferred = self.infer()
        if len(inferred) != len(actual) or not all(map(self.is_compatible, inferred, actual)):
            raise VerifyException(
                f"inferred type(s) {_quoted(inferred)} are incompatible with "
                f"return type(s) of operation {_quoted(actual)}"
            )

    @staticmethod
    def is_compatible(inferred: Attribute, actual: Attribute) -> bool:
        """Whether a given result type may stand for an inferred one."""
        return compatible(inferred, actual)

    def set_result_types(self, types: Sequence[Attribute]) -> None:
        """Give a freshly built op its results."""
        from xdsl.ir import OpResult, SSAValues

        self.results = SSAValues(OpResult(type_, self, i) for i, type_ in enumerate(types))

    def asm_result_names(self) -> Sequence[str] | None:
        """Names MLIR's printer gives the results, such as `cst`; None for numbers."""
        return None

    def asm_block_argument_names(self, region_index: int) -> Sequence[str] | None:
        """Names MLIR's printer gives the entry block's arguments; None for `arg<n>`."""
        return None


def compatible(inferred: Attribute, actual: Attribute) -> bool:
    """Whether an actual result type refines an inferred one: equal up to unknown sizes.

    Encodings (layouts, bounds) are not inferred, so they do not count.
    """
    if inferred == actual:
        return True
    if not (isinstance(inferred, TensorType) and isinstance(actual, TensorType)):
        return False
    left, right = cast("TensorType[Attribute]", inferred), cast("TensorType[Attribute]", actual)
    if left.element_type != right.element_type:
        return False
    shapes = left.get_shape(), right.get_shape()
    return len(shapes[0]) == len(shapes[1]) and all(
        a == b or a < 0 or b < 0 for a, b in zip(*shapes, strict=True)
    )


def _padded(
    operands: Sequence[OperandArgument], fields: Sequence[OperandField]
) -> Sequence[OperandArgument]:
    missing = len(fields) - len(operands)
    assert missing >= 0, f"{len(operands)} operands given, {len(fields)} declared"
    assert all(f.arity is not Arity.ONE for f in fields[len(operands) :]), "operands are missing"
    return [*operands, *([None] * missing)]


def _values(argument: OperandArgument) -> list[SSAValue]:
    match argument:
        case None:
            return []
        case SSAValue() | Operation():
            return [SSAValue.get(argument)]
        case _:
            return [SSAValue.get(value) for value in argument]


def _quoted(types: Sequence[Attribute]) -> str:
    return ", ".join(f"'{type_}'" for type_ in types)
