"""A program and its per-chip program compute the same: every family of ops, meshes of any kind.

Programs of 5 to 40 ops with shared values, calls and loops; meshes of up to four axes and 64 chips;
shardings on arguments, on results and in between. `TTMLIR_EXAMPLES=2000` tries as many; a sample is
given to XLA too, on as many virtual devices.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest

from partitioning.families import FAMILIES
from partitioning.program import ProgramText, Shape, t
from partitioning.test_partitioning import argument, inputs
from ttmlir_py.context import Context
from ttmlir_py.passes.stablehlo.pipeline import StableHloPipeline
from ttmlir_py.runtime.program import Program
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

EXAMPLES = int(os.environ.get("TTMLIR_EXAMPLES", "200"))
SAMPLE = max(8, EXAMPLES // 50)
SIZES = [2, 3, 4, 6, 8, 10, 12, 14, 15, 16]
MESHES = [
    {"x": 2, "y": 4},
    {"x": 8, "y": 4},
    {"x": 3, "y": 2},
    {"x": 1, "y": 6},
    {"x": 7},
    {"x": 5, "y": 3},
    {"x": 2, "y": 3, "z": 2},
    {"x": 6, "y": 2, "z": 5},
    {"x": 3, "y": 3, "z": 7},
    {"x": 4, "y": 4, "z": 4},
    {"x": 2, "y": 2, "z": 2, "w": 2},
    {"x": 2, "y": 3, "z": 2, "w": 5},
    {"x": 2, "y": 2, "z": 2, "w": 8},
]


def random_program(
    seed: int, *, shard_results: bool = True
) -> tuple[str, list[Shape], Counter[str], dict[str, int]]:
    """A module, the shapes of its arguments, its ops by family, and its mesh."""
    random = Random(seed)
    mesh = MESHES[seed % len(MESHES)]
    p = ProgramText(random, mesh)
    shapes = [
        tuple(random.choice(SIZES) for _ in range(random.randint(1, 3)))
        for _ in range(random.randint(1, 4))
    ]
    p.values = [(f"%arg{i}", shape) for i, shape in enumerate(shapes)]
    arguments = [argument(p, i, shape) for i, shape in enumerate(shapes)]
    counts: Counter[str] = Counter()
    for _ in range(random.randint(5, 40)):
        family = random.choice(sorted(FAMILIES))
        random.choice(list(FAMILIES[family]))(p)
        counts[family] += 1
    chosen = [p.values[-1], *random.sample(p.values, min(2, len(p.values)))]
    types = [result_type(p, shape) if shard_results else t(shape) for _, shape in chosen]
    axes = ", ".join(f'"{axis}"={size}' for axis, size in mesh.items())
    return (
        "\n".join(
            [
                f"sdy.mesh @mesh = <[{axes}]>",
                f"func.func public @main({', '.join(arguments)}) -> ({', '.join(types)}) {{",
                *p.lines,
                f"return {', '.join(name for name, _ in chosen)} : "
                f"{', '.join(t(shape) for _, shape in chosen)}",
                "}",
                *p.functions,
            ]
        ),
        shapes,
        counts,
        mesh,
    )


def result_type(p: ProgramText, shape: Shape) -> str:
    if p.random.random() < 0.5:
        return t(shape)
    return t(shape) + f" {{sdy.sharding = #sdy.sharding{p.sharding(shape)}}}"


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_chips_compute_what_one_computes(seed: int) -> None:
    text, shapes, _, _ = random_program(seed)
    context = Context()
    module = parse_module(text, context)
    module.verify()
    arrays = list(inputs(shapes))
    wanted = Program(module.clone())(*arrays)
    try:
        StableHloPipeline().apply(context, module)
        module.verify()
        for actual, expected in zip(Program(module)(*arrays), wanted, strict=True):
            np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-5)
    except Exception as error:
        raise AssertionError(f"{error}\n{text}\n{print_module(module)}") from error


def test_all_families_occur() -> None:
    """The programs have ops of every family in plenty, 5 to 40 each, on meshes of every kind."""
    found: Counter[str] = Counter()
    ops: Counter[str] = Counter()
    for seed in range(200):
        text, _, counts, _ = random_program(seed)
        assert 5 <= sum(counts.values()) <= 40
        found += counts
        ops.update(set(re.findall(r"(?:stablehlo|sdy|func)\.\w+", text)))
    assert min(found[family] for family in FAMILIES) >= 100, found
    rare = {op: count for op, count in ops.items() if count < 5}
    assert not rare, rare
    sizes = [list(mesh.values()) for mesh in MESHES]
    assert max(map(len, sizes)) == 4
    assert max(int(np.prod(size)) for size in sizes) == 64
    assert any(n & (n - 1) for size in sizes for n in size)


def test_xla_computes_the_same(tmp_path: Path) -> None:
    """A sample on virtual devices: equal in shape and value to ours."""
    pytest.importorskip("jax")
    cases = []
    for seed in range(SAMPLE):
        text, shapes, _, mesh = random_program(seed, shard_results=False)
        results = Program(parse_module(text, Context()))(*inputs(shapes))
        np.savez(tmp_path / f"{seed}.npz", *results)
        cases.append(
            {"seed": seed, "text": f"module @m {{\n{text}\n}}", "shapes": shapes, "mesh": mesh}
        )
    (tmp_path / "cases.json").write_text(json.dumps(cases))
    script = Path(__file__).with_name("by_xla.py")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.stdout.count("equal") == SAMPLE
