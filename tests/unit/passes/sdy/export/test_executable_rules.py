"""What cannot be computed shard by shard has to be whole."""

import pytest

from ttmlir_py.context import Context
from ttmlir_py.dialects.sdy.sharding import ReductionOp
from ttmlir_py.passes.sdy.export.executable_rules import executable, reduction_of
from ttmlir_py.passes.sdy.propagation.rules.registry import rule_of
from ttmlir_py.support.sharding_rule import FactorKind
from ttmlir_py.syntax.parser import parse_module


def last_op(text: str):
    module = parse_module(f"func.func @main({text}\nreturn\n}}", Context())
    return module.body.block.first_op.body.block.last_op.prev_op


def whole_factors(text: str, parts: int = 1) -> str:
    op = last_op(text)
    rule = rule_of(op, conservative=True)
    cut = [[parts] * len(dims) for dims in rule.tensors]
    return executable(op, rule, cut).text.partition(" need_replication=")[2]


REDUCE = """%x: tensor<8x4x{kind}>) {{
%init = stablehlo.constant dense<{init}> : tensor<{kind}>
%0 = stablehlo.reduce(%x init: %init) applies stablehlo.{op} across dimensions = [1] :
(tensor<8x4x{kind}>, tensor<{kind}>) -> tensor<8x{kind}>"""


@pytest.mark.parametrize(
    ("op", "init", "kind", "expected"),
    [
        ("add", "0.0", "f32", ReductionOp.SUM),
        ("add", "1.0", "f32", None),
        ("maximum", "1.0", "f32", ReductionOp.MAX),
        ("minimum", "1.0", "f32", ReductionOp.MIN),
        ("multiply", "1.0", "f32", None),
        ("or", "false", "i1", ReductionOp.MAX),
        ("and", "true", "i1", ReductionOp.MIN),
        ("and", "1", "i32", None),
    ],
)
def test_reductions(op: str, init: str, kind: str, expected: ReductionOp | None) -> None:
    reduce = last_op(REDUCE.format(op=op, init=init, kind=kind))
    assert reduction_of(reduce) is expected
    rule = executable(reduce, rule_of(reduce), [[1, 1], [], [1]])
    needed = FactorKind.NEED_REPLICATION if expected is None else FactorKind.REDUCTION
    assert rule.kinds[1] is needed


TWO = """%x: tensor<8xf32>, %y: tensor<8xi32>) {{
%f = stablehlo.constant dense<0.0> : tensor<f32>
%i = stablehlo.constant dense<0> : tensor<i32>
%0:2 = stablehlo.reduce(%x init: %f), (%y init: %i) across dimensions = [0] :
(tensor<8xf32>, tensor<8xi32>, tensor<f32>, tensor<i32>) -> (tensor<f32>, tensor<i32>)
reducer(%a: tensor<f32>, %b: tensor<f32>) (%c: tensor<i32>, %d: tensor<i32>) {{
  %s = stablehlo.add {first} : tensor<f32>
  %t = stablehlo.{op} %c, %d : tensor<i32>
  stablehlo.return %s, %t : tensor<f32>, tensor<i32>
}}"""


@pytest.mark.parametrize(
    ("first", "op", "expected"),
    [
        ("%a, %b", "add", ReductionOp.SUM),
        ("%a, %b", "maximum", None),
        ("%a, %a", "add", None),
    ],
)
def test_reductions_of_several_tensors(first: str, op: str, expected: ReductionOp | None) -> None:
    """One all-reduce has one kind, and no result may look at another's numbers."""
    assert reduction_of(last_op(TWO.format(first=first, op=op))) is expected


def test_partial_updates() -> None:
    text = """%x: tensor<8x4xf32>, %u: tensor<2x4xf32>) {
    %s = stablehlo.constant dense<1> : tensor<i32>
    %0 = stablehlo.dynamic_update_slice %x, %u, %s, %s :
    (tensor<8x4xf32>, tensor<2x4xf32>, tensor<i32>, tensor<i32>) -> tensor<8x4xf32>"""
    assert whole_factors(text) == "{i, j}"


def test_reshapes_that_share_a_minor_factor_only() -> None:
    text = """%x: tensor<3x8xf32>) {
    %0 = stablehlo.reshape %x : (tensor<3x8xf32>) -> tensor<2x12xf32>"""
    op = last_op(text)
    rule = executable(op, rule_of(op, conservative=True), [[3, 2], [2, 3]])
    sides = [{factor for dim in dims for factor in dim} for dims in rule.tensors]
    assert set(rule.of_kind(FactorKind.NEED_REPLICATION)) == sides[0] ^ sides[1]


@pytest.mark.parametrize(("ranges", "parts", "whole"), [("1:16:2", 4, ""), ("0:8", 4, "{i}")])
def test_slices(ranges: str, parts: int, whole: str) -> None:
    text = f"""%x: tensor<16xf32>) {{
    %0 = stablehlo.slice %x [{ranges}] : (tensor<16xf32>) -> tensor<8xf32>"""
    assert whole_factors(text, parts).partition(" ")[0] == whole
