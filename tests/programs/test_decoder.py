"""The demo's decoder: every stage gives JAX's numbers, and the demo runs."""

import runpy
from pathlib import Path

import numpy as np
import pytest

import ttmlir_py

EXAMPLES = Path(__file__).parents[2] / "examples"
PROGRAM = EXAMPLES / "llama" / "decoder.mlir"


@pytest.fixture(scope="module")
def executable() -> ttmlir_py.Executable:
    return ttmlir_py.compile(PROGRAM)


@pytest.mark.parametrize("stage", ["source", "stablehlo", "ttir", "ttnn"])
def test_stage(stage: str, executable: ttmlir_py.Executable):
    data = np.load(PROGRAM.with_suffix(".npz"))
    inputs = [data[f"in{i}"] for i in range(len(data.files) - 1)]
    (logits,) = executable.run_stage(stage, *inputs)
    assert np.abs(logits - data["out0"]).max() <= 1e-5 * np.abs(data["out0"]).max()


def test_collectives_are_megatrons(executable: ttmlir_py.Executable):
    """Per layer one all-reduce after attention and one after the FFN; the logits are gathered."""
    kinds = [(c.kind, c.axes) for c in executable.collectives]
    assert kinds == [("all_reduce", ("model",))] * 4 + [("all_gather", ("model",))]


def test_demo(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stop:
        runpy.run_path(str(EXAMPLES / "demo.py"), run_name="__main__")
    assert stop.value.code == 0
    out = capsys.readouterr().out
    assert "all_reduce" in out
    assert "PCC" in out
