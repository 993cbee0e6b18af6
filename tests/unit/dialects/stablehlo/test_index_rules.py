"""Rules of indexing, calls and dynamic shapes: each refuses a program that breaks it."""

import pytest
from stablehlo_snippets import ADD_BLOCK, refusal


def gather(numbers: str, sizes: str = "1, 3", indices: str = "tensor<5x1xi32>") -> str:
    return (
        f'F, {indices} | "stablehlo.gather"(%0, %1) <{{dimension_numbers = '
        f"#stablehlo.gather<{numbers}>, slice_sizes = array<i64: {sizes}>}}> "
        f": (F, {indices}) -> tensor<5x3xf32>"
    )


def scatter(numbers: str, updates: str = "tensor<3xf32>", block: str = ADD_BLOCK) -> str:
    return (
        f'F, tensor<1xi32>, {updates} | "stablehlo.scatter"(%0, %1, %2) '
        f"<{{scatter_dimension_numbers = #stablehlo.scatter<{numbers}>}}> {block} "
        f": (F, tensor<1xi32>, {updates}) -> F"
    )


OTHER_TYPE = (
    "({\n^bb0(%a: S, %b: S):\n%c = stablehlo.convert %a : (S) -> N\nstablehlo.return %c : N\n})"
)
FORWARD = "offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0]"
WINDOW = "update_window_dims = [0], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0]"

RULES = [
    (
        "dynamic_slice_c2",
        "F, N | stablehlo.dynamic_slice %0, %1, sizes = [1] : (F, N) -> F",
        "has mismatched number of start indices (1) and the rank of operand (2)",
    ),
    (
        "dynamic_slice_c3",
        "F, N, tensor<i64> | stablehlo.dynamic_slice %0, %1, %2, sizes = [1, 1] "
        ": (F, N, tensor<i64>) -> tensor<1x1xf32>",
        "start indices must have same element type",
    ),
    (
        "dynamic_slice_c4",
        "F, N | stablehlo.dynamic_slice %0, %1, %1, sizes = [3, 1] : (F, N, N) -> F",
        "has slice size 3 greater than dimension size 2 in dimension 0",
    ),
    (
        "dynamic_slice_c5",
        "F, N | stablehlo.dynamic_slice %0, %1, %1, sizes = [1, 1] : (F, N, N) -> F",
        "inferred type(s) 'tensor<1x1xf32>' are incompatible",
    ),
    (
        "dynamic_update_slice_c2",
        "F, I, N | stablehlo.dynamic_update_slice %0, %1, %2, %2 : (F, I, N, N) -> F",
        "all of {operand, update, result} have same element type",
    ),
    (
        "dynamic_update_slice_c3",
        "F, tensor<1xf32>, N | stablehlo.dynamic_update_slice "
        "%0, %1, %2, %2 : (F, tensor<1xf32>, N, N) -> F",
        "update rank does not match operand rank",
    ),
    (
        "dynamic_update_slice_c4",
        "F, F, N | stablehlo.dynamic_update_slice %0, %1, %2 : (F, F, N) -> F",
        "expects number of start_indices to match operand rank: 1 vs 2.",
    ),
    (
        "dynamic_update_slice_c6",
        "F, tensor<3x1xf32>, N | stablehlo.dynamic_update_slice "
        "%0, %1, %2, %2 : (F, tensor<3x1xf32>, N, N) -> F",
        "expects size at dimension 0 of update to be in range [0, 2]. Got: 3.",
    ),
    (
        "gather_c1",
        gather("offset_dims = [1], start_index_map = [0], index_vector_dim = 1"),
        "is not equal to operand rank (2)",
    ),
    (
        "gather_c2",
        gather(f"{FORWARD}, index_vector_dim = 3"),
        "Expects index_vector_dim to be in range [0, rank-of('start_indices')] i.e. [0, 2].",
    ),
    (
        "gather_c3",
        gather(f"{FORWARD[:-3]}[0, 1], index_vector_dim = 1"),
        "start_index_map size (2) is not equal to size of index dimension (1) of start_indices (1)",
    ),
    (
        "gather_c4",
        gather("offset_dims = [1, 0], start_index_map = [0], index_vector_dim = 1"),
        "expects offset_dims to be sorted, got: [1, 0]",
    ),
    (
        "gather_c5",
        gather(f"{FORWARD.replace('[1]', '[2]')}, index_vector_dim = 1"),
        "Expects each element of offset_dims to be in range [0, implied-result-rank) i.e. [0, 2)",
    ),
    (
        "gather_c8",
        gather(
            "offset_dims = [1], collapsed_slice_dims = [2], start_index_map = [0], "
            "index_vector_dim = 1"
        ),
        "Expects each element of collapsed_slice_dims to be in range [0, rank-of('operand'))",
    ),
    (
        "gather_c9",
        gather(f"{FORWARD}, index_vector_dim = 1", "2, 3"),
        "Expects that for each dim in collapsed_slice_dims, slice_sizes[dim] should be <= 1",
    ),
    (
        "gather_c20",
        gather(f"{FORWARD}, index_vector_dim = 1", "1"),
        "slice_sizes size (1) not equal to operand rank (2)",
    ),
    (
        "gather_c21",
        gather(f"{FORWARD}, index_vector_dim = 1", "1, 4"),
        "slice size (4) is out of bounds for operand dimension (3) at index 1",
    ),
    (
        "scatter_c2",
        scatter("update_window_dims = [0], scatter_dims_to_operand_dims = [0]"),
        "Expects rank-of operand to match size-of('update_window_dims')",
    ),
    (
        "scatter_c4",
        scatter(WINDOW, "tensor<4xf32>"),
        "For dimension 0, updates bound is 4, operand bound is 3.",
    ),
    (
        "scatter_c6",
        scatter(WINDOW, block=OTHER_TYPE),
        "The type of reduction-region's parameter at index 0 is different",
    ),
    (
        "scatter_c11",
        scatter(WINDOW.replace("inserted_window_dims = [0]", "inserted_window_dims = [2]")),
        "Expects each element of inserted_window_dims to be in range [0, rank-of('operand'))",
    ),
    (
        "scatter_c19",
        scatter(WINDOW.replace("operand_dims = [0]", "operand_dims = [0, 1]")),
        "Scatter op has 2 elements in scatter_dims_to_operand_dims",
    ),
    (
        "scatter_c21",
        scatter(WINDOW.replace("operand_dims = [0]", "operand_dims = [2]")),
        "Expects each element of scatter_dims_to_operand_dims to be in range",
    ),
    (
        "scatter_c22",
        scatter(f"{WINDOW}, index_vector_dim = 2"),
        "Expects index_vector_dim to be in range [0, rank-of('scatter_indices')]",
    ),
    (
        "composite_c1",
        'F | stablehlo.composite "op" %0 {decomposition = @decomposition} : (F) -> F',
        "name must be a valid namespaced op name",
    ),
    (
        "composite_c2",
        'F | stablehlo.composite "a.op" %0 {decomposition = @none} : (F) -> F',
        "'none' does not reference a valid function",
    ),
    (
        "composite_c4",
        'F | stablehlo.composite "a.op" %0 {decomposition = @decomposition} : (F) -> I',
        "result at index 0 has type",
    ),
    (
        "dynamic_iota_c1",
        "tensor<1xi64> | stablehlo.dynamic_iota %0, dim = 1 : (tensor<1xi64>) -> tensor<?xi32>",
        "iota dimension cannot go beyond the output rank.",
    ),
    (
        "dynamic_reshape_c2",
        "F, tensor<1xi64> | stablehlo.dynamic_reshape %0, %1 : (F, tensor<1xi64>) -> tensor<5xf32>",
        "doesn't match expected number of elements (6)",
    ),
    (
        "get_dimension_size_c1",
        "F | stablehlo.get_dimension_size %0, dim = 2 : (F) -> N",
        "requires dimension attribute in range [0, 2); found (2)",
    ),
]


@pytest.mark.parametrize(("label", "snippet", "message"), RULES, ids=[row[0] for row in RULES])
def test_rule(label: str, snippet: str, message: str):
    assert message in refusal(snippet)
