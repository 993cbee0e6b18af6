"""What an operation class declares: operands, results, properties and regions, as descriptors.

A descriptor on the class says what the op takes; read on an op it gives the value itself:
`op.lhs` is an `SSAValue`, `op.permutation` a tuple of Python integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from xdsl.ir import Attribute, OpResult, Region, SSAValue

from ttmlir_py.support.constraints import ANY_TENSOR, TypeConstraint

if TYPE_CHECKING:
    from ttmlir_py.support.op import Op
    from ttmlir_py.support.properties import PropertyKind

T = TypeVar("T")


class Arity(Enum):
    """How many values one declared operand, result or region stands for."""

    ONE = "one"
    OPTIONAL = "optional"
    VARIADIC = "variadic"


class Field:
    """One declared piece of an op's signature; `name` is the attribute it is assigned to."""

    name: str = ""
    arity: Arity = Arity.ONE

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name


class ValueField(Field):
    """An operand or result: a position in the op's list and the types it allows."""

    def __init__(self, constraint: TypeConstraint = ANY_TENSOR) -> None:
        self.constraint = constraint


class OperandField(ValueField):
    """Any declared operand."""


class ResultField(ValueField):
    """Any declared result."""


class Operand(OperandField):
    """Exactly one operand."""

    @overload
    def __get__(self, op: None, owner: type[Op]) -> Self: ...
    @overload
    def __get__(self, op: Op, owner: type[Op]) -> SSAValue: ...
    def __get__(self, op: Op | None, owner: type[Op]) -> Self | SSAValue:
        if op is None:
            return self
        place = op.signature.operand_places.get(self.name)
        if place is None:
            place = op.signature.operand_slice(op, self.name).start
        return op.operands[place]


class OptionalOperand(OperandField):
    """One operand or none."""

    arity = Arity.OPTIONAL

    @overload
    def __get__(self, op: None, owner: type[Op]) -> Self: ...
    @overload
    def __get__(self, op: Op, owner: type[Op]) -> SSAValue | None: ...
    def __get__(self, op: Op | None, owner: type[Op]) -> Self | SSAValue | None:
        if op is None:
            return self
        where = op.signature.operand_slice(op, self.name)
        return op.operands[where.start] if where.stop > where.start else None


class VariadicOperand(OperandField):
    """Any number of operands."""

    arity = Arity.VARIADIC

    @overload
    def __get__(self, op: None, owner: type[Op]) -> Self: ...
    @overload
    def __get__(self, op: Op, owner: type[Op]) -> Sequence[SSAValue]: ...
    def __get__(self, op: Op | None, owner: type[Op]) -> Self | Sequence[SSAValue]:
        if op is None:
            return self
        return op.operands[op.signature.operand_slice(op, self.name)]


class Result(ResultField):
    """Exactly one result."""

    @overload
    def __get__(self, op: None, owner: type[Op]) -> Self: ...
    @overload
    def __get__(self, op: Op, owner: type[Op]) -> OpResult: ...
    def __get__(self, op: Op | None, owner: type[Op]) -> Self | OpResult:
        if op is None:
            return self
        return op.results[op.signature.result_slice(op, self.name).start]


class OptionalResult(ResultField):
    """One result or none."""

    arity = Arity.OPTIONAL

    @overload
    def __get__(self, op: None, owner: type[Op]) -> Self: ...
    @overload
    def __get__(self, op: Op, owner: type[Op]) -> OpResult | None: ...
    def __get__(self, op: Op | None, owner: type[Op]) -> Self | OpResult | None:
        if op is None:
            return self
        where = op.signature.result_slice(op, self.name)
        return op.results[where.start] if where.stop > where.start else None


class VariadicResult(ResultField):
    """Any number of results."""

    arity = Arity.VARIADIC

    @overload
    def __get__(self, op: None, owner: type[Op]) -> Self: ...
    @overload
    def __get__(self, op: Op, owner: type[Op]) -> Sequence[OpResult]: ...
    def __get__(self, op: Op | None, owner: type[Op]) -> Self | Sequence[OpResult]:
        if op is None:
            return self
        return op.results[op.signature.result_slice(op, self.name)]


class RegionField(Field):
    """Exactly one region."""

    @overload
    def __get__(self, op: None, owner: type[Op]) -> Self: ...
    @overload
    def __get__(self, op: Op, owner: type[Op]) -> Region: ...
    def __get__(self, op: Op | None, owner: type[Op]) -> Self | Region:
        if op is None:
            return self
        return op.regions[op.signature.region_index(self.name)]


class VariadicRegion(Field):
    """Any number of regions, after all the single ones."""

    arity = Arity.VARIADIC

    @overload
    def __get__(self, op: None, owner: type[Op]) -> Self: ...
    @overload
    def __get__(self, op: Op, owner: type[Op]) -> Sequence[Region]: ...
    def __get__(self, op: Op | None, owner: type[Op]) -> Self | Sequence[Region]:
        if op is None:
            return self
        return op.regions[op.signature.region_index(self.name) :]


class PropertyField(Field, Generic[T]):
    """An inherent attribute: printed as MLIR's attribute, read and written as a Python value.

    With a `default` it is always present; without one, a missing property fails verification.
    `key` is its name in the text where that is not a usable Python name.
    """

    optional = False

    def __init__(self, kind: PropertyKind[T], default: T | None = None, *, key: str = "") -> None:
        self.kind = kind
        self.key = key
        self.default: Attribute | None = None if default is None else kind.encode(default)

    def __set_name__(self, owner: type, name: str) -> None:
        super().__set_name__(owner, name)
        self.key = self.key or name

    @overload
    def __get__(self, op: None, owner: type[Op]) -> Self: ...
    @overload
    def __get__(self, op: Op, owner: type[Op]) -> T: ...
    def __get__(self, op: Op | None, owner: type[Op]) -> Self | T:
        if op is None:
            return self
        return self.kind.decode(op.properties[self.key])

    def __set__(self, op: Op, value: T) -> None:
        op.properties[self.key] = self.kind.encode(value)


class OptionalPropertyField(Field, Generic[T]):
    """An inherent attribute that may be missing: it then reads as None."""

    optional = True
    default: Attribute | None = None

    def __init__(self, kind: PropertyKind[T], *, key: str = "") -> None:
        self.kind = kind
        self.key = key

    def __set_name__(self, owner: type, name: str) -> None:
        super().__set_name__(owner, name)
        self.key = self.key or name

    @overload
    def __get__(self, op: None, owner: type[Op]) -> Self: ...
    @overload
    def __get__(self, op: Op, owner: type[Op]) -> T | None: ...
    def __get__(self, op: Op | None, owner: type[Op]) -> Self | T | None:
        if op is None:
            return self
        attribute = op.properties.get(self.key)
        return None if attribute is None else self.kind.decode(attribute)

    def __set__(self, op: Op, value: T | None) -> None:
        if value is None:
            op.properties.pop(self.key, None)
        else:
            op.properties[self.key] = self.kind.encode(value)


AnyProperty = PropertyField[Any] | OptionalPropertyField[Any]

operand = Operand
optional_operand = OptionalOperand
variadic_operand = VariadicOperand
result = Result
optional_result = OptionalResult
variadic_result = VariadicResult
region = RegionField
variadic_region = VariadicRegion
prop = PropertyField
optional_prop = OptionalPropertyField
