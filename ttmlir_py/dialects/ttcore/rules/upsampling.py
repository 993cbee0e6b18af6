"""Shapes of enlarged images."""

from __future__ import annotations

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.ttcore.base import given_shape, require, result_tensor
from ttmlir_py.dialects.ttcore.rules.windows import IntOrSizes, pair
from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import Shape, rank_of, shape_of

_MODES = ("nearest", "bilinear")


def upsampled_result(
    op: Op, value: SSAValue, factor: IntOrSizes, mode: str
) -> TensorType[Attribute]:
    """Height and width of NHWC images times their factors."""
    rank = rank_of(value)
    require(rank == 4, f"Expected rank of input tensor is 4, got rank {rank}")
    given = given_shape(op)
    if given is not None:
        require(len(given) == 4, f"Expected rank of output tensor is 4, got rank {len(given)}")
    vertical, horizontal = pair(factor, "")
    require(
        vertical > 0 and horizontal > 0,
        f"Scale factors H = {vertical} and W = {horizontal} must be positive integers",
    )
    batch, height, width, channels = shape_of(value)
    shape = (batch, height * vertical, width * horizontal, channels)
    if given is not None:
        _compare(shape, given)
    require(mode in _MODES, f'Expected modes are ({", ".join(_MODES)}), got "{mode}"')
    return result_tensor(op, shape, value)


def _compare(expected: Shape, actual: Shape) -> None:
    for i, name in ((1, "H"), (2, "W")):
        require(
            actual[i] == expected[i],
            f"Expected output {name} dimension to be input {name} dimension * scale{name} = "
            f"{expected[i]}, got {actual[i]}",
        )
    for i, name in ((0, "N"), (3, "C")):
        require(
            actual[i] == expected[i],
            f"Expected output {name} dimension to be {expected[i]}, got {actual[i]}",
        )
