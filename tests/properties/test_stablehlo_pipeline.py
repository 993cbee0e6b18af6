"""The law of `stablehlo-pipeline`: any program and its per-chip program compute the same.

Random programs, and whole ones from a folder, on five meshes, with their authors' shardings and
with random ones; and chips that are said to have the same tensor do have the same.

`TTMLIR_EXAMPLES=1000` tries as many random programs. `TTMLIR_PROGRAMS=DIR` names a folder of
programs NAME.mlir with inputs in0, in1, ... in NAME.npz; each is run with its author's shardings,
and as many random shardings are tried, on all programs and meshes in turn.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
import pytest
from partitioning.ops import OPS
from partitioning.program import SIZES, ProgramText, Shape
from partitioning.test_partitioning import argument, inputs, module_text
from pipeline_ops import MORE_OPS
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import FuncOp

from ttmlir_py.context import Context
from ttmlir_py.dialects.sdy.annotations import MeshOp, ShardingConstraintOp
from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import SHARDING, set_sharding
from ttmlir_py.passes.common.function_attributes import SIDES, remove_attribute
from ttmlir_py.passes.stablehlo.frontend_shardings import FRONTEND_ATTRIBUTES, XLA_SHARDING
from ttmlir_py.passes.stablehlo.pipeline import StableHloPipeline
from ttmlir_py.runtime.kernels import distribution
from ttmlir_py.runtime.program import Program
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

MESHES = [
    {"x": 1, "y": 2},
    {"x": 2, "y": 4},
    {"x": 8, "y": 4},
    {"x": 1, "y": 8},
    {"x": 2, "y": 2, "z": 2},
]
EXAMPLES = int(os.environ.get("TTMLIR_EXAMPLES", "25"))
FOLDER = Path(os.environ.get("TTMLIR_PROGRAMS", "-"))
LARGEST = 1 << 20
PROGRAMS = sorted(
    path
    for path in FOLDER.glob("*.mlir")
    if path.with_suffix(".npz").exists() and path.stat().st_size < LARGEST
)
CASES = list(product(PROGRAMS, MESHES))
SHARDED = range(EXAMPLES if PROGRAMS else 0)
needs_programs = pytest.mark.skipif(not PROGRAMS, reason="TTMLIR_PROGRAMS names no programs")


@pytest.fixture(autouse=True)
def chips_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tensor of one chip is taken for that of others, theirs have to be the same."""
    first = distribution.first

    def checked(array: np.ndarray, axes: Sequence[int]) -> np.ndarray:
        taken = first(array, axes)
        compare(array, np.broadcast_to(taken, array.shape), tolerance=1e-5)
        return taken

    monkeypatch.setattr(distribution, "first", checked)


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_random_programs(seed: int) -> None:
    random = Random(seed)
    text, shapes = random_program(random, MESHES[seed % len(MESHES)])
    context = Context()
    module = parse_module(text, context)
    try:
        check(context, module, list(inputs(shapes)), tolerance=0)
    except Exception as error:
        raise AssertionError(f"{error}\n{text}\n{print_module(module)}") from error


@needs_programs
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_authors_shardings(path: Path) -> None:
    context, module = read(path)
    check(context, module, *inputs_of(path))


@needs_programs
@pytest.mark.parametrize("number", SHARDED)
def test_random_shardings(number: int) -> None:
    path, mesh = CASES[number % len(CASES)]
    random = Random(number)
    context, module = read(path)
    if is_written_for_one_chip(module):
        pytest.skip("parts of the program are written for its author's mesh")
    forget_shardings(module)
    shard(module, MeshAttr.of(**mesh), random)
    try:
        check(context, module, *inputs_of(path))
    except Exception as error:
        raise AssertionError(f"{error}\n{print_module(module)[:4000]}") from error


def random_program(random: Random, mesh: dict[str, int]) -> tuple[str, list[Shape]]:
    """A module of a few ops, and the shapes of its arguments."""
    p = ProgramText(random, mesh)
    shapes = [
        tuple(random.choice(SIZES) for _ in range(random.randint(1, 3)))
        for _ in range(random.randint(1, 3))
    ]
    p.values = [(f"%arg{i}", shape) for i, shape in enumerate(shapes)]
    arguments = [argument(p, i, shape) for i, shape in enumerate(shapes)]
    for _ in range(random.randint(1, 10)):
        random.choice(OPS + MORE_OPS)(p)
    name, shape = p.values[-1]
    sharding = p.sharding(shape) if random.random() < 0.5 else None
    return module_text(p, arguments, name, shape, sharding), shapes


def check(
    context: Context, module: ModuleOp, arrays: Sequence[np.ndarray], tolerance: float
) -> None:
    """Run a module, lower it, and run it again."""
    wanted = Program(module.clone())(*arrays)
    StableHloPipeline().apply(context, module)
    module.verify()
    for actual, expected in zip(Program(module)(*arrays), wanted, strict=True):
        compare(actual, expected, tolerance)


def compare(actual: np.ndarray, expected: np.ndarray, tolerance: float) -> None:
    """Equal, or equal up to a part of the largest number."""
    if not tolerance or expected.dtype.kind in "iub":
        np.testing.assert_array_equal(actual, expected)
        return
    wide = np.complex128 if expected.dtype.kind == "c" else np.float64
    scale = max(1.0, float(np.abs(expected.astype(wide)).max(initial=0)))
    np.testing.assert_allclose(
        actual.astype(wide), expected.astype(wide), rtol=0, atol=tolerance * scale
    )


def read(path: Path) -> tuple[Context, ModuleOp]:
    context = Context()
    module = parse_module(path.read_text(), context)
    if any("?" in str(value.type) for value in main_of(module).body.block.args):
        pytest.skip("sizes are not known")
    return context, module


def inputs_of(path: Path) -> tuple[list[np.ndarray], float]:
    """The inputs of a program, and how exact its numbers are."""
    data = np.load(path.with_suffix(".npz"))
    count = sum(key.startswith("in") for key in data)
    return [data[f"in{i}"] for i in range(count)], 5e-2 if "bf16" in path.read_text() else 2e-3


def is_written_for_one_chip(module: ModuleOp) -> bool:
    return any(isinstance(op, ManualComputationOp) for op in module.walk())


def forget_shardings(module: ModuleOp) -> None:
    """Remove the meshes of a program, and all that is said of them."""
    module.attributes.pop(FRONTEND_ATTRIBUTES, None)
    for op in list(module.walk()):
        op.attributes.pop(SHARDING, None)
        if isinstance(op, FuncOp):
            for name, side in product((SHARDING, XLA_SHARDING, FRONTEND_ATTRIBUTES), SIDES):
                remove_attribute(op, side, name)
        elif isinstance(op, ShardingConstraintOp):
            replace_op(op, [op.input])
        elif isinstance(op, MeshOp):
            op.detach()
            op.erase()


def shard(module: ModuleOp, mesh: MeshAttr, random: Random) -> None:
    """Give a program a mesh, and some of its arguments and values shardings."""
    first = module.body.block.first_op
    assert first is not None
    module.body.block.insert_op_before(MeshOp(sym_name="mesh", mesh=mesh), first)
    for argument_ in main_of(module).body.block.args:
        if isinstance(argument_.type, TensorType) and random.random() < 0.6:
            set_sharding(argument_, random_sharding(argument_.type.get_shape(), mesh, random))
    for op in list(main_of(module).body.block.ops):
        for value in op.results:
            if isinstance(value.type, TensorType) and random.random() < 0.05:
                constrain(value, random_sharding(value.type.get_shape(), mesh, random))


def constrain(value, sharding: TensorSharding) -> None:
    constraint = ShardingConstraintOp(value, sharding=sharding)
    value.replace_uses_with_if(constraint.result, lambda use: use.operation is not constraint)
    value.op.parent.insert_op_after(constraint, value.op)


def random_sharding(shape: Shape, mesh: MeshAttr, random: Random) -> TensorSharding:
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
