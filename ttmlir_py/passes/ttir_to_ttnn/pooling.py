"""Pooling to TTNN: sizes as attributes, images flattened to rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir import pooling as ttir
from ttmlir_py.dialects.ttnn import pooling as ttnn
from ttmlir_py.passes.ttir_to_ttnn.convolution import sizes
from ttmlir_py.passes.ttir_to_ttnn.namesake import same_name, translated
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.syntax.diagnostics import fail

PoolOp = ttir.AvgPool2dOp | ttir.MaxPool2dOp | ttir.MaxPool2dWithIndicesOp


def max_pool2d(op: ttir.MaxPool2dOp, build: Builder) -> SSAValue | None:
    image = _image(op)
    if image is None:
        return None
    return build(ttnn.MaxPool2dOp(op.input, **image, result_types=op.result_types))


def max_pool2d_with_indices(
    op: ttir.MaxPool2dWithIndicesOp, build: Builder
) -> Sequence[SSAValue] | None:
    image = _image(op)
    if image is None:
        return None
    return build.all(ttnn.MaxPool2dWithIndicesOp(op.input, **image, result_types=op.result_types))


def avg_pool2d(op: ttir.AvgPool2dOp, build: Builder) -> SSAValue | None:
    """TTNN averages over adjacent elements only."""
    image = _image(op)
    if image is None:
        return None
    if sizes(op.dilation, 2) != (1, 1):
        fail(op, "only supports lowering to TTNN for dilation of (1, 1)")
    return build(
        ttnn.AvgPool2dOp(
            op.input,
            **image,
            count_include_pad=op.count_include_pad,
            result_types=op.result_types,
        )
    )


def upsample2d(op: ttir.Upsample2dOp, build: Builder) -> SSAValue:
    return build(translated(op, ttnn.UpsampleOp))


def _image(op: PoolOp) -> dict[str, Any] | None:
    """The properties that all pooling ops share; None where the input is not flattened."""
    image = op.flattened_compat_info
    if image is None:
        return None
    top, left, bottom, right = sizes(op.padding, 4)
    symmetric = (top, left) == (bottom, right)
    return {
        "batch_size": image.batch_size,
        "input_height": image.input_height,
        "input_width": image.input_width,
        "channels": shape_of(op.input)[3],
        "kernel_size": sizes(op.kernel, 2),
        "stride": sizes(op.stride, 2),
        "padding": (top, left) if symmetric else (top, left, bottom, right),
        "dilation": sizes(op.dilation, 2),
        "ceil_mode": op.ceil_mode,
        "reallocate_halo_output": True,
        "config_tensors_in_dram": True,
    }


ROWS: dict[type[Operation], Lowering] = {
    ttir.AvgPool2dOp: avg_pool2d,
    ttir.GlobalAvgPool2dOp: same_name,
    ttir.MaxPool2dOp: max_pool2d,
    ttir.MaxPool2dWithIndicesOp: max_pool2d_with_indices,
    ttir.Upsample2dOp: upsample2d,
}
