"""Tables for people: comparisons, stages, collectives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from ttmlir_py.cost.collectives import Collective
from ttmlir_py.runtime.compare import Comparison
from ttmlir_py.stage_check import StageResult


def comparison_table(comparisons: Sequence[Comparison], tolerance: float) -> Table:
    """One row per output: correlation, absolute and relative error, verdict."""
    table = Table("output", "PCC", "max abs", "max rel", "error", "", box=None, header_style="dim")
    for i, comparison in enumerate(comparisons):
        table.add_row(f"{i}", *numbers(comparison), verdict(comparison.error <= tolerance))
    return table


def numbers(comparison: Comparison) -> list[str]:
    """The figures of a comparison as texts."""
    return [
        f"{comparison.pcc:.6f}",
        f"{comparison.max_abs:.2e}",
        f"{comparison.max_rel:.2e}",
        f"{comparison.error:.2e}",
    ]


def verdict(passed: bool) -> str:
    """A word in its colour."""
    return "[green]ok[/]" if passed else "[red bold]differs[/]"


def collective_table(collectives: Sequence[Collective]) -> Table:
    """Collectives that are alike in one row, with the bytes each chip sends."""
    table = Table(
        "collective",
        "mesh axes",
        "chip's tensor",
        "count",
        "bytes each",
        box=None,
        header_style="dim",
    )
    for item, count in Counter(collectives).items():
        axes = " x ".join(item.axes) or f"groups of {item.group_size}"
        loop = " per iteration" if item.in_loop else ""
        table.add_row(item.kind, axes, item.tensor, f"{count}", f"{item.bytes_per_chip:,}{loop}")
    return table


def print_stage(console: Console, result: StageResult) -> None:
    """One stage of `--check-stages`, and what changed the numbers if anything did."""
    worst = max((o.comparison for o in result.outputs), key=lambda c: c.error)
    pcc, max_abs, max_rel, _ = numbers(worst)
    console.print(
        f"{result.stage:<10} {verdict(result.passed)}  "
        f"PCC {pcc}, max abs {max_abs}, max rel {max_rel}"
    )
    if culprit := result.culprit:
        console.print(f"  first pass to change the numbers: [bold]{culprit.pass_name}[/]")
        if culprit.skipped:
            console.print(f"  or one right before it: {', '.join(culprit.skipped)}")
        if op := culprit.op:
            place = "" if op.position is None else f"{op.position}: "
            console.print(f"  first op: {place}'{op.before}' became '{op.after}'", highlight=False)
            console.print(f"  {op.comparison}")
