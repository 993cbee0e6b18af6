"""Scalar ops of arith and tensor, which surround loops and branches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.conversion import convert
from ttmlir_py.runtime.kernels.creation import constant
from ttmlir_py.runtime.kernels.elementwise import KERNELS as ELEMENTWISE
from ttmlir_py.runtime.kernels.elementwise import pointwise
from ttmlir_py.runtime.kernels.windows import lead_index
from ttmlir_py.runtime.machine import Machine

COMPARISONS = ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")


def _unsigned(x: Array) -> Array:
    return x.view(f"u{x.dtype.itemsize}") if x.dtype.kind == "i" else x


def cmpi(machine: Machine, op: Any, lhs: Array, rhs: Array) -> Array:
    """Integers compared; predicates from 6 on are the unsigned ones."""
    predicate = op.predicate.value.data
    if predicate >= len(COMPARISONS):
        lhs, rhs, predicate = _unsigned(lhs), _unsigned(rhs), predicate - 4
    return getattr(machine.xp, COMPARISONS[predicate])(lhs, rhs)


CMPF = (
    *("false", "oeq", "ogt", "oge", "olt", "ole", "one", "ord"),
    *("ueq", "ugt", "uge", "ult", "ule", "une", "uno", "true"),
)
_FLOAT_TESTS: dict[str, Callable[..., Array]] = {
    "eq": lambda a, b: a == b,
    "ge": lambda a, b: a >= b,
    "gt": lambda a, b: a > b,
    "le": lambda a, b: a <= b,
    "lt": lambda a, b: a < b,
    "ne": lambda a, b: (a < b) | (a > b),
}


def cmpf(machine: Machine, op: Any, lhs: Array, rhs: Array) -> Array:
    """Floats compared, NaN giving false for ordered and true for unordered predicates."""
    word = CMPF[op.predicate.value.data]
    unordered = machine.xp.isnan(lhs) | machine.xp.isnan(rhs)
    match word:
        case "false" | "true":
            return machine.xp.full_like(unordered, word == "true")
        case "ord" | "uno":
            return unordered == (word == "uno")
        case _:
            test = _FLOAT_TESTS[word[1:]](lhs, rhs)
            return test | unordered if word[0] == "u" else test


def extract(machine: Machine, op: Any, x: Array, *indices: Array) -> Array:
    """One element of every chip's tensor."""
    picked = [index.reshape(index.shape[: machine.lead]) for index in indices]
    return x[(*lead_index(machine, x, 0), *picked)]


def from_elements(machine: Machine, op: Any, *scalars: Array) -> Array:
    """A tensor of scalars."""
    stacked = machine.xp.stack(machine.xp.broadcast_arrays(*scalars), axis=-1)
    return stacked.reshape(stacked.shape[: machine.lead] + op.results[0].type.get_shape())


def splat(machine: Machine, op: Any, scalar: Array) -> Array:
    """A tensor of one scalar everywhere."""
    shape = op.results[0].type.get_shape()
    lead = scalar.shape[: machine.lead]
    return machine.xp.broadcast_to(scalar.reshape(lead + (1,) * len(shape)), lead + shape)


_SAME_AS = {
    "addf": "add",
    "addi": "add",
    "andi": "and",
    "divf": "divide",
    "divsi": "divide",
    "divui": "divide",
    "maximumf": "maximum",
    "maxsi": "maximum",
    "minimumf": "minimum",
    "minsi": "minimum",
    "mulf": "multiply",
    "muli": "multiply",
    "negf": "negate",
    "ori": "or",
    "remsi": "remainder",
    "remf": "remainder",
    "select": "select",
    "shli": "shift_left",
    "shrsi": "shift_right_arithmetic",
    "shrui": "shift_right_logical",
    "subf": "subtract",
    "subi": "subtract",
    "xori": "xor",
}
_CONVERSIONS = (
    *("extf", "extsi", "extui", "fptosi", "fptoui", "index_cast"),
    *("sitofp", "truncf", "trunci", "uitofp"),
)
KERNELS = {
    **{f"arith.{name}": ELEMENTWISE[mnemonic] for name, mnemonic in _SAME_AS.items()},
    **{f"arith.{name}": convert for name in _CONVERSIONS},
    "arith.cmpf": cmpf,
    "arith.cmpi": cmpi,
    "arith.constant": constant,
    "arith.floordivsi": pointwise(lambda xp, a, b: xp.floor_divide(a, b)),
    "builtin.unrealized_conversion_cast": convert,
    "tensor.extract": extract,
    "tensor.from_elements": from_elements,
    "tensor.splat": splat,
}
