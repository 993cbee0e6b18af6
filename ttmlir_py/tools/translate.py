"""ttmlir-translate: between MLIR text and other forms, and to its meaning."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic
from ttmlir_py.syntax.split import split_input
from ttmlir_py.tools.command_line import CommandLine, Flag, UsageError, parse_command_line
from ttmlir_py.tools.files import OutputError, read_input, write_output

FLAGS = (
    Flag("args", "arguments to run on: [dense<1> : tensor<2xi32>, ...]", "array"),
    Flag("deserialize", "bytecode or a portable artifact to text"),
    Flag("help", "show this help"),
    Flag("interpret", "run `main`, or the only function, and print what it returns"),
    Flag("interpreter-print-dense", "print results as dense attributes"),
    Flag("o", "output file, `-` for standard output", "file"),
    Flag("probe-output-dir", "where interpreter.probe writes its files", "folder"),
    Flag("split-input-file", "treat each part between `// -----` lines as a file of its own"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    try:
        line = parse_command_line(sys.argv[1:] if arguments is None else arguments, FLAGS)
        return _run(line)
    except UsageError as error:
        sys.stderr.write(f"ttmlir-translate: {error}\nTry: 'ttmlir-translate --help'\n")
    except CompileError as error:
        sys.stderr.write(f"{error}\n")
    except (OutputError, ValueError) as error:
        sys.stderr.write(f"error: {error}\n")
    return 1


def _run(line: CommandLine) -> int:
    if line.switch("help"):
        sys.stdout.write(_help())
        return 0
    chosen = [name for name in TRANSLATIONS if line.switch(name)]
    if len(chosen) != 1:
        raise UsageError(f"choose one translation of {', '.join(f'--{n}' for n in TRANSLATIONS)}")
    text, name = read_input(line.positional[0] if line.positional else "-")
    parts = split_input(text) if line.switch("split-input-file") else [(text, 0)]
    translate = TRANSLATIONS[chosen[0]]
    outputs: list[str] = []
    errors: list[Diagnostic] = []
    for part, first in parts:
        try:
            outputs.append(translate("\n" * first + part, name, line))
        except CompileError as error:
            errors += error.diagnostics
    if len(errors) == 0 or len(parts) > 1:
        write_output(line.value("o") or "-", "".join(outputs))
    if errors:
        raise CompileError(errors, {name: text})
    return 0


def _deserialize(text: str, name: str, line: CommandLine) -> str:
    return text


def _interpret(text: str, name: str, line: CommandLine) -> str:
    from ttmlir_py.tools.interpret import interpreted  # numpy loads with it

    arguments, folder = (line.value(flag) or "" for flag in ("args", "probe-output-dir"))
    dense = line.switch("interpreter-print-dense")
    return interpreted(text, name, arguments, folder, dense=dense)


TRANSLATIONS: Mapping[str, Callable[[str, str, CommandLine], str]] = {
    "deserialize": _deserialize,
    "interpret": _interpret,
}
"""Flag -> what it makes of a text and its file name."""


def _help() -> str:
    rows = [f"  --{flag.name:<24} {flag.summary}\n" for flag in FLAGS]
    head = "OVERVIEW: MLIR to other forms\n\nUSAGE: ttmlir-translate [options] [file]\n\n"
    return head + "".join(rows)
