"""Every plan is a chain of legal collectives from the source to the target sharding."""

from random import Random

import pytest

from ttmlir_py.passes.sdy.export.axis_parts import AxisPart, Dims, merged, sharded_size
from ttmlir_py.passes.sdy.export.reshard_plan import (
    AllGather,
    AllSlice,
    AllToAll,
    CollectivePermute,
    Step,
    plan_reshard,
)

MESHES = [
    {"x": 2, "y": 4},
    {"x": 2, "y": 2, "z": 2},
    {"x": 8},
    {"x": 8, "y": 4},
    {"x": 2, "y": 3},
    {"x": 6, "y": 2},
]
X, Y = AxisPart("x", 1, 2), AxisPart("y", 1, 4)


def check(source: Dims, steps: list[Step], target: Dims, shape: tuple[int, ...]) -> None:
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
    dims: list[list[AxisPart]] = [[] for _ in shape]
    for name, size in random.sample(sorted(mesh.items()), len(mesh)):
        halves = [AxisPart(name, 1, 2), AxisPart(name, 2, size // 2)]
        whole = [AxisPart(name, 1, size)]
        for part in random.choice([[], whole, halves, halves[:1]]) if size > 3 else whole:
            dim = random.randrange(len(shape))
            if shape[dim] % (sharded_size(dims[dim]) * part.size) == 0:
                dims[dim].append(part)
    return tuple(map(merged, dims))


@pytest.mark.parametrize("seed", range(60))
def test_plan_is_legal_and_arrives(seed: int) -> None:
    random = Random(seed)
    for _ in range(20):
        mesh = random.choice(MESHES)
        shape = tuple(random.choice([8, 16, 24, 48]) for _ in range(random.randint(1, 4)))
        source, target = (random_dims(random, mesh, shape) for _ in range(2))
        check(source, plan_reshard(source, target, shape), target, shape)


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
