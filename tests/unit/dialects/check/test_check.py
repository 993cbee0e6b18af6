"""The check dialect: every op reads back as itself, and says what it does not accept."""

import pytest

from ttmlir_py.compiler import parse
from ttmlir_py.dialects.check import DIALECT
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.printer import print_module

F = "tensor<2xf32>"
OPS = {
    "expect_almost_eq": f"check.expect_almost_eq %a, %b : {F}",
    "expect_almost_eq, tolerance": (
        f"check.expect_almost_eq %a, %b, tolerance = 1.000000e-01 : {F}"
    ),
    "expect_almost_eq_const": f"check.expect_almost_eq_const %a, dense<5.000000e-01> : {F}",
    "expect_almost_eq_const, tolerance": (
        f"check.expect_almost_eq_const %a, dense<[5.000000e-01, 1.000000e+00]> : {F}"
        ", tolerance = 1.000000e-01"
    ),
    "expect_close": f"check.expect_close %a, %b, max_ulp_difference = 3 : {F}, {F}",
    "expect_close, minimum": (
        "check.expect_close %a, %b, max_ulp_difference = 3, min_ulp_difference = 1 "
        f': {{note = "n"}} {F}, {F}'
    ),
    "expect_eq": f"check.expect_eq %a, %b : {F}",
    "expect_eq_const": f'check.expect_eq_const %a, dense<0.000000e+00> : {F} {{note = "n"}}',
    "expect_serialized_eq": f'check.expect_serialized_eq %a, probe_id = "p" : {F}',
    "expect_serialized_eq, iter": (
        f'check.expect_serialized_eq %a, probe_id = "p", iter = 2 : {F}'
    ),
}


def module(op: str) -> str:
    return f"func.func @main(%a: {F}, %b: {F}) {{\n  {op}\n  return\n}}"


@pytest.mark.parametrize("name", OPS)
def test_round_trip(name: str):
    once = print_module(parse(module(OPS[name])))
    assert OPS[name].replace("%a", "%arg0").replace("%b", "%arg1") in once
    assert print_module(parse(once)) == once
    generic = print_module(parse(once), generic=True)
    assert print_module(parse(generic)) == once


def test_every_op_is_tried():
    assert {f"check.{name.partition(',')[0]}" for name in OPS} == set(DIALECT.op_names)


REFUSED = {
    "two types": (
        f'"check.expect_eq"(%a, %c) : ({F}, tensor<3xf32>) -> ()',
        "requires all operands to have the same type",
    ),
    "two types, almost": (
        f'"check.expect_almost_eq"(%a, %c) : ({F}, tensor<3xf32>) -> ()',
        "requires all operands to have the same type",
    ),
    "another constant": (
        f'"check.expect_eq_const"(%a) <{{value = dense<1> : tensor<2xi32>}}> : ({F}) -> ()',
        "failed to verify that all of {lhs, value} have same type",
    ),
    "two types, close": (
        f"check.expect_close %a, %c, max_ulp_difference = 3 : {F}, tensor<3xf32>",
        "failed to verify that all of {actual, expected} have same type",
    ),
    "no floats": (
        "check.expect_almost_eq %d, %d : tensor<2xi32>",
        "operand #0 must be ranked tensor of 4/6/8/16/32/64-bit float",
    ),
    "no probe": (
        f'"check.expect_serialized_eq"(%a) : ({F}) -> ()',
        "requires attribute 'probe_id'",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str):
    op, message = REFUSED[name]
    head = f"func.func @main(%a: {F}, %c: tensor<3xf32>, %d: tensor<2xi32>) {{"
    with pytest.raises(CompileError) as caught:
        parse(f"{head}\n{op}\nreturn\n}}")
    assert message in str(caught.value)
