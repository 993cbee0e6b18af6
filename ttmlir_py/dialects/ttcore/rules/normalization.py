"""Rules of normalizations: the result has the input's shape."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.ttcore.base import require, result_tensor
from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import rank_of, shape_of


def normalized_result(
    op: Op, value: SSAValue, mismatch: str = "input and output must have the same shape"
) -> TensorType[Attribute]:
    """The input's shape."""
    return result_tensor(op, shape_of(value), value, mismatch=mismatch)


def verify_trailing(
    value: SSAValue, normalized: Sequence[int], weight: SSAValue | None, bias: SSAValue | None
) -> None:
    """Normalized are the last dimensions, of which weight and bias have the shape."""
    shape = shape_of(value)
    require(bool(normalized), "normalized_shape cannot be empty")
    require(
        len(normalized) <= len(shape),
        "normalized_shape has more dimensions than input tensor",
    )
    require(
        shape[-len(normalized) :] == tuple(normalized),
        "normalized_shape dimensions must match trailing dimensions of input tensor",
    )
    for name, one in (("weight", weight), ("bias", bias)):
        require(
            one is None or shape_of(one) == tuple(normalized),
            f"{name} tensor shape must match normalized_shape",
        )


def verify_last_dim(value: SSAValue, weight: SSAValue | None, bias: SSAValue | None) -> None:
    """Weight and bias are vectors over the last dimension."""
    shape = shape_of(value)
    for name, one in (("weight", weight), ("bias", bias)):
        if one is None:
            continue
        if not shape:
            require(rank_of(one) == 0, f"{name} tensor must be 0D for 0D input tensor")
            continue
        require(
            shape_of(one) == shape[-1:],
            f"{name} tensor must be 1D with size matching the last dimension of input",
        )


def verify_distributed(
    value: SSAValue,
    weight: SSAValue | None,
    bias: SSAValue | None,
    residual: SSAValue | None,
    epsilon: float,
) -> None:
    """Operands of a normalization over a dimension that is spread over chips."""
    require(epsilon > 0, "epsilon must be positive")
    require(
        residual is None or shape_of(residual) == shape_of(value),
        "residual tensor shape must match input tensor shape",
    )
    for name, one in (("weight", weight), ("bias", bias)):
        require(
            one is None or shape_of(one)[-1] == shape_of(value)[-1],
            f"{name} tensor's last dimension must match input's last dimension",
        )


def verify_groups(
    value: SSAValue, dim: int, groups: int, weight: SSAValue | None, bias: SSAValue | None
) -> None:
    """Channels that divide into groups, with a weight and a bias for each."""
    rank = rank_of(value)
    require(rank >= 4, f"input must be at least a 4D tensor, got rank {rank}")
    require(groups > 0, f"num_groups must be positive, got {groups}")
    require(0 <= dim < rank, f"channel_dim must be in range [0, rank), got {dim} for rank {rank}")
    channels = shape_of(value)[dim]
    require(
        channels % groups == 0,
        f"channel dimension (dim {dim}) must be divisible by num_groups; got C={channels}, "
        f"num_groups={groups}",
    )
    for name, one in (("weight", weight), ("bias", bias)):
        require(
            one is None or shape_of(one) == (channels,),
            f"{name} must be 1D with size matching channel dimension C={channels}",
        )


def verify_statistics(value: SSAValue, statistics: SSAValue) -> None:
    """Statistics keep all dimensions but the last."""
    shape, actual = shape_of(value), shape_of(statistics)
    require(len(shape) == len(actual), "input and output must have the same rank")
    for i, (want, got) in enumerate(zip(shape[:-1], actual[:-1], strict=True)):
        require(want == got, f"output dimension {i} ({got}) must match input dimension ({want})")
