"""A lit test format that runs RUN lines inside the lit worker: no process, no import, per command.

It knows our commands, `filecheck` and `not`, joined by `|` and `&&`, with `2>&1`, `2>`, `>` and
`<`. Any other RUN line is an error, so that no test is passed over.
"""

import io
import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import lit.formats
import lit.Test
import lit.TestRunner


@dataclass
class Command:
    """One command of a pipeline with its redirections."""

    words: list[str] = field(default_factory=list)
    stdin: str | None = None
    stdout: str | None = None
    stderr: str | None = None
    """A file's path, or `&1` for the standard output's place."""


class InProcessTest(lit.formats.ShTest):
    """ShTest whose RUN lines run as function calls."""

    def execute(self, test, lit_config):
        if test.config.unsupported:
            return lit.Test.Result(lit.Test.UNSUPPORTED, "")
        script = lit.TestRunner.parseIntegratedTestScript(test)
        if isinstance(script, lit.Test.Result):
            return script
        directory, base = lit.TestRunner.getTempPaths(test)
        Path(directory).mkdir(parents=True, exist_ok=True)
        substitutions = list(test.config.substitutions)
        substitutions += lit.TestRunner.getDefaultSubstitutions(test, directory, base)
        lines = lit.TestRunner.applySubstitutions(script, substitutions, recursion_limit=5)
        log: list[str] = []
        passed = all(run_line(str(line), log) for line in lines)
        result = lit.Test.PASS if passed != test.isExpectedToFail() else lit.Test.FAIL
        return lit.Test.Result(result, "\n".join(log))


def run_line(line: str, log: list[str]) -> bool:
    """Run `a | b && c`; whether every pipeline of the line ended with 0."""
    text = line.removeprefix("%dbg(").split(") ", 1)[-1] if line.startswith("%dbg(") else line
    lexer = shlex.shlex(text, posix=True, punctuation_chars="|&<>")
    lexer.whitespace_split = True
    words = list(lexer)
    log.append(f"RUN: {text}")
    return all(_run_pipeline(part, log) for part in _split(words, "&&"))


def _run_pipeline(words: Sequence[str], log: list[str]) -> bool:
    data = ""
    ok = True
    for part in _split(words, "|"):
        command = _command(part)
        code, data, errors = _run(command, data)
        ok = ok and code == 0
        if code != 0:
            log.append(f"{shlex.join(command.words)}: exit {code}")
        if errors:
            log.append(errors)
    if not ok and data:
        log.append(data)
    return ok


def _run(command: Command, data: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error that were not redirected."""
    if command.stdin is not None:
        data = Path(command.stdin).read_text()
    out, err = io.StringIO(), io.StringIO()
    if command.stderr == "&1":
        err = out
    words, negate = command.words, False
    while words[0] == "not":
        words, negate = words[1:], not negate
    stdin, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(data.encode()))
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = _call(words)
    finally:
        sys.stdin = stdin
    output, errors = out.getvalue(), "" if err is out else err.getvalue()
    if command.stdout is not None:
        Path(command.stdout).write_text(output)
        output = ""
    if command.stderr not in (None, "&1"):
        Path(command.stderr).write_text(errors)
        errors = ""
    return int(code == 0) if negate else code, output, errors


def _call(words: Sequence[str]) -> int:
    try:
        return _entry(words[0])(list(words[1:])) or 0
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(bool(stop.code))


def _entry(name: str) -> Callable[[list[str]], int | None]:
    match Path(name).name:
        case "ttmlir-opt":
            from ttmlir_py.tools.opt import main
        case "ttmlir-translate":
            from ttmlir_py.tools.translate import main
        case "ttrt":
            from ttmlir_py.tools.ttrt import main
        case "filecheck":
            return _filecheck
        case "cat":
            return _cat
        case other:
            raise ValueError(f"the RUN line's command '{other}' cannot run in process")
    return main


def _filecheck(arguments: list[str]) -> int:
    from filecheck.matcher import Matcher
    from filecheck.options import parse_argv_options

    return Matcher.from_opts(parse_argv_options(["filecheck", *arguments])).run()


def _cat(arguments: list[str]) -> int:
    sys.stdout.write("".join(Path(name).read_text() for name in arguments))
    return 0


def _command(words: Sequence[str]) -> Command:
    command = Command()
    rest = list(reversed(words))
    while rest:
        word = rest.pop()
        if word == "<":
            command.stdin = rest.pop()
        elif word in (">", "2>"):
            setattr(command, "stdout" if word == ">" else "stderr", rest.pop())
        elif word == ">&" and command.words[-1:] == ["2"]:
            command.words.pop()
            command.stderr = f"&{rest.pop()}"
        elif word == "2" and rest[-1:] == [">"]:
            rest.pop()
            command.stderr = rest.pop()
        else:
            command.words.append(word)
    return command


def _split(words: Sequence[str], separator: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == separator:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts
