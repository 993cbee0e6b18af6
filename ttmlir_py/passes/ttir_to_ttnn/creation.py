"""Ops that make tensors, on the device or on the host as their layout says."""

from __future__ import annotations

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir import creation as ttir
from ttmlir_py.dialects.ttnn import creation as ttnn
from ttmlir_py.passes.ttir_to_ttnn.devices import device_of
from ttmlir_py.passes.ttir_to_ttnn.namesake import same_name
from ttmlir_py.passes.ttnn.tensor_types import stored_layout
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import shape_of


def device_if_needed(op: Op) -> SSAValue | None:
    """The device for a result in device memory; None for one on the host."""
    return device_of(op) if stored_layout(op.results[0]).is_on_device else None


def arange(op: ttir.ArangeOp, build: Builder) -> SSAValue | None:
    """TTNN counts along one dimension only; the decomposition leaves no other form."""
    if len(shape_of(op.result)) != 1:
        return None
    return build(
        ttnn.ArangeOp(
            device_if_needed(op),
            start=op.start,
            end=op.end,
            step=op.step,
            result_types=op.result_types,
        )
    )


def constant(op: ttir.ConstantOp, build: Builder) -> SSAValue:
    device = device_if_needed(op)
    return build(ttnn.ConstantOp(device, value=op.value, result_types=op.result_types))


def empty(op: ttir.EmptyOp, build: Builder) -> SSAValue:
    """Empty tensors on the host are zeros: TTNN has no other."""
    device = device_if_needed(op)
    cls = ttnn.ZerosOp if device is None else ttnn.EmptyOp
    return build(cls(device, shape=shape_of(op.result), result_types=op.result_types))


def full(op: ttir.FullOp, build: Builder) -> SSAValue:
    return build(
        ttnn.FullOp(
            device_if_needed(op),
            shape=shape_of(op.result),
            fill_value=op.fill_value,
            result_types=op.result_types,
        )
    )


def ones(op: ttir.OnesOp, build: Builder) -> SSAValue:
    device = device_if_needed(op)
    return build(ttnn.OnesOp(device, shape=shape_of(op.result), result_types=op.result_types))


def rand(op: ttir.RandOp, build: Builder) -> SSAValue:
    return build(
        ttnn.RandOp(
            device_of(op),
            size=shape_of(op.result),
            low=op.low,
            high=op.high,
            seed=op.seed,
            result_types=op.result_types,
        )
    )


def zeros(op: ttir.ZerosOp, build: Builder) -> SSAValue:
    device = device_if_needed(op)
    return build(ttnn.ZerosOp(device, shape=shape_of(op.result), result_types=op.result_types))


ROWS: dict[type[Operation], Lowering] = {
    ttir.ArangeOp: arange,
    ttir.ConstantOp: constant,
    ttir.DropoutOp: same_name,
    ttir.EmptyOp: empty,
    ttir.FullOp: full,
    ttir.OnesOp: ones,
    ttir.RandOp: rand,
    ttir.ZerosOp: zeros,
}
