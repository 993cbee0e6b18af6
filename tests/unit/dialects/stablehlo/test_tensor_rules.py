"""Rules of ops on whole tensors: each refuses a program that breaks it."""

import pytest
from stablehlo_snippets import refusal


def dot(dims: str, lhs: str = "tensor<2x3x5xf32>", rhs: str = "tensor<2x5x7xf32>") -> str:
    return f"{lhs}, {rhs} | stablehlo.dot_general %0, %1, {dims} : ({lhs}, {rhs}) -> tensor<f32>"


def convolution(
    layout: str = "[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]",
    window: str = "",
    groups: tuple[int, int] = (1, 1),
    lhs: str = "tensor<2x8x8x4xf32>",
    rhs: str = "tensor<3x3x4x6xf32>",
    extra: str = "",
) -> str:
    return (
        f"{lhs}, {rhs} | stablehlo.convolution(%0, %1) dim_numbers = {layout}, "
        f"window = {{{window}}} {{batch_group_count = {groups[1]} : i64, "
        f"feature_group_count = {groups[0]} : i64{extra}}} "
        f": ({lhs}, {rhs}) -> tensor<2x6x6x6xf32>"
    )


RULES = [
    ("add_c1", 'F, I | "stablehlo.add"(%0, %1) : (F, I) -> F', "same element type for all"),
    (
        "clamp_c1",
        "tensor<3xf32>, F, S | stablehlo.clamp %0, %1, %2 : (tensor<3xf32>, F, S) -> F",
        "min shape [3] is not scalar and is not compatible to operand shape [2, 3]",
    ),
    (
        "clamp_c2",
        "S, F, tensor<3xf32> | stablehlo.clamp %0, %1, %2 : (S, F, tensor<3xf32>) -> F",
        "max shape [3] is not scalar and is not compatible to operand shape [2, 3]",
    ),
    (
        "compare_c1",
        "F, I | stablehlo.compare EQ, %0, %1 : (F, I) -> P",
        "requires compatible element types for all operands",
    ),
    (
        "complex_c1",
        "F, tensor<2x3xf64> | stablehlo.complex %0, %1 : (F, tensor<2x3xf64>) -> C",
        "requires the same element type for all operands",
    ),
    (
        "convert_c1",
        "F | stablehlo.convert %0 : (F) -> tensor<3x2xi32>",
        "requires the same shape for all operands and results",
    ),
    (
        "reduce_precision_c2",
        "F | stablehlo.reduce_precision %0, format = e0m10 : F",
        "32-bit signless integer attribute whose value is positive",
    ),
    (
        "select_c1",
        "tensor<3xi1>, F | stablehlo.select %0, %1, %1 : tensor<3xi1>, F",
        "requires the same shape for all operands",
    ),
    (
        "select_c2",
        "P, F, I | stablehlo.select %0, %1, %2 : (P, F, I) -> F",
        "requires compatible types for non-predicate operands",
    ),
    (
        "constant_c1",
        '| "stablehlo.constant"() <{value = dense<1> : tensor<2xi32>}> : () -> I',
        "inferred type(s) 'tensor<2xi32>' are incompatible",
    ),
    ("iota_c1", "| stablehlo.iota dim = 2 : F", "iota dimension cannot go beyond the output rank"),
    (
        "bitcast_convert_c1",
        "F | stablehlo.bitcast_convert %0 : (F) -> tensor<2x3x3xi8>",
        "requires compatible bit widths",
    ),
    (
        "bitcast_convert_c2",
        "F | stablehlo.bitcast_convert %0 : (F) -> C",
        "cannot convert between real and complex types",
    ),
    (
        "broadcast_in_dim_c1",
        "I | stablehlo.broadcast_in_dim %0, dims = [0, 1] : (I) -> F",
        "requires compatible element types for all operands and results",
    ),
    (
        "broadcast_in_dim_c2",
        "F | stablehlo.broadcast_in_dim %0, dims = [1] : (F) -> F",
        "broadcast_dimensions size (1) does not match operand rank (2)",
    ),
    (
        "broadcast_in_dim_c3",
        "F | stablehlo.broadcast_in_dim %0, dims = [0, 2] : (F) -> F",
        "broadcast_dimensions contains invalid value 2 for result with rank 2",
    ),
    (
        "broadcast_in_dim_c4",
        "F | stablehlo.broadcast_in_dim %0, dims = [0, 0] : (F) -> F",
        "broadcast_dimensions should not have duplicates",
    ),
    (
        "broadcast_in_dim_c5",
        "F | stablehlo.broadcast_in_dim %0, dims = [1, 0] : (F) -> F",
        "size of operand dimension 0 (2) is not equal to 1 or size of result dimension 1 (3)",
    ),
    (
        "concatenate_c1",
        "F, I | stablehlo.concatenate %0, %1, dim = 0 : (F, I) -> tensor<4x3xf32>",
        "requires the same element type for all operands and results",
    ),
    (
        "concatenate_c2",
        "F, tensor<3x3xf32> | stablehlo.concatenate %0, %1, dim = 1 "
        ": (F, tensor<3x3xf32>) -> tensor<2x6xf32>",
        "shapes of operand (0) and (1) are not compatible at non-concat index 0",
    ),
    (
        "concatenate_c4",
        "F | stablehlo.concatenate %0, dim = 2 : (F) -> F",
        "dimension 2 is out-of-bounds for input rank 2",
    ),
    (
        "concatenate_c6",
        "F, F | stablehlo.concatenate %0, %1, dim = 0 : (F, F) -> F",
        "inferred type(s) 'tensor<4x3xf32>' are incompatible",
    ),
    (
        "pad_c1",
        "F, N | stablehlo.pad %0, %1, low = [0, 0], high = [0, 0], interior = [0, 0] : (F, N) -> F",
        "requires the same element type for all operands and results",
    ),
    (
        "pad_c2",
        "F, S | stablehlo.pad %0, %1, low = [0], high = [0], interior = [0] : (F, S) -> F",
        "edge_padding_low length (1) must match operand rank (2)",
    ),
    (
        "pad_c3",
        "F, S | stablehlo.pad %0, %1, low = [0, 0], high = [0, 0], interior = [-1, 0] "
        ": (F, S) -> F",
        "Interior padding cannot be negative: -1",
    ),
    (
        "pad_c4",
        "F, S | stablehlo.pad %0, %1, low = [-3, 0], high = [0, 0], interior = [0, 0] "
        ": (F, S) -> F",
        "Padding result in negative size for dimension 0",
    ),
    (
        "reshape_c2",
        "F | stablehlo.reshape %0 : (F) -> tensor<5xf32>",
        "number of output elements (5) doesn't match expected number of elements (6)",
    ),
    ("reverse_c2", "F | stablehlo.reverse %0, dims = [0, 0] : F", "dimensions should be unique"),
    (
        "reverse_c3",
        "F | stablehlo.reverse %0, dims = [2] : F",
        "all dimensions should be between [0, 2). Got dimension: 2.",
    ),
    (
        "slice_c2",
        "F | stablehlo.slice %0 [0:1] : (F) -> F",
        "the number of elements in start_indices (1) does not match the rank of the operand (2)",
    ),
    (
        "slice_c3",
        "F | stablehlo.slice %0 [0:3, 0:3] : (F) -> F",
        "limit index 3 is larger than dimension size 2 in dimension 0",
    ),
    (
        "slice_c4",
        "F | stablehlo.slice %0 [0:2:0, 0:3] : (F) -> F",
        "stride must be positive but got 0 in dimension 0",
    ),
    (
        "slice_c5",
        "F | stablehlo.slice %0 [0:2:2, 0:3] : (F) -> F",
        "inferred type(s) 'tensor<1x3xf32>' are incompatible",
    ),
    (
        "transpose_c2",
        "F | stablehlo.transpose %0, dims = [0, 0] : (F) -> F",
        "attribute permutation must be a permutation of [0, 1] but got 0, 0",
    ),
    (
        "transpose_c3",
        "F | stablehlo.transpose %0, dims = [1, 0] : (F) -> F",
        "inferred type(s) 'tensor<3x2xf32>' are incompatible",
    ),
    (
        "dot_general_c1",
        dot("batching_dims = [0] x [], contracting_dims = [] x []"),
        "lhs and rhs should have the same number of batching dimensions",
    ),
    (
        "dot_general_c2",
        dot("contracting_dims = [1] x []"),
        "lhs and rhs should have the same number of contracting dimensions",
    ),
    (
        "dot_general_c3",
        dot("batching_dims = [0] x [0], contracting_dims = [0] x [1]"),
        "has duplicated dimension from lhs_batching_dimensions and lhs_contracting_dimensions: 0",
    ),
    (
        "dot_general_c4",
        dot("batching_dims = [0] x [0], contracting_dims = [2] x [0]"),
        "has duplicated dimension from rhs_batching_dimensions and rhs_contracting_dimensions: 0",
    ),
    (
        "dot_general_c5",
        dot("batching_dims = [3] x [0], contracting_dims = [] x []"),
        "lhs_batching_dimensions value: 3 is out of range: [0, 3)",
    ),
    (
        "dot_general_c6",
        dot("contracting_dims = [3] x [0]"),
        "lhs_contracting_dimensions value: 3 is out of range: [0, 3)",
    ),
    (
        "dot_general_c7",
        dot("batching_dims = [0] x [3], contracting_dims = [] x []"),
        "rhs_batching_dimensions value: 3 is out of range: [0, 3)",
    ),
    (
        "dot_general_c8",
        dot("contracting_dims = [0] x [3]"),
        "rhs_contracting_dimensions value: 3 is out of range: [0, 3)",
    ),
    (
        "dot_general_c9",
        dot("batching_dims = [1] x [0], contracting_dims = [] x []"),
        "batching dimension sizes must match for lhs/rhs",
    ),
    (
        "dot_general_c10",
        dot("contracting_dims = [1] x [1]"),
        "contracting dimension sizes must match for lhs/rhs",
    ),
    (
        "dot_general_c11",
        dot("contracting_dims = [2] x [1], precision = [HIGH, HIGH, HIGH]"),
        "expects precision config to be empty or have <= 2 elements, got 3",
    ),
    (
        "dot_general_c12",
        dot("batching_dims = [0] x [0], contracting_dims = [2] x [1]"),
        "inferred shape '[2, 3, 7]' is incompatible with return type of operation 'tensor<f32>'",
    ),
    ("convolution_c1", convolution(rhs="tensor<3x4x6xf32>"), "same number of dimensions"),
    (
        "convolution_c2",
        convolution(window="stride = [1]"),
        "expects window-strides to have same dimension-size as size of window dimensions (2)",
    ),
    (
        "convolution_c3",
        convolution(window="stride = [0, 1]"),
        "expects window to have positive stride for 0-th window dimension, but got 0.",
    ),
    ("convolution_c4", convolution(window="pad = [[0, 0]]"), "expects padding-entries to have"),
    ("convolution_c5", convolution(window="lhs_dilate = [1]"), "expects base-dilation factors"),
    ("convolution_c6", convolution(window="lhs_dilate = [0, 1]"), "positive base dilation factor"),
    ("convolution_c7", convolution(window="rhs_dilate = [1]"), "expects window-dilation factors"),
    ("convolution_c8", convolution(window="rhs_dilate = [0, 1]"), "positive window dilation"),
    ("convolution_c9", convolution(window="reverse = [0]"), "expects window-reversal to have"),
    (
        "convolution_c10",
        convolution(groups=(1, 3)),
        "expects input batch dimension (2) to be divisible by batch_group_count.",
    ),
    (
        "convolution_c11",
        convolution(groups=(3, 1)),
        "expects input feature dimension (4) to be a multiple of feature_group_count.",
    ),
    (
        "convolution_c12",
        convolution("[b, 0, f]x[0, i, o]->[b, 0, f]", rhs="tensor<3x8x6x6xf32>"),
        "expects convolution arguments to have 3 dimensions. Got: 4",
    ),
    ("convolution_c14", convolution(groups=(2, 1)), "feature_group_count = kernel input feature"),
    (
        "convolution_c15",
        convolution(groups=(1, 2), rhs="tensor<3x3x4x5xf32>"),
        "expects output feature dimension size (5) to be a multiple of batch_group_count",
    ),
    (
        "convolution_c16",
        convolution(groups=(2, 1), rhs="tensor<3x3x2x5xf32>"),
        "expects kernel output feature dimension (5) to be divisible by feature_group_count",
    ),
    (
        "convolution_c23",
        convolution(groups=(2, 2)),
        "expects batch_group_count and feature_group_count not to be both greater than 1",
    ),
    (
        "convolution_c25",
        convolution(window="pad = [[1, 1], [1, 1]]"),
        "inferred shape '[2, 8, 8, 6]' is incompatible with return type of operation",
    ),
    ("convolution_c27", convolution(rhs="tensor<3x3x4x6xi32>"), "compatible element type"),
]


@pytest.mark.parametrize(("label", "snippet", "message"), RULES, ids=[row[0] for row in RULES])
def test_rule(label: str, snippet: str, message: str):
    assert message in refusal(snippet)
