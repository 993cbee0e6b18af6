"""The architecture's rules, read off the source: who may import whom, what loads when."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import ttmlir_py
from ttmlir_py import registry

PACKAGE = Path(ttmlir_py.__file__).parent

ALLOWED = {
    "support": {"support"},
    "syntax": {"syntax", "support", "registry"},
    "dialects": {"dialects", "support", "syntax"},
    "cost": {"cost", "dialects", "support", "syntax"},
    "passes": {"passes", "cost", "dialects", "support", "syntax", "registry", "context"},
    "runtime": {"runtime", "cost", "dialects", "support", "syntax"},
    "frontends": {"frontends", "support", "syntax"},
}
"""Layer -> the parts of the package it may import; `tools` and the top may use all."""

LAZY = {("passes", "runtime")}
"""Pairs allowed inside a function only: constant folding runs kernels."""

WITHOUT_NUMPY = {"support", "syntax", "dialects", "cost", "passes"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def top_level_imports(tree: ast.Module) -> Iterator[str]:
    """Imports that run when the module loads (not those inside functions or TYPE_CHECKING)."""
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from imports(node)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_layers(path: Path):
    layer = path.relative_to(PACKAGE).parts[0]
    if layer not in ALLOWED:
        return
    tree = ast.parse(path.read_text())
    at_load = set(top_level_imports(tree))
    for name in imports(tree):
        parts = name.split(".")
        if parts[0] == "ttmlir_py" and len(parts) > 1 and parts[1] not in ALLOWED[layer]:
            lazy = (layer, parts[1]) in LAZY and name not in at_load
            assert lazy, f"{layer} imports {name}"
        if layer in WITHOUT_NUMPY:
            assert parts[0] not in {"numpy", "scipy", "jax", "ml_dtypes"}, f"{layer} imports {name}"
        assert parts[0] not in {"jax", "jaxlib", "torch"} or name not in at_load, name


def loaded_by(code: str) -> set[str]:
    """The modules that are loaded after a fresh interpreter ran some code."""
    script = f"{code}\nimport sys\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split("\n"))


def test_importing_the_package_loads_nothing():
    assert not loaded_by("import ttmlir_py") & {"xdsl", "numpy", "rich", "ttmlir_py.compiler"}


STABLEHLO = """
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %sum = stablehlo.add %x, %x : tensor<2x3xf32>
  return %sum : tensor<2x3xf32>
}
"""


def test_opt_loads_only_what_is_named(tmp_path: Path):
    source = tmp_path / "add.mlir"
    source.write_text(STABLEHLO)
    code = f"from ttmlir_py.tools.opt import main\nassert main(['--cse', {str(source)!r}]) == 0"
    loaded = loaded_by(code)
    assert not loaded & {"numpy", "scipy", "jax", "rich", "ml_dtypes"}
    dialects = {name for name in loaded if name.startswith("ttmlir_py.dialects.")}
    assert all(name.startswith("ttmlir_py.dialects.stablehlo") for name in dialects)
    stablehlo = registry.dialect("stablehlo")
    assert stablehlo is not None
    families = {stablehlo.file_of(name) for name in stablehlo.op_names}
    used = {f for f in families if f"ttmlir_py.dialects.stablehlo.{f}" in loaded}
    assert used == {stablehlo.file_of("stablehlo.add")}
    passes = {name for name in loaded if name.startswith("ttmlir_py.passes.")}
    assert passes == {"ttmlir_py.passes.common", "ttmlir_py.passes.common.cse"}


def test_no_file_is_too_long():
    longest = {str(p): len(p.read_text().splitlines()) for p in modules()}
    assert not {path: lines for path, lines in longest.items() if lines > 500}
