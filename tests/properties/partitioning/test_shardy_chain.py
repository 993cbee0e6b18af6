"""Shardy's own passes, from propagation to every device's program, compute the same.

`TTMLIR_EXAMPLES=1000` tries as many random programs for every way through the passes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from math import prod
from random import Random

import numpy as np
import pytest
from xdsl.dialects.func import FuncOp
from xdsl.passes import ModulePass

from partitioning.test_partitioning import inputs, random_program
from ttmlir_py.context import Context
from ttmlir_py.dialects.sdy.mesh import MeshAttr, meshes_in
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import func_result_sharding, sharding_of
from ttmlir_py.passes.sdy.export.convert_global_to_local import ConvertGlobalToLocalPass
from ttmlir_py.passes.sdy.export.drop_sharding_and_mesh import DropShardingAndMeshPass
from ttmlir_py.passes.sdy.export.insert_explicit_reshards import InsertExplicitReshardsPass
from ttmlir_py.passes.sdy.export.local.shards import shard_index
from ttmlir_py.passes.sdy.export.pad_for_divisibility import PadForDivisibilityPass
from ttmlir_py.passes.sdy.export.per_instruction_partitioning import (
    PerInstructionPartitioningPass,
)
from ttmlir_py.passes.sdy.export.reshard_to_collectives import ReshardToCollectivesPass
from ttmlir_py.passes.sdy.export.resolve_permutation_factors import (
    ResolvePermutationFactorsPass,
)
from ttmlir_py.passes.sdy.pipelines import PropagationPipeline
from ttmlir_py.runtime.program import Program
from ttmlir_py.support.mesh import Mesh
from ttmlir_py.support.passes import PassManager
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

EXAMPLES = int(os.environ.get("TTMLIR_EXAMPLES", "40"))
LIGHT, FULL = InsertExplicitReshardsPass(), InsertExplicitReshardsPass(enable_full_version=True)
LOCAL = (
    ReshardToCollectivesPass(),
    PadForDivisibilityPass(),
    ConvertGlobalToLocalPass(),
    DropShardingAndMeshPass(),
)


def blocks(array: np.ndarray, sharding: TensorSharding | None, mesh: MeshAttr) -> np.ndarray:
    """Every device's shard, by device; all shards are equal in size."""
    pieces: list[np.ndarray] = []
    for device in range(mesh.size):
        piece = array
        for dim, entry in enumerate(sharding.dims if sharding else ()):
            parts = prod(axis.size_in(mesh) for axis in entry.axes)
            assert array.shape[dim] % parts == 0
            size = array.shape[dim] // parts
            start = size * shard_index(mesh, device, entry.axes)
            piece = np.take(piece, range(start, start + size), axis=dim)
        pieces.append(piece)
    return np.stack(pieces)


def run(text: str, arrays: Sequence[np.ndarray], passes: Sequence[ModulePass]) -> None:
    """Compare a program with its parts on all devices."""
    context = Context()
    module = parse_module(text, context)
    (expected,) = Program(module.clone())(*arrays)
    PassManager((PropagationPipeline(),), ()).run(context, module)
    mesh = meshes_in(module)["mesh"]
    main = next(op for op in module.ops if isinstance(op, FuncOp))
    taken = [sharding_of(argument) for argument in main.args]
    given = func_result_sharding(main, 0)
    PassManager(passes, ()).run(context, module)
    try:
        module.verify()
        program = Program(module, Mesh(("device",), (mesh.size,)))
        parts = [blocks(a, s, mesh) for a, s in zip(arrays, taken, strict=True)]
        (actual,) = program.on_mesh(*parts)
        wanted = blocks(expected, given, mesh)
        np.testing.assert_array_equal(np.broadcast_to(actual, wanted.shape), wanted)
    except Exception as error:
        raise AssertionError(f"{error}\n{text}\n{print_module(module)}") from error


def case(seed: int) -> tuple[str, list[np.ndarray]]:
    random = Random(seed)
    text, shapes = random_program(random, random.randint(1, 8))
    return text, list(inputs(shapes))


@pytest.mark.parametrize("seed", range(EXAMPLES))
@pytest.mark.parametrize("first", [(), (LIGHT,)], ids=["full", "light-then-full"])
def test_full_version(seed: int, first: Sequence[ModulePass]) -> None:
    run(*case(seed), (*first, FULL, ResolvePermutationFactorsPass(), *LOCAL))


@pytest.mark.parametrize("seed", range(EXAMPLES))
@pytest.mark.parametrize("names", ["", "dot,reshape,reduce,slice,pad"], ids=["all", "some"])
def test_ops_partitioned_alone(seed: int, names: str) -> None:
    alone = PerInstructionPartitioningPass(names)
    run(*case(seed), (FULL, alone, ResolvePermutationFactorsPass(), *LOCAL))


def test_light_version_alone() -> None:
    """What it leaves to another partitioner is told, never computed wrongly."""
    refusals: list[str] = []
    for seed in range(2 * EXAMPLES):
        try:
            run(*case(seed), (LIGHT, ResolvePermutationFactorsPass(), *LOCAL))
        except CompileError as refusal:
            refusals.append(str(refusal))
    hints = "sdy-insert-explicit-reshards", "is sharded"
    assert all(any(hint in refusal for hint in hints) for refusal in refusals), refusals
    assert EXAMPLES // 5 < len(refusals) < EXAMPLES, len(refusals)
