"""Formulas as Python expressions of tensors: `sqrt(x * x + 1)` makes the ops that compute it.

A number in a formula stands for a tensor of that number, as large as the tensor it meets. A term
makes its op when its value is first asked for, operands before it from left to right, so that a
formula may be written in any order; `Formula(eager=True)` makes each op where it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xdsl.dialects.builtin import AnyFloat, ComplexType
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.stablehlo import elementwise_binary as binary
from ttmlir_py.dialects.stablehlo import elementwise_unary as unary
from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection
from ttmlir_py.dialects.stablehlo.data_movement import BitcastConvertOp
from ttmlir_py.passes.stablehlo.chlo.broadcasts import number_like
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.shapes import element_of, with_element

Number = int | float
Make = Callable[..., Operation]


class Formula:
    """Where the ops of a formula go, and when they are made."""

    def __init__(self, build: Builder, *, eager: bool = False) -> None:
        self.build = build
        self.eager = eager

    def given(self, *values: SSAValue) -> Sequence[Term]:
        """Values as terms."""
        return [Term(self, lambda: None, (), value) for value in values]


class Term:
    """A tensor in a formula."""

    __slots__ = ("_args", "_known", "_make", "formula")

    def __init__(
        self,
        formula: Formula,
        make: Callable[..., SSAValue | None],
        args: Sequence[Term],
        known: SSAValue | None = None,
    ) -> None:
        self.formula = formula
        self._make = make
        self._args = args
        self._known = known
        if formula.eager:
            self.value  # noqa: B018  makes the op

    @property
    def value(self) -> SSAValue:
        """The value, its op made when first asked for."""
        if self._known is None:
            self._known = self._make(*(arg.value for arg in self._args))
        assert self._known is not None
        return self._known

    def apply(self, make: Make, *others: Operand) -> Term:
        """The result of the op that `make` makes of this term and others."""
        build = self.formula.build
        args = (self, *(self.lift(other) for other in others))
        return Term(self.formula, lambda *values: build(make(*values)), args)

    def lift(self, other: Operand) -> Term:
        """A number as a tensor like this one."""
        return other if isinstance(other, Term) else self.like(other)

    def like(self, number: Number) -> Term:
        """A tensor of a number, as large as this one and of its element type."""
        build = self.formula.build
        return Term(self.formula, lambda value: number_like(value, number, build), (self,))

    @property
    def element(self) -> Attribute:
        """The element type."""
        return element_of(self.value)

    def __add__(self, other: Operand) -> Term:
        return self.apply(binary.AddOp, other)

    def __sub__(self, other: Operand) -> Term:
        return self.apply(binary.SubtractOp, other)

    def __mul__(self, other: Operand) -> Term:
        return self.apply(binary.MultiplyOp, other)

    def __truediv__(self, other: Operand) -> Term:
        return self.apply(binary.DivideOp, other)

    def __mod__(self, other: Operand) -> Term:
        return self.apply(binary.RemainderOp, other)

    def __pow__(self, other: Operand) -> Term:
        return self.apply(binary.PowerOp, other)

    def __and__(self, other: Operand) -> Term:
        return self.apply(binary.AndOp, other)

    def __or__(self, other: Operand) -> Term:
        return self.apply(binary.OrOp, other)

    def __rshift__(self, other: Operand) -> Term:
        return self.apply(binary.ShiftRightLogicalOp, other)

    def __invert__(self) -> Term:
        return self.apply(unary.NotOp)

    def __neg__(self) -> Term:
        return self.apply(unary.NegateOp)

    def __abs__(self) -> Term:
        return self.apply(unary.AbsOp)

    def __lt__(self, other: Operand) -> Term:
        return self._compare(ComparisonDirection.LT, other)

    def __le__(self, other: Operand) -> Term:
        return self._compare(ComparisonDirection.LE, other)

    def __gt__(self, other: Operand) -> Term:
        return self._compare(ComparisonDirection.GT, other)

    def __ge__(self, other: Operand) -> Term:
        return self._compare(ComparisonDirection.GE, other)

    def equals(self, other: Operand) -> Term:
        """Where the elements are equal."""
        return self._compare(ComparisonDirection.EQ, other)

    def differs(self, other: Operand) -> Term:
        """Where the elements are not equal."""
        return self._compare(ComparisonDirection.NE, other)

    def _compare(self, direction: ComparisonDirection, other: Operand) -> Term:
        def make(lhs: SSAValue, rhs: SSAValue) -> Operation:
            return binary.CompareOp(lhs, rhs, comparison_direction=direction)

        return self.apply(make, other)

    def to(self, element: Attribute) -> Term:
        """The elements converted to another type."""
        return self.apply(
            lambda x: unary.ConvertOp.create(operands=[x], result_types=[_typed(x, element)])
        )

    def bits(self, element: Attribute) -> Term:
        """The elements' bits read as another type."""
        return self.apply(
            lambda x: BitcastConvertOp.create(operands=[x], result_types=[_typed(x, element)])
        )


Operand = Term | Number


def _typed(value: SSAValue, element: Attribute) -> Attribute:
    type_ = with_element(value, element)
    encoding = value.type.encoding  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
    return type(type_)(element, type_.shape, encoding)  # pyright: ignore[reportUnknownArgumentType]


def where(condition: Term, on_true: Term, on_false: Term) -> Term:
    """Elements of one tensor where a condition holds, of another elsewhere."""
    return condition.apply(binary.SelectOp, on_true, on_false)


def atan2(y: Term, x: Term) -> Term:
    """The angle of a point."""
    return y.apply(binary.Atan2Op, x)


def maximum(x: Term, y: Term) -> Term:
    """The larger elements."""
    return x.apply(binary.MaximumOp, y)


def minimum(x: Term, y: Term) -> Term:
    """The smaller elements."""
    return x.apply(binary.MinimumOp, y)


def clamp(low: Number, x: Term, high: Number) -> Term:
    """The elements limited to a range."""
    return x.like(low).apply(binary.ClampOp, x, x.like(high))


def pair(real: Term, imag: Term) -> Term:
    """Complex numbers with these parts."""
    return real.apply(binary.ComplexOp, imag)


def shift_right_arithmetic(x: Term, count: Operand) -> Term:
    """The elements shifted, their sign repeated."""
    return x.apply(binary.ShiftRightArithmeticOp, count)


def _function(op: type[unary.UnaryOp | unary.IsFiniteOp]) -> Callable[[Term], Term]:
    def function(x: Term) -> Term:
        return x.apply(op)

    return function


cos = _function(unary.CosineOp)
exp = _function(unary.ExponentialOp)
expm1 = _function(unary.ExponentialMinusOneOp)
floor = _function(unary.FloorOp)
imag = _function(unary.ImagOp)
is_finite = _function(unary.IsFiniteOp)
log = _function(unary.LogOp)
log1p = _function(unary.LogPlusOneOp)
real = _function(unary.RealOp)
sign = _function(unary.SignOp)
sin = _function(unary.SineOp)
sqrt = _function(unary.SqrtOp)
tan = _function(unary.TanOp)
tanh = _function(unary.TanhOp)

_LIMITS = {  # bits of the exponent and of the mantissa
    "bf16": (8, 7),
    "f16": (5, 10),
    "f32": (8, 23),
    "f64": (11, 52),
}


def largest(x: Term) -> Term:
    """The largest finite number of a tensor's element type."""
    exponent, mantissa = _format(x)
    return x.like((2.0 - 2.0**-mantissa) * 2.0 ** (2 ** (exponent - 1) - 1))


def smallest_normal(x: Term) -> Term:
    """The smallest positive number of full precision."""
    exponent, _ = _format(x)
    return x.like(2.0 ** (2 - 2 ** (exponent - 1)))


def smallest(x: Term) -> Term:
    """The smallest positive number."""
    exponent, mantissa = _format(x)
    return x.like(2.0 ** (2 - 2 ** (exponent - 1) - mantissa))


def _format(x: Term) -> tuple[int, int]:
    return _LIMITS[str(x.element)]


def has_limits(element: Attribute) -> bool:
    """Whether the numbers of a float type are known here."""
    return str(element) in _LIMITS


def is_complex(x: Term) -> bool:
    """Whether the elements are complex numbers."""
    return isinstance(x.element, ComplexType)


def is_narrow(element: Attribute) -> bool:
    """A float type of fewer than 32 bits."""
    return isinstance(element, AnyFloat) and bit_width(element) < 32


def polynomial(x: Term, coefficients: Sequence[Number]) -> Term:
    """Horner's rule, the coefficient of the highest power first."""
    result = x.like(coefficients[0])
    for coefficient in coefficients[1:]:
        result = result * x + coefficient
    return result


def chebyshev(x: Term, coefficients: Sequence[Number]) -> Term:
    """A sum of Chebyshev polynomials of x / 2, by Clenshaw's recurrence."""
    current, previous, last = x.like(0.0), x.like(0.0), x.like(0.0)
    for coefficient in coefficients:
        last, previous = previous, current
        current = x * previous - last + coefficient
    return (current - last) * 0.5
