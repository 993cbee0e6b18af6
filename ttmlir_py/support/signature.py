"""The signature of an op class, gathered once from its descriptors, and the checks it implies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xdsl.dialects.builtin import DenseArrayBase, i32
from xdsl.ir import Attribute, Operation, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.support.fields import (
    AnyProperty,
    Arity,
    Field,
    OperandField,
    OptionalPropertyField,
    PropertyField,
    RegionField,
    ResultField,
    ValueField,
    VariadicRegion,
)

if TYPE_CHECKING:
    from ttmlir_py.support.op import Op

OPERAND_SEGMENTS = "operandSegmentSizes"
RESULT_SEGMENTS = "resultSegmentSizes"

WITHOUT_FIELDS = frozenset(Operation.__mro__)
"""Base classes that are xDSL's, not worth looking through for every op class."""


class Signature:
    """Operands, results, properties and regions of an op class, in declaration order."""

    def __init__(self, cls: type) -> None:
        fields = _declared_fields(cls)
        self.operands = [f for f in fields if isinstance(f, OperandField)]
        self.results = [f for f in fields if isinstance(f, ResultField)]
        self.properties: dict[str, AnyProperty] = {
            f.key: f for f in fields if isinstance(f, PropertyField | OptionalPropertyField)
        }
        self.property_keys = {f.name: key for key, f in self.properties.items()}
        self.regions = [f for f in fields if isinstance(f, RegionField | VariadicRegion)]
        self.defaults = {k: f.default for k, f in self.properties.items() if f.default is not None}
        self.inherent = {*self.properties}
        if self.has_operand_segments:
            self.inherent.add(OPERAND_SEGMENTS)
        if self.has_result_segments:
            self.inherent.add(RESULT_SEGMENTS)
        self._operand_index = {f.name: i for i, f in enumerate(self.operands)}
        self._result_index = {f.name: i for i, f in enumerate(self.results)}
        self._region_index = {f.name: i for i, f in enumerate(self.regions)}
        self._fixed_operands = all(f.arity is Arity.ONE for f in self.operands)
        self._fixed_results = all(f.arity is Arity.ONE for f in self.results)
        self.operand_places = self._operand_index if self._fixed_operands else {}
        """Where each operand stands, if none may be missing or many."""

    @property
    def has_operand_segments(self) -> bool:
        """Whether sizes of operand groups must be stored: more than one may vary."""
        return sum(f.arity is not Arity.ONE for f in self.operands) > 1

    @property
    def has_result_segments(self) -> bool:
        """Whether sizes of result groups must be stored: more than one may vary."""
        return sum(f.arity is not Arity.ONE for f in self.results) > 1

    def operand_slice(self, op: Op, name: str) -> slice:
        """Where the operands declared as `name` stand in `op.operands`."""
        index = self._operand_index[name]
        if self._fixed_operands:
            return slice(index, index + 1)
        return _slice(segments(op, self.operands, len(op.operands), OPERAND_SEGMENTS), index)

    def result_slice(self, op: Op, name: str) -> slice:
        """Where the results declared as `name` stand in `op.results`."""
        index = self._result_index[name]
        if self._fixed_results:
            return slice(index, index + 1)
        return _slice(segments(op, self.results, len(op.results), RESULT_SEGMENTS), index)

    def region_index(self, name: str) -> int:
        """Where the region declared as `name` stands in `op.regions`."""
        return self._region_index[name]

    def verify(self, op: Op) -> None:
        """Check counts, types and properties, with MLIR's wording."""
        operands, results = tuple(op.operands), tuple(op.results)
        self._verify_count("operand", self.operands, len(operands))
        self._verify_count("result", self.results, len(results))
        self._verify_regions(op)
        self._verify_properties(op)
        self._verify_values(op, self.operands, operands, "operand", OPERAND_SEGMENTS)
        self._verify_values(op, self.results, results, "result", RESULT_SEGMENTS)

    def _verify_regions(self, op: Op) -> None:
        single = sum(f.arity is Arity.ONE for f in self.regions)
        if single == len(self.regions) and len(op.regions) != single:
            raise VerifyException(_count_error("region", single, len(op.regions)))

    def _verify_count(self, what: str, fields: Sequence[ValueField], actual: int) -> None:
        fixed = sum(f.arity is Arity.ONE for f in fields)
        if fixed == len(fields):
            if actual != fixed:
                raise VerifyException(_count_error(what, fixed, actual))
        elif actual < fixed:
            raise VerifyException(f"expected {fixed} or more {what}s, but found {actual}")

    def _verify_properties(self, op: Op) -> None:
        for key, field in self.properties.items():
            attribute = op.properties.get(key)
            if attribute is None:
                if not field.optional:
                    raise VerifyException(f"requires attribute '{key}'")
            elif not field.kind.accepts(attribute):
                raise VerifyException(
                    f"attribute '{key}' failed to satisfy constraint: {field.kind.summary}"
                )

    def _verify_values(
        self,
        op: Op,
        fields: Sequence[ValueField],
        values: Sequence[SSAValue],
        what: str,
        key: str,
    ) -> None:
        index = 0
        for field, size in zip(fields, segments(op, fields, len(values), key), strict=True):
            for value in values[index : index + size]:
                if not field.constraint.accepts(value.type):
                    raise VerifyException(
                        f"{what} #{index} must be {_arity_word(field)}{field.constraint.summary}, "
                        f"but got '{value.type}'"
                    )
                index += 1


def segments(op: Op, fields: Sequence[ValueField], total: int, key: str) -> Sequence[int]:
    """How many of `total` values each declared group holds."""
    varying = sum(f.arity is not Arity.ONE for f in fields)
    if varying > 1:
        stored = op.properties.get(key)
        if not isinstance(stored, DenseArrayBase):
            raise VerifyException(f"requires attribute '{key}'")
        sizes: Sequence[int] = [int(size) for size in stored.get_values()]
        if len(sizes) != len(fields) or sum(sizes) != total:
            raise VerifyException(
                f"'{key}' must have {len(fields)} elements that add up to {total}, "
                f"got {list(sizes)}"
            )
        return sizes
    spare = total - (len(fields) - varying)
    return [1 if f.arity is Arity.ONE else spare for f in fields]


def segment_attribute(sizes: Sequence[int]) -> Attribute:
    """The stored form of group sizes: `array<i32: 1, 0, 2>`."""
    return DenseArrayBase.from_list(i32, list(sizes))


def _declared_fields(cls: type) -> list[Field]:
    found: dict[str, Field] = {}
    for base in reversed(cls.__mro__):
        if base in WITHOUT_FIELDS:
            continue
        for name, value in vars(base).items():
            if isinstance(value, Field):
                found[name] = value
            elif name in found:
                del found[name]
    return list(found.values())


def _slice(sizes: Sequence[int], index: int) -> slice:
    start = sum(sizes[:index])
    return slice(start, start + sizes[index])


def _count_error(what: str, wanted: int, actual: int) -> str:
    """MLIR's words, which differ between operands and results and by number."""
    if wanted == 0:
        return f"requires zero {what}s"
    if wanted == 1:
        return f"requires {'a single operand' if what == 'operand' else f'one {what}'}"
    found = f", but found {actual}" if what == "operand" else ""
    return f"expected {wanted} {what}s{found}"


def _arity_word(field: ValueField) -> str:
    return "variadic of " if field.arity is Arity.VARIADIC else ""
