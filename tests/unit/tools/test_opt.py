"""What ttmlir-opt's own options do."""

import io
import re
import sys
from pathlib import Path

import pytest

from ttmlir_py.tools.opt import main

ADD = """\
module {
  func.func @main(%arg0: tensor<2xf32>) -> tensor<2xf32> {
    %0 = stablehlo.add %arg0, %arg0 : tensor<2xf32>
    %1 = stablehlo.add %arg0, %arg0 : tensor<2xf32>
    %2 = stablehlo.multiply %0, %1 : tensor<2xf32>
    return %2 : tensor<2xf32>
  }
}
"""


@pytest.fixture
def source(tmp_path: Path) -> str:
    path = tmp_path / "x.mlir"
    path.write_text(ADD)
    return str(path)


def banners(text: str) -> list[str]:
    return re.findall(r"// -----// IR Dump (.*) //----- //", text)


def test_without_passes_the_text_comes_back(source: str, capsys: pytest.CaptureFixture[str]):
    assert main([source]) == 0
    assert capsys.readouterr().out == ADD


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ADD.encode())))
    assert main(["-"]) == 0
    assert capsys.readouterr().out == ADD


def test_output_file(source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "out.mlir"
    assert main([source, "-o", str(out)]) == 0
    assert (capsys.readouterr().out, out.read_text()) == ("", ADD)


def test_passes_run_in_order(source: str, capsys: pytest.CaptureFixture[str]):
    words = ["-cse", "--canonicalize", "--cse", "--mlir-print-ir-before-all", source]
    assert main(words) == 0
    assert banners(capsys.readouterr().err) == [
        "Before CSE (cse)",
        "Before Canonicalize (canonicalize)",
        "Before CSE (cse)",
    ]


def test_print_after_change(source: str, capsys: pytest.CaptureFixture[str]):
    assert main(["--cse", "--symbol-dce", "--mlir-print-ir-after-change", source]) == 0
    assert banners(capsys.readouterr().err) == ["After CSE (cse)"]


def test_print_after_named(source: str, capsys: pytest.CaptureFixture[str]):
    words = ["--cse", "--symbol-dce", "--mlir-print-ir-after=symbol-dce", source]
    assert main(words) == 0
    assert banners(capsys.readouterr().err) == ["After SymbolDce (symbol-dce)"]


def test_printing_looks_inside_pipelines(source: str, capsys: pytest.CaptureFixture[str]):
    assert main(["--stablehlo-pipeline", "--mlir-print-ir-before=analyze-mesh", source]) == 0
    assert len(banners(capsys.readouterr().err)) == 1


def test_textual_pipeline(source: str, capsys: pytest.CaptureFixture[str]):
    words = ["--pass-pipeline=builtin.module(func.func(cse),canonicalize)", source]
    assert main([*words, "--dump-pass-pipeline"]) == 0
    out, err = capsys.readouterr()
    assert out.count("stablehlo.add") == 1
    assert err == "Pass Manager with pipeline:\nbuiltin.module(cse,canonicalize)\n"


def test_dumped_pipeline_reads_back(source: str, capsys: pytest.CaptureFixture[str]):
    pipelines = ["--stablehlo-pipeline", "--stablehlo-to-ttir-pipeline"]
    pipelines += ["--ttir-to-ttnn-backend-pipeline=enable-fusing-pass=false"]
    assert main([*pipelines, "--dump-pass-pipeline", source]) == 0
    out, err = capsys.readouterr()
    assert main([f"--pass-pipeline={err.splitlines()[1]}", source]) == 0
    assert capsys.readouterr().out == out


def test_timing(source: str, capsys: pytest.CaptureFixture[str]):
    assert main(["--cse", "--mlir-timing", source]) == 0
    report = capsys.readouterr().err
    names = [line.rpartition("  ")[2] for line in report.splitlines() if "%)" in line]
    assert names == ["Parser", "CSE (cse)", "Output", "Rest", "Total"]


def test_generic_form(source: str, capsys: pytest.CaptureFixture[str]):
    assert main(["--mlir-print-op-generic", source]) == 0
    assert '"stablehlo.add"(%arg0, %arg0)' in capsys.readouterr().out


def test_split_input_goes_on_after_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "x.mlir"
    path.write_text(f"{ADD}// -----\nfunc.func @f() {{ foo.bar }}\n// -----\n{ADD}")
    assert main(["--split-input-file", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out.count("module {") == 2
    assert err.startswith(f"{path}:10:18: error: ")


@pytest.mark.parametrize(
    ("flag", "code"),
    [
        ("--verify-diagnostics=only-expected", 0),
        ("--verify-diagnostics=all", 1),
        ("--verify-diagnostics=true", 1),
        ("--verify-diagnostics=none", 1),
    ],
)
def test_verify_only_expected_diagnostics(
    flag: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "f.mlir"
    path.write_text('"func.foo"() : () -> ()\n// -----\nmodule {}\n')
    assert main([flag, "--split-input-file", str(path)]) == code
    if flag.endswith("none"):
        assert "must be all or only-expected, got 'none'" in capsys.readouterr().err


def test_verify_diagnostics(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "x.mlir"
    expected = "// expected-error@+1 {{'foo.bar'}}\nfunc.func @f() { foo.bar }\n"
    path.write_text(expected)
    assert main(["--verify-diagnostics", str(path)]) == 0
    path.write_text(expected.replace("foo.bar'", "foo.baz'"))
    assert main(["--verify-diagnostics", str(path)]) == 1
    errors = [line for line in capsys.readouterr().err.splitlines() if ": error: " in line]
    assert any("unexpected error" in line for line in errors)
    assert any("was not produced" in line for line in errors)


@pytest.mark.parametrize("topic", ["--help", "--list-passes", "--show-dialects", "--version"])
def test_information(topic: str, capsys: pytest.CaptureFixture[str]):
    assert main([topic]) == 0
    out = capsys.readouterr().out
    known = {"--help": "--stablehlo-pipeline", "--list-passes": "cse\n"}
    assert known.get(topic, {"--show-dialects": "ttnn", "--version": "ttmlir_py"}.get(topic)) in out


def test_help_knows_every_pass_and_option(capsys: pytest.CaptureFixture[str]):
    assert main(["--list-passes"]) == 0
    names = capsys.readouterr().out.split()
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"  --{name}" in out for name in names)
    assert "mesh-shape=<int,...>" in out
