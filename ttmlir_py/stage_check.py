"""Which stage, pass and op first changed a program's numbers.

Every stage runs on the same inputs. Where a stage's outputs differ from those of the stage before,
its pipeline is run again pass by pass; between the modules before and after the guilty pass, ops
are matched by location, which every pass keeps; for that every op is given a number as its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from xdsl.dialects.builtin import FileLineColLoc, IntAttr, ModuleOp, StringAttr
from xdsl.ir import Operation

from ttmlir_py.compiler import PIPELINES, pipeline_of
from ttmlir_py.context import Context
from ttmlir_py.executable import Executable
from ttmlir_py.runtime.compare import Comparison, compare
from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.program import Program
from ttmlir_py.support.passes import Leaf, leaves
from ttmlir_py.syntax.diagnostics import CompileError, position_of
from ttmlir_py.syntax.locations import FilePosition, file_position

Progress = Callable[[str], None]


@dataclass(frozen=True)
class OutputDifference:
    """One output of a stage beside that of the stage before."""

    index: int
    comparison: Comparison


@dataclass(frozen=True)
class OpDifference:
    """The first op whose numbers a pass changed."""

    position: FilePosition | None
    """Where it stood in the source, where that is known."""
    before: str
    after: str
    comparison: Comparison


@dataclass(frozen=True)
class Culprit:
    """The first pass after which the outputs differ, and the first op inside it, where found."""

    pass_name: str
    skipped: tuple[str, ...]
    """Passes right before it whose output cannot run, so that they may be the cause instead."""
    op: OpDifference | None


@dataclass(frozen=True)
class StageResult:
    """A stage compared with the stage before."""

    stage: str
    outputs: Sequence[OutputDifference]
    passed: bool
    culprit: Culprit | None = None


@dataclass
class StageCheck:
    """Runs the stages of a compiled program on one set of inputs."""

    executable: Executable
    inputs: Sequence[object]
    tolerance: float
    """The most that max|got - want| / max(1, max|want|) may be."""
    options: Mapping[str, object] = field(default_factory=dict)

    def run(self) -> Iterator[StageResult]:
        """One result per stage after the source, up to the first that differs."""
        stages = list(self.executable.stages)
        wanted = self.executable.run_stage(stages[0], *self.inputs)
        for previous, stage in pairwise(stages):
            got = self.executable.run_stage(stage, *self.inputs)
            outputs = [
                OutputDifference(i, compare(g, w))
                for i, (g, w) in enumerate(zip(got, wanted, strict=True))
            ]
            passed = all(self._close(output.comparison) for output in outputs)
            yield StageResult(
                stage, outputs, passed, None if passed else self._culprit(previous, stage, wanted)
            )
            if not passed:
                return
            wanted = got

    def _close(self, comparison: Comparison) -> bool:
        return comparison.error <= self.tolerance

    def _culprit(self, previous: str, stage: str, wanted: Sequence[Array]) -> Culprit:
        ctx = Context()
        module = self.executable.stages[previous].clone()
        positions = _number_ops(module)
        good = module.clone()
        skipped: list[str] = []
        pipeline = pipeline_of(PIPELINES[stage], self.options)
        for leaf in leaves([pipeline]):
            _apply(leaf, ctx, module)
            got = self._try(module)
            if got is None:
                skipped.append(leaf.pass_.name)
                continue
            if not all(self._close(compare(g, w)) for g, w in zip(got, wanted, strict=True)):
                return Culprit(
                    leaf.pass_.name, tuple(skipped), self._first_op(good, module, positions)
                )
            skipped.clear()
            good = module.clone()
        return Culprit(pipeline.name, tuple(skipped), self._first_op(good, module, positions))

    def _try(self, module: ModuleOp) -> tuple[Array, ...] | None:
        """The outputs, or None for a module between two passes that cannot run."""
        try:
            return self._outputs(module)
        except (CompileError, ValueError, KeyError):
            return None

    def _outputs(self, module: ModuleOp, record: _Record | None = None) -> tuple[Array, ...]:
        signature = self.executable.signature
        arrays = signature.check_inputs(self.inputs)
        program = Program(module, self.executable.mesh)
        outputs = program(*arrays, function=self.executable.function, observer=record)
        return signature.convert_outputs(outputs)

    def _first_op(
        self, good: ModuleOp, bad: ModuleOp, positions: Sequence[FilePosition | None]
    ) -> OpDifference | None:
        before, after = _Record(), _Record()
        self._outputs(good, before)
        self._outputs(bad, after)
        for number, (name, array) in after.values.items():
            if number in before.values:
                old_name, old = before.values[number]
                if old.shape[-array.ndim :] != array.shape[-old.ndim :]:
                    continue
                comparison = compare(*np.broadcast_arrays(array, old))
                if not self._close(comparison):
                    return OpDifference(positions[number], old_name, name, comparison)
        return None


class _Record:
    """An observer that keeps the last value computed for each numbered op."""

    def __init__(self) -> None:
        self.values: dict[int, tuple[str, Array]] = {}

    def __call__(self, op: Operation, results: Sequence[Array]) -> None:
        place = file_position(op.location)
        if place is not None and place.file == _NUMBERED and len(results) == 1:
            self.values[place.line] = (op.name, results[0])


_NUMBERED = "ops of the stage before"


def _number_ops(module: ModuleOp) -> Sequence[FilePosition | None]:
    """Let every op stand at a line of its own; returns where they stood, by line.

    In a traced program many ops come from one line of Python.
    """
    positions: list[FilePosition | None] = []
    for number, op in enumerate(module.walk()):
        positions.append(position_of(op))
        op.location = FileLineColLoc(StringAttr(_NUMBERED), IntAttr(number), IntAttr(0))
    return positions


def _apply(leaf: Leaf, ctx: Context, module: ModuleOp) -> None:
    for inner in leaf.modules(module):
        leaf.pass_.apply(ctx, inner)
