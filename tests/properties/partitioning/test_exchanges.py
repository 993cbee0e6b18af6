"""Ops that move data along sharded dimensions compute the same with neighbours' exchanges.

The program is partitioned by Shardy's own passes and every device runs its part of it.
`TTMLIR_EXAMPLES=1000` tries as many random ops, meshes and shardings.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from itertools import product
from math import prod
from random import Random

import numpy as np
import pytest
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.context import Context
from ttmlir_py.dialects.sdy.axes import AxisRef, merged
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.passes.sdy.export.convert_global_to_local import ConvertGlobalToLocalPass
from ttmlir_py.passes.sdy.export.drop_sharding_and_mesh import DropShardingAndMeshPass
from ttmlir_py.passes.sdy.export.halo.movement import Movement
from ttmlir_py.passes.sdy.export.local.shards import shard_index
from ttmlir_py.passes.sdy.export.pad_for_divisibility import PadForDivisibilityPass
from ttmlir_py.passes.sdy.export.reshard_to_collectives import ReshardToCollectivesPass
from ttmlir_py.passes.sdy.export.resolve_permutation_factors import (
    ResolvePermutationFactorsPass,
)
from ttmlir_py.runtime.program import Program
from ttmlir_py.support.mesh import Mesh
from ttmlir_py.support.passes import PassManager
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

EXAMPLES = int(os.environ.get("TTMLIR_EXAMPLES", "150"))
MESHES = [
    {"x": 4},
    {"x": 6},
    {"x": 2, "y": 2},
    {"x": 3, "y": 2},
    {"x": 4, "y": 3},
    {"x": 2, "y": 2, "z": 3},
    {"x": 5},
    {"x": 2, "y": 4},
]
Shape = tuple[int, ...]
Dims = list[list[AxisRef]]


def chain(*, halo: bool) -> PassManager:
    return PassManager(
        (
            ResolvePermutationFactorsPass(enable_halo_exchange=halo),
            ReshardToCollectivesPass(),
            PadForDivisibilityPass(),
            ConvertGlobalToLocalPass(),
            DropShardingAndMeshPass(),
        ),
        (),
    )


def tensor(shape: Shape) -> str:
    return f"tensor<{''.join(f'{size}x' for size in shape)}f32>"


def text_of(dims: Dims) -> str:
    return "<@mesh, [" + ", ".join("{" + ", ".join(a.text for a in d) + "}" for d in dims) + "]>"


def attribute(dims: Dims) -> str:
    return f"{{sdy.sharding = #sdy.sharding_per_value<[{text_of(dims)}]>}}"


def random_mesh(random: Random) -> MeshAttr:
    mesh = MeshAttr.of(**random.choice(MESHES))
    if random.random() < 0.3:
        order = random.sample(range(mesh.size), mesh.size)
        if order != sorted(order):
            return MeshAttr(mesh.axes, tuple(order))
    return mesh


def random_dims(random: Random, mesh: MeshAttr, rank: int) -> Dims:
    """Axes, or parts of them, dealt out to dimensions; at least one."""
    dims: Dims = [[] for _ in range(rank)]
    for number, axis in enumerate(random.sample(mesh.axes, len(mesh.axes))):
        pieces = [AxisRef(axis.axis)]
        if axis.size in (4, 6) and random.random() < 0.3:
            pieces = [
                AxisRef.part(axis.axis, 1, 2, mesh),
                AxisRef.part(axis.axis, 2, axis.size // 2, mesh),
            ]
            random.shuffle(pieces)
        for piece in pieces:
            if number == 0 or random.random() < 0.7:
                dims[random.randrange(rank)].append(piece)
    return [list(merged(axes, mesh)) for axes in dims]


def padded(random: Random, shape: Shape, dims: Dims) -> tuple[str, Shape]:
    low, high, interior = ([0] * len(shape) for _ in range(3))
    for dim, size in enumerate(shape):
        if random.random() < 0.8:
            low[dim] = random.randint(-2, 7)
            high[dim] = random.randint(-2, 7)
            interior[dim] = random.choice([0, 0, 0, 1, 2])
            spread = (size - 1) * (interior[dim] + 1) + 1
            if low[dim] + high[dim] + spread < 1 or low[dim] + spread < 0:
                low[dim] = high[dim] = 0
    result = tuple(
        (size - 1) * (interior[d] + 1) + 1 + low[d] + high[d] for d, size in enumerate(shape)
    )
    number = random.choice(["%zero", "%seven"])
    return (
        f"stablehlo.pad %x, {number}, low = {low}, high = {high}, interior = {interior} "
        f"{attribute(dims)} : ({tensor(shape)}, tensor<f32>) -> {tensor(result)}",
        result,
    )


def sliced(random: Random, shape: Shape, dims: Dims) -> tuple[str, Shape]:
    ranges, result = [], []
    for size in shape:
        start = random.randrange(size) if random.random() < 0.7 else 0
        limit = random.randint(start + 1, size)
        stride = random.choice([1, 1, 1, 2, 3])
        ranges.append(f"{start}:{limit}:{stride}")
        result.append(-(-(limit - start) // stride))
    return (
        f"stablehlo.slice %x [{', '.join(ranges)}] {attribute(dims)} : ({tensor(shape)}) -> "
        f"{tensor(tuple(result))}",
        tuple(result),
    )


def reversed_(random: Random, shape: Shape, dims: Dims) -> tuple[str, Shape]:
    chosen = sorted(random.sample(range(len(shape)), random.randint(1, len(shape))))
    return (
        f"stablehlo.reverse %x, dims = {chosen} {attribute(dims)} : {tensor(shape)}",
        shape,
    )


def reshaped(random: Random, shape: Shape, dims: Dims) -> tuple[str, Shape]:
    """Split a dimension, with its axes dealt out to the pieces in order."""
    dim = random.randrange(len(shape))
    rows = random.choice([d for d in range(1, shape[dim] + 1) if shape[dim] % d == 0])
    cut = random.randint(0, len(dims[dim]))
    pieces = [rows, shape[dim] // rows]
    result = (*shape[:dim], *pieces, *shape[dim + 1 :])
    axes = [*dims[:dim], dims[dim][:cut], dims[dim][cut:], *dims[dim + 1 :]]
    return (
        f"stablehlo.reshape %x {attribute(axes)} : ({tensor(shape)}) -> {tensor(result)}",
        result,
    )


OPS: list[Callable[[Random, Shape, Dims], tuple[str, Shape]]] = [
    padded,
    sliced,
    reversed_,
    reshaped,
]


def random_program(seed: int) -> tuple[str, Shape, Dims, MeshAttr]:
    random = Random(seed)
    mesh = random_mesh(random)
    rank = random.randint(1, 3)
    dims = random_dims(random, mesh, rank)
    parts = [prod(axis.size_in(mesh) for axis in axes) for axes in dims]
    whole = tuple(count * random.randint(1, 4) for count in parts)
    # The data ends in the last shard that it reaches: this slice needs no communication.
    shape = tuple(
        random.randint(size - size // count + 1, size) if count > 1 else size
        for size, count in zip(whole, parts, strict=True)
    )
    line, result = OPS[seed % len(OPS)](random, shape, dims)
    none: Dims = [[] for _ in result]
    kept = ", ".join(f"0:{size}" for size in shape)
    return (
        "\n".join(
            [
                f"sdy.mesh @mesh = <{mesh.text}>",
                f"func.func @main(%arg: {tensor(whole)} {{sdy.sharding = #sdy.sharding"
                f"{text_of(dims)}}}) -> {tensor(result)} {{",
                "%zero = stablehlo.constant dense<0.0> : tensor<f32>",
                "%seven = stablehlo.constant dense<7.0> : tensor<f32>",
                f"%x = stablehlo.slice %arg [{kept}] {attribute(dims)} : ({tensor(whole)}) -> "
                f"{tensor(shape)}",
                f"%y = {line}",
                f"%z = sdy.reshard %y {text_of(none)} : {tensor(result)}",
                f"return %z : {tensor(result)}",
                "}",
            ]
        ),
        whole,
        dims,
        mesh,
    )


def shards_of(array: np.ndarray, dims: Dims, mesh: MeshAttr) -> np.ndarray:
    """Every device's shard, by device."""
    pieces: list[np.ndarray] = []
    for device in range(mesh.size):
        piece = array
        for dim, axes in enumerate(dims):
            size = array.shape[dim] // prod(axis.size_in(mesh) for axis in axes)
            start = size * shard_index(mesh, device, axes)
            piece = np.take(piece, range(start, start + size), axis=dim)
        pieces.append(piece)
    return np.stack(pieces)


def run(module: ModuleOp, array: np.ndarray, dims: Dims, mesh: MeshAttr) -> np.ndarray:
    program = Program(module, Mesh(("device",), (mesh.size,)))
    (result,) = program.on_mesh(shards_of(array, dims, mesh))
    return np.broadcast_to(result, (mesh.size, *result.shape[1:]))


@pytest.mark.parametrize("seed", range(EXAMPLES))
@pytest.mark.parametrize("halo", [True, False], ids=["exchange", "gather"])
def test_every_device_gets_the_whole_result(seed: int, halo: bool) -> None:
    text, shape, dims, mesh = random_program(seed)
    module = parse_module(text, Context())
    array = np.arange(1, prod(shape) + 1, dtype=np.float32).reshape(shape)
    (expected,) = Program(module.clone(), Mesh((), ()))(array)
    chain(halo=halo).run(Context(), module)
    try:
        module.verify()
        result = run(module, array, dims, mesh)
        np.testing.assert_array_equal(result, np.broadcast_to(expected, result.shape))
    except Exception as error:
        raise AssertionError(f"{error}\n{text}\n{print_module(module)}") from error


def test_random_programs_exchange() -> None:
    """Most of the random ops are exchanges, of every kind and with several hops."""
    kinds: Counter[str] = Counter()
    for seed in range(200):
        text, *_ = random_program(seed)
        module = parse_module(text, Context())
        ResolvePermutationFactorsPass().apply(Context(), module)
        permutes = sum(op.name == "stablehlo.collective_permute" for op in module.walk())
        kind = OPS[seed % len(OPS)].__name__
        kinds[kind] += permutes > 0 or "_reversed" in print_module(module)
        kinds["several"] += permutes > 1
    assert all(kinds[op.__name__] >= 5 for op in OPS), kinds
    assert kinds["several"] >= 10, kinds


def test_movements_agree_with_counting() -> None:
    """The shards that a shard needs hold the very elements that lie in its window."""
    for parts, size, low, stride in product((2, 3), (4, 5, 7), (-2, 0, 3), (1, 2)):
        places = range(0, size + 2, stride)
        movement = Movement(parts, size, len(places), low, stride=stride)
        for shard in range(parts):
            first = shard * movement.share * stride - low
            window = range(first, first + movement.footprint)
            needed = {e // movement.local for e in window if 0 <= e < size}
            found = movement.sources(shard)
            assert found == ((min(needed), max(needed)) if needed else None)
