"""Convolutions of any layout, padding, dilation and grouping, and batch normalization."""

import pytest

from stablehlo_to_ttir.law import assert_law, lowered, ops


def convolution(
    lhs: str, rhs: str, result: str, dims: str, window: str = "", groups: str = "1 1"
) -> str:
    feature, batch = groups.split()
    return f"""
func.func @main(%x: tensor<{lhs}xf32>, %w: tensor<{rhs}xf32>) -> tensor<{result}xf32> {{
  %r = stablehlo.convolution(%x, %w) dim_numbers = {dims}, window = {{{window}}}
    {{batch_group_count = {batch} : i64, feature_group_count = {feature} : i64}}
    : (tensor<{lhs}xf32>, tensor<{rhs}xf32>) -> tensor<{result}xf32>
  return %r : tensor<{result}xf32>
}}"""


NHWC = "[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]"
NCHW = "[b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1]"
CASES = {
    "nhwc": convolution("2x7x6x3", "3x2x3x5", "2x5x5x5", NHWC),
    "nchw_strided_padded": convolution(
        "2x3x7x6", "5x3x3x3", "2x5x4x3", NCHW, "stride = [2, 2], pad = [[1, 1], [1, 0]]"
    ),
    "asymmetric_dilated": convolution(
        "2x7x6x3", "3x2x3x5", "2x4x6x5", NHWC, "pad = [[0, 1], [1, 1]], rhs_dilate = [2, 2]"
    ),
    "negative_padding": convolution(
        "2x7x6x3", "3x2x3x5", "2x3x4x5", NHWC, "pad = [[-1, -1], [0, -1]]"
    ),
    "lhs_dilated": convolution(
        "2x4x3x3", "3x3x3x5", "2x8x6x5", NHWC, "pad = [[2, 1], [2, 1]], lhs_dilate = [2, 2]"
    ),
    "reversed": convolution("2x7x6x3", "3x2x3x5", "2x5x5x5", NHWC, "reverse = [true, false]"),
    "weight_gradient": convolution(
        "4x7x6x3", "4x5x5x2", "3x2x3x2", "[f, 0, 1, b]x[i, 0, 1, o]->[0, 1, b, f]"
    ),
    "feature_groups": convolution("2x7x6x4", "3x2x2x6", "2x5x5x6", NHWC, "", "2 1"),
    "batch_groups": convolution("4x7x6x3", "3x2x3x6", "2x5x5x6", NHWC, "", "1 2"),
    "one_dimension": convolution(
        "2x9x3", "4x3x5", "2x5x5", "[b, 0, f]x[0, i, o]->[b, 0, f]", "stride = [2], pad = [[1, 2]]"
    ),
    "three_dimensions": convolution(
        "2x5x4x6x3",
        "2x2x3x3x4",
        "2x4x4x5x4",
        "[b, 0, 1, 2, f]x[0, 1, 2, i, o]->[b, 0, 1, 2, f]",
        "pad = [[0, 0], [0, 1], [1, 0]]",
    ),
    "no_spatial_dimension": convolution("2x3", "3x5", "2x5", "[b, f]x[i, o]->[b, f]"),
}


@pytest.mark.parametrize("name", CASES)
def test_convolution(name: str):
    assert_law(CASES[name], tolerance=1e-4)


def test_an_image_in_ttir_layout_is_one_op():
    assert ops(lowered(CASES["nhwc"])) == ["ttir.permute", "ttir.conv2d"]
