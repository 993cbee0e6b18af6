"""Reductions of windows in TTIR: running sums, pools, and any other by combining neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo import elementwise_binary as stablehlo_binary
from ttmlir_py.dialects.stablehlo import reduction as stablehlo
from ttmlir_py.dialects.ttir import pooling, reduction
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Values
from ttmlir_py.passes.stablehlo_to_ttir.computations import combinations, vectorized
from ttmlir_py.passes.stablehlo_to_ttir.constants import Number, is_splat, lowest, splat_of
from ttmlir_py.passes.stablehlo_to_ttir.data_movement import pad_interior, pad_or_crop
from ttmlir_py.passes.stablehlo_to_ttir.positions import inverse
from ttmlir_py.support.element_types import is_boolean, is_float
from ttmlir_py.support.shapes import Shape, element_of, rank_of, shape_of, with_shape


@dataclass(frozen=True)
class Windows:
    """The windows of an op, one entry per dimension."""

    sizes: Shape
    strides: Shape
    low: Shape
    high: Shape
    base_dilations: Shape
    dilations: Shape

    @classmethod
    def of(cls, op: stablehlo.ReduceWindowOp) -> Windows:
        """The windows with the defaults of what is not given."""
        ones = (1,) * len(op.window_dimensions)
        padding = op.padding or ((0, 0),) * len(ones)
        if len(padding) == 1 and len(ones) > 1:
            padding = padding * len(ones)
        return cls(
            op.window_dimensions,
            op.window_strides or ones,
            tuple(pair[0] for pair in padding),
            tuple(pair[1] for pair in padding),
            op.base_dilations or ones,
            op.window_dilations or ones,
        )

    @property
    def dims(self) -> list[int]:
        """The dimensions in which the windows are wider than one element or move in steps."""
        trivial = (1, 1, 0, 0)
        each = zip(self.sizes, self.strides, self.low, self.high, strict=True)
        return [dim for dim, sizes in enumerate(each) if sizes != trivial]

    @property
    def is_dense(self) -> bool:
        """Whether nothing is dilated or moves in steps."""
        return {*self.strides, *self.base_dilations, *self.dilations} == {1}


def _reduce_window(op: stablehlo.ReduceWindowOp, build: TTIRBuilder) -> Values:
    windows = Windows.of(op)
    found = combinations(op.body)
    if found is not None:
        each = zip(op.inputs, op.init_values, found, strict=True)
        values = [_named(build, op, x, init, kind, windows) for x, init, kind in each]
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            return known
    return _by_neighbours(build, op, windows)


def _named(
    build: TTIRBuilder,
    op: stablehlo.ReduceWindowOp,
    x: SSAValue,
    init: SSAValue,
    kind: type[Operation],
    windows: Windows,
) -> SSAValue | None:
    """One operand's windows by an op that TTIR has for them."""
    for lowering in (_scan, _max_pool, _sum_pool):
        value = lowering(build, op, x, init, kind, windows)
        if value is not None:
            return value
    return None


def _scan(
    build: TTIRBuilder,
    op: stablehlo.ReduceWindowOp,
    x: SSAValue,
    init: SSAValue,
    kind: type[Operation],
    windows: Windows,
) -> SSAValue | None:
    """A running sum or product: windows that reach from one end to every element."""
    scans: dict[type[Operation], tuple[type[reduction.CumsumOp | reduction.CumprodOp], Number]] = {
        stablehlo_binary.AddOp: (reduction.CumsumOp, 0),
        stablehlo_binary.MultiplyOp: (reduction.CumprodOp, 1),
    }
    dims = windows.dims or [dim for dim, size in enumerate(shape_of(x)) if size == 1][:1]
    if kind not in scans or len(dims) != 1 or not windows.is_dense or is_boolean(element_of(x)):
        return None
    (dim,), (cls, neutral) = dims, scans[kind]
    size = shape_of(x)[dim]
    edges = windows.low[dim], windows.high[dim]
    forwards = edges == (size - 1, 0)
    if windows.sizes[dim] != size or not is_splat(init, neutral):
        return None
    if not forwards and edges != (0, size - 1):
        return None
    turned = [] if forwards else [dim]
    scanned = build(cls(build.reverse(x, turned), dim=dim, result_types=[x.type]))
    return build.reverse(scanned, turned)


@dataclass(frozen=True)
class Images:
    """A tensor seen as images: how its dimensions become batch, height, width and channels."""

    order: tuple[int, ...]
    """The permutation that brings the windowed dimensions before the last other one."""
    height: int | None
    width: int

    @classmethod
    def of(cls, x: SSAValue, windows: Windows) -> Images | None:
        """None where the windows are over more than two dimensions, or what TTIR cannot pool."""
        dims = windows.dims
        if len(dims) not in (1, 2) or not is_float(element_of(x)):
            return None
        if set(windows.base_dilations) != {1} or min(*windows.low, *windows.high) < 0:
            return None
        others = [dim for dim in range(rank_of(x)) if dim not in dims]
        order = (*others[:-1], *dims, *others[-1:])
        return cls(order, dims[0] if len(dims) == 2 else None, dims[-1])

    def shape(self, sizes: Shape) -> Shape:
        """Batch, height, width and channels of a tensor of these sizes."""
        windowed = {self.height, self.width}
        others = [sizes[dim] for dim in self.order if dim not in windowed]
        height = 1 if self.height is None else sizes[self.height]
        channels = others[-1] if others else 1
        return (prod(others[:-1]), height, sizes[self.width], channels)

    def pair(self, sizes: Shape, default: int = 1) -> tuple[int, int]:
        """Height and width of something given for every dimension."""
        return (default if self.height is None else sizes[self.height], sizes[self.width])


def _pool(
    build: TTIRBuilder,
    op: stablehlo.ReduceWindowOp,
    cls: type[pooling.MaxPool2dOp | pooling.AvgPool2dOp],
    x: SSAValue,
    windows: Windows,
    images: Images,
) -> SSAValue:
    """The pool of the tensor as images."""
    result = shape_of(op.results[0])
    moved = build.reshape(build.permute(x, images.order), images.shape(shape_of(x)))
    pooled = build(
        cls(
            moved,
            kernel=images.pair(windows.sizes),
            stride=images.pair(windows.strides),
            dilation=images.pair(windows.dilations),
            padding=(*images.pair(windows.low, 0), *images.pair(windows.high, 0)),
            ceil_mode=False,
            result_types=[with_shape(x, images.shape(result))],
        )
    )
    pooled = build.reshape(pooled, [result[dim] for dim in images.order])
    return build.permute(pooled, inverse(images.order))


def _max_pool(
    build: TTIRBuilder,
    op: stablehlo.ReduceWindowOp,
    x: SSAValue,
    init: SSAValue,
    kind: type[Operation],
    windows: Windows,
) -> SSAValue | None:
    """The maximum of windows on images."""
    images = Images.of(x, windows)
    if images is None or kind is not stablehlo_binary.MaximumOp:
        return None
    if not is_splat(init, lowest(element_of(x))):
        return None
    return _pool(build, op, pooling.MaxPool2dOp, x, windows, images)


def _sum_pool(
    build: TTIRBuilder,
    op: stablehlo.ReduceWindowOp,
    x: SSAValue,
    init: SSAValue,
    kind: type[Operation],
    windows: Windows,
) -> SSAValue | None:
    """Sums of windows on images: the mean times the size, or alone where it is divided out."""
    images = Images.of(x, windows)
    if images is None or kind is not stablehlo_binary.AddOp or not is_splat(init, 0):
        return None
    mean = _pool(build, op, pooling.AvgPool2dOp, x, windows, images)
    size = prod(images.pair(windows.sizes))
    quotients = [use.operation for result in op.results for use in result.uses]
    if len(op.inputs) > 1 or not all(_is_quotient(q, op.results[0], size) for q in quotients):
        return build.multiply(mean, build.like(mean, size))
    for quotient in quotients:
        quotient.results[0].replace_all_uses_with(mean)
    return mean


def _is_quotient(op: Operation, dividend: SSAValue, divisor: int) -> bool:
    return (
        isinstance(op, stablehlo_binary.DivideOp)
        and op.lhs is dividend
        and op.rhs is not dividend
        and splat_of(op.rhs) == divisor
    )


def _by_neighbours(
    build: TTIRBuilder, op: stablehlo.ReduceWindowOp, windows: Windows
) -> list[SSAValue]:
    """Any computation: every window along one dimension after the other, in order."""
    interior = [dilation - 1 for dilation in windows.base_dilations]
    values: list[SSAValue] = []
    for x, init in zip(op.inputs, op.init_values, strict=True):
        spread = pad_interior(build, x, interior, init)
        values.append(pad_or_crop(build, spread, windows.low, windows.high, init))
    for dim in reversed(range(len(windows.sizes))):
        values = _combined_along(build, op, values, windows, dim)
    starts = [build.broadcast_in_dim(i, shape_of(op.results[0]), ()) for i in op.init_values]
    return vectorized(build, op.body, [*starts, *values])


def _combined_along(
    build: TTIRBuilder,
    op: stablehlo.ReduceWindowOp,
    values: list[SSAValue],
    windows: Windows,
    dim: int,
) -> list[SSAValue]:
    """Windows along one dimension, by doubling: runs of 1, 2, 4, ... neighbours are joined."""
    size, step = windows.sizes[dim], windows.dilations[dim]
    count = shape_of(values[0])[dim] - (size - 1) * step
    runs, length = values, 1
    result: list[SSAValue] | None = None
    covered = 0
    while True:
        if size & length:
            part = [build.slice_dim(x, dim, covered * step, covered * step + count) for x in runs]
            result = part if result is None else vectorized(build, op.body, [*result, *part])
            covered += length
        length *= 2
        if length > size:
            break
        runs = _doubled(build, op, runs, dim, length // 2 * step)
    assert result is not None, "a window has at least one element"
    stride = windows.strides[dim]
    return [build.slice_dim(x, dim, 0, count, stride) for x in result]


def _doubled(
    build: TTIRBuilder,
    op: stablehlo.ReduceWindowOp,
    runs: Sequence[SSAValue],
    dim: int,
    distance: int,
) -> list[SSAValue]:
    size = shape_of(runs[0])[dim]
    left = [build.slice_dim(x, dim, 0, size - distance) for x in runs]
    right = [build.slice_dim(x, dim, distance, size) for x in runs]
    return vectorized(build, op.body, [*left, *right])


LOWERINGS: dict[type[Operation], Lowering] = {stablehlo.ReduceWindowOp: _reduce_window}
