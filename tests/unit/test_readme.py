"""What the README shows runs as it is written."""

import re
import shlex
from pathlib import Path

import pytest

from ttmlir_py import registry
from ttmlir_py.tools import opt, ttrt

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    shlex.split(line.removeprefix("    .venv/bin/"))
    for line in README.replace("\\\n", " ").splitlines()
    if line.startswith("    .venv/bin/")
]
MAIN = {"ttmlir-opt": opt.main, "ttrt": ttrt.main}


@pytest.fixture(autouse=True)
def checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder that looks like the checkout, for commands that write files."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)


def test_there_are_examples():
    assert len(COMMANDS) == 4
    assert len(PYTHON) == 2


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_command(words: list[str]):
    assert MAIN[words[0]](words[1:]) == 0


def test_from_python(capsys: pytest.CaptureFixture[str]):
    pytest.importorskip("jax")
    exec(compile(PYTHON[0], "README.md", "exec"), {})
    assert '"ttir.dot_general"' in capsys.readouterr().out


def test_own_pass(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(registry, "PASSES", dict(registry.PASSES))
    Path("my_passes.py").write_text(PYTHON[1])
    (flags,) = re.findall(r"`ttmlir-opt (--load my_passes.py [^`]*)`", README)
    words = [*shlex.split(flags), "examples/llama/decoder.mlir", "-o", "out.mlir"]
    assert opt.main(words) == 0
    count = Path("examples/llama/decoder.mlir").read_text().count(" stablehlo.")
    assert int(capsys.readouterr().out) >= count > 100
