"""ttmlir-opt: read MLIR, run passes in the order of the command line, write MLIR."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass

from ttmlir_py import registry
from ttmlir_py.context import Context
from ttmlir_py.frontends.errors import SourceError
from ttmlir_py.support.pass_options import OptionError
from ttmlir_py.support.passes import Instrumentation, Nested, PassManager
from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic, Severity, render
from ttmlir_py.syntax.elements_text import LARGEST_DECIMAL
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module
from ttmlir_py.syntax.split import split_input
from ttmlir_py.syntax.verifier import verify
from ttmlir_py.tools.command_line import CommandLine, Flag, UsageError, parse_command_line
from ttmlir_py.tools.files import OutputError, read_input, write_output
from ttmlir_py.tools.instrumentation import PrintIR, Timing, VerificationFailed, VerifyEach
from ttmlir_py.tools.pass_pipeline import make_pass, parse_pipeline, pipeline_text

FLAGS = (
    Flag("allow-unregistered-dialect", "accept operations of dialects that are not registered"),
    Flag("dump-pass-pipeline", "print the pipeline that will run, to standard error"),
    Flag("emit-bytecode", "write MLIR bytecode instead of text, to standard output"),
    Flag("help", "show this help"),
    Flag("list-passes", "list the registered passes and pipelines"),
    Flag("load", "load a Python file and register the passes it defines", "file.py", True),
    Flag("mlir-elide-elementsattrs-if-larger", "elide constants with more elements", "N"),
    Flag("mlir-elide-resource-strings-if-larger", "elide resources with longer text", "N"),
    Flag("mlir-print-debuginfo", "print locations"),
    Flag(
        "mlir-print-elementsattrs-with-hex-if-larger",
        "print constants with more elements in hexadecimal; -1 for none (default: 100)",
        "N",
    ),
    Flag("mlir-print-ir-after", "print the IR after these passes", "pass,...", True),
    Flag("mlir-print-ir-after-all", "print the IR after each pass"),
    Flag("mlir-print-ir-after-change", "print the IR after each pass that changed it"),
    Flag("mlir-print-ir-before", "print the IR before these passes", "pass,...", True),
    Flag("mlir-print-ir-before-all", "print the IR before each pass"),
    Flag("mlir-print-local-scope", "print attributes in place, without aliases"),
    Flag("mlir-print-op-generic", "print every operation in generic form"),
    Flag("mlir-print-skip-regions", "print `{...}` for every region"),
    Flag("mlir-timing", "report the time of each pass, to standard error"),
    Flag("mlir-use-nameloc-as-prefix", "name values by their locations"),
    Flag("o", "output file, `-` for standard output", "file"),
    Flag("pass-pipeline", "a textual pipeline: builtin.module(cse,canonicalize)", "text"),
    Flag("show-dialects", "list the registered dialects"),
    Flag("split-input-file", "treat each part between `// -----` lines as a file of its own"),
    Flag(
        "verify-diagnostics",
        "check diagnostics against `// expected-*` comments; with `=only-expected` there may be "
        "others",
        choices=("all", "only-expected"),
    ),
    Flag("verify-each", "verify the IR after each pass (default: true)"),
    Flag("version", "show the version"),
)


@dataclass
class Job:
    """What to do with each part of the input."""

    line: CommandLine
    passes: list[ModulePass | Nested]
    timing: Timing | None
    said: set[str] = field(default_factory=set[str])
    """What diagnostics say once for all parts."""

    def process(self, text: str, name: str) -> tuple[str, list[Diagnostic]]:
        """The output text (empty after an error) and all diagnostics for one part."""
        ctx = Context(allow_unregistered=self.line.switch("allow-unregistered-dialect"))
        ctx.diagnostics.said = self.said
        output = ""
        try:
            module = self._parse(text, ctx, name)
            if self._verify(ctx, module):
                hooks = self._instrumentation(ctx)
                PassManager(self.passes, hooks).run(ctx, module)
                output = self._print(module)
        except CompileError as error:
            ctx.diagnostics.diagnostics.extend(error.diagnostics)
        except VerificationFailed:
            pass
        return output, ctx.diagnostics.diagnostics

    def _parse(self, text: str, ctx: Context, name: str) -> ModuleOp:
        start = perf_counter()
        module = parse_module(text, ctx, name)
        if self.timing:
            self.timing.add("Parser", perf_counter() - start)
        return module

    def _print(self, module: ModuleOp) -> str:
        start = perf_counter()
        text = self._printer()(module)
        if self.timing:
            self.timing.add("Output", perf_counter() - start)
        return text

    def _verify(self, ctx: Context, module: ModuleOp) -> bool:
        return verify(module, ctx.diagnostics)

    def _printer(self) -> partial[str]:
        return partial(
            print_module,
            generic=self.line.switch("mlir-print-op-generic"),
            debuginfo=self.line.switch("mlir-print-debuginfo"),
            local_scope=self.line.switch("mlir-print-local-scope"),
            elide_elements_larger=_number(self.line, "mlir-elide-elementsattrs-if-larger"),
            elide_resources_larger=_number(self.line, "mlir-elide-resource-strings-if-larger"),
            hex_elements_larger=_limit(self.line, "mlir-print-elementsattrs-with-hex-if-larger"),
            names_from_locations=self.line.switch("mlir-use-nameloc-as-prefix"),
            skip_regions=self.line.switch("mlir-print-skip-regions"),
        )

    def _instrumentation(self, ctx: Context) -> list[Instrumentation]:
        line = self.line
        hooks: list[Instrumentation] = [self.timing] if self.timing else []
        hooks.append(
            PrintIR(
                self._printer(),
                line.values("mlir-print-ir-before"),
                line.values("mlir-print-ir-after"),
                line.switch("mlir-print-ir-before-all"),
                line.switch("mlir-print-ir-after-all"),
                line.switch("mlir-print-ir-after-change"),
            )
        )
        if line.switch("verify-each", default=True):
            hooks.append(VerifyEach(partial(self._verify, ctx)))
        return hooks


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except (UsageError, OptionError) as error:
        sys.stderr.write(f"ttmlir-opt: {error}\nTry: 'ttmlir-opt --help'\n")
    except CompileError as error:
        sys.stderr.write(f"{error}\n")
    except OutputError as error:
        sys.stderr.write(f"error: {error}\n")
    return 1


def _run(arguments: list[str]) -> int:
    _load_user_passes(arguments)
    line = parse_command_line(arguments, FLAGS, [*registry.PASSES, *registry.PIPELINES])
    if information := _information(line):
        sys.stdout.write(information)
        return 0
    if len(line.positional) > 1:
        raise UsageError(f"Too many positional arguments specified: {' '.join(line.positional)}")
    job = Job(line, _passes(line), Timing() if line.switch("mlir-timing") else None)
    if line.switch("dump-pass-pipeline"):
        sys.stderr.write(f"Pass Manager with pipeline:\n{pipeline_text(job.passes)}\n")
    text, name = read_input(line.positional[0] if line.positional else "-")
    code = _process_all(job, text, name)
    if job.timing:
        sys.stderr.write(job.timing.report())
    return code


def _process_all(job: Job, text: str, name: str) -> int:
    split = job.line.switch("split-input-file")
    checking = job.line.switch("verify-diagnostics")
    outputs: list[str] = []
    failed = False
    for part, first_line in split_input(text) if split else [(text, 0)]:
        output, diagnostics = job.process(part, name)
        if checking:
            from ttmlir_py.syntax.expected import check  # only when asked for

            only_expected = job.line.value("verify-diagnostics") == "only-expected"
            diagnostics = check(part, diagnostics, name, only_expected=only_expected)
        failed |= any(d.severity is Severity.ERROR for d in diagnostics)
        _report([_shifted(d, first_line) for d in diagnostics], name, text)
        outputs.append(output)
    if job.line.switch("emit-bytecode") and not failed:
        from ttmlir_py.frontends.bytecode import bytecode_of_text  # needs the jax extra

        sys.stdout.buffer.write(bytecode_of_text("".join(outputs)))
    elif checking or split or not failed:
        write_output(job.line.value("o") or "-", "// -----\n".join(outputs))
    return int(failed)


def _report(diagnostics: Sequence[Diagnostic], name: str, text: str) -> None:
    color = sys.stderr.isatty()
    for diagnostic in diagnostics:
        sys.stderr.write(f"{render(diagnostic, {name: text}, color=color)}\n")


def _shifted(diagnostic: Diagnostic, lines: int) -> Diagnostic:
    """The diagnostic with its place counted in the whole file instead of in one part."""
    if not lines or diagnostic.location is None:
        return diagnostic
    place = diagnostic.location._replace(line=diagnostic.location.line + lines)
    notes = tuple(_shifted(note, lines) for note in diagnostic.notes)
    return replace(diagnostic, location=place, notes=notes)


def _passes(line: CommandLine) -> list[ModulePass | Nested]:
    passes: list[ModulePass | Nested] = [make_pass(name, text) for name, text in line.passes]
    if (text := line.value("pass-pipeline")) is not None:
        if passes:
            raise UsageError("--pass-pipeline cannot be used together with pass flags")
        passes = parse_pipeline(text)
    return passes


def _information(line: CommandLine) -> str:
    """The text of an option that only tells something, or nothing."""
    asked = [
        name for name in ("help", "list-passes", "show-dialects", "version") if line.switch(name)
    ]
    if not asked:
        return ""
    from ttmlir_py.tools.help_text import TOPICS  # only when asked for: it loads every pass

    return TOPICS[asked[0]](FLAGS)


def _load_user_passes(arguments: Sequence[str]) -> None:
    """Register the passes of every `--load` file before pass names are looked up."""
    for word, following in pairwise([*arguments, ""]):
        name, equals, value = word.lstrip("-").partition("=")
        if word.startswith("-") and name == "load":
            path = Path(value if equals else following)
            if not path.is_file():
                raise SourceError(f"cannot open input file '{path}': No such file or directory")
            registry.load_file(path)


def _limit(line: CommandLine, name: str) -> int:
    """The number of elements from which on hexadecimal is used; negative for never."""
    if line.value(name) == "-1":
        return -1
    number = _number(line, name)
    return LARGEST_DECIMAL if number is None else number


def _number(line: CommandLine, name: str) -> int | None:
    text = line.value(name)
    if text is None:
        return None
    if not text.isdecimal():
        raise UsageError(f"'--{name}' must be a number, got '{text}'")
    return int(text)
