"""Reductions, windows, sorts: the named ones, and any other computation."""

import numpy as np
import pytest

from stablehlo_to_ttir.law import assert_law, ops


def reduce(op: str, element: str, init: str, dims: str = "1, 2", result: str = "2x") -> str:
    return f"""
func.func @main(%x: tensor<2x3x5x{element}>) -> tensor<{result}{element}> {{
  %c = stablehlo.constant dense<{init}> : tensor<{element}>
  %r = stablehlo.reduce(%x init: %c) applies stablehlo.{op} across dimensions = [{dims}]
    : (tensor<2x3x5x{element}>, tensor<{element}>) -> tensor<{result}{element}>
  return %r : tensor<{result}{element}>
}}"""


@pytest.mark.parametrize(
    ("op", "element", "init", "names"),
    [
        ("add", "f32", "0.0", ["ttir.sum"]),
        ("add", "f32", "1.5", ["ttir.sum", "ttir.reshape", "ttir.broadcast", "ttir.add"]),
        ("maximum", "f32", "0xFF800000", ["ttir.max"]),
        ("minimum", "i32", "2147483647", ["ttir.min"]),
        ("multiply", "i32", "1", ["ttir.prod"]),
        ("and", "i1", "true", ["ttir.reduce_and"]),
        ("or", "i1", "false", ["ttir.reduce_or"]),
    ],
)
def test_named_reduction(op: str, element: str, init: str, names: list[str]):
    found = ops(assert_law(reduce(op, element, init)))
    assert [name for name in found if name != "ttir.constant"] == names


@pytest.mark.parametrize(("op", "init"), [("and", "-1"), ("or", "0"), ("xor", "5")])
def test_bits(op: str, init: str):
    assert_law(reduce(op, "i32", init), integers=(-1000, 1000))


def test_reduction_to_a_scalar_and_of_nothing():
    assert_law(reduce("add", "f32", "0.0", "0, 1, 2", ""))
    assert_law(reduce("add", "f32", "2.0", "", "2x3x5x"))


COMPUTATION = """
func.func @main(%x: tensor<3x7xf32>, %y: tensor<3x7xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %one = stablehlo.constant dense<1.0> : tensor<f32>
  %r:2 = stablehlo.reduce(%x init: %one), (%y init: %zero) across dimensions = [1]
    : (tensor<3x7xf32>, tensor<3x7xf32>, tensor<f32>, tensor<f32>) -> (tensor<3xf32>, tensor<3xf32>)
    reducer(%a: tensor<f32>, %c: tensor<f32>) (%b: tensor<f32>, %d: tensor<f32>) {
      %p = stablehlo.multiply %a, %c : tensor<f32>
      %q = stablehlo.multiply %b, %c : tensor<f32>
      %s = stablehlo.add %q, %d : tensor<f32>
      stablehlo.return %p, %s : tensor<f32>, tensor<f32>
    }
  return %r#0, %r#1 : tensor<3xf32>, tensor<3xf32>
}"""


def test_any_associative_computation():
    """A composition of affine functions, in which the order counts."""
    assert_law(COMPUTATION)


def extreme(direction: str, init: str, values: str = "%r#1") -> str:
    types = ", ".join("tensor<3xf32>" if "#0" in v else "tensor<3xi64>" for v in values.split(", "))
    return f"""
func.func @main(%x: tensor<3x7xf32>) -> ({types}) {{
  %i = stablehlo.iota dim = 1 : tensor<3x7xi64>
  %v = stablehlo.constant dense<{init}> : tensor<f32>
  %z = stablehlo.constant dense<0> : tensor<i64>
  %r:2 = stablehlo.reduce(%x init: %v), (%i init: %z) across dimensions = [1]
    : (tensor<3x7xf32>, tensor<3x7xi64>, tensor<f32>, tensor<i64>) -> (tensor<3xf32>, tensor<3xi64>)
    reducer(%a: tensor<f32>, %c: tensor<f32>) (%b: tensor<i64>, %d: tensor<i64>) {{
      %1 = stablehlo.compare {direction}, %a, %c, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %2 = stablehlo.compare NE, %a, %a, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %3 = stablehlo.or %1, %2 : tensor<i1>
      %4 = stablehlo.compare EQ, %a, %c, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %5 = stablehlo.compare LT, %b, %d, SIGNED : (tensor<i64>, tensor<i64>) -> tensor<i1>
      %6 = stablehlo.and %4, %5 : tensor<i1>
      %7 = stablehlo.or %3, %6 : tensor<i1>
      %8 = stablehlo.select %3, %a, %c : tensor<i1>, tensor<f32>
      %9 = stablehlo.select %7, %b, %d : tensor<i1>, tensor<i64>
      stablehlo.return %8, %9 : tensor<f32>, tensor<i64>
    }}
  return {values} : {types}
}}"""


TIES = np.array([[1, 3, 3, 0, -2, -2, 3], [0] * 7, [-5, -6, -7, -7, -6, -5, -5]], np.float32)


@pytest.mark.parametrize(("direction", "init"), [("GT", "0xFF800000"), ("LT", "0x7F800000")])
@pytest.mark.parametrize("values", ["%r#1", "%r#0, %r#1"])
def test_first_position_of_an_extreme(direction: str, init: str, values: str):
    module = assert_law(extreme(direction, init, values), TIES)
    assert "ttir.argmax" in ops(module)


def test_an_extreme_above_a_bound_is_no_argmax():
    assert "ttir.argmax" not in ops(assert_law(extreme("GT", "0.5"), TIES))


def window(op: str, element: str, init: str, attributes: str, result: str) -> str:
    return f"""
func.func @main(%x: tensor<2x9x8x3x{element}>) -> tensor<{result}x{element}> {{
  %c = stablehlo.constant dense<{init}> : tensor<{element}>
  %r = "stablehlo.reduce_window"(%x, %c) <{{{attributes}}}> ({{
    ^bb0(%a: tensor<{element}>, %b: tensor<{element}>):
      %s = stablehlo.{op} %a, %b : tensor<{element}>
      stablehlo.return %s : tensor<{element}>
  }}) : (tensor<2x9x8x3x{element}>, tensor<{element}>) -> tensor<{result}x{element}>
  return %r : tensor<{result}x{element}>
}}"""


POOL = (
    "window_dimensions = array<i64: 1, 3, 2, 1>, window_strides = array<i64: 1, 2, 2, 1>, "
    "padding = dense<[[0, 0], [1, 1], [0, 0], [0, 0]]> : tensor<4x2xi64>"
)
DILATED = (
    "window_dimensions = array<i64: 1, 3, 2, 2>, window_dilations = array<i64: 1, 2, 3, 1>, "
    "base_dilations = array<i64: 1, 1, 2, 1>, "
    "padding = dense<[[0, 0], [-1, 2], [0, 1], [0, 0]]> : tensor<4x2xi64>"
)
RUNNING = (
    "window_dimensions = array<i64: 1, 1, 8, 1>, "
    "padding = dense<[[0, 0], [0, 0], {edges}, [0, 0]]> : tensor<4x2xi64>"
)


def test_maximum_pool_of_images():
    module = assert_law(window("maximum", "f32", "0xFF800000", POOL, "2x5x4x3"))
    assert "ttir.max_pool2d" in ops(module)


@pytest.mark.parametrize(
    ("op", "element", "init"),
    [("add", "f32", "0.0"), ("add", "i32", "3"), ("minimum", "i32", "2147483647")],
)
@pytest.mark.parametrize(
    ("attributes", "result"), [(POOL, "2x5x4x3"), (DILATED, "2x6x13x2")], ids=["pool", "dilated"]
)
def test_windows(op: str, element: str, init: str, attributes: str, result: str):
    assert_law(window(op, element, init, attributes, result))


@pytest.mark.parametrize("edges", ["[7, 0]", "[0, 7]"])
@pytest.mark.parametrize(("op", "name"), [("add", "cumsum"), ("multiply", "cumprod")])
def test_running_sums_and_products(edges: str, op: str, name: str):
    init = "0" if op == "add" else "1"
    text = window(op, "i32", init, RUNNING.format(edges=edges), "2x9x8x3")
    assert f"ttir.{name}" in ops(assert_law(text))


def test_running_maximum():
    text = window("maximum", "f32", "0xFF800000", RUNNING.format(edges="[7, 0]"), "2x9x8x3")
    assert_law(text)


def test_a_mean_of_windows_is_one_pool():
    text = """
func.func @main(%x: tensor<2x8x8x3xf32>) -> tensor<2x4x4x3xf32> {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %four = stablehlo.constant dense<4.0> : tensor<2x4x4x3xf32>
  %s = "stablehlo.reduce_window"(%x, %zero) <{window_dimensions = array<i64: 1, 2, 2, 1>,
    window_strides = array<i64: 1, 2, 2, 1>}> ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %c = stablehlo.add %a, %b : tensor<f32>
      stablehlo.return %c : tensor<f32>
  }) : (tensor<2x8x8x3xf32>, tensor<f32>) -> tensor<2x4x4x3xf32>
  %r = stablehlo.divide %s, %four : tensor<2x4x4x3xf32>
  return %r : tensor<2x4x4x3xf32>
}"""
    assert ops(assert_law(text)) == ["ttir.avg_pool2d"]


SELECT_AND_SCATTER = """
func.func @main(%x: tensor<1x7x6x2xf32>, %s: tensor<1x4x3x2xf32>) -> tensor<1x7x6x2xf32> {
  %zero = stablehlo.constant dense<0.5> : tensor<f32>
  %r = "stablehlo.select_and_scatter"(%x, %s, %zero) <{
    padding = dense<[[0, 0], [1, 1], [0, 0], [0, 0]]> : tensor<4x2xi64>,
    window_dimensions = array<i64: 1, 3, 2, 1>, window_strides = array<i64: 1, 2, 2, 1>}> ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %k = stablehlo.compare GE, %a, %b, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      stablehlo.return %k : tensor<i1>
  }, {
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %t = stablehlo.add %a, %b : tensor<f32>
      stablehlo.return %t : tensor<f32>
  }) : (tensor<1x7x6x2xf32>, tensor<1x4x3x2xf32>, tensor<f32>) -> tensor<1x7x6x2xf32>
  return %r : tensor<1x7x6x2xf32>
}"""


def test_gradient_of_overlapping_pools():
    assert_law(SELECT_AND_SCATTER)


def sort(inputs: str, types: str, compare: str, stable: str = "true") -> str:
    values = [f"%{c}" for c in inputs]
    arguments = ", ".join(
        f"{v}: tensor<3x9x{t}>" for v, t in zip(values, types.split(), strict=True)
    )
    results = ", ".join(f"tensor<3x9x{t}>" for t in types.split())
    block = ", ".join(
        f"%{c}{n}: tensor<{t}>" for c, t in zip(inputs, types.split(), strict=True) for n in (0, 1)
    )
    names = ", ".join(f"%r#{i}" for i in range(len(values))) if len(values) > 1 else "%r"
    count = f":{len(values)}" if len(values) > 1 else ""
    return f"""
func.func @main({arguments}) -> ({results}) {{
  %r{count} = "stablehlo.sort"({", ".join(values)}) <{{
    dimension = 1 : i64, is_stable = {stable}}}> ({{
    ^bb0({block}):
      {compare}
  }}) : ({results}) -> ({results})
  return {names} : {results}
}}"""


def compare(direction: str, x: str, y: str, element: str, result: str = "p") -> str:
    return (
        f"%{result} = stablehlo.compare {direction}, %{x}, %{y} "
        f": (tensor<{element}>, tensor<{element}>) -> tensor<i1> "
    )


DONE = "stablehlo.return %p : tensor<i1>"


@pytest.mark.parametrize("direction", ["LT", "GT"])
@pytest.mark.parametrize("element", ["f32", "i32", "ui8"])
def test_sort(direction: str, element: str):
    text = sort("a", element, compare(direction, "a0", "a1", element) + DONE)
    assert ops(assert_law(text)) == ["ttir.sort"]


@pytest.mark.parametrize("direction", ["LT", "GT"])
def test_sort_carries_operands_along(direction: str):
    text = sort("ab", "i32 f32", compare(direction, "a0", "a1", "i32") + DONE)
    assert ops(assert_law(text, integers=(0, 4))) == ["ttir.sort", "ttir.gather"]


def test_sort_with_swapped_arguments_descends():
    assert_law(sort("ab", "i32 f32", compare("LT", "a1", "a0", "i32") + DONE), integers=(0, 4))


def test_sort_by_two_keys():
    body = (
        compare("LT", "b0", "b1", "i32", "q")
        + compare("EQ", "b0", "b1", "i32", "e")
        + compare("GT", "a0", "a1", "f32", "l")
        + "%m = stablehlo.and %e, %l : tensor<i1> %p = stablehlo.or %q, %m : tensor<i1> "
        + DONE
    )
    assert_law(sort("abc", "f32 i32 i32", body), integers=(0, 3))


def test_top_k():
    text = """
func.func @main(%x: tensor<3x9xf32>) -> (tensor<3x4xf32>, tensor<3x4xi32>) {
  %v, %i = chlo.top_k(%x, k = 4) : tensor<3x9xf32> -> (tensor<3x4xf32>, tensor<3x4xi32>)
  return %v, %i : tensor<3x4xf32>, tensor<3x4xi32>
}"""
    assert ops(assert_law(text)) == ["ttir.topk"]
