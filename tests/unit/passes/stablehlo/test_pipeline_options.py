"""What each option of `stablehlo-pipeline` changes, and that it leaves the numbers alone."""

# ruff: noqa: E501 - lines of programs

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from ttmlir_py.context import Context
from ttmlir_py.passes.stablehlo.pipeline import StableHloPipeline
from ttmlir_py.runtime.program import Program
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

PLAIN = """func.func @main(%a: tensor<8x16xf32>, %b: tensor<16x4xf32>) -> tensor<8x4xf32> {
  %0 = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (tensor<8x16xf32>, tensor<16x4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}"""
MESH = 'sdy.mesh @mesh = <["x"=2, "y"=4]>\n'
SHARDED = MESH + PLAIN.replace(
    "%a: tensor<8x16xf32>",
    '%a: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}',
)
IMAGES = """func.func @main(%a: tensor<8x2x4x4xf32>, %w: tensor<4x4xf32>) -> tensor<8x2x4x4xf32> {
  %0 = stablehlo.dot_general %a, %w, contracting_dims = [3] x [0] : (tensor<8x2x4x4xf32>, tensor<4x4xf32>) -> tensor<8x2x4x4xf32>
  return %0 : tensor<8x2x4x4xf32>
}"""


def lower(text: str, pipeline: StableHloPipeline, shapes: Sequence[tuple[int, ...]]) -> str:
    """The text after a pipeline, which computes what the program did before."""
    context = Context()
    module = parse_module(text, context)
    arrays = [np.random.default_rng(0).normal(size=s).astype(np.float32) for s in shapes]
    wanted = Program(module.clone())(*arrays)
    pipeline.apply(context, module)
    module.verify()
    for actual, expected in zip(Program(module)(*arrays), wanted, strict=True):
        np.testing.assert_allclose(actual, expected, rtol=1e-4, atol=1e-4)
    return print_module(module)


MATRICES = [(8, 16), (16, 4)]


def test_mesh_shape() -> None:
    """The mesh of programs that have none; of size 1 by default. Others keep theirs."""
    assert '"x"=2, "y"=2, "z"=3' in lower(PLAIN, StableHloPipeline((2, 2, 3)), MATRICES)
    assert '"x"=1, "y"=1' in lower(PLAIN, StableHloPipeline(), MATRICES)
    assert '"x"=2, "y"=4' in lower(SHARDED, StableHloPipeline((1, 2)), MATRICES)


def test_result_presharded() -> None:
    """A result that is to stay on the chips has the local shape of a shard."""
    whole = lower(SHARDED, StableHloPipeline(), MATRICES)
    kept = lower(SHARDED, StableHloPipeline(result_presharded=(1,)), MATRICES)
    signature = (
        "-> (tensor<8x4xf32> {ttcore.local_shape = #ttcore<local_shape local_shape = tensor<"
    )
    assert f"{signature}8x4xf32>>, ttcore.shard_status = #ttcore.shard_status<unsharded>}}" in whole
    assert f"{signature}4x4xf32>>, ttcore.shard_status = #ttcore.shard_status<presharded>}}" in kept


def test_result_presharded_has_an_entry_for_each_result() -> None:
    module = parse_module(SHARDED, Context())
    with pytest.raises(CompileError, match="does not match the number of results"):
        StableHloPipeline(result_presharded=(1, 0)).apply(Context(), module)


def test_automatic_arg_analysis() -> None:
    """The batch of the largest input is divided over the second axis; without it, nothing is."""
    split = StableHloPipeline((1, 4), automatic_arg_analysis=True)
    shapes = [(8, 2, 4, 4), (4, 4)]
    assert "(%arg2: tensor<2x2x4x4xf32>, %arg3: tensor<4x4xf32>)" in lower(IMAGES, split, shapes)
    whole = lower(IMAGES, StableHloPipeline((1, 4)), shapes)
    assert "(%arg2: tensor<8x2x4x4xf32>, %arg3: tensor<4x4xf32>)" in whole


def test_argument_types() -> None:
    """They are written on the arguments, and say which of them are divided automatically."""
    types = "main=parameter,input"
    text = lower(PLAIN, StableHloPipeline(argument_types=types), MATRICES)
    assert "#ttcore.argument_type<parameter>" in text
    split = StableHloPipeline((1, 4), automatic_arg_analysis=True, argument_types=types)
    assert "(%arg2: tensor<8x4xf32>, %arg3: tensor<4x4xf32>)" in lower(PLAIN, split, MATRICES)


def test_enable_aggressive_simplification() -> None:
    text = """func.func @main(%a: tensor<4xf32>) -> tensor<4xf32> {
  %0 = stablehlo.reshape %a : (tensor<4xf32>) -> tensor<2x2xf32>
  %1 = stablehlo.reshape %0 : (tensor<2x2xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}"""
    assert "reshape" in lower(text, StableHloPipeline(), [(4,)])
    simple = StableHloPipeline(enable_aggressive_simplification=True)
    assert "reshape" not in lower(text, simple, [(4,)])


def test_enable_auto_sharding() -> None:
    """Arguments that nobody divided are divided; without the option they are whole."""
    chosen = lower(MESH + PLAIN, StableHloPipeline(enable_auto_sharding=True), MATRICES)
    assert "in_shardings=[<@mesh, [{}, {}]>, <@mesh, [{}, {}]>]" not in chosen
    whole = lower(MESH + PLAIN, StableHloPipeline(), MATRICES)
    assert "in_shardings=[<@mesh, [{}, {}]>, <@mesh, [{}, {}]>]" in whole


@pytest.mark.parametrize("with_variants", [False, True])
def test_dump_dir_and_dump_variants(tmp_path: Path, with_variants: bool) -> None:
    """A summary and the winner; with variants, two modules of each, and all of them can be read."""
    search = StableHloPipeline(
        enable_auto_sharding=True, dump_dir=str(tmp_path), dump_variants=with_variants
    )
    lowered = lower(MESH + PLAIN, search, MATRICES)
    names = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    winner = {"winner_stablehlo_with_hints.mlir", "winner_stablehlo_with_ccls.mlir"}
    assert winner | {"summary.txt"} <= names
    variants = sorted(name for name in names if name.startswith("variant_"))
    summary = (tmp_path / "summary.txt").read_text()
    assert summary.count("<- chosen") == 1
    costs = {line: float(line.split()[2]) for line in summary.splitlines()[1:] if "[" in line}
    assert len({line.partition("arg0")[2] for line in costs}) == len(costs)
    assert all(axis in summary for axis in ("arg0:[x", "arg1:[y", "x+y"))
    assert min(costs, key=costs.__getitem__).endswith("<- chosen")
    assert len(variants) == (2 * (len(summary.splitlines()) - 1) if with_variants else 0)
    for name in names - {"summary.txt"}:
        parse_module((tmp_path / name).read_text(), Context()).verify()
    shardings = next(line for line in lowered.splitlines() if "in_shardings" in line)
    chosen = (tmp_path / "winner_stablehlo_with_ccls.mlir").read_text()
    assert shardings.partition("manual_axes")[0] in chosen


def test_variants_go_to_the_temporary_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    lower(MESH + PLAIN, StableHloPipeline(enable_auto_sharding=True, dump_variants=True), MATRICES)
    assert (tmp_path / "variant_00" / "01_stablehlo_with_hints.mlir").exists()


def test_every_option_is_here() -> None:
    source = Path(__file__).read_text()
    for option in fields(StableHloPipeline):
        if option.name != "name":
            assert f"def test_{option.name}" in source or f"_and_{option.name}" in source
