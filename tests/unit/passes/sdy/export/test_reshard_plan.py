"""Every plan is a chain of legal collectives from the source to the target sharding.

None sends more than gathering all that changes and slicing it anew, and on average they send not
much more than chips lack.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product, takewhile
from math import prod
from random import Random

import pytest

from ttmlir_py.passes.sdy.export.axis_parts import (
    AxisPart,
    Dims,
    align,
    coexist,
    merged,
    sharded_size,
)
from ttmlir_py.passes.sdy.export.reshard_plan import plan_reshard
from ttmlir_py.passes.sdy.export.reshard_steps import (
    AllGather,
    AllSlice,
    AllToAll,
    CollectivePermute,
    Step,
    elements_sent,
)

MESHES = [
    {"x": 2, "y": 4},
    {"x": 2, "y": 2, "z": 2},
    {"x": 8},
    {"x": 8, "y": 4},
    {"x": 2, "y": 3},
    {"x": 6, "y": 2},
    {"x": 2, "y": 2, "z": 2, "w": 2},
    {"x": 4, "y": 3, "z": 2},
    {"x": 2, "y": 3, "z": 2, "w": 5},
]
SIZES = [8, 16, 24, 48, 60, 120]
X, Y = AxisPart("x", 1, 2), AxisPart("y", 1, 4)


def check(source: Dims, steps: Sequence[Step], target: Dims, shape: tuple[int, ...]) -> None:
    now = source
    for step in steps:
        result = step.result
        match step:
            case AllSlice(axes):
                assert result == tuple(map(joined, now, axes))
            case AllGather(axes):
                assert now == tuple(map(joined, result, axes))
            case AllToAll(axes, giver, taker):
                assert now[giver] == joined(result[giver], axes)
                assert result[taker] == joined(now[taker], axes)
            case CollectivePermute():
                assert list(map(sharded_size, now)) == list(map(sharded_size, result))
        assert all(size % sharded_size(a) == 0 for size, a in zip(shape, result, strict=True))
        assert each_stride_once(result)
        now = result
    assert now == target


def joined(first: tuple[AxisPart, ...], second: tuple[AxisPart, ...]) -> tuple[AxisPart, ...]:
    return merged((*first, *second))


def each_stride_once(dims: Dims) -> bool:
    strides = [(a.name, s) for axes in dims for a in axes for s in range(a.pre, a.pre * a.size)]
    return len(strides) == len(set(strides))


def random_dims(random: Random, mesh: dict[str, int], shape: tuple[int, ...]) -> Dims:
    """Axes, and parts of axes, on any dimensions that they divide, in any order."""
    dims: list[list[AxisPart]] = [[] for _ in shape]
    for name, size in mesh.items():
        whole, factors = [AxisPart(name, 1, size)], [f for f in range(2, size) if size % f == 0]
        choices = [[], whole]
        for factor in factors:
            major, minor = AxisPart(name, 1, factor), AxisPart(name, factor, size // factor)
            choices += [[major, minor], [major], [minor]]
        for part in random.choice(choices):
            dim = random.randrange(len(shape))
            if shape[dim] % (sharded_size(dims[dim]) * part.size) == 0:
                dims[dim].append(part)
    for axes in dims:
        random.shuffle(axes)
    return tuple(map(merged, dims))


def random_cases(seed: int) -> Iterator[tuple[dict[str, int], tuple[int, ...], Dims, Dims]]:
    random = Random(seed)
    for _ in range(20):
        mesh = random.choice(MESHES)
        shape = tuple(random.choice(SIZES) for _ in range(random.randint(1, 4)))
        yield mesh, shape, random_dims(random, mesh, shape), random_dims(random, mesh, shape)


def gathered_and_sliced(source: Dims, target: Dims, shape: tuple[int, ...]) -> Fraction:
    """What a chip receives when it gathers all but what stays as it is; slices are free."""
    if all(coexist(a, b) for axes in source for a in axes for other in target for b in other):
        source, target = align(source, target)
    kept = prod(
        sharded_size(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        for pairs in (zip(a, b, strict=False) for a, b in zip(source, target, strict=True))
    )
    return Fraction(prod(shape), kept) - Fraction(prod(shape), prod(map(sharded_size, source)))


def elements_lacked(
    mesh: dict[str, int], source: Dims, target: Dims, shape: tuple[int, ...]
) -> Fraction:
    """How many elements of its shard of the target a chip does not have, on average."""
    chips = [dict(zip(mesh, at, strict=True)) for at in product(*map(range, mesh.values()))]
    total = 0
    for chip in chips:
        pairs = list(zip(source, target, shape, strict=True))
        spans = [(span(a, n, chip, mesh), span(b, n, chip, mesh)) for a, b, n in pairs]
        total += prod(len(wanted) for _, wanted in spans)
        total -= prod(len(set(own) & set(wanted)) for own, wanted in spans)
    return Fraction(total, len(chips))


def span(
    axes: tuple[AxisPart, ...], size: int, chip: dict[str, int], mesh: dict[str, int]
) -> range:
    """The indices of a dimension that a chip has."""
    number = 0
    for axis in axes:
        digit = chip[axis.name] // (mesh[axis.name] // (axis.pre * axis.size)) % axis.size
        number = number * axis.size + digit
    length = size // sharded_size(axes)
    return range(number * length, (number + 1) * length)


@pytest.mark.parametrize("seed", range(60))
def test_plan_is_legal_and_arrives(seed: int) -> None:
    for _, shape, source, target in random_cases(seed):
        check(source, plan_reshard(source, target, shape), target, shape)


@pytest.mark.parametrize("seed", range(60))
def test_plan_sends_no_more_than_a_gather(seed: int) -> None:
    for mesh, shape, source, target in random_cases(seed):
        sent = elements_sent(source, plan_reshard(source, target, shape), shape)
        lacked = elements_lacked(mesh, source, target, shape)
        assert lacked <= sent <= gathered_and_sliced(source, target, shape)


def test_plans_send_little_more_than_chips_lack() -> None:
    sent = lacked = Fraction(0)
    for seed in range(40):
        for mesh, shape, source, target in random_cases(seed):
            steps = plan_reshard(source, target, shape)
            sent += elements_sent(source, steps, shape) / prod(shape)
            lacked += elements_lacked(mesh, source, target, shape) / prod(shape)
    assert sent < Fraction(112, 100) * lacked


def test_new_devices_take_the_smallest_shards() -> None:
    steps = plan_reshard(((X,), (Y,)), ((X,), ()), (16, 16), new_devices=True)
    assert [type(step) for step in steps] == [CollectivePermute, AllGather]
    steps = plan_reshard(((X,), ()), ((X,), (Y,)), (16, 16), new_devices=True)
    assert [type(step) for step in steps] == [AllSlice, CollectivePermute]


def test_parts_that_overlap_in_part() -> None:
    """Of an axis of six, neither halves nor thirds are made of the others."""
    thirds, halves = AxisPart("x", 1, 3), AxisPart("x", 1, 2)
    source, target = ((Y, thirds), ()), ((Y, halves), ())
    steps = plan_reshard(source, target, (48, 16))
    check(source, steps, target, (48, 16))
    assert [type(step) for step in steps] == [AllGather, AllSlice]


@pytest.mark.parametrize(
    ("source", "target", "kinds"),
    [
        (((X,), ()), ((X,), ()), []),
        (((X,), ()), ((), ()), [AllGather]),
        (((), ()), ((Y,), (X,)), [AllSlice]),
        (((X,), ()), ((), (X,)), [AllToAll]),
        (((X, Y), ()), ((), (X, Y)), [AllToAll]),
        (((X, Y), ()), ((Y, X), ()), [CollectivePermute]),
        (((X,), (Y,)), ((Y,), (X,)), [CollectivePermute, AllToAll]),
        (((X,), ()), ((), (X, Y)), [AllSlice, AllToAll]),
        (((Y, X), ()), ((), (Y,)), [CollectivePermute, AllToAll, AllGather]),
    ],
)
def test_plan_is_short(source: Dims, target: Dims, kinds: list[type]) -> None:
    steps = plan_reshard(source, target, (16, 16))
    check(source, steps, target, (16, 16))
    assert [type(step) for step in steps] == kinds
