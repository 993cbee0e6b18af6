"""Gathers, scatters and slices at computed places, out of bounds ones among them."""

import pytest

from stablehlo_to_ttir.law import assert_law, lowered, ops
from ttmlir_py.syntax.diagnostics import CompileError


def gather(operand: str, indices: str, result: str, numbers: str, sizes: str) -> str:
    return f"""
func.func @main(%x: tensor<{operand}>, %i: tensor<{indices}>) -> tensor<{result}> {{
  %r = "stablehlo.gather"(%x, %i) <{{dimension_numbers = #stablehlo.gather<{numbers}>,
    slice_sizes = array<i64: {sizes}>}}>
    : (tensor<{operand}>, tensor<{indices}>) -> tensor<{result}>
  return %r : tensor<{result}>
}}"""


GATHERS = {
    "rows": gather(
        "7x5xf32",
        "2x3x1xi32",
        "2x3x5xf32",
        "offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], "
        "index_vector_dim = 2",
        "1, 5",
    ),
    "rows_of_integers": gather(
        "7x5xi32",
        "3x1xi64",
        "3x5xi32",
        "offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], "
        "index_vector_dim = 1",
        "1, 5",
    ),
    "columns": gather(
        "2x7x3xf32",
        "5xui32",
        "2x3x5xf32",
        "offset_dims = [0, 1], collapsed_slice_dims = [1], start_index_map = [1], "
        "index_vector_dim = 1",
        "2, 1, 3",
    ),
    "points": gather(
        "3x5xi32",
        "2x4x2xi32",
        "2x4xi32",
        "collapsed_slice_dims = [0, 1], start_index_map = [1, 0], index_vector_dim = 2",
        "1, 1",
    ),
    "windows": gather(
        "7x9x2xf32",
        "4x2xi32",
        "3x4x2x2xf32",
        "offset_dims = [0, 2, 3], start_index_map = [0, 1], index_vector_dim = 1",
        "3, 2, 2",
    ),
    "part_of_a_row": gather(
        "7x9xf32",
        "4x1xi32",
        "4x6xf32",
        "offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], "
        "index_vector_dim = 1",
        "1, 6",
    ),
    "one_box": gather(
        "7x9xf32",
        "2xi32",
        "3x9xf32",
        "offset_dims = [0, 1], start_index_map = [1, 0], index_vector_dim = 0",
        "3, 9",
    ),
    "along_one_dim": gather(
        "4x8x3xf32",
        "4x5x1xi32",
        "4x5x3xf32",
        "offset_dims = [2], collapsed_slice_dims = [1], operand_batching_dims = [0], "
        "start_indices_batching_dims = [0], start_index_map = [1], index_vector_dim = 2",
        "1, 1, 3",
    ),
    "batched_in_another_order": gather(
        "2x8x4xi32",
        "4x2x3x1xi32",
        "4x2x3xi32",
        "collapsed_slice_dims = [1], operand_batching_dims = [0, 2], "
        "start_indices_batching_dims = [1, 0], start_index_map = [1], index_vector_dim = 3",
        "1, 1, 1",
    ),
    "batched_windows": gather(
        "2x8xf32",
        "2x3x1xi32",
        "2x3x4xf32",
        "offset_dims = [2], operand_batching_dims = [0], start_indices_batching_dims = [0], "
        "start_index_map = [1], index_vector_dim = 2",
        "1, 4",
    ),
}


@pytest.mark.parametrize("name", GATHERS)
def test_gather(name: str):
    assert_law(GATHERS[name], integers=(-3, 12))


def test_rows_are_an_embedding():
    assert "ttir.embedding" in ops(lowered(GATHERS["rows"]))


def test_elements_along_one_dimension_are_a_gather():
    assert ops(lowered(GATHERS["along_one_dim"]))[-1] == "ttir.gather"


def test_one_box_is_a_slice():
    assert "ttir.slice_dynamic" in ops(lowered(GATHERS["one_box"]))


def scatter(operand: str, indices: str, updates: str, numbers: str, body: str) -> str:
    element = operand.rpartition("x")[2]
    return f"""
func.func @main(%x: tensor<{operand}>, %i: tensor<{indices}>, %u: tensor<{updates}>)
    -> tensor<{operand}> {{
  %r = "stablehlo.scatter"(%x, %i, %u) <{{
    scatter_dimension_numbers = #stablehlo.scatter<{numbers}>}}> ({{
    ^bb0(%a: tensor<{element}>, %b: tensor<{element}>):
      {body}
  }}) : (tensor<{operand}>, tensor<{indices}>, tensor<{updates}>) -> tensor<{operand}>
  return %r : tensor<{operand}>
}}"""


def combine(op: str, element: str) -> str:
    return f"%c = stablehlo.{op} %a, %b : tensor<{element}> stablehlo.return %c : tensor<{element}>"


ROWS = (
    "update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], "
    "index_vector_dim = 1"
)
SCATTERS = {
    "rows_add": scatter("7x5xf32", "6x1xi32", "6x5xf32", ROWS, combine("add", "f32")),
    "rows_multiply": scatter("7x5xi32", "6x1xi32", "6x5xi32", ROWS, combine("multiply", "i32")),
    "rows_minimum": scatter("7x5xf32", "6x1xi64", "6x5xf32", ROWS, combine("minimum", "f32")),
    "rows_or": scatter("7x5xi1", "6x1xi32", "6x5xi1", ROWS, combine("or", "i1")),
    "inner_dimension": scatter(
        "3x7x2xf32",
        "4x1xi32",
        "3x4x2xf32",
        "update_window_dims = [0, 2], inserted_window_dims = [1], "
        "scatter_dims_to_operand_dims = [1], index_vector_dim = 1",
        combine("add", "f32"),
    ),
    "points": scatter(
        "5x7xi32",
        "8x2xi32",
        "8xi32",
        "inserted_window_dims = [0, 1], scatter_dims_to_operand_dims = [1, 0], "
        "index_vector_dim = 1",
        combine("maximum", "i32"),
    ),
    "windows": scatter(
        "6x9xf32",
        "4x2xi32",
        "4x2x3xf32",
        "update_window_dims = [1, 2], scatter_dims_to_operand_dims = [0, 1], index_vector_dim = 1",
        combine("add", "f32"),
    ),
    "narrow_windows": scatter(
        "6x9xf32",
        "4x1xi32",
        "4x3xf32",
        "update_window_dims = [1], inserted_window_dims = [0], "
        "scatter_dims_to_operand_dims = [0], index_vector_dim = 1",
        combine("add", "f32"),
    ),
    "batched": scatter(
        "3x7xf32",
        "3x4x1xi32",
        "3x4xf32",
        "inserted_window_dims = [1], input_batching_dims = [0], "
        "scatter_indices_batching_dims = [0], scatter_dims_to_operand_dims = [1], "
        "index_vector_dim = 2",
        combine("add", "f32"),
    ),
    "replaced_box": scatter(
        "6x9xf32",
        "1xi32",
        "2x9xf32",
        "update_window_dims = [0, 1], scatter_dims_to_operand_dims = [0]",
        "stablehlo.return %b : tensor<f32>",
    ),
}


@pytest.mark.parametrize("name", SCATTERS)
def test_scatter(name: str):
    assert_law(SCATTERS[name], integers=(-2, 8))


def test_a_scatter_that_keeps_the_operand_is_refused():
    text = scatter("7x5xf32", "6x1xi32", "6x5xf32", ROWS, "stablehlo.return %a : tensor<f32>")
    with pytest.raises(CompileError, match=r"failed to legalize operation 'stablehlo\.scatter'"):
        lowered(text)


def dynamic_slice(index: str) -> str:
    return f"""
func.func @main(%x: tensor<7x5x3xf32>, %i: tensor<{index}>, %j: tensor<{index}>)
    -> tensor<2x5x2xf32> {{
  %r = stablehlo.dynamic_slice %x, %i, %i, %j, sizes = [2, 5, 2]
    : (tensor<7x5x3xf32>, tensor<{index}>, tensor<{index}>, tensor<{index}>) -> tensor<2x5x2xf32>
  return %r : tensor<2x5x2xf32>
}}"""


@pytest.mark.parametrize("index", ["i32", "i64", "ui32", "i8"])
def test_dynamic_slice(index: str):
    for high in (-8, 1, 4, 12):
        assert_law(dynamic_slice(index), integers=(high - 1, high))


def dynamic_update_slice(update: str, starts: str) -> str:
    return f"""
func.func @main(%x: tensor<7x5x3xf32>, %u: tensor<{update}>, %i: tensor<i32>)
    -> tensor<7x5x3xf32> {{
  %c = stablehlo.constant dense<2> : tensor<i32>
  %r = stablehlo.dynamic_update_slice %x, %u, {starts}
    : (tensor<7x5x3xf32>, tensor<{update}>, tensor<i32>, tensor<i32>, tensor<i32>)
    -> tensor<7x5x3xf32>
  return %r : tensor<7x5x3xf32>
}}"""


@pytest.mark.parametrize(
    "update", ["2x5x3xf32", "7x1x3xf32", "2x3x3xf32", "1x1x1xf32", "7x5x3xf32"]
)
@pytest.mark.parametrize("starts", ["%i, %i, %i", "%c, %c, %c", "%c, %i, %c"])
def test_dynamic_update_slice(update: str, starts: str):
    for high in (-8, 1, 3, 12):
        assert_law(dynamic_update_slice(update, starts), integers=(high - 1, high))


def test_an_update_along_one_dimension_is_a_scatter_along_it():
    names = ops(lowered(dynamic_update_slice("7x1x3xf32", "%i, %i, %i")))
    assert names[-1] == "ttir.scatter"
    assert "ttir.permute" not in names


def test_an_update_at_a_known_place_is_slices_and_concats():
    names = set(ops(lowered(dynamic_update_slice("2x3x3xf32", "%c, %c, %c"))))
    assert names == {"ttir.slice_static", "ttir.concat"}
