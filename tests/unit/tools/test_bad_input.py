"""Bad input gets one message with its place, a non-zero exit, and nothing else."""

from pathlib import Path

import numpy as np
import pytest

from ttmlir_py.tools import opt, ttrt

ADD = """\
func.func @main(%x: tensor<8x3xf32>) -> tensor<8x3xf32> {
  %0 = stablehlo.add %x, %x : tensor<8x3xf32>
  return %0 : tensor<8x3xf32>
}
"""
SHARDED = """\
sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%x: tensor<8x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>})
    -> tensor<8x3xf32> {
  %0 = stablehlo.add %x, %x : tensor<8x3xf32>
  return %0 : tensor<8x3xf32>
}
"""
DYNAMIC = ADD.replace("tensor<8x3xf32>", "tensor<?x3xf32>")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("add.mlir").write_text(ADD)
    Path("sharded.mlir").write_text(SHARDED)
    return tmp_path


def first_line(text: str) -> str:
    return text.partition("\n")[0]


OPT_TEXTS = {
    "malformed type": (
        ADD.replace("%x, %x : tensor<8x3xf32>", "%x, %x : tensor<8x3xf32"),
        "x.mlir:2:45: error: expected '>' in tensor type",
    ),
    "cut off": (
        SHARDED[:100],
        "x.mlir:2:66: error: unbalanced '<' character in pretty dialect name",
    ),
    "type error": (
        ADD.replace(
            "  return",
            '  %1 = "stablehlo.add"(%x, %x) : (tensor<8x3xf32>, tensor<8x3xf32>) -> tensor<3xf32>\n'
            "  return",
        ),
        "x.mlir:3:8: error: 'stablehlo.add' op requires the same shape for all operands and "
        "results",
    ),
    "unknown op": (
        ADD.replace("stablehlo.add", "stablehlo.ad"),
        "x.mlir:2:8: error: custom op 'stablehlo.ad' is unknown",
    ),
    "undefined value": (
        ADD.replace("return %0", "return %1"),
        "x.mlir:3:10: error: use of undeclared SSA value name",
    ),
    "no such type": (
        ADD.replace("tensor<8x3xf32> {", "tensr<8x3xf32> {"),
        "x.mlir:1:40: error: expected non-function type",
    ),
}


@pytest.mark.parametrize("case", OPT_TEXTS)
def test_opt_text(case: str, folder: Path, capsys: pytest.CaptureFixture[str]):
    text, message = OPT_TEXTS[case]
    (folder / "x.mlir").write_text(text)
    assert opt.main(["x.mlir", "-o", "out.mlir"]) == 1
    out, err = capsys.readouterr()
    assert (first_line(err), out) == (message, "")
    assert not (folder / "out.mlir").exists()


def test_source_line_and_caret(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "x.mlir").write_text(ADD.replace("stablehlo.add", "stablehlo.ad"))
    assert opt.main(["x.mlir"]) == 1
    assert capsys.readouterr().err.splitlines()[1:3] == [
        "  %0 = stablehlo.ad %x, %x : tensor<8x3xf32>",
        "       ^",
    ]


OPT_WORDS = {
    "unknown pass": (
        ["--stablehlo-pipline", "add.mlir"],
        "ttmlir-opt: Unknown command line argument '--stablehlo-pipline', "
        "did you mean 'stablehlo-pipeline'?",
    ),
    "unknown pass in a pipeline": (
        ["--pass-pipeline=builtin.module(cze)", "add.mlir"],
        "ttmlir-opt: 'cze' does not refer to a registered pass or pass pipeline, "
        "did you mean 'cse'?",
    ),
    "unclosed pipeline": (
        ["--pass-pipeline=builtin.module(cse", "add.mlir"],
        "ttmlir-opt: expected ')' at position 18 of the pipeline 'builtin.module(cse'",
    ),
    "unknown pass option": (
        ["--stablehlo-pipeline=mesh-shp=1,2", "add.mlir"],
        "ttmlir-opt: 'stablehlo-pipeline' has no option 'mesh-shp', did you mean 'mesh-shape'?",
    ),
    "bad option value": (
        ["--stablehlo-pipeline=mesh-shape=1,b", "add.mlir"],
        "ttmlir-opt: option 'mesh-shape' of 'stablehlo-pipeline' must be int,..., got '1,b'",
    ),
    "two files": (
        ["add.mlir", "sharded.mlir"],
        "ttmlir-opt: Too many positional arguments specified: add.mlir sharded.mlir",
    ),
    "missing file": (
        ["nope.mlir"],
        "error: cannot open input file 'nope.mlir': No such file or directory",
    ),
    "no place for the output": (
        ["add.mlir", "-o", "nope/out.mlir"],
        "error: cannot open output file 'nope/out.mlir': No such file or directory",
    ),
    "missing user passes": (
        ["--load", "nope.py", "add.mlir"],
        "error: cannot open input file 'nope.py': No such file or directory",
    ),
}


@pytest.mark.parametrize("case", OPT_WORDS)
def test_opt_words(case: str, folder: Path, capsys: pytest.CaptureFixture[str]):
    words, message = OPT_WORDS[case]
    assert opt.main(words) == 1
    out, err = capsys.readouterr()
    assert (first_line(err), out) == (message, "")


def test_indivisible_shard(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "x.mlir").write_text(SHARDED.replace("8x3", "6x3"))
    assert opt.main(["--stablehlo-pipeline", "x.mlir"]) == 1
    assert first_line(capsys.readouterr().err) == (
        "x.mlir:2:1: error: 'func.func' op argument #0 has dimension 0 of size 6, "
        'which is not divisible by the size 4 of its axes {"y"}'
    )


ARRAYS = {
    "a shape": ([np.zeros((8, 4), np.float32)], "input 0 must have shape (8, 3), got (8, 4)"),
    "a dtype": ([np.zeros((8, 3))], "input 0 must have dtype float32, got float64"),
    "too few": ([], "expected 1 inputs, got 0"),
    "too many": (
        [np.zeros((8, 3), np.float32)] * 2,
        "expected 1 inputs, got 2: JAX drops arguments that are not used, unless keep_unused=True",
    ),
}


@pytest.mark.parametrize("case", ARRAYS)
def test_inputs(case: str, folder: Path, capsys: pytest.CaptureFixture[str]):
    arrays, message = ARRAYS[case]
    np.savez("in.npz", **{f"in{i}": array for i, array in enumerate(arrays)})
    assert ttrt.main(["run", "sharded.mlir", "--inputs", "in.npz"]) == 1
    assert capsys.readouterr() == ("", f"error: {message}\n")


def test_cut_off_inputs(folder: Path, capsys: pytest.CaptureFixture[str]):
    np.savez("in.npz", in0=np.zeros((8, 3), np.float32))
    Path("cut.npz").write_bytes(Path("in.npz").read_bytes()[:100])
    assert ttrt.main(["run", "add.mlir", "--inputs", "cut.npz"]) == 1
    assert capsys.readouterr().err == "error: 'cut.npz' is not a complete .npz file\n"


RUN_WORDS = {
    "missing inputs": (
        ["add.mlir", "--inputs", "nope.npz"],
        "error: cannot read 'nope.npz': No such file or directory",
    ),
    "missing file": (
        ["nope.mlir"],
        "error: cannot open input file 'nope.mlir': No such file or directory",
    ),
    "another mesh": (
        ["sharded.mlir", "--mesh", "2,2"],
        "sharded.mlir:1:1: error: 'sdy.mesh' op has shape 2x4, but the mesh shape asked for is 2x2",
    ),
}


@pytest.mark.parametrize("case", RUN_WORDS)
def test_ttrt_words(case: str, folder: Path, capsys: pytest.CaptureFixture[str]):
    words, message = RUN_WORDS[case]
    assert ttrt.main(["run", *words]) == 1
    assert first_line(capsys.readouterr().err) == message


def test_outputs_that_differ(folder: Path, capsys: pytest.CaptureFixture[str]):
    x = np.ones((8, 3), np.float32)
    np.savez("in.npz", in0=x)
    np.savez("good.npz", out0=x + x)
    np.savez("bad.npz", out0=x)
    run = ["run", "sharded.mlir", "--inputs", "in.npz", "--check"]
    assert ttrt.main([*run, "good.npz"]) == 0
    assert ttrt.main([*run, "bad.npz"]) == 1
    assert "differs" in capsys.readouterr().out


def test_dynamic_shapes(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "x.mlir").write_text(DYNAMIC)
    assert ttrt.main(["run", "x.mlir"]) == 1
    assert first_line(capsys.readouterr().err) == (
        "x.mlir:1:1: error: 'func.func' op has the dynamic type 'tensor<?x3xf32>': "
        "sizes must be known, and ttmlir_py.refine(program, inputs) makes a program static for "
        "given inputs"
    )
