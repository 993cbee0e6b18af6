"""The stage check names the pass and the op that changed the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass

import ttmlir_py
from ttmlir_py import compiler, registry
from ttmlir_py.dialects.ttir.elementwise_binary import AddOp, SubtractOp
from ttmlir_py.passes.stablehlo_to_ttir.pipeline import StablehloToTtirPipeline
from ttmlir_py.stage_check import StageCheck
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.passes import Nested, Pass

PROGRAM = """\
sdy.mesh @mesh = <["x"=2, "y"=2]>
func.func @main(%x: tensor<4x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>})
    -> tensor<4x3xf32> {
  %0 = stablehlo.multiply %x, %x : tensor<4x3xf32>
  %1 = stablehlo.add %0, %x : tensor<4x3xf32>
  %2 = stablehlo.tanh %1 : tensor<4x3xf32>
  return %2 : tensor<4x3xf32>
}
"""
X = np.linspace(-1, 1, 12, dtype=np.float32).reshape(4, 3)


@dataclass(frozen=True)
class BreakAddPass(Pass):
    """Additions are subtractions."""

    name = "break-add"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(op.walk()):
            if isinstance(inner, AddOp):
                broken = SubtractOp(inner.lhs, inner.rhs, location=inner.location)
                assert inner.parent is not None
                inner.parent.insert_op_before(broken, inner)
                replace_op(inner, broken.results)


@dataclass(frozen=True)
class BrokenPipeline(StablehloToTtirPipeline):
    """The pipeline to TTIR, and a pass after it that is wrong."""

    name = "broken-pipeline"

    def steps(self) -> Sequence[ModulePass | Nested]:
        return [*super().steps(), Nested("ttcore.device_module", [BreakAddPass()])]


def test_all_stages_agree():
    results = list(StageCheck(ttmlir_py.compile(PROGRAM), [X], 1e-5).run())
    assert [(result.stage, result.passed) for result in results] == [
        ("stablehlo", True),
        ("ttir", True),
        ("ttnn", True),
    ]


def test_the_first_wrong_op_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(registry.PIPELINES, "broken-pipeline", f"{__name__}:BrokenPipeline")
    monkeypatch.setitem(compiler.PIPELINES, "ttir", "broken-pipeline")
    results = list(StageCheck(ttmlir_py.compile(PROGRAM), [X], 1e-5).run())
    assert [(result.stage, result.passed) for result in results] == [
        ("stablehlo", True),
        ("ttir", False),
    ]
    culprit = results[-1].culprit
    assert culprit is not None
    assert culprit.pass_name == "break-add"
    assert culprit.op is not None
    assert culprit.op.position is not None
    assert (culprit.op.position.line, culprit.op.before, culprit.op.after) == (
        5,
        "ttir.add",
        "ttir.subtract",
    )
    assert culprit.op.comparison.max_abs == pytest.approx(2)


def test_ops_of_one_line_are_told_apart(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(registry.PIPELINES, "broken-pipeline", f"{__name__}:BrokenPipeline")
    monkeypatch.setitem(compiler.PIPELINES, "ttir", "broken-pipeline")
    lines = PROGRAM.splitlines()
    ops = [f'{line} loc("model.py":7:3)' if " = stablehlo" in line else line for line in lines]
    *_, last = StageCheck(ttmlir_py.compile("\n".join(ops)), [X], 1e-5).run()
    assert last.culprit is not None
    assert last.culprit.op is not None
    assert (last.culprit.op.before, last.culprit.op.after) == ("ttir.add", "ttir.subtract")
    assert str(last.culprit.op.position) == "model.py:7:3"
