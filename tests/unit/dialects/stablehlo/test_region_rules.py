"""Rules of ops with regions and of collectives: each refuses a program that breaks it."""

import pytest
from stablehlo_snippets import ADD_BLOCK, GROUPS, refusal


def reduce(dims: str, block: str, result: str = "tensor<2xf32>") -> str:
    return (
        f'F, S | "stablehlo.reduce"(%0, %1) <{{dimensions = array<i64: {dims}>}}> {block} '
        f": (F, S) -> {result}"
    )


def reduce_window(attributes: str, result: str = "tensor<1x1xf32>", block: str = ADD_BLOCK) -> str:
    return (
        f'F, S | "stablehlo.reduce_window"(%0, %1) <{{{attributes}}}> {block} : (F, S) -> {result}'
    )


def sort(dimension: int, block: str) -> str:
    return f'F | "stablehlo.sort"(%0) <{{dimension = {dimension} : i64}}> {block} : (F) -> F'


def loop(cond: str, body: str) -> str:
    return f'N, S, tensor<i1> | "stablehlo.while"(%0) ({cond}, {body}) : (N) -> N'


def branches(first: str, second: str, selector: str = "tensor<i1>") -> str:
    return f'{selector}, F, N | "stablehlo.if"(%0) ({first}, {second}) : ({selector}) -> F'


def all_reduce(groups: str, block: str = ADD_BLOCK, extra: str = "") -> str:
    return (
        f'F | "stablehlo.all_reduce"(%0) <{{replica_groups = {groups}{extra}}}> {block} : (F) -> F'
    )


def permute(pairs: str) -> str:
    return f'F | "stablehlo.collective_permute"(%0) <{{source_target_pairs = {pairs}}}> : (F) -> F'


def all_to_all(split: int, concat: int, count: int = 2) -> str:
    return (
        f'F | "stablehlo.all_to_all"(%0) <{{concat_dimension = {concat} : i64, {GROUPS}, '
        f"split_count = {count} : i64, split_dimension = {split} : i64}}> : (F) -> F"
    )


def all_gather(dim: int, result: str = "tensor<2x6xf32>") -> str:
    return (
        f'F | "stablehlo.all_gather"(%0) <{{all_gather_dim = {dim} : i64, {GROUPS}}}> '
        f": (F) -> {result}"
    )


def reduce_scatter(dim: int, result: str) -> str:
    return (
        f'F | "stablehlo.reduce_scatter"(%0) <{{{GROUPS}, scatter_dimension = {dim} : i64}}> '
        f"{ADD_BLOCK} : (F) -> {result}"
    )


ONE_ARGUMENT = "({\n^bb0(%a: S):\nstablehlo.return %a : S\n})"
TWO_RESULTS = "({\n^bb0(%a: S, %b: S):\nstablehlo.return %a, %b : S, S\n})"
NO_RESULT = "({\n^bb0(%a: S, %b: S):\nstablehlo.return\n})"
LESS = (
    "({\n^bb0(%a: S, %b: S):\n%c = stablehlo.compare LT, %a, %b : (S, S) -> tensor<i1>\n"
    "stablehlo.return %c : tensor<i1>\n})"
)
TRUE = "{\n^bb0(%a: N):\nstablehlo.return %2 : tensor<i1>\n}"
SAME = "{\n^bb0(%a: N):\nstablehlo.return %a : N\n}"
ONE_GROUP = "dense<[[0, 1]]> : tensor<1x2xi64>"

RULES = [
    (
        "reduce_c2",
        reduce(
            "1",
            ADD_BLOCK.replace("%b: S", "%b: N").replace("%b :", "%a :").replace("%a, %b", "%a, %a"),
        ),
        "The type of reduction-region's parameter at index 1 is different",
    ),
    (
        "reduce_c4",
        reduce("2", ADD_BLOCK),
        "Out-of-bounds dimension 2, expected to be in range [0, 2)",
    ),
    ("reduce_c5", reduce("1, 1", ADD_BLOCK), "Duplicate reduction dimension: 1"),
    (
        "reduce_c6_arguments",
        reduce("1", ONE_ARGUMENT),
        "Reduction-region must take 2 parameters, but takes 1 parameter(s)",
    ),
    (
        "reduce_c6_results",
        reduce("1", TWO_RESULTS),
        "Reduction-region here must produce 1 tensors, but produces 2 instead",
    ),
    (
        "reduce_c6_none",
        reduce("1", NO_RESULT),
        "The reduction-region expected to return some value(s)",
    ),
    (
        "reduce_c7",
        reduce("1", ADD_BLOCK, "tensor<3xf32>"),
        "inferred type(s) 'tensor<2xf32>' are incompatible",
    ),
    (
        "reduce_window_c4",
        reduce_window("window_dimensions = array<i64: 1>"),
        "expects window-dimensions size == input rank, but got window-dimensions size: 1",
    ),
    (
        "reduce_window_c5",
        reduce_window("window_dimensions = array<i64: 0, 1>"),
        "expects window to have positive value for 0-th window dimension, but got 0.",
    ),
    (
        "reduce_window_c7",
        reduce_window("window_dimensions = array<i64: 1, 1>, window_strides = array<i64: 0, 1>"),
        "expects window to have positive stride for 0-th window dimension",
    ),
    (
        "reduce_window_c12",
        reduce_window("padding = dense<0> : tensor<4xi64>, window_dimensions = array<i64: 1, 1>"),
        "expects the shape of padding-attribute to be {N, 2}, but got {4}.",
    ),
    (
        "reduce_window_c13",
        reduce_window("window_dimensions = array<i64: 2, 3>", block=ONE_ARGUMENT),
        "Reduction-region must take 2 parameters",
    ),
    (
        "reduce_window_c15",
        reduce_window("window_dimensions = array<i64: 1, 1>"),
        "inferred type(s) 'tensor<2x3xf32>' are incompatible",
    ),
    ("sort_c4", sort(2, LESS), "dimension attribute value must be in range [-2, 2), but found 2"),
    ("sort_c5_arguments", sort(0, ONE_ARGUMENT), "comparator block should have 2 arguments"),
    ("sort_c5_result", sort(0, ADD_BLOCK), "comparator must return tensor<i1>"),
    ("while_c1", loop(SAME, SAME), "expect condition block return a zero-ranked tensor of i1"),
    (
        "while_c2",
        loop(TRUE, SAME.replace("%a : N", "%1 : S")),
        "expect operands to be compatible with body block return types",
    ),
    (
        "if_c1",
        branches("{\n^bb0(%a: F):\nstablehlo.return %a : F\n}", "{\nstablehlo.return %1 : F\n}"),
        "branch 0 must have 0 arguments, but found 1",
    ),
    (
        "if_c2",
        branches("{\nstablehlo.return %1 : F\n}", "{\nstablehlo.return %2 : N\n}"),
        "branch 0 and branch 1 have mismatched return types",
    ),
    (
        "if_i1",
        branches("{\nstablehlo.return %1 : F\n}", "{\nstablehlo.return %1 : F\n}", "tensor<2xi1>"),
        "operand should be rank 0 tensor but got rank 1",
    ),
    ("all_gather_c1", all_gather(2), "all_gather_dim must be a valid index of operand"),
    (
        "all_gather_c6",
        all_gather(1, "tensor<3x6xf32>"),
        "operand and result should have the same shape except for the dimension size at",
    ),
    (
        "all_reduce_c1",
        all_reduce("dense<[[0, 0]]> : tensor<1x2xi64>"),
        "replica id #0 seen more than once",
    ),
    (
        "all_reduce_c3",
        all_reduce("dense<[[0, 2]]> : tensor<1x2xi64>"),
        "replica id #1 not seen in replica groups",
    ),
    (
        "all_reduce_c4",
        all_reduce(ONE_GROUP, extra=", use_global_device_ids"),
        "channel_id must be positive when useGlobalDeviceIds is set but got: 0",
    ),
    ("all_reduce_c5", all_reduce(ONE_GROUP, ONE_ARGUMENT), "Reduction-region must take 2"),
    ("all_to_all_c1", all_to_all(2, 0), "split_dimension 2 is out-of-bounds for input rank 2"),
    ("all_to_all_c2", all_to_all(1, 0), "split dimension has size 3, expected to be a multiple"),
    ("all_to_all_c3", all_to_all(0, 2), "concat_dimension 2 is out-of-bounds for input rank 2"),
    ("all_to_all_c8", all_to_all(0, 1, 4), "group size of replica_groups must be 4"),
    (
        "collective_permute_c1",
        permute("dense<[[0, 1, 2]]> : tensor<1x3xi64>"),
        "expect source_target_pairs attribute of shape (N, 2), but got (1, 3)",
    ),
    (
        "collective_permute_c2",
        permute("dense<[[0, 1], [0, 2]]> : tensor<2x2xi64>"),
        "duplicate sources not allowed.",
    ),
    (
        "collective_permute_c3",
        permute("dense<[[0, 1], [2, 1]]> : tensor<2x2xi64>"),
        "duplicate targets not allowed.",
    ),
    (
        "collective_permute_c4",
        permute("dense<[[0, -1]]> : tensor<1x2xi64>"),
        "replica ids in source_target_pairs must be >= 0.",
    ),
    ("reduce_scatter_c2", reduce_scatter(2, "F"), "scatter dim should be less than"),
    (
        "reduce_scatter_c8",
        reduce_scatter(1, "tensor<2x2xf32>"),
        "operand scatter dimension has size 3, expected to be a multiple of result",
    ),
]


@pytest.mark.parametrize(("label", "snippet", "message"), RULES, ids=[row[0] for row in RULES])
def test_rule(label: str, snippet: str, message: str):
    assert message in refusal(snippet)
