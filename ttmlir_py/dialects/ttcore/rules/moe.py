"""Rules of mixtures of experts."""

from __future__ import annotations

from collections.abc import Mapping

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.ttcore.base import require, result_tensor
from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import rank_of, shape_of

TILE = 32


def verify_ranks(rank: int, values: Mapping[str, SSAValue]) -> None:
    """Tensors that must all have one rank."""
    for name, value in values.items():
        require(rank_of(value) == rank, f"{name} must be a {rank}D tensor")


def verify_mesh(num_devices: int, cluster_axis: int) -> None:
    """A number of chips along a mesh axis."""
    require(num_devices > 0, "num_devices must be positive")
    require(cluster_axis in (0, 1), "cluster_axis must be 0 or 1")


def sparse_product_result(
    op: Op,
    a: SSAValue,
    b: SSAValue,
    sparsity: SSAValue,
    sparse: tuple[bool, bool],
    nonzero: int | None,
) -> TensorType[Attribute]:
    """A product for every expert; which sides the mask is over decides on the form."""
    require(nonzero is None or nonzero > 0, "nnz must be greater than 0 when set")
    require(rank_of(a) >= 4, "Input A must be at least a 4D tensor")
    require(rank_of(b) == 4, "Input B must be a 4D tensor")
    require(rank_of(sparsity) == 4, "Sparsity tensor must be a 4D tensor")
    require(any(sparse), "At least one of is_input_a_sparse or is_input_b_sparse must be true")
    first, experts, inner, columns = shape_of(b)
    *outer, rows, width = shape_of(a)
    require(first == 1, "Input B first dimension must be 1")
    require(width == inner, "Input A inner dimension must match Input B K dimension")
    require(
        shape_of(sparsity)[-1] == experts,
        "Sparsity last dimension must match number of experts in Input B",
    )
    match sparse:
        case (True, True):
            mode, form = "sparse-sparse", "[1, E, M, N]"
            shape = (1, experts, rows, columns)
        case (False, True):
            mode, form = "dense-sparse", "[A, B, 1, E, M, N]"
            shape = (outer[0], outer[1], 1, experts, rows, columns)
        case _:
            mode, form = "sparse-dense", "[A, E, M, N]"
            shape = (outer[0], experts, rows, columns)
    require(
        not op.results or rank_of(op.results[0]) == len(shape),
        f"Output must be {len(shape)}D for {mode} mode",
    )
    mismatch = f"Output shape must be {form} for {mode} mode"
    return result_tensor(op, shape, a, mismatch=mismatch)


def verify_router(
    tokens: SSAValue, weight: SSAValue, bias: SSAValue, k: int, num_experts: int
) -> int:
    """A router's operands; returns the number of tokens."""
    forms = (
        ("input", tokens, "[B, hidden_dim]"),
        ("weight", weight, "[hidden_dim, num_experts]"),
        ("bias", bias, "[B, num_experts]"),
    )
    for name, value, form in forms:
        rank = rank_of(value)
        require(rank == 2, f"{name} must be a 2D tensor {form}, but got rank {rank}")
    batch, hidden = shape_of(tokens)
    rows, experts = shape_of(weight)
    bias_rows, bias_columns = shape_of(bias)
    require(rows == hidden, f"weight dim 0 ({rows}) must equal input hidden_dim ({hidden})")
    require(bias_rows == batch, f"bias dim 0 ({bias_rows}) must equal input batch size B ({batch})")
    require(
        bias_columns == experts,
        f"bias dim 1 ({bias_columns}) must equal weight num_experts ({experts})",
    )
    require(num_experts > 0, f"num_experts must be positive, but got: {num_experts}")
    require(
        num_experts == experts,
        f"num_experts attribute ({num_experts}) must equal weight dim 1 ({experts})",
    )
    require(k > 0, f"k must be positive, but got: {k}")
    return batch


def verify_routed(values: Mapping[str, SSAValue], batch: int, k: int) -> None:
    """Results of a router: `k` experts for every token."""
    for name, value in values.items():
        rank = rank_of(value)
        require(rank == 2, f"{name} must be a 2D tensor [B, k], but got rank {rank}")
        rows, columns = shape_of(value)
        require(rows == batch, f"{name} dim 0 ({rows}) must equal input batch size B ({batch})")
        require(columns == k, f"{name} dim 1 ({columns}) must equal k ({k})")


def verify_packed_weights(gate_up: SSAValue, down: SSAValue) -> None:
    """Weights packed by core and expert, four tiles wide."""
    pairs = (("w0_w1_tensor", gate_up), ("w2_tensor", down))
    for name, value in pairs:
        require(rank_of(value) == 6, f"{name} must be a rank 6 tensor")
    for name, value in pairs:
        require(shape_of(value)[5] == 4 * TILE, f"{name} dim[5] must be 128 (4*TILE_SIZE)")
    one, other = shape_of(gate_up), shape_of(down)
    require(one[0] == other[0], "w0_w1_tensor and w2_tensor must have same dim[0] (num_cores)")
    require(
        one[2] == other[2],
        "w0_w1_tensor and w2_tensor must have same dim[2] (experts_per_device)",
    )


def verify_expert_sizes(tokens: SSAValue, intermediate: int, height_shards: int) -> None:
    """Sizes are whole tiles."""
    require(
        intermediate > 0 and intermediate % TILE == 0,
        "intermediate_size must be a positive multiple of 32",
    )
    require(height_shards > 0, "output_height_shard_dim must be positive")
    require(rank_of(tokens) >= 2, "tilize_input_tensor must have rank >= 2")
    hidden = shape_of(tokens)[-1]
    require(
        hidden > 0 and hidden % TILE == 0,
        "tilize_input_tensor last dim (hidden_size) must be a positive multiple of 32",
    )
