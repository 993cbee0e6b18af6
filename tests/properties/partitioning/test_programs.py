"""Whole programs and their per-chip programs compute the same, on any mesh, however sharded.

`TTMLIR_PROGRAMS=DIR` names a folder of programs NAME.mlir with inputs in0, in1, ... in NAME.npz.
Each is run with its author's shardings; `TTMLIR_EXAMPLES=1000` adds that many random ones, taken in
turn from the programs that have no mesh of their own.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import numpy as np
import pytest
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import FuncOp

from partitioning.test_partitioning import MESHES
from ttmlir_py.context import Context
from ttmlir_py.dialects.sdy.annotations import MeshOp
from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr, meshes_in
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import set_sharding
from ttmlir_py.passes.stablehlo.pipeline import StableHloPipeline
from ttmlir_py.runtime.program import Program
from ttmlir_py.syntax.parser import parse_module

FOLDER = Path(os.environ.get("TTMLIR_PROGRAMS", "-"))
LARGEST = 1 << 20
PROGRAMS = sorted(
    path
    for path in FOLDER.glob("*.mlir")
    if path.with_suffix(".npz").exists() and path.stat().st_size < LARGEST
)
WITHOUT_MESH = [path for path in PROGRAMS if "sdy.mesh" not in path.read_text()]
EXAMPLES = int(os.environ.get("TTMLIR_EXAMPLES", "0")) if WITHOUT_MESH else 0

pytestmark = pytest.mark.skipif(not PROGRAMS, reason="TTMLIR_PROGRAMS names no programs")


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_authors_shardings(path: Path) -> None:
    check(path, None)


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_random_shardings(seed: int) -> None:
    check(WITHOUT_MESH[seed % len(WITHOUT_MESH)], Random(seed))


def check(path: Path, random: Random | None) -> None:
    context = Context()
    module = parse_module(path.read_text(), context)
    if any("?" in str(value.type) for value in main_of(module).body.block.args):
        pytest.skip("sizes are not known")
    data = np.load(path.with_suffix(".npz"))
    inputs = [data[f"in{i}"] for i in range(sum(key.startswith("in") for key in data))]
    wanted = Program(module.clone())(*inputs)
    if random is not None:
        shard(module, random)
    StableHloPipeline().apply(context, module)
    module.verify()
    for actual, expected in zip(Program(module)(*inputs), wanted, strict=True):
        is_narrow = "bf16" in path.read_text()
        compare(actual, expected, 5e-2 if is_narrow else 2e-3)


def compare(actual: np.ndarray, expected: np.ndarray, tolerance: float) -> None:
    if expected.dtype.kind in "iub":
        np.testing.assert_array_equal(actual, expected)
        return
    wide = np.complex128 if expected.dtype.kind == "c" else np.float64
    scale = max(1.0, float(np.abs(expected.astype(wide)).max(initial=0)))
    np.testing.assert_allclose(
        actual.astype(wide), expected.astype(wide), rtol=0, atol=tolerance * scale
    )


def shard(module: ModuleOp, random: Random) -> None:
    """Give a program a mesh, and its arguments shardings."""
    mesh = MeshAttr.of(**random.choice(MESHES[:-1]))
    assert not meshes_in(module)
    first = module.body.block.first_op
    assert first is not None
    module.body.block.insert_op_before(MeshOp(sym_name="mesh", mesh=mesh), first)
    for argument in main_of(module).body.block.args:
        if isinstance(argument.type, TensorType) and random.random() < 0.6:
            shape = argument.type.get_shape()
            set_sharding(argument, random_sharding(shape, mesh, random))


def random_sharding(shape: tuple[int, ...], mesh: MeshAttr, random: Random) -> TensorSharding:
    sharding = TensorSharding.fully_replicated("mesh", len(shape))
    for axis in random.sample(mesh.axes, len(mesh.axes)):
        axes = [dim.axes for dim in sharding.dims]
        dim = random.randrange(len(shape) + 1)
        if dim < len(shape):
            axes[dim] = (*axes[dim], AxisRef(axis.axis))
            if (found := sharding.with_axes(axes)).divides(shape, mesh):
                sharding = found
    return sharding


def main_of(module: ModuleOp) -> FuncOp:
    return next(op for op in module.ops if isinstance(op, FuncOp))
