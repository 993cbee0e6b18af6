"""`fuse-distributed-custom-calls`: norms and picks of tensors that need not be gathered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import (
    DenseIntOrFPElementsAttr,
    DictionaryAttr,
    IntegerAttr,
    ModuleOp,
)
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, Operation, OpResult, SSAValue
from xdsl.traits import SymbolTable

from ttmlir_py.dialects.sdy.mesh import meshes_in
from ttmlir_py.dialects.stablehlo.calls import CompositeOp, CustomCallOp
from ttmlir_py.dialects.stablehlo.collectives import AllGatherOp, AllToAllOp
from ttmlir_py.dialects.stablehlo.data_movement import ReshapeOp, SliceOp
from ttmlir_py.passes.common.symbol_dce import erase_unused_symbols
from ttmlir_py.passes.stablehlo.all_slice import NAME as ALL_SLICE
from ttmlir_py.passes.stablehlo.distributed_picks import distribute_pick
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.groups import axes_of_groups
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import rank_of

_NORM = "tenstorrent.rms_norm"
_DISTRIBUTED = "tenstorrent.distributed_rms_norm"
_ATTRIBUTES = "tt.composite_attributes"
_SHARDED = "tt.has_custom_sharding"


@dataclass(frozen=True)
class FuseDistributedCustomCallsPass(Pass):
    """An RMS norm of gathered shards whose result is sliced again works on the shards.

    Gathered along the normalized dimension, it is a distributed norm; along another dimension, the
    norm of the shard. A top-k or an argmax of gathered shards is the best of every chip's best.
    """

    name = "fuse-distributed-custom-calls"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        mesh = next(iter(meshes_in(op).values()), None)
        shape = None if mesh is None else mesh.mesh.shape
        for call in [c for c in op.walk() if isinstance(c, CustomCallOp)]:
            distribute_pick(call)
            if call.call_target_name == _NORM and _SHARDED in call.attributes:
                _fuse(call, shape)
        slices = [f for f in op.ops if isinstance(f, FuncOp) and _is_slice(f)]
        erase_unused_symbols(op, slices)


def _is_slice(function: FuncOp) -> bool:
    return function.sym_name.data.startswith(ALL_SLICE)


@dataclass(frozen=True)
class _Slice:
    """Ops that give back to every chip the part of a value that it had; the last gives it."""

    ops: tuple[Operation, ...]

    @property
    def result(self) -> SSAValue:
        return self.ops[-1].results[0]

    @property
    def is_composite(self) -> bool:
        return len(self.ops) == 1


def _fuse(call: CustomCallOp, mesh: tuple[int, ...] | None) -> None:
    """Let a norm work on shards, if its operand is gathered and its result is sliced again."""
    gather = _gather_of(call.operands[0])
    part = _slice_after(call.results[0])
    # A third operand is a bias; the distributed norm has a residual in its place.
    if gather is None or part is None or len(call.operands) > 2 or len(gather.operands) != 1:
        return
    dim, local = gather.all_gather_dim, gather.operands[0]
    if part.result.type != local.type or not _undoes(part, gather, dim):
        return
    if dim < rank_of(local) - _normalized_rank(call):
        _replace(call, part, [local, *call.operands[1:]], _NORM, {})
    elif _normalized_rank(call) == 1 and (axis := _cluster_axis(gather, mesh)) is not None:
        weights = [_local_weight(weight, gather) for weight in call.operands[1:]]
        found = [weight for weight in weights if weight is not None]
        if len(found) == len(weights):
            attribute: dict[str, Attribute] = {"cluster_axis": IntegerAttr(axis, I32)}
            _replace(call, part, [local, *found], _DISTRIBUTED, attribute)


def _replace(
    call: CustomCallOp,
    part: _Slice,
    operands: list[SSAValue],
    target: str,
    added: dict[str, Attribute],
) -> None:
    attributes = dict(call.attributes)
    stored = attributes.get(_ATTRIBUTES)
    options = dict(stored.data) if isinstance(stored, DictionaryAttr) else {}
    if target == _DISTRIBUTED:
        options.pop("normalized_shape", None)
        del attributes[_SHARDED]
    attributes[_ATTRIBUTES] = DictionaryAttr({**options, **added})
    fused = CustomCallOp(
        operands,
        call_target_name=target,
        result_types=[part.result.type],
        attributes=attributes,
    )
    gathers = [gather for value in call.operands if (gather := _gather_of(value))]
    last, *others = reversed(part.ops)
    replace_op(last, Builder(call).all(fused))
    for op in (*others, call, *gathers):
        if not any(result.first_use for result in op.results):
            op.detach()
            op.erase()


def _gather_of(value: SSAValue) -> AllGatherOp | None:
    op = value.op if isinstance(value, OpResult) else None
    return op if isinstance(op, AllGatherOp) else None


def _slice_after(value: SSAValue) -> _Slice | None:
    """The composite that slices a value, or the exchange that stands for it."""
    ops = tuple(_only_users(value))
    if ops and isinstance(ops[0], CompositeOp):
        return _Slice(ops[:1]) if ops[0].composite_name == ALL_SLICE else None
    kinds = (ReshapeOp, AllToAllOp, SliceOp, ReshapeOp)
    chain = ops[: len(kinds)]
    if len(chain) < len(kinds) or not all(map(isinstance, chain, kinds)):
        return None
    return _Slice(chain)


def _only_users(value: SSAValue) -> Iterator[Operation]:
    """The user of a value, the user of that one's result and so on, while there is just one."""
    while (use := value.get_user_of_unique_use()) is not None:
        yield use
        if len(use.results) != 1:
            return
        value = use.results[0]


def _undoes(part: _Slice, gather: AllGatherOp, dim: int) -> bool:
    """Whether what was gathered along a dimension is what is sliced along it."""
    ops = part.ops
    if isinstance(ops[0], CompositeOp):
        function = SymbolTable.lookup_symbol(ops[0], ops[0].decomposition)
        ops = tuple(function.walk()) if isinstance(function, FuncOp) else ()
    exchanges = [op for op in ops if isinstance(op, AllToAllOp)]
    slices = [op for op in ops if isinstance(op, SliceOp)]
    return (
        len(exchanges) == len(slices) == 1
        and exchanges[0].replica_groups == gather.replica_groups
        and exchanges[0].split_dimension == dim
        and not any(slices[0].start_indices)
    )


def _normalized_rank(call: CustomCallOp) -> int:
    """How many trailing dimensions are normalized."""
    stored = call.attributes.get(_ATTRIBUTES)
    shape = stored.data.get("normalized_shape") if isinstance(stored, DictionaryAttr) else None
    return len(shape) if isinstance(shape, DenseIntOrFPElementsAttr) else 1


def _cluster_axis(gather: AllGatherOp, mesh: tuple[int, ...] | None) -> int | None:
    """The one mesh axis that a gather runs along."""
    axes = None if mesh is None else axes_of_groups(mesh, gather.replica_groups)
    return axes[0] if axes is not None and len(axes) == 1 else None


def _local_weight(weight: SSAValue, like: AllGatherOp) -> SSAValue | None:
    """The part of a weight that belongs to the shard; None where chips have all of it."""
    gather = _gather_of(weight)
    if gather is None or gather.replica_groups != like.replica_groups:
        return None
    return gather.operands[0]
