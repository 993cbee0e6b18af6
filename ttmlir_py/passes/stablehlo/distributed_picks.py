"""Top-k and argmax of a gathered dimension: the best of every chip's best.

Every chip picks from its shard; what it picked is gathered with its places, and picked from again.
Shards are gathered in the order of their places, so that ties are decided as they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xdsl.dialects.builtin import BoolAttr, DictionaryAttr, IntegerAttr, TensorType, UnitAttr
from xdsl.ir import Attribute, Operation, OpResult, SSAValue

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.dialects.stablehlo.collectives import AllGatherOp
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp, ReshapeOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp
from ttmlir_py.passes.stablehlo.sharding_rules.call import attribute
from ttmlir_py.passes.stablehlo.simplify.matching import constant
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.element_types import I32, I64, bit_width
from ttmlir_py.support.shapes import element_of, rank_of, shape_of, with_shape

ATTRIBUTES = "tt.composite_attributes"
CUSTOM_SHARDING = "tt.has_custom_sharding"
_ARGMAX, _GATHER = "tenstorrent.argmax", "tenstorrent.gather_dim"
_TOP_K = ("tenstorrent.topk", "tenstorrent.topk_values", "tenstorrent.topk_indices")


def distribute_pick(call: CustomCallOp) -> None:
    """Let a call pick from shards, where it is one that picks and less has to be gathered then."""
    if CUSTOM_SHARDING not in call.attributes or not is_pick(call):
        return
    pick = _pick_of(call)
    if pick is None or not pick.is_worth_it():
        return
    build = Builder(call)
    argmax = call.call_target_name == _ARGMAX
    replace_op(call, pick.argmax(build) if argmax else pick.top_k(build))
    for gather in pick.gathers:
        if not any(result.first_use for result in gather.results):
            gather.detach()
            gather.erase()


def is_pick(op: Operation) -> bool:
    """Whether an op picks the largest or smallest elements of rows."""
    return isinstance(op, CustomCallOp) and op.call_target_name in (_ARGMAX, *_TOP_K)


@dataclass(frozen=True)
class _Pick:
    """A call that picks along the dimension that its operand was gathered along."""

    call: CustomCallOp
    dim: int
    gathers: Sequence[AllGatherOp]
    """The last one first."""

    @property
    def shard(self) -> SSAValue:
        return self.gathers[-1].operands[0]

    @property
    def shard_size(self) -> int:
        return shape_of(self.shard)[self.dim]

    @property
    def count(self) -> int:
        """How many elements of a row a chip picks."""
        if self.call.call_target_name == _ARGMAX:
            return 1
        return min(shape_of(self.call.results[0])[self.dim], self.shard_size)

    @property
    def place_type(self) -> Attribute:
        """The type of places in a row: that of the result, if it has them."""
        found = element_of(self.call.results[-1])
        return found if found in (I32, I64) else I32

    def is_worth_it(self) -> bool:
        """Whether values and places of what is picked are fewer bits than whole shards."""
        width = bit_width(element_of(self.shard))
        values_only = self.call.call_target_name == "tenstorrent.topk_values"
        picked = width + (0 if values_only else bit_width(self.place_type))
        return self.count * picked < self.shard_size * width

    def top_k(self, build: Builder) -> Sequence[SSAValue]:
        target = self.call.call_target_name
        values, places = self._top(self.shard, self.count, build)
        values = self._gathered(values, build)
        best, order = self._top(values, shape_of(self.call.results[0])[self.dim], build)
        if target == "tenstorrent.topk_values":
            return [best]
        found = self._at(self._everywhere(places, build), order, build)
        return [found] if target == "tenstorrent.topk_indices" else [best, found]

    def argmax(self, build: Builder) -> Sequence[SSAValue]:
        place = self._largest(self.shard, build)
        value = self._gathered(self._at(self.shard, place, build), build)
        places = self._everywhere(place, build)
        found = self._at(places, self._largest(value, build), build)
        if found.type == self.call.results[0].type:
            return [found]
        return [build(ReshapeOp(found, result_types=[self.call.results[0].type]))]

    def _top(self, value: SSAValue, count: int, build: Builder) -> Sequence[SSAValue]:
        values = self._resized(value, count)
        places = TensorType(self.place_type, values.get_shape())
        changed = {"k": IntegerAttr(count, I64), "dim": IntegerAttr(self.dim, I64)}
        return build.all(self._like("tenstorrent.topk", [value], [values, places], changed))

    def _largest(self, value: SSAValue, build: Builder) -> SSAValue:
        type_ = TensorType(self.place_type, self._resized(value, 1).get_shape())
        changed = {"keepdim": BoolAttr.from_bool(True), "dim": IntegerAttr(self.dim, I64)}
        return build(self._like(_ARGMAX, [value], [type_], changed))

    def _at(self, value: SSAValue, places: SSAValue, build: Builder) -> SSAValue:
        """The elements of every row at some places of it."""
        type_ = with_shape(value, shape_of(places))
        attributes = {
            ATTRIBUTES: DictionaryAttr({"dim": IntegerAttr(self.dim, I64)}),
            CUSTOM_SHARDING: UnitAttr(),
        }
        return build(
            CustomCallOp(
                [value, places],
                call_target_name=_GATHER,
                result_types=[type_],
                attributes=attributes,
            )
        )

    def _everywhere(self, places: SSAValue, build: Builder) -> SSAValue:
        """The places that all chips picked, in the whole row."""
        gathered = self._gathered(places, build)
        count = self.count
        firsts = [
            shard * self.shard_size
            for shard in range(shape_of(gathered)[self.dim] // count)
            for _ in range(count)
        ]
        row = build(constant(TensorType(self.place_type, (len(firsts),)), firsts))
        spread = BroadcastInDimOp(
            row, broadcast_dimensions=(self.dim,), result_types=[gathered.type]
        )
        return build(AddOp(gathered, build(spread)))

    def _gathered(self, value: SSAValue, build: Builder) -> SSAValue:
        for gather in reversed(self.gathers):
            parts = len(gather.replica_groups[0])
            value = build(
                AllGatherOp(
                    [value],
                    all_gather_dim=self.dim,
                    replica_groups=gather.replica_groups,
                    channel_handle=gather.channel_handle,
                    use_global_device_ids=gather.use_global_device_ids,
                    result_types=[self._resized(value, shape_of(value)[self.dim] * parts)],
                )
            )
        return value

    def _resized(self, value: SSAValue, size: int) -> TensorType[Attribute]:
        shape = list(shape_of(value))
        shape[self.dim] = size
        return with_shape(value, shape)

    def _like(
        self,
        target: str,
        operands: Sequence[SSAValue],
        types: Sequence[Attribute],
        changed: Mapping[str, Attribute],
    ) -> CustomCallOp:
        """The call with another target, operands, and some other attributes of the composite."""
        stored = self.call.attributes.get(ATTRIBUTES)
        options = stored.data if isinstance(stored, DictionaryAttr) else {}
        attributes = {**self.call.attributes, ATTRIBUTES: DictionaryAttr({**options, **changed})}
        return CustomCallOp(
            operands, call_target_name=target, result_types=types, attributes=attributes
        )


def _pick_of(call: CustomCallOp) -> _Pick | None:
    """None where the operand is not gathered along the dimension, or others need it gathered."""
    stored = attribute(call, "dim")
    rank = rank_of(call.operands[0])
    dim = (stored.value.data if isinstance(stored, IntegerAttr) else -1) % rank
    gathers: list[AllGatherOp] = []
    value = call.operands[0]
    while isinstance(value, OpResult) and isinstance(value.op, AllGatherOp):
        users = [use.operation for use in value.uses]
        is_only_ours = all(map(is_pick, users)) if not gathers else len(users) == 1
        if value.op.all_gather_dim != dim or len(value.op.operands) > 1 or not is_only_ours:
            break
        gathers.append(value.op)
        value = value.op.operands[0]
    return _Pick(call, dim, gathers) if gathers else None
