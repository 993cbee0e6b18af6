"""The shardings that the arguments of a function may have, and how to go through them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from math import prod

from xdsl.dialects.builtin import TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import BlockArgument

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding
from ttmlir_py.dialects.sdy.shardings import set_sharding, sharding_of
from ttmlir_py.support.shapes import shape_of

Variant = tuple[TensorSharding | None, ...]
"""A sharding for every argument; None for arguments that are no tensors."""

Choices = Sequence[Sequence[TensorSharding | None]]

EXHAUSTIVE_LIMIT = 256
"""With more variants than this, arguments are improved one at a time."""


def choices_of(function: FuncOp, mesh_name: str, mesh: MeshAttr) -> Choices:
    """What each argument may have; one that a front end divided keeps its sharding."""
    return [_choices(argument, mesh_name, mesh) for argument in function.body.block.args]


def _choices(
    argument: BlockArgument, mesh_name: str, mesh: MeshAttr
) -> Sequence[TensorSharding | None]:
    if not isinstance(argument.type, TensorType):
        return [None]
    given = sharding_of(argument)
    if given is not None and given.is_fully_closed and not given.is_fully_replicated:
        return [given]
    axes = [AxisRef(axis.axis) for axis in mesh.axes if axis.size > 1]
    shape = shape_of(argument)
    return [
        sharding
        for dims in product(range(len(shape) + 1), repeat=len(axes))
        if (sharding := _placed(mesh_name, len(shape), axes, dims)).divides(shape, mesh)
    ]


def _placed(mesh: str, rank: int, axes: Sequence[AxisRef], dims: Sequence[int]) -> TensorSharding:
    """Axes on their dimensions, major first; `rank` stands for none. All may be divided further."""
    pairs = list(zip(axes, dims, strict=True))
    return TensorSharding(
        mesh,
        tuple(
            DimSharding(tuple(axis for axis, dim in pairs if dim == d), is_closed=False)
            for d in range(rank)
        ),
    )


def with_variant(function: FuncOp, variant: Variant) -> None:
    """Give the arguments of a function the shardings of a variant."""
    for argument, sharding in zip(function.body.block.args, variant, strict=True):
        if sharding is not None:
            set_sharding(argument, sharding)


def search(choices: Choices, cost: Callable[[Variant], float]) -> Variant:
    """The cheapest variant: of all, or where they are many, reached in single steps.

    Of equally cheap ones the first; the first argument changes fastest, and whole tensors are last.
    """
    if prod(len(each) for each in choices) <= EXHAUSTIVE_LIMIT:
        return min(_all(choices), key=cost)
    best: Variant = tuple(each[-1] for each in choices)
    while True:
        reached = best
        for index, each in enumerate(choices):
            steps = [(*reached[:index], choice, *reached[index + 1 :]) for choice in each]
            reached = min([reached, *steps], key=cost)
        if reached == best:
            return best
        best = reached


def _all(choices: Choices) -> Iterator[Variant]:
    for variant in product(*reversed(choices)):
        yield tuple(reversed(variant))


def text_of(variant: Variant) -> str:
    """A variant in one line: `arg0:[x,-] arg1:[-]`."""
    return " ".join(f"arg{i}:[{_dims_text(s)}]" for i, s in enumerate(variant) if s is not None)


def _dims_text(sharding: TensorSharding) -> str:
    return ",".join("+".join(axis.axis for axis in dim.axes) or "-" for dim in sharding.dims)
