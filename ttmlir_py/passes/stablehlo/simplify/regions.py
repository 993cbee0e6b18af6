"""Ops with regions, and tuples: what they compute for nobody, what they only pass on."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import StringAttr
from xdsl.ir import Block, BlockArgument, Operation, Region, SSAValue

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.dialects.stablehlo.control_flow import WhileOp
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp, ReshapeOp, SliceOp
from ttmlir_py.dialects.stablehlo.indexing import GatherOp
from ttmlir_py.dialects.stablehlo.memory import GetTupleElementOp, TupleOp
from ttmlir_py.dialects.stablehlo.reduction import ReduceOp
from ttmlir_py.dialects.stablehlo.sorting import SortOp
from ttmlir_py.passes.stablehlo.simplify.generic import empty_constants
from ttmlir_py.passes.stablehlo.simplify.matching import (
    integers_of,
    is_empty,
    is_static,
    made_by,
    typed,
)
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import rank_of, shape_of

BACKEND_CONFIG = "mhlo.backend_config"
TYPED_FFI = 4


def typed_backend_config(op: CustomCallOp, rewriter: Rewriter) -> bool:
    """A configuration kept aside becomes the call's own."""
    config = op.attributes.get(BACKEND_CONFIG)
    if config is None or op.api_version != 1:
        return False
    own = op.backend_config
    if own is not None and not (isinstance(own, StringAttr) and not own.data):
        return False
    del op.attributes[BACKEND_CONFIG]
    op.properties["backend_config"] = config
    op.api_version = TYPED_FFI
    rewriter.modified(op)
    return True


def known_gather(op: GatherOp, rewriter: Rewriter) -> bool:
    """One slice at a constant place."""
    numbers, places = op.dimension_numbers, integers_of(op.start_indices)
    if places is None or not is_static(op.operand) or rank_of(op.start_indices) > 1:
        return False
    if numbers.index_vector_dim != 0 or len(places) != len(numbers.start_index_map):
        return False
    sizes, counts = shape_of(op.operand), op.slice_sizes
    starts = [0] * len(sizes)
    for dim, place in zip(numbers.start_index_map, places, strict=True):
        starts[dim] = max(0, min(place, sizes[dim] - counts[dim]))
    limits = tuple(start + count for start, count in zip(starts, counts, strict=True))
    (part,) = rewriter.insert_before(
        op,
        SliceOp(
            op.operand, start_indices=tuple(starts), limit_indices=limits, strides=(1,) * len(sizes)
        ),
    )
    kept = [n for dim, n in enumerate(counts) if dim not in numbers.collapsed_slice_dims]
    if numbers.collapsed_slice_dims:
        (part,) = rewriter.insert_before(op, ReshapeOp(part, result_types=[typed(part, kept)]))
    rewriter.replace(op, [part])
    return True


def unpack_tuple(op: GetTupleElementOp, rewriter: Rewriter) -> bool:
    """An element of a tuple just made."""
    made = made_by(op.operand, TupleOp)
    if made is None:
        return False
    rewriter.replace(op, [made.val[op.index]])
    return True


def repacked_tuple(op: TupleOp, rewriter: Rewriter) -> bool:
    """All elements of a tuple, in order, are the tuple."""
    parts = [made_by(value, GetTupleElementOp) for value in op.val]
    if not parts or parts[0] is None or parts[0].operand.type != op.result.type:
        return False
    source = parts[0].operand
    for index, part in enumerate(parts):
        if part is None or part.index != index or part.operand != source:
            return False
    rewriter.replace(op, [source])
    return True


def reduce_nothing(op: ReduceOp, rewriter: Rewriter) -> bool:
    """Along no dimension."""
    if op.dimensions or [v.type for v in op.inputs] != list(op.result_types):
        return False
    rewriter.replace(op, list(op.inputs))
    return True


def reduce_to_outer_values(op: ReduceOp, rewriter: Rewriter) -> bool:
    """A reducer that returns values from outside."""
    ending = op.body.block.last_op
    assert ending is not None
    if any(value.owner.parent_region() is op.body for value in ending.operands):
        return False
    if [value.type for value in ending.operands] != list(op.result_types):
        return False
    rewriter.replace(op, list(ending.operands))
    return True


def reduce_empty(op: ReduceOp, rewriter: Rewriter) -> bool:
    """Nothing reduced is the initial values."""
    if not is_empty(op.inputs[0]):
        return False
    values: list[SSAValue] = []
    for start, type_ in zip(op.init_values, op.result_types, strict=True):
        new = BroadcastInDimOp(start, broadcast_dimensions=(), result_types=[type_])
        values += rewriter.insert_before(op, new)
    rewriter.replace(op, values)
    return True


def drop_unused_reductions(op: ReduceOp, rewriter: Rewriter) -> bool:
    """Results without uses, where what computes them serves no other."""
    count = len(op.results)
    used = [index for index, result in enumerate(op.results) if result.first_use is not None]
    if len(used) == count:
        return False
    block = op.body.block
    ending = block.last_op
    assert ending is not None
    needed = _needed([ending.operands[index] for index in used], block)
    pairs = {arg.index % count for arg in needed if isinstance(arg, BlockArgument)}
    if len(pairs) != len(used):
        return False
    kept = sorted(pairs)
    body = _narrowed(block, [*kept, *(index + count for index in kept)], used, needed)
    new = ReduceOp(
        [op.inputs[index] for index in kept],
        [op.init_values[index] for index in kept],
        dimensions=op.dimensions,
        regions=[body],
        result_types=[op.result_types[index] for index in used],
    )
    results = rewriter.insert_before(op, new)
    for index, value in zip(used, results, strict=True):
        rewriter.touched.extend(use.operation for use in op.results[index].uses)
        op.results[index].replace_all_uses_with(value)
    rewriter.erase(op)
    return True


def _needed(values: Sequence[SSAValue], block: Block) -> set[SSAValue]:
    """The values within a block that some of them are computed from."""
    found: set[SSAValue] = set()
    work = list(values)
    while work:
        value = work.pop()
        if value in found:
            continue
        if isinstance(value.owner, Block):
            if value.owner is block:
                found.add(value)
            continue
        if value.owner.parent is block:
            found.add(value)
            work += value.owner.operands
    return found


def _narrowed(
    block: Block, kept: Sequence[int], returned: Sequence[int], needed: set[SSAValue]
) -> Region:
    """A reducer of fewer arguments and results."""
    new = Block(arg_types=[block.args[index].type for index in kept])
    known: dict[SSAValue, SSAValue] = {
        block.args[index]: arg for index, arg in zip(kept, new.args, strict=True)
    }
    *ops, ending = block.ops
    for op in ops:
        if any(result in needed for result in op.results):
            new.add_op(op.clone(value_mapper=known))
    values = [known.get(ending.operands[i], ending.operands[i]) for i in returned]
    new.add_op(type(ending).create(operands=values))
    return Region([new])


def drop_unused_sorts(op: SortOp, rewriter: Rewriter) -> bool:
    """Operands that the comparison does not read, and whose result nobody does."""
    block = op.comparator.block
    unused = {
        index
        for index, result in enumerate(op.results)
        if result.first_use is None
        and block.args[2 * index].first_use is None
        and block.args[2 * index + 1].first_use is None
    }
    if not unused or len(unused) == len(op.results):
        return False
    kept = [index for index in range(len(op.results)) if index not in unused]
    for index in sorted(unused, reverse=True):
        for arg in (block.args[2 * index + 1], block.args[2 * index]):
            block.erase_arg(arg)
    region = op.comparator
    op.detach_region(region)
    new = SortOp(
        [op.inputs[index] for index in kept],
        dimension=op.dimension,
        is_stable=op.is_stable,
        regions=[region],
    )
    op.add_region(Region(Block(arg_types=[])))
    _replace_kept(op, new, kept, rewriter)
    return True


def _replace_kept(op: Operation, new: Operation, kept: Sequence[int], rewriter: Rewriter) -> None:
    results = rewriter.insert_before(op, new)
    for index, value in zip(kept, results, strict=True):
        rewriter.touched.extend(use.operation for use in op.results[index].uses)
        op.results[index].replace_all_uses_with(value)
    rewriter.erase(op)


def sort_last_dimension(op: SortOp, rewriter: Rewriter) -> bool:
    """The dimension counted from the end."""
    if op.dimension != -1 or not op.results:
        return False
    op.dimension = rank_of(op.results[0]) - 1
    rewriter.modified(op)
    return True


def capture_invariants(op: WhileOp, rewriter: Rewriter) -> bool:
    """Values that a loop passes on unchanged are read from outside."""
    condition, body = op.cond.block, op.body.block
    ending = body.last_op
    assert ending is not None
    fixed = [
        index
        for index, (given, arg, returned) in enumerate(
            zip(op.operands, body.args, ending.operands, strict=True)
        )
        if returned in (given, arg)
    ]
    if not fixed:
        return False
    for index in fixed:
        given = op.operands[index]
        rewriter.touched.extend(use.operation for use in op.results[index].uses)
        for value in (condition.args[index], body.args[index], op.results[index]):
            value.replace_all_uses_with(given)
    kept = [index for index in range(len(op.operands)) if index not in fixed]
    ending.operands = [ending.operands[index] for index in kept]
    for index in reversed(fixed):
        condition.erase_arg(condition.args[index])
        body.erase_arg(body.args[index])
    regions = list(op.regions)
    for region in regions:
        op.detach_region(region)
    new = WhileOp(
        [op.operands[index] for index in kept],
        result_types=[op.results[index].type for index in kept],
        regions=regions,
        attributes=op.attributes,
    )
    for _ in regions:
        op.add_region(Region(Block()))
    _replace_kept(op, new, kept, rewriter)
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    CustomCallOp: (typed_backend_config,),
    GatherOp: (known_gather,),
    GetTupleElementOp: (unpack_tuple,),
    ReduceOp: (reduce_nothing, reduce_to_outer_values, reduce_empty, drop_unused_reductions),
    SortOp: (drop_unused_sorts, sort_last_dimension),
    TupleOp: (repacked_tuple,),
    WhileOp: (empty_constants, capture_invariants),
}  # pyright: ignore[reportAssignmentType]
