"""Probes: every value in a file of its own, found again by its id and turn."""

from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
from simulated import program

from ttmlir_py.runtime.outside import Outside, Probes
from ttmlir_py.syntax.diagnostics import CompileError

LOOP = """
func.func @main() {
  %i = stablehlo.constant dense<0> : tensor<i64>
  %one = stablehlo.constant dense<1> : tensor<i64>
  %three = stablehlo.constant dense<3> : tensor<i64>
  %r = stablehlo.while(%x = %i) : tensor<i64>
  cond {
    %c = stablehlo.compare LT, %x, %three : (tensor<i64>, tensor<i64>) -> tensor<i1>
    stablehlo.return %c : tensor<i1>
  } do {
    %n = stablehlo.add %x, %one : tensor<i64>
    %p = interpreter.probe %n, probe_id = "a/b, \\22c" : tensor<i64>
    stablehlo.return %p : tensor<i64>
  }
  check.expect_serialized_eq %one, probe_id = "a/b, \\22c" : tensor<i64>
  check.expect_serialized_eq %three, probe_id = "a/b, \\22c", iter = 2 : tensor<i64>
  EXTRA
  return
}
"""


def run(tmp_path: Path | None, extra: str = "") -> None:
    program(LOOP.replace("EXTRA", extra), outside=Outside(probes=Probes(tmp_path)))()


def test_probes_of_a_loop(tmp_path: Path):
    run(tmp_path)
    run(tmp_path)  # a run starts anew
    assert [int(np.load(tmp_path / f"probe{i}.npy")) for i in (1, 2, 3)] == [1, 2, 3]
    assert len((tmp_path / "index.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (
            'check.expect_serialized_eq %one, probe_id = "z" : tensor<i64>',
            "Failed to find serialized data for probe z.",
        ),
        (
            'check.expect_serialized_eq %one, probe_id = "a/b, \\22c", iter = 1 : tensor<i64>',
            "Element values don't match",
        ),
        (
            "%f = stablehlo.convert %one : (tensor<i64>) -> tensor<f32>\n"
            'check.expect_serialized_eq %f, probe_id = "a/b, \\22c" : tensor<f32>',
            "Serialized types don't match: tensor<f32> (actual) vs tensor<i64> (expected)",
        ),
    ],
)
def test_failing_checks(tmp_path: Path, extra: str, message: str):
    with pytest.raises(CompileError) as caught:
        run(tmp_path, extra)
    assert message in str(caught.value)


def test_without_a_folder():
    with pytest.raises(CompileError, match="needs a folder to write to: --probe-output-dir"):
        run(None)


@pytest.mark.parametrize("type_", ["bf16", "f8E4M3FN", "f16", "i4", "i1", "complex<f64>", "ui8"])
def test_element_types(tmp_path: Path, type_: str):
    t = f"tensor<2x2x{type_}>"
    text = f"""func.func @main(%x: {t}) -> {t} {{
      %0 = interpreter.probe %x, probe_id = "p" : {t}
      check.expect_serialized_eq %0, probe_id = "p" : {t}
      return %0 : {t}
    }}"""
    x = np.array([[1, 0], [0, 1]])
    (result,) = program(text, outside=Outside(probes=Probes(tmp_path)))(x)
    np.testing.assert_array_equal(result.astype(np.complex128), x)
    stored = np.load(tmp_path / "probe1.npy")
    if type_ == "bf16":
        assert (stored.view(ml_dtypes.bfloat16) == x).all()
