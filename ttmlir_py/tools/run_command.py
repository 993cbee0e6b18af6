"""`ttrt run`: a program, its inputs, its outputs, and how they compare."""

from __future__ import annotations

from argparse import Namespace
from time import perf_counter

from rich.console import Console

from ttmlir_py.compiler import compile, parse
from ttmlir_py.executable import Executable
from ttmlir_py.runtime.arguments import ArgumentError
from ttmlir_py.runtime.compare import compare
from ttmlir_py.runtime.formats import Array
from ttmlir_py.stage_check import StageCheck
from ttmlir_py.static_program import static_for
from ttmlir_py.tools.arrays import load_arrays, make_arrays, save_arrays
from ttmlir_py.tools.files import read_input
from ttmlir_py.tools.report import comparison_table, print_stage

LOWERED = ("ttir", "ttnn")
"""Dialects whose programs run as they stand."""


def run(options: Namespace) -> int:
    """Run what the options of `ttrt run` ask for; returns the exit code."""
    console = Console()
    executable = _executable(options)
    inputs = _inputs(executable, options)
    if options.check_stages:
        return _check_stages(console, executable, inputs, options.tolerance)
    start = perf_counter()
    outputs = executable(*inputs)
    _tell(console, executable, outputs, perf_counter() - start)
    if options.outputs:
        save_arrays(options.outputs, outputs)
    return _check(console, outputs, options) if options.check else 0


def _executable(options: Namespace) -> Executable:
    text = read_input(options.file)
    module = parse(text)
    if any(op.name.partition(".")[0] in LOWERED for op in module.walk()):
        return Executable({"source": module})
    if options.inputs:
        module = static_for(module, load_arrays(options.inputs, "in"))
    return compile(module, mesh_shape=options.mesh or None, stop_at=options.stop_at)


def _inputs(executable: Executable, options: Namespace) -> list[Array]:
    if options.inputs:
        return load_arrays(options.inputs, "in")
    return make_arrays(executable.signature.inputs, options.init, options.seed)


def _tell(
    console: Console, executable: Executable, outputs: tuple[Array, ...], seconds: float
) -> None:
    mesh = executable.mesh
    what = executable.stage if len(executable.stages) > 1 else "program"
    chips = f"{mesh.size} chips ({mesh})" if mesh.size > 1 else "1 chip"
    console.print(f"{what} on {chips}, {seconds:.3f} s")
    for i, output in enumerate(outputs):
        console.print(f"output {i}: {output.dtype} {list(output.shape)}", highlight=False)


def _check(console: Console, outputs: tuple[Array, ...], options: Namespace) -> int:
    wanted = load_arrays(options.check, "out")
    if len(wanted) != len(outputs):
        raise ArgumentError(f"'{options.check}' holds {len(wanted)} outputs, got {len(outputs)}")
    comparisons = [compare(got, want) for got, want in zip(outputs, wanted, strict=True)]
    console.print(comparison_table(comparisons, options.tolerance))
    return int(any(comparison.error > options.tolerance for comparison in comparisons))


def _check_stages(
    console: Console, executable: Executable, inputs: list[Array], tolerance: float
) -> int:
    if len(executable.stages) == 1:
        raise ArgumentError("--check-stages needs a StableHLO program: this one is lowered already")
    results = list[bool]()
    for result in StageCheck(executable, inputs, tolerance).run():
        print_stage(console, result)
        results.append(result.passed)
    return int(not all(results))
