"""A program and its per-chip program compute the same, whatever its ops, its mesh and shardings.

`TTMLIR_EXAMPLES=1000` tries as many random programs, and as many chains of reshards.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

import numpy as np
import pytest

from partitioning.ops import OPS
from partitioning.program import SIZES, ProgramText, Shape, t
from ttmlir_py.context import Context
from ttmlir_py.passes.stablehlo.pipeline import StableHloPipeline
from ttmlir_py.runtime.program import Program
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

EXAMPLES = int(os.environ.get("TTMLIR_EXAMPLES", "40"))
MESHES = [
    {"x": 1, "y": 2},
    {"x": 2, "y": 4},
    {"x": 8, "y": 4},
    {"x": 1, "y": 8},
    {"x": 2, "y": 2, "z": 2},
    {"x": 3, "y": 2},
]


def random_program(random: Random, op_count: int) -> tuple[str, list[Shape]]:
    """A module and the shapes of its arguments."""
    mesh = random.choice(MESHES)
    p = ProgramText(random, mesh)
    shapes = [
        tuple(random.choice(SIZES) for _ in range(random.randint(1, 3)))
        for _ in range(random.randint(1, 3))
    ]
    p.values = [(f"%arg{i}", shape) for i, shape in enumerate(shapes)]
    arguments = [argument(p, i, shape) for i, shape in enumerate(shapes)]
    for _ in range(op_count):
        random.choice(OPS)(p)
    name, shape = p.values[-1]
    sharding = p.sharding(shape) if random.random() < 0.5 else None
    return module_text(p, arguments, name, shape, sharding), shapes


def module_text(
    p: ProgramText, arguments: list[str], name: str, shape: Shape, sharding: str | None
) -> str:
    """The module of a program that returns one value."""
    result = t(shape) + (f" {{sdy.sharding = #sdy.sharding{sharding}}}" if sharding else "")
    axes = ", ".join(f'"{axis}"={size}' for axis, size in p.mesh.items())
    return "\n".join(
        [
            f"sdy.mesh @mesh = <[{axes}]>",
            f"func.func public @main({', '.join(arguments)}) -> ({result}) {{",
            *p.lines,
            f"return {name} : {t(shape)}",
            "}",
        ]
    )


def argument(p: ProgramText, index: int, shape: Shape) -> str:
    sharding = f" {{sdy.sharding = #sdy.sharding{p.sharding(shape)}}}"
    return f"%arg{index}: {t(shape)}" + sharding * (p.random.random() < 0.8)


def inputs(shapes: list[Shape]) -> Iterator[np.ndarray]:
    for index, shape in enumerate(shapes):
        numbers = np.random.default_rng(index).integers(-4, 5, shape)
        yield numbers.astype(np.float32)


def check(text: str, shapes: list[Shape]) -> None:
    context = Context()
    module = parse_module(text, context)
    arrays = list(inputs(shapes))
    (expected,) = Program(module.clone())(*arrays)
    StableHloPipeline().apply(context, module)
    module.verify()
    try:
        (actual,) = Program(module)(*arrays)
        np.testing.assert_array_equal(actual, expected)
    except Exception as error:
        raise AssertionError(f"{error}\n{text}\n{print_module(module)}") from error


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_same_results_on_every_mesh(seed: int) -> None:
    random = Random(seed)
    check(*random_program(random, random.randint(1, 8)))


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_resharding_changes_nothing(seed: int) -> None:
    random = Random(seed)
    mesh = random.choice(MESHES)
    p = ProgramText(random, mesh)
    shape = tuple(random.choice([4, 8, 16, 24]) for _ in range(random.randint(1, 3)))
    between = [p.sharding(shape, constraint=True) for _ in range(random.randint(0, 2))]
    name = "%arg0"
    for sharding in between:
        name = p.emit(f"sdy.reshard {name} {sharding} : {t(shape)}", shape)
    text = module_text(p, [argument(p, 0, shape)], name, shape, p.sharding(shape))
    check(text, [shape])
