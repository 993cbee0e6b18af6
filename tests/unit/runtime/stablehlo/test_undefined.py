"""What the specification leaves open has the results that docs/interpreter.md tells."""

from typing import Any

import numpy as np
import pytest
from simulated import run

I, F = "tensor<2xi8>", "tensor<2xf32>"  # noqa: E741
INF, NAN = np.inf, np.nan


def binary(op: str, type_: str, *inputs: Any) -> np.ndarray:
    names = ", ".join(f"%{i}" for i in range(len(inputs)))
    arguments = ", ".join(f"%{i}: {type_}" for i in range(len(inputs)))
    body = f"%r = {op} {names} : {type_} return %r : {type_}"
    return run(f"func.func @main({arguments}) -> {type_} {{ {body} }}", *inputs)[0]


@pytest.mark.parametrize(
    ("op", "left", "right", "result"),
    [
        ("divide", [-128, 5], [-1, 0], [-128, -1]),
        ("remainder", [-128, 5], [-1, 0], [0, 5]),
        ("power", [2, -1], [-1, -3], [0, -1]),
        ("shift_left", [1, 1], [8, -1], [0, 0]),
        ("shift_right_logical", [-1, -1], [8, -1], [0, 0]),
        ("shift_right_arithmetic", [-1, 64], [8, -1], [-1, 0]),
    ],
)
def test_integers(op: str, left: list[int], right: list[int], result: list[int]):
    got = binary(f"stablehlo.{op}", I, np.int8(left), np.int8(right))
    np.testing.assert_array_equal(got, result)


@pytest.mark.parametrize(
    ("type_", "given", "result"),
    [("i8", [300, NAN], [127, 0]), ("ui8", [-3, INF], [0, 255]), ("i64", [1e30, -INF], None)],
)
def test_floats_out_of_range(type_: str, given: list[float], result: list[int] | None):
    text = f"""func.func @main(%x: {F}) -> tensor<2x{type_}> {{
      %r = stablehlo.convert %x : ({F}) -> tensor<2x{type_}>
      return %r : tensor<2x{type_}>
    }}"""
    limits = [np.iinfo(np.int64).max, np.iinfo(np.int64).min]
    np.testing.assert_array_equal(run(text, np.float32(given))[0], result or limits)


def test_cholesky_without_a_factor():
    t = "tensor<2x2xf32>"
    text = f"func.func @main(%x: {t}) -> {t} {{ %r = stablehlo.cholesky %x : {t} return %r : {t} }}"
    assert np.isnan(run(text, -np.eye(2, dtype=np.float32))[0]).any()
    assert run(text, np.full((2, 2), 4, np.float32) + np.eye(2, dtype=np.float32))[0][1, 0] == 0


def test_singular_triangular_system():
    t = "tensor<2x2xf32>"
    text = f"""func.func @main(%a: {t}, %b: {t}) -> {t} {{
      %r = "stablehlo.triangular_solve"(%a, %b) <{{left_side = true, lower = true,
        unit_diagonal = false, transpose_a = #stablehlo<transpose NO_TRANSPOSE>}}>
        : ({t}, {t}) -> {t}
      return %r : {t}
    }}"""
    (result,) = run(text, np.float32([[0, 0], [0, 1]]), np.ones((2, 2), np.float32))
    assert np.isinf(result[0]).all()


def test_asynchronous_slice():
    text = f"""func.func @main(%x: {F}) -> tensor<1xf32> {{
      %f = "stablehlo.async_start"(%x) ({{
        ^bb0(%y: {F}):
          %s = stablehlo.slice %y [1:2] : ({F}) -> tensor<1xf32>
          stablehlo.return %s : tensor<1xf32>
      }}) : ({F}) -> !stablehlo.future<tensor<1xf32>>
      %r = "stablehlo.async_done"(%f) : (!stablehlo.future<tensor<1xf32>>) -> tensor<1xf32>
      return %r : tensor<1xf32>
    }}"""
    np.testing.assert_array_equal(run(text, np.float32([3, 4]))[0], [4])


@pytest.mark.parametrize("index", [-1, 2, 7])
def test_case_out_of_range(index: int):
    text = f"""func.func @main(%i: tensor<i32>, %a: {F}, %b: {F}) -> {F} {{
      %r = "stablehlo.case"(%i) ({{
        stablehlo.return %a : {F}
      }}, {{
        stablehlo.return %b : {F}
      }}) : (tensor<i32>) -> {F}
      return %r : {F}
    }}"""
    got = run(text, np.int32(index), np.float32([1, 2]), np.float32([3, 4]))[0]
    np.testing.assert_array_equal(got, [3, 4])


@pytest.mark.parametrize("type_", ["f4E2M1FN", "f6E2M3FN", "f6E3M2FN", "f8E3M4", "f8E8M0FNU"])
def test_narrow_floats_round_after_every_op(type_: str):
    t = f"tensor<2x{type_}>"
    text = f"""func.func @main() -> {t} {{
      %c = stablehlo.constant dense<[1.0, 2.0]> : {t}
      %r = stablehlo.multiply %c, %c : {t}
      return %r : {t}
    }}"""
    np.testing.assert_array_equal(run(text)[0].astype(np.float32), [1, 4])


def test_integers_of_two_bits_wrap():
    t = "tensor<4xi2>"
    got = binary("stablehlo.add", t, np.int8([1, 1, -2, -1]), np.int8([1, -2, -1, -1]))
    np.testing.assert_array_equal(got, [-2, -1, 1, -2])
