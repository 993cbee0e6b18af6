"""The whole road on one page: a sharded decoder from StableHLO to eight simulated chips.

make demo        or        python examples/demo.py
"""

from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np
from rich.console import Console
from rich.table import Table

import ttmlir_py
from ttmlir_py.compiler import PIPELINES, pipeline_of
from ttmlir_py.runtime.compare import compare
from ttmlir_py.support.passes import Instrumentation, leaves
from ttmlir_py.tools.report import collective_table, comparison_table

PROGRAM = Path(__file__).parent / "llama" / "decoder.mlir"
TOLERANCE = 2e-3


class PassTimes(Instrumentation):
    """How long every pass takes."""

    def __init__(self) -> None:
        self.times: list[tuple[str, float]] = []

    def before(self, pass_, module) -> None:
        self.start = perf_counter()

    def after(self, pass_, module) -> None:
        self.times.append((pass_.name, perf_counter() - self.start))


def pipeline_table(executable: ttmlir_py.Executable, times: list[tuple[str, float]]) -> Table:
    """The stages with their ops, and the slowest passes."""
    table = Table("stage", "ops", "works on", "passes", "time", box=None, header_style="dim")
    rest = iter(times)
    for stage, module in executable.stages.items():
        ops = sum(1 for op in module.walk() if op.name != "builtin.module")
        if stage == "source":
            table.add_row(stage, f"{ops}", "whole tensors")
            continue
        passes = list(leaves([pipeline_of(PIPELINES[stage], {})]))
        milliseconds = 1000 * sum(seconds for _, seconds in islice(rest, len(passes)))
        chips = f"each of {executable.mesh.size} chips"
        table.add_row(stage, f"{ops}", chips, f"{len(passes)}", f"{milliseconds:.0f} ms")
    slowest = sorted(times, key=lambda row: -row[1])[:3]
    table.caption = "slowest passes: " + ", ".join(f"{n} {1000 * s:.0f} ms" for n, s in slowest)
    table.caption_justify = "left"
    return table


def sharding_table(executable: ttmlir_py.Executable) -> Table:
    """Inputs and outputs that lie on the mesh alike, in one row."""
    rows: dict[tuple[str, str], list[str]] = {}
    types = [*executable.signature.inputs, *executable.signature.outputs]
    for (name, sharding), type_ in zip(executable.shardings.items(), types, strict=True):
        side, index = name.split()
        rows.setdefault((f"{side}s of {type_}", sharding), []).append(index)
    table = Table("values", "sharding", "which", box=None, header_style="dim")
    for (values, sharding), indices in rows.items():
        table.add_row(values, sharding.replace("[", r"\["), ", ".join(indices))
    return table


def main() -> int:
    console = Console()
    console.rule(f"[bold]{PROGRAM.name}[/]: two layers, data- and tensor-parallel, 2x4 chips")
    data = np.load(PROGRAM.with_suffix(".npz"))
    inputs = [data[f"in{i}"] for i in range(sum(key.startswith("in") for key in data))]

    times = PassTimes()
    start = perf_counter()
    executable = ttmlir_py.compile(PROGRAM, instrumentation=[times])
    compiled = perf_counter()
    (logits,) = executable(*inputs)
    first = perf_counter()
    executable(*inputs)
    second = perf_counter()

    console.print("\n[bold]Stages[/]", pipeline_table(executable, times.times))
    console.print("\n[bold]Shardings[/]", sharding_table(executable))
    console.print("\n[bold]Collectives inserted[/]", collective_table(executable.collectives))
    console.print(f"\n[bold]Memory of each chip[/]\n{executable.memory}")
    result = compare(logits, data["out0"])
    console.print("\n[bold]Beside JAX's numbers[/]", comparison_table([result], TOLERANCE))
    console.print(
        f"\ncompile {compiled - start:.2f} s, first run {first - compiled:.2f} s, "
        f"next run {second - first:.3f} s"
    )
    return int(result.error > TOLERANCE)


if __name__ == "__main__":
    raise SystemExit(main())
