"""ttmlir-translate --interpret: results and prints as StableHLO's own tool shows them."""

from pathlib import Path

import pytest

from ttmlir_py.tools.translate import main

ADD = """
func.func @main(%x: tensor<2xi32>, %y: tensor<2xi32>) -> tensor<2xi32> {
  %0 = stablehlo.add %x, %y : tensor<2xi32>
  return %0 : tensor<2xi32>
}
"""
PRINT = """
func.func @main() -> (tensor<2x2xf16>, tensor<i1>, tensor<1xcomplex<f32>>, tensor<2x0xi8>) {
  %0 = stablehlo.constant dense<[[1.0, -2.0], [3.5, 0.0]]> : tensor<2x2xf16>
  %1 = stablehlo.constant dense<true> : tensor<i1>
  %2 = stablehlo.constant dense<(1.0, -2.0)> : tensor<1xcomplex<f32>>
  %3 = stablehlo.constant dense<> : tensor<2x0xi8>
  interpreter.print %1 : tensor<i1>
  return %0, %1, %2, %3
    : tensor<2x2xf16>, tensor<i1>, tensor<1xcomplex<f32>>, tensor<2x0xi8>
}
"""
FAILING = """
func.func @main() {
  %0 = stablehlo.iota dim = 0 : tensor<3xi32>
  interpreter.print %0 : tensor<3xi32>
  check.expect_eq_const %0, dense<[0, 5, 7]> : tensor<3xi32>
  return
}
"""


def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, *words: str
) -> tuple[int, str, str]:
    """The exit code and what the command writes."""
    source = tmp_path / "program.mlir"
    source.write_text(text)
    code = main([str(source), "--interpret", *words])
    written = capsys.readouterr()
    return code, written.out, written.err


def test_arguments(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    given = "--args=[dense<1> : tensor<2xi32>, dense<[2, 3]> : tensor<2xi32>]"
    assert run(tmp_path, capsys, ADD, given) == (0, "tensor<2xi32> {\n  [3, 4]\n}\n", "")


def test_values_as_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    code, out, _ = run(tmp_path, capsys, PRINT)
    assert code == 0
    assert out == (
        "%c = tensor<i1> {true}\n"
        "tensor<2x2xf16> {\n  [\n    [1.000000e+00, -2.000000e+00],\n"
        "    [3.500000e+00, 0.000000e+00]\n  ]\n}\n"
        "tensor<i1> {true}\n"
        "tensor<1xcomplex<f32>> {\n  [[1.000000e+00, -2.000000e+00]]\n}\n"
        "tensor<2x0xi8> {\n  [\n    [],\n    []\n  ]\n}\n"
    )


def test_values_as_attributes(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    _, out, _ = run(tmp_path, capsys, PRINT, "--interpreter-print-dense")
    assert out.splitlines()[1:] == [
        "dense<[[1.000000e+00, -2.000000e+00], [3.500000e+00, 0.000000e+00]]> : tensor<2x2xf16>",
        "dense<true> : tensor<i1>",
        "dense<(1.000000e+00,-2.000000e+00)> : tensor<1xcomplex<f32>>",
        "dense<> : tensor<2x0xi8>",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("not_array", "expectected array attribute string for args, i.e. --args=[dense<1>"),
        ("[4.0 : f32]", "expected dense elements attribute for args elements, i.e. --args="),
        (
            "[dense<1> : tensor<2xi32>]",
            "incorrect number of arguments specified, provided 1 inputs but function expected 2",
        ),
        (
            "[dense<1> : tensor<2xi32>, dense<1> : tensor<3xi32>]",
            "invalid input argument type at index 1, input type was tensor<3xi32> but entry",
        ),
    ],
)
def test_bad_arguments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: str, message: str
):
    code, out, err = run(tmp_path, capsys, ADD, f"--args={arguments}")
    assert (code, out) == (1, "")
    assert err.startswith(f"error: {message}")


def test_failing_check_shows_place_and_first_element(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    code, out, err = run(tmp_path, capsys, FAILING)
    assert code == 1
    assert out == "%0 = tensor<3xi32> {\n  [0, 1, 2]\n}\n"
    assert "program.mlir:5:3: error: 'check.expect_eq_const' op Element values don't match: " in err
    assert "1 (actual) vs 5 (expected) at index [1]; 2 of 3 differ" in err


def test_parts_run_on_after_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    text = f"{FAILING}// -----\n{PRINT}"
    code, out, err = run(tmp_path, capsys, text, "--split-input-file")
    assert code == 1
    assert "tensor<i1> {true}" in out
    assert "program.mlir:5:3: error" in err


def test_module_without_functions(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(tmp_path, capsys, "// nothing\n") == (0, "", "")


def test_a_static_argument_for_a_dynamic_parameter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    text = ADD.replace("tensor<2xi32>", "tensor<?xi32>")
    given = "--args=[dense<1> : tensor<3xi32>, dense<[2, 3, 4]> : tensor<3xi32>]"
    code, out, err = run(tmp_path, capsys, text, given)
    assert (code, err) == (0, "")
    assert "[3, 4, 5]" in out
    code, _, err = run(tmp_path, capsys, text, given.replace("<3xi32>, d", "<3x1xi32>, d"))
    assert code == 1
    assert "invalid input argument type at index 0" in err


BROKEN = {
    "recursion": (
        "func.func @main(%x: tensor<i32>) -> tensor<i32> {\n"
        "  %0 = call @main(%x) : (tensor<i32>) -> tensor<i32>\n  return %0 : tensor<i32>\n}",
        "calls 'main' inside of itself: recursion never ends",
    ),
    "a process that there is not": (
        'func.func @main(%x: tensor<i32>) -> tensor<i32> {\n  %0 = "stablehlo.collective_permute"'
        "(%x) <{source_target_pairs = dense<[[0, 1]]> : tensor<1x2xi64>}> "
        ": (tensor<i32>) -> tensor<i32>\n  return %0 : tensor<i32>\n}",
        "names process 1, but there are 1",
    ),
    "an unknown call": (
        "func.func @main(%x: tensor<i32>) -> tensor<i32> {\n"
        "  %0 = stablehlo.custom_call @what(%x) : (tensor<i32>) -> tensor<i32>\n"
        "  return %0 : tensor<i32>\n}",
        "target 'what' has no kernel in the runtime",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_run_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str):
    text, message = BROKEN[name]
    code, _, err = run(tmp_path, capsys, text, "--args=[dense<1> : tensor<i32>]")
    assert code == 1
    assert message in err
