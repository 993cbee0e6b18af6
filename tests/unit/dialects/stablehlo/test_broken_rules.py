"""A use of every op, broken: `broken_rules.txt` has a line for a rule of the specification.

A line is `label :: what is replaced => by what ~ more :: what the error says`.
"""

from pathlib import Path

import pytest
from stablehlo_snippets import (
    BINARY_FLOAT,
    BINARY_INTEGER,
    JUDGED,
    NEWER,
    UNARY_FLOAT,
    binary,
    refusal,
    unary,
)

from ttmlir_py.syntax.diagnostics import CompileError

LINES = Path(__file__).with_name("broken_rules.txt").read_text().splitlines()


def op_of(label: str) -> str:
    return label.rpartition("_c")[0]


@pytest.mark.parametrize("line", LINES, ids=[line.partition(" ")[0] for line in LINES])
def test_rule(line: str):
    label, replaced, message = line.split(" :: ")
    snippet = {**JUDGED, **NEWER}[op_of(label)]
    for pair in replaced.split(" ~ "):
        old, new = (side.replace("\\n", "\n") for side in pair.split(" => "))
        assert old in snippet
        snippet = snippet.replace(old, new)
    assert message in error_about(snippet)


def error_about(snippet: str) -> str:
    """The first error; rules of attributes hold when they are read already."""
    try:
        return refusal(snippet)
    except CompileError as error:
        return error.diagnostics[0].message


def batch_norm(kind: str, operands: str, results: str) -> str:
    types = operands.replace("V", "tensor<3xf32>").replace("W", "tensor<2xf32>")
    names = ", ".join(f"%{i}" for i in range(len(operands.split(", "))))
    return (
        f'{types} | "stablehlo.batch_norm_{kind}"({names}) <{{epsilon = 1.0e-3 : f32, '
        f"feature_index = 1 : i64}}> : ({types}) -> ({results.replace('V', 'tensor<3xf32>')})"
    )


def reduction(op: str, attributes: str, operands: str, results: str) -> str:
    names = ", ".join(f"%{i}" for i in range(len(operands.split(", "))))
    block = "({\n^bb0(%a: S, %b: S, %c: S, %d: S):\nstablehlo.return %a, %c : S, S\n})"
    return (
        f'{operands} | "stablehlo.{op}"({names}) <{{{attributes}}}> {block} '
        f": ({operands}) -> ({results})"
    )


SCATTER = (
    "scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [0], "
    "inserted_window_dims = [0], scatter_dims_to_operand_dims = [0]>"
)
MISMATCH = "are incompatible with return type(s) of operation"
UNLIKE = "expects all inputs to have compatible shapes"
WINDOW = "window_dimensions = array<i64: 1, 1>"
GATHER = (
    "F, tensor<5x1xi32> | stablehlo.constant dense<[SIZES]> : tensor<2xi32>\n"
    '%t = "stablehlo.dynamic_gather"(%0, %1, %r) <{dimension_numbers = #stablehlo.gather<'
    "offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], "
    "index_vector_dim = 1>}> : (F, tensor<5x1xi32>, tensor<2xi32>) -> RESULT"
)


def gathered(sizes: str, result: str = "tensor<5x3xf32>") -> str:
    return GATHER.replace("SIZES", sizes).replace("RESULT", result)


PADDED = (
    "F, S | stablehlo.constant dense<0> : tensor<2xi64>\n"
    "%inner = stablehlo.constant dense<[0, -1]> : tensor<2xi64>\n"
    "%t = stablehlo.dynamic_pad %0, %1, %r, %r, %inner "
    ": (F, S, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x?xf32>"
)
CONV = JUDGED["dynamic_conv"]
ALONE = "stablehlo.constant dense<0> : N\n"
WHOLE = [
    (
        "batch_norm_grad_c3",
        batch_norm("grad", "F, V, V, V, tensor<3x3xf32>", "F, V, V"),
        "expects multi-dimensional operands to have compatible shapes",
    ),
    (
        "batch_norm_grad_c4",
        batch_norm("grad", "F, V, W, V, F", "F, V, V"),
        "expects single-dimensional operands to have compatible shapes",
    ),
    ("batch_norm_training_c6", batch_norm("training", "F, V, V", "F, V, tensor<2xf32>"), MISMATCH),
    *(
        (f"batch_norm_inference_c{rule}", batch_norm("inference", operands, "F"), "single-dim")
        for rule, operands in (
            (4, "F, V, W, V, V"),
            (5, "F, V, V, W, V"),
            (6, "F, V, V, V, W"),
        )
    ),
    ("batch_norm_training_c4", batch_norm("training", "F, V, W", "F, V, V"), "single-dim"),
    ("case_c1", 'N | "stablehlo.case"(%0) : (N) -> F', "expect at least one branch"),
    (
        "collective_broadcast_c2",
        JUDGED["collective_broadcast"].replace("[[0, 1]]", "[[0, -2]]"),
        "replica_groups values must be positive",
    ),
    (
        "collective_broadcast_c4",
        JUDGED["collective_broadcast"].replace("<{", "<{has_dynamic_root, "),
        "requires at least two operands (data + root)",
    ),
    (
        "collective_broadcast_c5",
        JUDGED["collective_broadcast"].replace("-> F", "-> (F, F)"),
        MISMATCH,
    ),
    (
        "collective_reduce_c3",
        NEWER["collective_reduce"].replace("-> F", "-> tensor<3x3xf32>"),
        MISMATCH,
    ),
    (
        "reduce_scatter_c1",
        JUDGED["reduce_scatter"].replace("-> tensor<1x3xf32>", "-> tensor<4x3xf32>"),
        "expected to be a multiple of result scatter dimension size 4",
    ),
    (
        "dynamic_conv_c4",
        CONV.replace("tensor<2x2xi32>", "tensor<2x3xi32>"),
        "expects padding to be of shape [2, 2], but got [2, 3]",
    ),
    ("dynamic_conv_c25", CONV.replace("1x?x?x16", "2x?x?x16"), MISMATCH),
    ("dynamic_conv_c26", CONV.replace("1x?x?x16", "1x?x?"), MISMATCH),
    (
        "dynamic_gather_c8",
        gathered("2, 3"),
        "slice_sizes[dim] should be <= 1",
    ),
    ("dynamic_gather_c12", gathered("1, 4"), "slice size (4) is out of bounds"),
    ("dynamic_gather_c13", gathered("1, 3", "tensor<5x2xf32>"), MISMATCH),
    ("dynamic_gather_c14", gathered("1, 3", "tensor<5x3xi32>"), MISMATCH),
    ("dynamic_pad_c3", PADDED, "interior_padding must be non-negative"),
    (
        "fft_c6",
        "tensor<8xcomplex<f32>> | stablehlo.fft %0, type = IRFFT, length = [8] "
        ": (tensor<8xcomplex<f32>>) -> tensor<8xf32>",
        "IRFFT requires innermost dimension to be compatible with fft_length[-1]/2+1",
    ),
    (
        "infeed_c1",
        f'T | {ALONE}"stablehlo.infeed"(%0) : (T) -> ()',
        "expected to be at least of size 1",
    ),
    (
        "optimization_barrier_c1",
        'F | "stablehlo.optimization_barrier"(%0) : (F) -> I',
        MISMATCH,
    ),
    (
        "reduce_c1",
        reduction("reduce", "dimensions = array<i64: 0>", "F, tensor<3x3xf32>, S, S", "F, F"),
        UNLIKE,
    ),
    (
        "reduce_c3",
        reduction(
            "reduce", "dimensions = array<i64: 0>", "F, F, S, S", "V, V, V".replace("V", "F")
        ),
        MISMATCH,
    ),
    (
        "reduce_precision_c3",
        'F | "stablehlo.reduce_precision"(%0) <{exponent_bits = 5 : i32, '
        "mantissa_bits = -1 : i32}> : (F) -> F",
        "32-bit signless integer attribute whose value is non-negative",
    ),
    ("reduce_window_c1", reduction("reduce_window", WINDOW, "F, F, S, S", "F, F, F"), MISMATCH),
    (
        "reduce_window_c2",
        reduction("reduce_window", WINDOW, "F, tensor<3x3xf32>, S, S", "F, F"),
        UNLIKE,
    ),
    (
        "reduce_window_c14",
        reduction("reduce_window", WINDOW, "F, F, S, S", "F, tensor<3x3xf32>"),
        MISMATCH,
    ),
    (
        "scatter_c1",
        reduction(
            "scatter",
            SCATTER,
            "F, tensor<3x3xf32>, tensor<1xi32>, tensor<3xf32>, tensor<3xf32>",
            "F, F",
        ),
        "Not all inputs have compatible shapes",
    ),
    (
        "scatter_c3",
        reduction("scatter", SCATTER, "F, F, tensor<1xi32>, tensor<3xf32>, tensor<2xf32>", "F, F"),
        "Not all updates have compatible shapes",
    ),
    (
        "sort_c1",
        f'| {ALONE}"stablehlo.sort"() ({{\nstablehlo.return\n}}) : () -> ()',
        "expected 1 or more operands",
    ),
    ("tuple_c1", 'F | "stablehlo.tuple"(%0) : (F) -> tuple<I>', "incompatible"),
    (
        "while_c3",
        'N, tensor<i1> | "stablehlo.while"(%0) ({\n^bb0(%a: N):\nstablehlo.return %1 : tensor<i1>'
        "\n}, {\n^bb0(%a: N):\nstablehlo.return %a : N\n}) : (N) -> F",
        MISMATCH,
    ),
]


@pytest.mark.parametrize(("label", "snippet", "message"), WHOLE, ids=[label for label, *_ in WHOLE])
def test_rule_of_a_whole_program(label: str, snippet: str, message: str):
    assert op_of(label) in snippet
    assert message in error_about(snippet)


FLOATS = [unary(word) for word in UNARY_FLOAT.split()]
FLOATS += [binary(word) for word in BINARY_FLOAT.split()]
INTEGERS = [unary(word, "I") for word in ("count_leading_zeros", "not", "popcnt")]
INTEGERS += [binary(word, "I") for word in BINARY_INTEGER.split()]
PREDICATE = ["F | stablehlo.is_finite %0 : (F) -> P"]


@pytest.mark.parametrize("snippet", FLOATS + INTEGERS + PREDICATE)
@pytest.mark.parametrize("result", ["tensor<3x2x{}>", "tensor<2x3xcomplex<f64>>", "tensor<2xbf16>"])
def test_results_of_elementwise_ops_are_like_their_operands(snippet: str, result: str):
    """`_c1` of every elementwise op."""
    types, _, body = snippet.partition(" | ")
    element = "i32" if "I" in types else "i1" if "-> P" in body else "f32"
    body = body.rpartition(" : ")[0]
    broken = f"{types} | {body} : ({types}) -> {result.format(element)}"
    assert error_about(broken)
