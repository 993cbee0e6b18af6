"""Windows that slide over a tensor: of convolutions, pooling and their gradients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr
from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.bounds import Extent
from ttmlir_py.dialects.stablehlo.inference import dims_text
from ttmlir_py.dialects.stablehlo.properties import Rows, rows_of
from ttmlir_py.support.shapes import DYNAMIC, Shape


@dataclass(frozen=True)
class WindowDimension:
    """One dimension of a window and of the tensor that it slides over."""

    size: int
    stride: int = 1
    padding: tuple[int, int] = (0, 0)
    base_dilation: int = 1
    window_dilation: int = 1

    def positions(self, base: int) -> int:
        """How many places the window has in a tensor of size `base`."""
        if DYNAMIC in (base, self.size):
            return DYNAMIC
        padded = sum(self.padding) + _dilated(base, self.base_dilation)
        window = _dilated(self.size, self.window_dilation)
        if padded == 0 or window > padded:
            return 0
        return (padded - window) // self.stride + 1


def _dilated(size: int, dilation: int) -> int:
    return 0 if size == 0 else (size - 1) * dilation + 1


def window_of(
    sizes: Sequence[int],
    strides: Sequence[int] | None = None,
    padding: Rows | None = None,
    base_dilations: Sequence[int] | None = None,
    window_dilations: Sequence[int] | None = None,
    reversal: Sequence[bool] | None = None,
) -> Sequence[WindowDimension]:
    """The window's dimensions; raises where an attribute does not fit."""
    # convolution_c2, convolution_c5, convolution_c7, convolution_c4, convolution_c9,
    # reduce_window_c6, reduce_window_c8, reduce_window_c10, reduce_window_c12,
    # select_and_scatter_c6
    for name, values in (
        ("window-strides", strides),
        ("base-dilation factors", base_dilations),
        ("window-dilation factors", window_dilations),
        ("padding-entries", padding),
        ("window-reversal", reversal),
    ):
        if values and len(values) != len(sizes):
            raise VerifyException(
                f"expects {name} to have same dimension-size as size of window dimensions "
                f"({len(sizes)}), but got: {len(values)}."
            )
    return [
        _checked(
            i,
            WindowDimension(
                size,
                strides[i] if strides else 1,
                (padding[i][0], padding[i][1]) if padding else (0, 0),
                base_dilations[i] if base_dilations else 1,
                window_dilations[i] if window_dilations else 1,
            ),
        )
        for i, size in enumerate(sizes)
    ]


def _checked(index: int, dimension: WindowDimension) -> WindowDimension:
    # convolution_c3, convolution_c6, convolution_c8,
    # reduce_window_c5, reduce_window_c7, reduce_window_c9, reduce_window_c11,
    # select_and_scatter_c5, select_and_scatter_c7
    for words, value in (
        ("value", 1 if dimension.size == DYNAMIC else dimension.size),
        ("stride", dimension.stride),
        ("base dilation factor", dimension.base_dilation),
        ("window dilation factor", dimension.window_dilation),
    ):
        if value <= 0:
            raise VerifyException(
                f"expects window to have positive {words} for {index}-th window dimension, "
                f"but got {value}."
            )
    return dimension


def output_shape(base: Sequence[int], window: Sequence[WindowDimension]) -> Shape:
    """How many places the window has in every dimension."""
    return tuple(dim.positions(size) for size, dim in zip(base, window, strict=True))


def output_extents(base: Sequence[Extent], window: Sequence[WindowDimension]) -> Sequence[Extent]:
    """How many places the window has in every dimension, at most where the size is unknown."""
    pairs = zip(base, window, strict=True)
    return [Extent(dim.positions(each.size), dim.positions(each.bound)) for each, dim in pairs]


def padding_pairs(attribute: Attribute | None) -> Rows | None:
    """The low and high padding of every dimension, after a check of the attribute's shape."""
    if attribute is None:
        return None
    assert isinstance(attribute, DenseIntOrFPElementsAttr), f"{attribute}"
    shape = attribute.get_shape()
    # convolution_i4, reduce_window_i7, select_and_scatter_c8, select_and_scatter_i6
    if len(shape) != 2 or shape[1] != 2:
        raise VerifyException(
            "expects the shape of padding-attribute to be {N, 2}, but got "
            f"{{{dims_text(shape)}}}."
        )
    return rows_of(attribute)
