"""Window parameters of ttnn convolutions, and whether their weights are prepared."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttcore.base import Sizes, require
from ttmlir_py.dialects.ttcore.rules.windows import Padding, Window
from ttmlir_py.support.shapes import shape_of

_PREPARATIONS = (
    "ttcore.load_cached",
    "ttnn.prepare_conv2d_weights",
    "ttnn.prepare_conv_transpose2d_weights",
)


def window_of(
    kernel: Sequence[int], stride: Sequence[int], padding: Sequence[int], dilation: Sequence[int]
) -> Window:
    """Kernel, stride and dilation of height and width; padding also as top, bottom, left, right."""
    _require_count("Kernel size", kernel, "two", (2,))
    _require_count("Stride", stride, "two", (2,))
    _require_at_least("Stride", stride, 1)
    _require_count("Padding", padding, "two or four", (2, 4))
    _require_at_least("Padding", padding, 0)
    _require_count("Dilation", dilation, "two", (2,))
    _require_at_least("Dilation", dilation, 1)
    return Window(
        (kernel[0], kernel[1]),
        (stride[0], stride[1]),
        (dilation[0], dilation[1]),
        padding_of(padding),
    )


def padding_of(padding: Sequence[int]) -> Padding:
    """Two values are height and width; four are top, bottom, left and right."""
    if len(padding) == 2:
        return Padding(padding[0], padding[1], padding[0], padding[1])
    top, bottom, left, right = padding
    return Padding(top, left, bottom, right)


def _require_count(name: str, values: Sequence[int], words: str, counts: Sequence[int]) -> None:
    require(len(values) in counts, f"{name} attribute must have {words} values, got: {len(values)}")


def _require_at_least(name: str, values: Sequence[int], least: int) -> None:
    rule = "greater than or equal to 0" if least == 0 else "greater than 0"
    require(
        min(values) >= least,
        f"{name} attribute values must be {rule}, got: ({Sizes(values)})",
    )


def is_prepared(weight: SSAValue) -> bool:
    """Whether a weight may have another shape than OIHW: it was made ready for the kernels."""
    owner = weight.owner
    if isinstance(owner, Operation) and owner.name in _PREPARATIONS:
        return True
    return shape_of(weight)[:2] == (1, 1)
