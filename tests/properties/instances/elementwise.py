"""Random instances of elementwise ops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from instances.oracle import (
    ALL,
    COMPLEX,
    EVERY_FLOAT,
    FLOATS,
    INTEGERS,
    SIGNED,
    Draw,
    Instance,
    Maker,
    any_shapes,
    anything,
    program,
    tensor,
    values,
)

REAL = ("i1", *INTEGERS, *EVERY_FLOAT)


class Domain(NamedTuple):
    """The element types of an op, and its range of inputs; anything where there is none."""

    elements: Sequence[str]
    low: float | None = None
    high: float | None = None
    slack: float = 1
    exact: bool = False


SOME = Domain((*EVERY_FLOAT, *COMPLEX), -4, 4, 4)
UNARY = {
    "abs": Domain((*SIGNED, *EVERY_FLOAT), exact=True),
    "cbrt": Domain(FLOATS, -9, 9, 4),
    "ceil": Domain(EVERY_FLOAT, exact=True),
    "cosine": SOME,
    "count_leading_zeros": Domain(INTEGERS),
    "exponential": SOME,
    "exponential_minus_one": SOME,
    "floor": Domain(EVERY_FLOAT, exact=True),
    "log": Domain((*EVERY_FLOAT, *COMPLEX), 0.01, 9, 4),
    "log_plus_one": Domain((*EVERY_FLOAT, *COMPLEX), -0.9, 9, 4),
    "logistic": SOME,
    "negate": Domain((*INTEGERS, *EVERY_FLOAT, *COMPLEX), exact=True),
    "not": Domain(("i1", *INTEGERS)),
    "popcnt": Domain(INTEGERS[1:]),  # XLA counts the copies of an i4's sign
    "round_nearest_afz": Domain(EVERY_FLOAT, exact=True),
    "round_nearest_even": Domain(EVERY_FLOAT, exact=True),
    "rsqrt": Domain((*EVERY_FLOAT, *COMPLEX), 0.01, 9, 4),
    "sign": Domain((*SIGNED, *EVERY_FLOAT), exact=True),
    "sine": SOME,
    "sqrt": Domain((*EVERY_FLOAT, *COMPLEX), 0.01, 9, 4),
    "tan": Domain((*FLOATS, *COMPLEX), -1.4, 1.4, 9),
    "tanh": SOME,
}
BINARY = {
    "add": Domain(ALL),
    "and": Domain(("i1", *INTEGERS)),
    "atan2": Domain(FLOATS, -4, 4, 4),
    "divide": Domain((*INTEGERS, *EVERY_FLOAT)),
    "maximum": Domain(REAL, exact=True),
    "minimum": Domain(REAL, exact=True),
    "multiply": Domain(ALL),
    "or": Domain(("i1", *INTEGERS)),
    "power": Domain((*FLOATS, *COMPLEX), 0.1, 3, 9),
    "remainder": Domain((*INTEGERS, *FLOATS)),
    "shift_left": Domain(INTEGERS),
    "shift_right_arithmetic": Domain(INTEGERS),
    "shift_right_logical": Domain(INTEGERS),
    "subtract": Domain((*INTEGERS, *EVERY_FLOAT, *COMPLEX)),
    "xor": Domain(("i1", *INTEGERS)),
}
CHLO_UNARY = {
    "acos": Domain(FLOATS, -1, 1, 9),
    "acosh": Domain(FLOATS, 1, 9, 9),
    "asin": Domain(FLOATS, -1, 1, 9),
    "asinh": Domain(FLOATS, -9, 9, 9),
    "atan": Domain(FLOATS, -9, 9, 9),
    "atanh": Domain(FLOATS, -0.9, 0.9, 9),
    "bessel_i1e": Domain(("f32", "f64"), -9, 9, 9),
    "conj": Domain(COMPLEX),
    "cosh": Domain(FLOATS, -4, 4, 9),
    "digamma": Domain(("f32", "f64"), 0.1, 9, 9),
    "erf": Domain(FLOATS, -4, 4, 9),
    "erf_inv": Domain(("f32", "f64"), -0.99, 0.99, 20),
    "erfc": Domain(FLOATS, -4, 4, 9),
    "is_inf": Domain(EVERY_FLOAT[:-1]),  # XLA takes the largest f4 for infinity
    "is_neg_inf": Domain(FLOATS),
    "is_pos_inf": Domain(FLOATS),
    "lgamma": Domain(("f32", "f64"), 0.1, 9, 9),
    "sinh": Domain(FLOATS, -4, 4, 9),
    "square": Domain((*FLOATS, *COMPLEX), -4, 4, 4),
    "tan": Domain(FLOATS, -1.4, 1.4, 9),
}
CHLO_BINARY = {
    "next_after": Domain(("bf16", "f16", "f32", "f64"), -4, 4, exact=True),
    "polygamma": Domain(("f32", "f64"), 1, 4, 99),
    "zeta": Domain(("f32", "f64"), 1.5, 4, 99),
}


def inputs(draw: Draw, domain: Domain, shape: tuple[int, ...], element: str) -> np.ndarray:
    if domain.low is None or domain.high is None:
        return anything(draw, shape, element)
    return values(draw, shape, element, domain.low, domain.high)


def elementwise(name: str, domain: Domain, arity: int, *, typed: bool) -> Maker:
    """One op on tensors of one random type; CHLO's text names operand and result types."""

    def make(draw: Draw) -> Instance:
        element, shape = draw(st.sampled_from(domain.elements)), draw(any_shapes())
        type_ = tensor(shape, element)
        result = tensor(shape, "i1") if "is_" in name else type_
        given = [inputs(draw, domain, shape, element) for _ in range(arity)]
        if name == "chlo.polygamma":
            given[0] = np.floor(given[0])
        operands = ", ".join(f"%{i}" for i in range(arity))
        types = f"{', '.join([type_] * arity)} -> {result}" if typed else type_
        text = program(f"%r = {name} {operands} : {types}", [type_] * arity, [result])
        return Instance(text, given, domain.slack, exact=domain.exact)

    return make


def divide(draw: Draw) -> Instance:
    """Quotients and remainders of integers; by zero they are not defined."""
    element, shape = draw(st.sampled_from(INTEGERS)), draw(any_shapes())
    name = draw(st.sampled_from(["divide", "remainder"]))
    type_ = tensor(shape, element)
    divisor = anything(draw, shape, element)
    divisor = np.where(divisor == 0, np.ones_like(divisor), divisor)
    text = program(f"%r = stablehlo.{name} %0, %1 : {type_}", [type_] * 2, [type_])
    return Instance(text, [anything(draw, shape, element), divisor])


def integer_power(draw: Draw) -> Instance:
    """Powers of integers, to negative exponents too."""
    element, shape = draw(st.sampled_from(SIGNED[1:])), draw(any_shapes())
    type_ = tensor(shape, element)
    text = program(f"%r = stablehlo.power %0, %1 : {type_}", [type_] * 2, [type_])
    return Instance(text, [anything(draw, shape, element), values(draw, shape, element, 0, 9)])


def compare(draw: Draw) -> Instance:
    """Every direction and order."""
    element, shape = draw(st.sampled_from((*REAL, *COMPLEX))), draw(any_shapes())
    way = draw(st.sampled_from(["EQ", "NE", "LT", "LE", "GT", "GE"]))
    if element in COMPLEX:
        way = draw(st.sampled_from(["EQ", "NE"]))
    total = element in EVERY_FLOAT and draw(st.booleans())
    type_, result = tensor(shape, element), tensor(shape, "i1")
    order = ", TOTALORDER" if total else ""
    body = f"%r = stablehlo.compare {way}, %0, %1{order} : ({type_}, {type_}) -> {result}"
    given = [anything(draw, shape, element) for _ in range(2)]
    return Instance(program(body, [type_] * 2, [result]), given)


def convert(draw: Draw) -> Instance:
    """Every pair of types; floats outside of an integer's range have no defined result."""
    source = draw(st.sampled_from(ALL))
    target = draw(st.sampled_from(COMPLEX if source in COMPLEX else ALL))
    shape = draw(any_shapes())
    low = 0 if target.startswith("ui") else -7
    types = tensor(shape, source), tensor(shape, target)
    if source in INTEGERS and target in INTEGERS:
        given = anything(draw, shape, source)
    else:
        given = values(draw, shape, source, 0 if source.startswith("ui") else low, 7)
    body = f"%r = stablehlo.convert %0 : ({types[0]}) -> {types[1]}"
    return Instance(program(body, [types[0]], [types[1]]), [given])


def clamp(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from((*INTEGERS, *EVERY_FLOAT))), draw(any_shapes())
    type_ = tensor(shape, element)
    bound = type_ if draw(st.booleans()) else tensor((), element)
    limits = shape if bound == type_ else ()
    low, high = (values(draw, limits, element, a, b) for a, b in ((0, 2), (3, 6)))
    body = f"%r = stablehlo.clamp %0, %1, %2 : ({bound}, {type_}, {bound}) -> {type_}"
    given = [low, values(draw, shape, element, 0, 7), high]
    return Instance(program(body, [bound, type_, bound], [type_]), given)


def select(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(ALL)), draw(any_shapes())
    picked = shape if draw(st.booleans()) else ()
    type_, predicate = tensor(shape, element), tensor(picked, "i1")
    body = f"%r = stablehlo.select %0, %1, %2 : {predicate}, {type_}"
    given = [anything(draw, picked, "i1"), *(anything(draw, shape, element) for _ in range(2))]
    return Instance(program(body, [predicate, type_, type_], [type_]), given, exact=True)


def complex_parts(draw: Draw) -> Instance:
    """A complex number made, multiplied, and taken apart."""
    part, shape = draw(st.sampled_from(["f32", "f64"])), draw(any_shapes())
    type_, made = tensor(shape, part), tensor(shape, f"complex<{part}>")
    body = f"""%c = stablehlo.complex %0, %1 : {made}
      %s = stablehlo.abs %c : ({made}) -> {type_}
      %a = stablehlo.real %c : ({made}) -> {type_}
      %b = stablehlo.imag %c : ({made}) -> {type_}
      %d = stablehlo.subtract %a, %b : {type_}
      %r = stablehlo.add %d, %s : {type_}"""
    given = [values(draw, shape, part, -4, 4) for _ in range(2)]
    return Instance(program(body, [type_] * 2, [type_]), given, 4)


def is_finite(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(EVERY_FLOAT)), draw(any_shapes())
    types = tensor(shape, element), tensor(shape, "i1")
    body = f"%r = stablehlo.is_finite %0 : ({types[0]}) -> {types[1]}"
    return Instance(program(body, [types[0]], [types[1]]), [anything(draw, shape, element)])


def reduce_precision(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(["f32", "f64", "bf16", "f16"])), draw(any_shapes())
    bits = f"e{draw(st.integers(2, 8))}m{draw(st.integers(1, 10))}"
    type_ = tensor(shape, element)
    body = f"%r = stablehlo.reduce_precision %0, format = {bits} : {type_}"
    given = [anything(draw, shape, element)]
    return Instance(program(body, [type_], [type_]), given, exact=True)


MAKERS: dict[str, Maker] = {
    **{
        f"stablehlo.{n}": elementwise(f"stablehlo.{n}", d, 1, typed=False) for n, d in UNARY.items()
    },
    **{
        f"stablehlo.{n}": elementwise(f"stablehlo.{n}", d, 2, typed=False)
        for n, d in BINARY.items()
    },
    **{f"chlo.{n}": elementwise(f"chlo.{n}", d, 1, typed=True) for n, d in CHLO_UNARY.items()},
    **{f"chlo.{n}": elementwise(f"chlo.{n}", d, 2, typed=True) for n, d in CHLO_BINARY.items()},
    "stablehlo.clamp": clamp,
    "stablehlo.compare": compare,
    "stablehlo.complex": complex_parts,
    "stablehlo.convert": convert,
    "stablehlo.divide": divide,
    "stablehlo.imag": complex_parts,
    "stablehlo.is_finite": is_finite,
    "stablehlo.real": complex_parts,
    "stablehlo.reduce_precision": reduce_precision,
    "stablehlo.remainder": elementwise("stablehlo.remainder", Domain(FLOATS), 2, typed=False),
    "stablehlo.select": select,
    "integer power": integer_power,
    "float divide": elementwise("stablehlo.divide", Domain(FLOATS), 2, typed=False),
}
