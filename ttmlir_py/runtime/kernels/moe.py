"""Mixture-of-experts ops: routing of tokens to the chips of their experts and back.

An expert mapping `[1, 1, experts, chips]` has a 1 where a chip owns an expert; a chip's experts
are numbered in the order that they have there. Rows that no expert of a chip asks for are zeros.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.contraction import contract
from ttmlir_py.runtime.formats import Array, round_to
from ttmlir_py.runtime.groups import Groups
from ttmlir_py.runtime.kernels.operands import by_name
from ttmlir_py.runtime.kernels.places import pick
from ttmlir_py.runtime.kernels.reduction import softmax_along
from ttmlir_py.runtime.kernels.sorting import order_along
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.values import split
from ttmlir_py.support.element_types import BF16
from ttmlir_py.syntax.diagnostics import fail


def sparse_matmul(machine: Machine, op: Any, a: Array, b: Array, sparsity: Array) -> Array:
    """Products with the experts' matrices, zeros for the blocks that `sparsity` leaves out."""
    lead, xp = machine.lead, machine.xp
    over_mesh = [(axis, axis) for axis in range(lead)]
    if op.is_input_a_sparse:
        shared = [*over_mesh, (lead, lead), (lead + 1, lead + 1)]
        product = contract(xp, a, b, shared, [(lead + 3, lead + 2)])
        kept = sparsity.reshape((*sparsity.shape[:lead], *sparsity.shape[lead + 2 :], 1, 1))
        return np.where(kept != 0, product, 0)
    # a b m | 1 experts n  ->  a b 1 experts m n
    product = contract(xp, a, b, over_mesh, [(lead + 3, lead + 2)])
    order = (*range(lead), *(lead + dim for dim in (0, 1, 3, 4, 2, 5)))
    return np.where(sparsity[..., None, None] != 0, product.transpose(order), 0)


def _owned(machine: Machine, op: Any, mapping: Array) -> Array:
    """Which experts each chip owns, `[mesh, experts]`."""
    mesh = machine.mesh.shape
    chips = mapping.shape[-1]
    if chips == machine.mesh.size:
        axes = tuple(range(len(mesh)))
    elif hasattr(op, "cluster_axis") and chips == mesh[op.cluster_axis]:
        axes = (op.cluster_axis,)
    else:
        fail(op, f"maps experts to {chips} chips on a mesh of {machine.mesh}")
    columns = split(mesh, mapping, [(), (), (), axes])
    return columns.reshape((*columns.shape[: machine.lead], -1)) != 0


def _line(machine: Machine, op: Any) -> Groups:
    return Groups.along(machine.mesh.shape, (op.cluster_axis,))


def _rows(machine: Machine, x: Array) -> Array:
    """`[b, s, 1, n]` or `[b, 1, s, n]` as `[1, b, s, n]`."""
    lead = machine.lead
    batch, second, third, width = x.shape[lead:]
    return x.reshape((*x.shape[:lead], 1, batch, second * third, width))


def all_to_all_dispatch(machine: Machine, op: Any, *arrays: Any) -> tuple[Array, ...]:
    """The tokens of all chips along the axis that this chip's experts take, and all indices."""
    given = by_name(op, arrays)
    groups = _line(machine, op)
    tokens = groups.gather(_rows(machine, given.input_tensor), 1)
    indices = groups.gather(_rows(machine, given.expert_indices), 1)
    wanted = pick(machine, _owned(machine, op, given.expert_mapping), indices)
    return np.where(np.any(wanted, axis=-1, keepdims=True), tokens, 0), indices


def all_to_all_dispatch_metadata(machine: Machine, op: Any, *arrays: Any) -> tuple[Array, ...]:
    """The same with scores; a mapping here holds each expert's chip number."""
    given = by_name(op, arrays)
    lead, groups = machine.lead, _line(machine, op)

    def gathered(x: Array) -> Array:
        return groups.gather(x.reshape((*x.shape[:lead], 1, -1, x.shape[-1])), 1)

    tokens, indices, scores = (
        gathered(x) for x in (given.input_tensor, given.expert_indices, given.expert_scores)
    )
    mapping = given.expert_mapping
    owners = mapping.reshape((*mapping.shape[:lead], -1, mapping.shape[-1]))[..., 0, :]
    chips = np.arange(machine.mesh.size).reshape(machine.mesh.shape)
    wanted = pick(machine, owners == chips[..., None], indices)
    return np.where(np.any(wanted, axis=-1, keepdims=True), tokens, 0), indices, scores


def all_to_all_combine(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Each token's results of its experts, `[k, b, s, h]`, back on the token's chip."""
    given = by_name(op, arrays)
    lead, groups = machine.lead, _line(machine, op)
    outputs, metadata = given.input_tensor, given.expert_metadata
    owned = _owned(machine, op, given.expert_mapping)
    numbers = np.moveaxis(
        metadata.reshape((*metadata.shape[:lead], *metadata.shape[-3:])), -1, lead
    )
    local = pick(machine, np.cumsum(owned, axis=-1) - 1, numbers)
    mine = pick(machine, owned, numbers)
    mesh = np.broadcast_shapes(outputs.shape[:lead], local.shape[:lead])
    outputs = np.broadcast_to(outputs, (*mesh, *outputs.shape[lead:]))
    local = np.broadcast_to(np.maximum(local, 0), (*mesh, *local.shape[lead:]))
    found = np.take_along_axis(outputs, local[..., None], axis=lead)
    sent = np.where(mine[..., None], found, 0).astype(outputs.dtype)
    total = groups.reduce(sent, lambda x, axes: x.sum(axis=axes, keepdims=True, dtype=x.dtype))
    return groups.take_part(total, op.output_shard_dim)


def moe_expert_token_remap(machine: Machine, op: Any, *arrays: Array) -> tuple[Array, ...]:
    """Scores of the chip's own experts, and which of them any of some tokens in a row takes."""
    given = by_name(op, arrays)
    lead = machine.lead
    owned = _owned(machine, op, given.expert_mapping)
    experts = owned.shape[-1]
    count = int(owned.sum(axis=-1).flat[0])
    chosen = (given.expert_metadata[..., None] == np.arange(experts)).any(axis=-2)
    scores = np.where(chosen, given.topk_tensor, 0)[..., :1, :, :, :]
    columns = np.argsort(~owned, axis=-1, kind="stable")[..., :count]
    mesh = np.broadcast_shapes(scores.shape[:lead], columns.shape[:lead])
    scores = np.broadcast_to(scores, (*mesh, *scores.shape[lead:]))
    columns = columns.reshape((*columns.shape[:lead], 1, 1, 1, count))
    columns = np.broadcast_to(columns, (*mesh, 1, 1, 1, count))
    local = np.take_along_axis(scores, columns, axis=-1)
    rows = local.reshape((*mesh, -1, count))
    spare = -rows.shape[-2] % op.reduction_size
    padded = np.pad(rows, [(0, 0)] * lead + [(0, spare), (0, 0)])
    chunks = padded.reshape((*mesh, 1, 1, -1, op.reduction_size, count))
    return local, (chunks != 0).any(axis=-2)


def topk_router_gpt(machine: Machine, op: Any, *arrays: Array) -> tuple[Array, ...]:
    """The `k` experts of the largest logits of a linear layer, and the softmax of those."""
    given = by_name(op, arrays)
    lead = machine.lead
    x, weight = round_to(BF16, given.input), round_to(BF16, given.weight)
    over_mesh = [(axis, axis) for axis in range(lead)]
    logits = contract(machine.xp, x, weight, over_mesh, [(x.ndim - 1, lead)])
    logits = round_to(BF16, round_to(BF16, logits) + round_to(BF16, given.bias))
    order = order_along(logits, -1, descending=True)[..., : op.k]
    best = np.take_along_axis(logits, order, -1)
    return order, softmax_along(machine.xp, best, -1)


KERNELS = {
    "all_to_all_combine": all_to_all_combine,
    "all_to_all_dispatch": all_to_all_dispatch,
    "all_to_all_dispatch_metadata": all_to_all_dispatch_metadata,
    "moe_expert_token_remap": moe_expert_token_remap,
    "sparse_matmul": sparse_matmul,
    "topk_router_gpt": topk_router_gpt,
}
