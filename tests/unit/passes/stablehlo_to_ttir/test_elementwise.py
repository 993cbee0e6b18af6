"""Elementwise lowerings: the law for every op, and the ops that TTIR tells apart by type."""

import numpy as np
import pytest

from stablehlo_to_ttir.law import assert_law, lowered, ops
from ttmlir_py.syntax.diagnostics import CompileError

FLOAT_UNARY = [
    *("abs", "cbrt", "ceil", "cosine", "exponential", "exponential_minus_one", "floor"),
    *("logistic", "negate", "round_nearest_afz", "round_nearest_even", "sign", "sine"),
    *("tan", "tanh"),
]
POSITIVE_UNARY = ["log", "log_plus_one", "rsqrt", "sqrt"]
FLOAT_BINARY = [
    *("add", "atan2", "divide", "maximum", "minimum", "multiply", "power", "remainder"),
    "subtract",
]
INTEGER_BINARY = ["add", "and", "maximum", "minimum", "multiply", "or", "subtract", "xor"]
SHIFTS = ["shift_left", "shift_right_arithmetic", "shift_right_logical"]
CHLO_UNARY = ["asinh", "atan", "cosh", "erf", "erfc", "sinh", "square", "tan"]
CHLO_INSIDE = ["acos", "asin", "atanh", "erf_inv"]


def unary(op: str, type_: str) -> str:
    result = f" -> {type_}" if op.startswith("chlo") else ""
    return f"""
func.func @main(%x: {type_}) -> {type_} {{
  %y = {op} %x : {type_}{result}
  return %y : {type_}
}}"""


def binary(op: str, type_: str) -> str:
    return f"""
func.func @main(%x: {type_}, %y: {type_}) -> {type_} {{
  %z = stablehlo.{op} %x, %y : {type_}
  return %z : {type_}
}}"""


@pytest.mark.parametrize("op", FLOAT_UNARY)
def test_float_unary(op: str):
    ties = np.array([[-2.5, -1.5, -0.5], [0.5, 1.5, 2.5]], np.float32)
    assert_law(unary(f"stablehlo.{op}", "tensor<2x3xf32>"))
    assert_law(unary(f"stablehlo.{op}", "tensor<2x3xf32>"), ties)


@pytest.mark.parametrize("op", POSITIVE_UNARY)
def test_positive_unary(op: str):
    x = np.array([0.25, 1.0, 7.0], np.float32)
    assert_law(unary(f"stablehlo.{op}", "tensor<3xf32>"), x)


@pytest.mark.parametrize("op", ["abs", "count_leading_zeros", "negate", "not", "popcnt", "sign"])
@pytest.mark.parametrize("type_", ["i32", "i8", "ui32"])
def test_integer_unary(op: str, type_: str):
    if type_ == "ui32" and op in ("abs", "negate", "sign"):
        pytest.skip("signed only")
    assert_law(unary(f"stablehlo.{op}", f"tensor<5x7x{type_}>"), integers=(-100, 100))


@pytest.mark.parametrize("op", CHLO_UNARY)
def test_chlo(op: str):
    assert_law(unary(f"chlo.{op}", "tensor<5x7xf32>"))


@pytest.mark.parametrize("op", CHLO_INSIDE)
def test_chlo_between_minus_one_and_one(op: str):
    x = np.linspace(-0.999, 0.999, 41, dtype=np.float32)
    assert_law(unary(f"chlo.{op}", "tensor<41xf32>"), x, tolerance=2e-5)


def test_acosh():
    assert_law(unary("chlo.acosh", "tensor<3xf32>"), np.array([1.0, 1.5, 40.0], np.float32))


@pytest.mark.parametrize("op", ["is_inf", "is_neg_inf", "is_pos_inf"])
def test_infinities(op: str):
    x = np.array([-np.inf, -1.0, np.nan, np.inf], np.float32)
    text = f"""
func.func @main(%x: tensor<4xf32>) -> tensor<4xi1> {{
  %y = chlo.{op} %x : tensor<4xf32> -> tensor<4xi1>
  return %y : tensor<4xi1>
}}"""
    assert_law(text, x)


@pytest.mark.parametrize("op", FLOAT_BINARY)
def test_float_binary(op: str):
    x = np.array([2.5, -2.5, 7.0, 0.5], np.float32)
    y = np.array([2.0, 3.0, -4.0, 0.25], np.float32)
    assert_law(binary(op, "tensor<4xf32>"), abs(x) if op == "power" else x, y)


@pytest.mark.parametrize("op", INTEGER_BINARY)
@pytest.mark.parametrize("type_", ["i32", "ui8", "i1"])
def test_integer_binary(op: str, type_: str):
    if type_ == "i1" and op == "subtract":
        pytest.skip("not defined on booleans")
    assert_law(binary(op, f"tensor<5x7x{type_}>"))


@pytest.mark.parametrize("op", SHIFTS)
def test_shift(op: str):
    x = np.array([-7, 1 << 30, 5, -1], np.int32)
    assert_law(binary(op, "tensor<4xi32>"), x, np.array([1, 31, 32, 40], np.int32))


@pytest.mark.parametrize("op", ["divide", "remainder"])
def test_integer_division_rounds_toward_zero(op: str):
    x = np.array([7, -7, 7, -7], np.int32)
    assert_law(binary(op, "tensor<4xi32>"), x, np.array([3, 3, -3, -3], np.int32))


@pytest.mark.parametrize("direction", ["EQ", "NE", "GE", "GT", "LE", "LT"])
@pytest.mark.parametrize("kind", ["FLOAT", "TOTALORDER"])
def test_compare(direction: str, kind: str):
    text = f"""
func.func @main(%x: tensor<6xf32>, %y: tensor<6xf32>) -> tensor<6xi1> {{
  %z = stablehlo.compare {direction}, %x, %y, {kind}
    : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xi1>
  return %z : tensor<6xi1>
}}"""
    x = np.array([1, -0.0, 0.0, np.nan, np.inf, -np.nan], np.float32)
    y = np.array([2, 0.0, 0.0, np.inf, np.nan, -np.inf], np.float32)
    if kind == "FLOAT":
        assert_law(text, x, y)
    else:
        names = ops(lowered(text))
        assert names.count("ttir.bitcast_convert") == 2


def test_select_and_clamp_broadcast_scalars():
    text = """
func.func @main(%p: tensor<i1>, %x: tensor<2x3xf32>, %low: tensor<f32>) -> tensor<2x3xf32> {
  %high = stablehlo.constant dense<0.5> : tensor<f32>
  %y = stablehlo.clamp %low, %x, %high
    : (tensor<f32>, tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %z = stablehlo.select %p, %x, %y : tensor<i1>, tensor<2x3xf32>
  return %z : tensor<2x3xf32>
}"""
    module = assert_law(text)
    assert ops(module)[1:] == ["ttir.clamp_tensor", "ttir.where"]


def test_logic_on_booleans_is_logical_and_on_integers_bitwise():
    assert ops(lowered(binary("and", "tensor<3xi1>"))) == ["ttir.logical_and"]
    assert ops(lowered(binary("and", "tensor<3xi32>"))) == ["ttir.bitwise_and"]


@pytest.mark.parametrize(("source", "target"), [("f32", "i32"), ("i32", "f32"), ("f32", "i1")])
def test_convert(source: str, target: str):
    text = f"""
func.func @main(%x: tensor<5x{source}>) -> tensor<5x{target}> {{
  %y = stablehlo.convert %x : (tensor<5x{source}>) -> tensor<5x{target}>
  return %y : tensor<5x{target}>
}}"""
    assert ops(assert_law(text)) == ["ttir.typecast"]


def test_complex_numbers_are_refused():
    text = """
func.func @main(%x: tensor<2xcomplex<f32>>) -> tensor<2xcomplex<f32>> {
  %y = stablehlo.exponential %x : tensor<2xcomplex<f32>>
  return %y : tensor<2xcomplex<f32>>
}"""
    message = "failed to legalize operation 'stablehlo.exponential' that was explicitly marked"
    with pytest.raises(CompileError, match=message):
        lowered(text)


def test_dynamic_shapes_are_refused():
    with pytest.raises(CompileError, match="shapes must be static, got the dynamic type"):
        lowered(unary("stablehlo.abs", "tensor<?x3xf32>"))
