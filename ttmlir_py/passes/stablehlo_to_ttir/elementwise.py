"""Elementwise StableHLO ops in TTIR: most have a namesake, the rest are put together exactly."""

from __future__ import annotations

from xdsl.dialects.builtin import IntegerType, bf16, f16, f32, f64
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.stablehlo import elementwise_binary as stablehlo_binary
from ttmlir_py.dialects.stablehlo import elementwise_unary as stablehlo_unary
from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection, ComparisonType
from ttmlir_py.dialects.ttir import elementwise_binary as binary
from ttmlir_py.dialects.ttir import elementwise_unary as unary
from ttmlir_py.passes.stablehlo_to_ttir.builder import (
    BinaryClass,
    Lowering,
    TTIRBuilder,
    UnaryClass,
    Unsupported,
    renamed,
)
from ttmlir_py.support.element_types import (
    bit_width,
    is_boolean,
    is_complex,
    is_float,
)
from ttmlir_py.support.shapes import element_of

COMPARISONS: dict[ComparisonDirection, BinaryClass] = {
    ComparisonDirection.EQ: binary.EqOp,
    ComparisonDirection.GE: binary.GeOp,
    ComparisonDirection.GT: binary.GtOp,
    ComparisonDirection.LE: binary.LeOp,
    ComparisonDirection.LT: binary.LtOp,
    ComparisonDirection.NE: binary.NeOp,
}


def _logical_or_bitwise(logical: BinaryClass, bitwise: BinaryClass) -> Lowering:
    """One op for booleans, another for the bits of integers."""

    def lowering(op: stablehlo_binary.BinaryOp, build: TTIRBuilder) -> SSAValue:
        cls = logical if is_boolean(element_of(op.lhs)) else bitwise
        return build.binary(cls, op.lhs, op.rhs)

    return lowering


def _on_booleans(boolean: BinaryClass, other: BinaryClass) -> Lowering:
    """Arithmetic on booleans is logic: addition is `or`, multiplication is `and`."""
    return _logical_or_bitwise(boolean, other)


def _not(op: stablehlo_unary.NotOp, build: TTIRBuilder) -> SSAValue:
    cls = unary.LogicalNotOp if is_boolean(element_of(op.operand)) else unary.BitwiseNotOp
    return build.unary(cls, op.operand)


def _clamp(op: stablehlo_binary.ClampOp, build: TTIRBuilder) -> SSAValue:
    return build(binary.ClampTensorOp(op.operand, op.min, op.max, result_types=op.result_types))


def _compare(op: stablehlo_binary.CompareOp, build: TTIRBuilder) -> SSAValue:
    lhs, rhs = op.lhs, op.rhs
    if op.compare_type is ComparisonType.TOTALORDER and is_float(element_of(lhs)):
        lhs, rhs = _total_order(lhs, build), _total_order(rhs, build)
    return build.compare(COMPARISONS[op.comparison_direction], lhs, rhs)


def _total_order(x: SSAValue, build: TTIRBuilder) -> SSAValue:
    """Integers that compare as the floats do in IEEE's total order: -NaN < -0 < 0 < NaN."""
    element = IntegerType(bit_width(element_of(x)))
    bits = build.unary(unary.BitcastConvertOp, x, element)
    magnitude = build.like(bits, (1 << (bit_width(element) - 1)) - 1)
    flipped = build.binary(binary.BitwiseXorOp, bits, magnitude)
    return build.where(build.compare(binary.LtOp, bits, build.like(bits, 0)), flipped, bits)


def _round_nearest_even(op: stablehlo_unary.RoundNearestEvenOp, build: TTIRBuilder) -> SSAValue:
    """The floor, or one more where the rest is above one half, or one half of an odd floor."""
    x = op.operand
    floor = build.unary(unary.FloorOp, x)
    rest = build.subtract(x, floor)
    half, one, two = (build.like(x, n) for n in (0.5, 1.0, 2.0))
    halved = build.unary(unary.FloorOp, build.multiply(floor, half))
    odd = build.compare(binary.NeOp, build.multiply(halved, two), floor)
    tie = build.compare(binary.EqOp, rest, half)
    up = build.binary(
        binary.LogicalOrOp,
        build.compare(binary.GtOp, rest, half),
        build.binary(binary.LogicalAndOp, tie, odd),
    )
    return build.where(up, build.add(floor, one), floor)


def _round_nearest_afz(op: stablehlo_unary.RoundNearestAfzOp, build: TTIRBuilder) -> SSAValue:
    """The magnitude's floor, or one more where the rest is one half or above, with the sign."""
    magnitude = build.unary(unary.AbsOp, op.operand)
    floor = build.unary(unary.FloorOp, magnitude)
    half, one = (build.like(magnitude, n) for n in (0.5, 1.0))
    up = build.compare(binary.GeOp, build.subtract(magnitude, floor), half)
    rounded = build.where(up, build.add(floor, one), floor)
    return build.multiply(build.unary(unary.SignOp, op.operand), rounded)


def _popcnt(op: stablehlo_unary.PopcntOp, build: TTIRBuilder) -> SSAValue:
    return _population(op.operand, build)


def _population(x: SSAValue, build: TTIRBuilder) -> SSAValue:
    """The bits that are set: the sum of all bits, one by one."""
    one = build.like(x, 1)
    bits = [
        build.binary(binary.BitwiseAndOp, _shift_right(x, distance, build), one)
        for distance in range(bit_width(element_of(x)))
    ]
    total = bits[0]
    for bit in bits[1:]:
        total = build.add(total, bit)
    return total


def _shift_right(x: SSAValue, distance: int, build: TTIRBuilder) -> SSAValue:
    return build.binary(binary.LogicalRightShiftOp, x, build.like(x, distance))


def _count_leading_zeros(op: stablehlo_unary.CountLeadingZerosOp, build: TTIRBuilder) -> SSAValue:
    """The width less the bits at or below the highest set one."""
    x, width = op.operand, bit_width(element_of(op.operand))
    distance = 1
    while distance < width:
        x = build.binary(binary.BitwiseOrOp, x, _shift_right(x, distance, build))
        distance *= 2
    return build.subtract(build.like(x, width), _population(x, build))


_FORMATS: dict[Attribute, tuple[int, int]] = {
    f16: (5, 10),
    bf16: (8, 7),
    f32: (8, 23),
    f64: (11, 52),
}
"""Bits of the exponent and of the mantissa."""


def _reduce_precision(op: stablehlo_unary.ReducePrecisionOp, build: TTIRBuilder) -> SSAValue:
    """A detour through the device's float type of the wanted exponent and mantissa."""
    element = element_of(op.operand)
    exponent, mantissa = _FORMATS.get(element, (0, 0))
    if op.exponent_bits >= exponent > 0 and op.mantissa_bits >= mantissa:
        return op.operand
    for narrow in (bf16, f32):
        if _FORMATS[narrow] == (op.exponent_bits, op.mantissa_bits) and element in (f32, f64):
            return build.typecast(build.typecast(op.operand, narrow), element)
    raise Unsupported(f"the device has no float type e{op.exponent_bits}m{op.mantissa_bits}")


def _real_only(cls: UnaryClass) -> Lowering:
    """A namesake that knows no complex numbers."""

    def lowering(op: Operation, build: TTIRBuilder) -> SSAValue:
        (x,) = op.operands
        if is_complex(element_of(x)):
            raise Unsupported("complex numbers have no TTIR form")
        return build.unary(cls, x, element_of(op.results[0]))

    return lowering


UNARY_NAMES: dict[type[Operation], UnaryClass] = {
    stablehlo_unary.AbsOp: unary.AbsOp,
    stablehlo_unary.CbrtOp: unary.CbrtOp,
    stablehlo_unary.CeilOp: unary.CeilOp,
    stablehlo_unary.ConvertOp: unary.TypecastOp,
    stablehlo_unary.CosineOp: unary.CosOp,
    stablehlo_unary.ExponentialMinusOneOp: unary.Expm1Op,
    stablehlo_unary.ExponentialOp: unary.ExpOp,
    stablehlo_unary.FloorOp: unary.FloorOp,
    stablehlo_unary.IsFiniteOp: unary.IsfiniteOp,
    stablehlo_unary.LogOp: unary.LogOp,
    stablehlo_unary.LogPlusOneOp: unary.Log1pOp,
    stablehlo_unary.LogisticOp: unary.SigmoidOp,
    stablehlo_unary.NegateOp: unary.NegOp,
    stablehlo_unary.RsqrtOp: unary.RsqrtOp,
    stablehlo_unary.SignOp: unary.SignOp,
    stablehlo_unary.SineOp: unary.SinOp,
    stablehlo_unary.SqrtOp: unary.SqrtOp,
    stablehlo_unary.TanOp: unary.TanOp,
    stablehlo_unary.TanhOp: unary.TanhOp,
}
"""Unary ops of the same meaning."""

LOWERINGS: dict[type[Operation], Lowering] = {
    **{cls: _real_only(target) for cls, target in UNARY_NAMES.items()},
    stablehlo_binary.AddOp: _on_booleans(binary.LogicalOrOp, binary.AddOp),
    stablehlo_binary.AndOp: _logical_or_bitwise(binary.LogicalAndOp, binary.BitwiseAndOp),
    stablehlo_binary.Atan2Op: renamed(binary.Atan2Op),
    stablehlo_binary.ClampOp: _clamp,
    stablehlo_binary.CompareOp: _compare,
    stablehlo_binary.DivideOp: renamed(binary.DivOp),
    stablehlo_binary.MaximumOp: renamed(binary.MaximumOp),
    stablehlo_binary.MinimumOp: renamed(binary.MinimumOp),
    stablehlo_binary.MultiplyOp: _on_booleans(binary.LogicalAndOp, binary.MultiplyOp),
    stablehlo_binary.OrOp: _logical_or_bitwise(binary.LogicalOrOp, binary.BitwiseOrOp),
    stablehlo_binary.PowerOp: renamed(binary.PowOp),
    stablehlo_binary.RemainderOp: renamed(binary.RemainderOp),
    stablehlo_binary.SelectOp: renamed(binary.WhereOp),
    stablehlo_binary.ShiftLeftOp: renamed(binary.LogicalLeftShiftOp),
    stablehlo_binary.ShiftRightArithmeticOp: renamed(binary.RightShiftOp),
    stablehlo_binary.ShiftRightLogicalOp: renamed(binary.LogicalRightShiftOp),
    stablehlo_binary.SubtractOp: renamed(binary.SubtractOp),
    stablehlo_binary.XorOp: _logical_or_bitwise(binary.LogicalXorOp, binary.BitwiseXorOp),
    stablehlo_unary.CountLeadingZerosOp: _count_leading_zeros,
    stablehlo_unary.NotOp: _not,
    stablehlo_unary.PopcntOp: _popcnt,
    stablehlo_unary.ReducePrecisionOp: _reduce_precision,
    stablehlo_unary.RoundNearestAfzOp: _round_nearest_afz,
    stablehlo_unary.RoundNearestEvenOp: _round_nearest_even,
}
