"""Reshapes, broadcasts, slices and pads."""

import numpy as np
import pytest

from stablehlo_to_ttir.law import assert_law, lowered, ops


def function(inputs: str, result: str, body: str) -> str:
    return f"func.func @main({inputs}) -> {result} {{ {body} return %r : {result} }}"


CASES = {
    "broadcast_in_dim": function(
        "%x: tensor<3xf32>",
        "tensor<2x3x5xf32>",
        "%r = stablehlo.broadcast_in_dim %x, dims = [1] : (tensor<3xf32>) -> tensor<2x3x5xf32>",
    ),
    "broadcast_in_dim_out_of_order": function(
        "%x: tensor<3x2xf32>",
        "tensor<2x7x3xf32>",
        "%r = stablehlo.broadcast_in_dim %x, dims = [2, 0] : "
        "(tensor<3x2xf32>) -> tensor<2x7x3xf32>",
    ),
    "reshape": function(
        "%x: tensor<2x3x5xf32>",
        "tensor<6x5xf32>",
        "%r = stablehlo.reshape %x : (tensor<2x3x5xf32>) -> tensor<6x5xf32>",
    ),
    "transpose": function(
        "%x: tensor<2x3x5xi32>",
        "tensor<5x2x3xi32>",
        "%r = stablehlo.transpose %x, dims = [2, 0, 1] : (tensor<2x3x5xi32>) -> tensor<5x2x3xi32>",
    ),
    "slice": function(
        "%x: tensor<7x5xf32>",
        "tensor<3x2xf32>",
        "%r = stablehlo.slice %x [1:7:2, 2:4] : (tensor<7x5xf32>) -> tensor<3x2xf32>",
    ),
    "concatenate": function(
        "%x: tensor<2x3xf32>, %y: tensor<2x0xf32>, %z: tensor<2x1xf32>",
        "tensor<2x4xf32>",
        "%r = stablehlo.concatenate %x, %y, %z, dim = 1 : "
        "(tensor<2x3xf32>, tensor<2x0xf32>, tensor<2x1xf32>) -> tensor<2x4xf32>",
    ),
    "reverse": function(
        "%x: tensor<2x3x5xf32>",
        "tensor<2x3x5xf32>",
        "%r = stablehlo.reverse %x, dims = [0, 2] : tensor<2x3x5xf32>",
    ),
    "pad_interior_and_negative": function(
        "%x: tensor<4x5xf32>",
        "tensor<9x3xf32>",
        "%p = stablehlo.constant dense<1.5> : tensor<f32> "
        "%r = stablehlo.pad %x, %p, low = [2, -1], high = [-3, -1], interior = [2, 0] : "
        "(tensor<4x5xf32>, tensor<f32>) -> tensor<9x3xf32>",
    ),
    "pad_by_a_computed_value": function(
        "%x: tensor<2x3xi32>, %p: tensor<i32>",
        "tensor<4x7xi32>",
        "%r = stablehlo.pad %x, %p, low = [1, 0], high = [1, 2], interior = [0, 1] : "
        "(tensor<2x3xi32>, tensor<i32>) -> tensor<4x7xi32>",
    ),
    "pad_by_an_integer_that_no_float_holds": function(
        "%x: tensor<2xi32>",
        "tensor<3xi32>",
        "%p = stablehlo.constant dense<16777217> : tensor<i32> "
        "%r = stablehlo.pad %x, %p, low = [1], high = [0], interior = [0] : "
        "(tensor<2xi32>, tensor<i32>) -> tensor<3xi32>",
    ),
    "iota": function(
        "%x: tensor<3x4xi32>",
        "tensor<3x4xi32>",
        "%i = stablehlo.iota dim = 1 : tensor<3x4xi32> %r = stablehlo.add %x, %i : tensor<3x4xi32>",
    ),
    "dynamic_forms_of_static_shapes": function(
        "%x: tensor<6xf32>",
        "tensor<2x3x5xf32>",
        "%s = stablehlo.constant dense<[2, 3]> : tensor<2xi32> "
        "%b = stablehlo.constant dense<[2, 3, 5]> : tensor<3xi32> "
        "%y = stablehlo.dynamic_reshape %x, %s : (tensor<6xf32>, tensor<2xi32>) -> tensor<2x3xf32> "
        "%r = stablehlo.dynamic_broadcast_in_dim %y, %b, dims = [0, 1] : "
        "(tensor<2x3xf32>, tensor<3xi32>) -> tensor<2x3x5xf32>",
    ),
    "bitcast_convert": function(
        "%x: tensor<2x3xf32>",
        "tensor<2x3xi32>",
        "%r = stablehlo.bitcast_convert %x : (tensor<2x3xf32>) -> tensor<2x3xi32>",
    ),
    "dot_general": function(
        "%x: tensor<2x3x5x7xf32>, %y: tensor<5x2x7x3xf32>",
        "tensor<2x3x3xf32>",
        "%r = stablehlo.dot_general %x, %y, batching_dims = [0] x [1], "
        "contracting_dims = [2, 3] x [0, 2] : "
        "(tensor<2x3x5x7xf32>, tensor<5x2x7x3xf32>) -> tensor<2x3x3xf32>",
    ),
    "dot_general_widens": function(
        "%x: tensor<3x40xbf16>, %y: tensor<40x5xbf16>",
        "tensor<3x5xf32>",
        "%r = stablehlo.dot_general %x, %y, contracting_dims = [1] x [0] : "
        "(tensor<3x40xbf16>, tensor<40x5xbf16>) -> tensor<3x5xf32>",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_law(name: str):
    assert_law(CASES[name])


def test_broadcast_in_dim_is_a_reshape_and_a_broadcast():
    assert ops(lowered(CASES["broadcast_in_dim"])) == ["ttir.reshape", "ttir.broadcast"]


def test_shape_operands_leave_nothing_behind():
    names = ops(lowered(CASES["dynamic_forms_of_static_shapes"]))
    assert names == ["ttir.reshape", "ttir.reshape", "ttir.broadcast"]


def test_what_changes_nothing_is_left_out():
    text = function(
        "%x: tensor<2x3xf32>",
        "tensor<2x3xf32>",
        "%y = stablehlo.reshape %x : (tensor<2x3xf32>) -> tensor<2x3xf32> "
        "%r = stablehlo.transpose %y, dims = [0, 1] : (tensor<2x3xf32>) -> tensor<2x3xf32>",
    )
    assert ops(lowered(text)) == []


def test_lengths_beside_a_large_pad_are_kept():
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    text = function(
        "%x: tensor<2x3xf32>",
        "tensor<0x3xf32>",
        "%p = stablehlo.constant dense<0.0> : tensor<f32> "
        "%r = stablehlo.pad %x, %p, low = [-1, 0], high = [-1, 0], interior = [0, 0] : "
        "(tensor<2x3xf32>, tensor<f32>) -> tensor<0x3xf32>",
    )
    assert_law(text, x)
