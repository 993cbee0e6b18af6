"""ttrt: run programs on the simulated mesh."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path

from ttmlir_py.syntax.diagnostics import CompileError

EXAMPLES = """\
examples:
  ttrt run model.mlir                                   random inputs
  ttrt run model.mlir --inputs in.npz --check out.npz   given inputs, compared with a golden file
  ttrt run model.mlir --mesh 2,4 --check-stages         every stage on the same inputs

Arrays are global: in0, in1, ... in a file of inputs, out0, out1, ... in a file of outputs.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0 when everything ran and agreed."""
    options = _parser().parse_args(arguments)
    from ttmlir_py.runtime.arguments import ArgumentError  # numpy loads with it
    from ttmlir_py.tools.run_command import run

    try:
        return run(options)
    except ArgumentError as error:
        sys.stderr.write(f"error: {error}\n")
    except CompileError as error:
        sys.stderr.write(f"{error}\n")
    return 1


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="ttrt", description=__doc__, epilog=EXAMPLES)
    parser.formatter_class = RawDescriptionHelpFormatter
    commands = parser.add_subparsers(dest="command", required=True, metavar="run")
    run = commands.add_parser(
        "run",
        help="compile a program if it is StableHLO, and run it",
        epilog=EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    run.add_argument("file", help="StableHLO, TTIR or TTNN text, or bytecode; - for standard input")
    run.add_argument("--inputs", type=Path, help="an .npz file with in0, in1, ...")
    run.add_argument("--outputs", type=Path, help="write out0, out1, ... to this .npz file")
    run.add_argument("--check", type=Path, help="compare with out0, out1, ... of this .npz file")
    run.add_argument("--tolerance", type=float, default=2e-3, help="of max|error| / max(1, max|x|)")
    run.add_argument(
        "--mesh", type=_mesh, default=(), help="mesh shape for a program without one: 2,4"
    )
    run.add_argument("--init", choices=("arange", "ones", "randn", "zeros"), default="randn")
    run.add_argument("--seed", type=int, default=0, help="of random inputs")
    run.add_argument("--stop-at", choices=("stablehlo", "ttir", "ttnn"), default="ttnn")
    run.add_argument(
        "--check-stages",
        action="store_true",
        help="run every stage on the same inputs and name the first op whose numbers differ",
    )
    return parser


def _mesh(text: str) -> tuple[int, ...]:
    return tuple(int(size) for size in text.replace("x", ",").split(","))
