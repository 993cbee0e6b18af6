"""Random numbers in TTIR: uniform draws, and the bits of the Philox generator exactly."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo import random as stablehlo
from ttmlir_py.dialects.stablehlo.attributes import RngAlgorithm, RngDistribution
from ttmlir_py.dialects.stablehlo.data_movement import BitcastConvertOp
from ttmlir_py.dialects.ttir import creation as ttir
from ttmlir_py.dialects.ttir import elementwise_binary as binary
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported
from ttmlir_py.passes.stablehlo_to_ttir.constants import splat_of
from ttmlir_py.support.element_types import F32, UI32, bit_width, is_integer
from ttmlir_py.support.shapes import element_of, shape_of, with_element

ROUNDS = 10
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_STEPS = (0x9E3779B9, 0xBB67AE85)

Words = list[SSAValue]
"""The 32-bit words of a wider number, the low one first."""


def _rng(op: stablehlo.RngOp, build: TTIRBuilder) -> SSAValue:
    """Uniform floats between constants; drawn anew, so only their distribution is given."""
    low, high = splat_of(op.a), splat_of(op.b)
    if op.rng_distribution is not RngDistribution.UNIFORM or low is None or high is None:
        raise Unsupported("only a uniform distribution between constants has a TTIR form")
    type_ = with_element(op.result, F32)
    drawn = build(
        ttir.RandOp(size=shape_of(type_), low=float(low), high=float(high), result_types=[type_])
    )
    return build.typecast(drawn, element_of(op.result))


def _rng_bit_generator(op: stablehlo.RngBitGeneratorOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    """Philox 4x32 with ten rounds; the key is the state's first half, the counter its second.

    Four words come from each value of the counter, whose upper half is the key again.
    """
    element, shape = element_of(op.output), shape_of(op.output)
    if op.rng_algorithm is RngAlgorithm.THREE_FRY or bit_width(element) != 32:
        raise Unsupported("only 32-bit numbers of the Philox generator have a TTIR form")
    if not is_integer(element):
        raise Unsupported("only integers have a TTIR form")
    state = _state_words(op.initial_state, build)
    count = -(-prod(shape) // 4)
    counters = _advanced(build, [*state[2:], *state[:2]], build.arange((count,), 0, UI32))
    rows = [build.reshape(word, (count, 1)) for word in _philox(build, counters, state[:2])]
    numbers = build.reshape(build.concat(rows, 1), (4 * count,))
    numbers = build.slice_dim(numbers, 0, 0, prod(shape))
    moved = _advanced(build, state[2:], build.full((1,), UI32, count))
    words = build.reshape(build.concat([*state[:2], *moved], 0), (2, 2))
    wide = build(BitcastConvertOp(words, result_types=[op.initial_state.type]))
    return [wide, build.typecast(build.reshape(numbers, shape), element)]


def _state_words(state: SSAValue, build: TTIRBuilder) -> Words:
    """The four words of a state that was put together from words."""
    maker = state.owner
    if not isinstance(maker, BitcastConvertOp) or shape_of(maker.operand) != (2, 2):
        raise Unsupported("only a state of two pairs of 32-bit words has a TTIR form")
    words = build.reshape(maker.operand, (4,))
    return [build.slice_dim(words, 0, i, i + 1) for i in range(4)]


def _number(build: TTIRBuilder, value: int) -> SSAValue:
    return build.dense((1,), UI32, [value])


def _advanced(build: TTIRBuilder, number: Words, amount: SSAValue) -> Words:
    """A wide number plus an amount, with carries."""
    result: Words = []
    for word in number:
        total = build.add(amount, word)
        carry = build.compare(binary.LtOp, total, word)
        amount = build.typecast(carry, UI32)
        result.append(total)
    return result


def _philox(build: TTIRBuilder, counter: Words, key: Words) -> Words:
    for _ in range(ROUNDS):
        low, high = (_product(build, counter[2 * i], MULTIPLIERS[i]) for i in range(2))
        counter = [
            _xor(build, high[1], counter[1], key[0]),
            high[0],
            _xor(build, low[1], counter[3], key[1]),
            low[0],
        ]
        key = [
            build.add(word, _number(build, step)) for word, step in zip(key, KEY_STEPS, strict=True)
        ]
    return counter


def _xor(build: TTIRBuilder, first: SSAValue, *others: SSAValue) -> SSAValue:
    for other in others:
        first = build.binary(binary.BitwiseXorOp, first, other)
    return first


def _product(build: TTIRBuilder, x: SSAValue, factor: int) -> Words:
    """The low and the high word of a product, by halves of words."""
    low, high = _low_half(build, x), _high_half(build, x)
    factor_low, factor_high = (_number(build, f) for f in (factor & 0xFFFF, factor >> 16))
    both_low = build.multiply(low, factor_low)
    crossed = [build.multiply(high, factor_low), build.multiply(low, factor_high)]
    middle = _high_half(build, both_low)
    top = build.multiply(high, factor_high)
    for product in crossed:
        middle = build.add(middle, _low_half(build, product))
        top = build.add(top, _high_half(build, product))
    top = build.add(top, _high_half(build, middle))
    return [build.multiply(x, _number(build, factor)), top]


def _low_half(build: TTIRBuilder, x: SSAValue) -> SSAValue:
    return build.binary(binary.BitwiseAndOp, x, _number(build, 0xFFFF))


def _high_half(build: TTIRBuilder, x: SSAValue) -> SSAValue:
    return build.binary(binary.LogicalRightShiftOp, x, _number(build, 16))


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.RngBitGeneratorOp: _rng_bit_generator,
    stablehlo.RngOp: _rng,
}
