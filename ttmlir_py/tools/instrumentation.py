"""What ttmlir-opt does around each pass: print the IR, take the time, verify."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass

from ttmlir_py.support.passes import Instrumentation


@dataclass
class PrintIR(Instrumentation):
    """Dumps the module to standard error before or after passes, as MLIR's drivers do."""

    print_module: Callable[[ModuleOp], str]
    names_before: Sequence[str] = ()
    names_after: Sequence[str] = ()
    before_all: bool = False
    after_all: bool = False
    after_change: bool = False
    _previous: str = ""

    def before(self, pass_: ModulePass, module: ModuleOp) -> None:
        if self.after_change:
            self._previous = self.print_module(module)
        if self.before_all or pass_.name in self.names_before:
            self._dump("Before", pass_, self.print_module(module))

    def after(self, pass_: ModulePass, module: ModuleOp) -> None:
        if not (self.after_all or self.after_change or pass_.name in self.names_after):
            return
        text = self.print_module(module)
        if not self.after_change or text != self._previous:
            self._dump("After", pass_, text)

    def _dump(self, when: str, pass_: ModulePass, text: str) -> None:
        title = f"{type(pass_).__name__.removesuffix('Pass')} ({pass_.name})"
        sys.stderr.write(f"// -----// IR Dump {when} {title} //----- //\n{text}\n")


@dataclass
class Timing(Instrumentation):
    """Wall time of each step, reported as MLIR's `--mlir-timing` does."""

    rows: list[tuple[str, float]] = field(default_factory=list)
    _started: float = 0.0
    _first: float = field(default_factory=perf_counter)

    def before(self, pass_: ModulePass, module: ModuleOp) -> None:
        self._started = perf_counter()

    def after(self, pass_: ModulePass, module: ModuleOp) -> None:
        name = type(pass_).__name__.removesuffix("Pass")
        self.rows.append((f"{name} ({pass_.name})", perf_counter() - self._started))

    def add(self, name: str, seconds: float) -> None:
        """Record a step that is not a pass."""
        self.rows.append((name, seconds))

    def report(self) -> str:
        """The table, in the order the steps ran."""
        total = perf_counter() - self._first
        rest = total - sum(seconds for _, seconds in self.rows)
        bar = f"===-{'-' * 73}-==="
        lines = [bar, f"{'... Execution time report ...':^81}".rstrip(), bar]
        lines += [f"  Total Execution Time: {total:.4f} seconds", ""]
        lines.append("  ----Wall Time----  ----Name----")
        for name, seconds in [*self.rows, ("Rest", rest), ("Total", total)]:
            lines.append(f"  {seconds:8.4f} ({100 * seconds / total:5.1f}%)  {name}")
        return "\n".join(lines) + "\n"


class VerificationFailed(Exception):
    """The IR that a pass left does not verify; the diagnostics engine holds the errors."""


@dataclass
class VerifyEach(Instrumentation):
    """Stops at the first pass whose output does not verify."""

    verify: Callable[[ModuleOp], bool]

    def after(self, pass_: ModulePass, module: ModuleOp) -> None:
        if not self.verify(module):
            raise VerificationFailed(pass_.name)
