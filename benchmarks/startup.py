"""How long ttmlir-opt takes on a small file, beside importing xDSL's own driver.

    python benchmarks/startup.py

Both run as processes, interleaved; the figure is the ratio of medians.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

ROUNDS = 21

PROGRAM = """\
module @small {
  func.func public @main(%x: tensor<8x16xf32>, %w: tensor<16x4xf32>, %b: tensor<4xf32>)
      -> tensor<8x4xf32> {
    %0 = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0]
        : (tensor<8x16xf32>, tensor<16x4xf32>) -> tensor<8x4xf32>
    %1 = stablehlo.broadcast_in_dim %b, dims = [1] : (tensor<4xf32>) -> tensor<8x4xf32>
    %2 = stablehlo.add %0, %1 : tensor<8x4xf32>
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %3 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<8x4xf32>
    %4 = stablehlo.maximum %2, %3 : tensor<8x4xf32>
    %5 = stablehlo.multiply %4, %4 : tensor<8x4xf32>
    %6 = stablehlo.reduce(%5 init: %cst) applies stablehlo.add across dimensions = [1]
        : (tensor<8x4xf32>, tensor<f32>) -> tensor<8xf32>
    %7 = stablehlo.rsqrt %6 : tensor<8xf32>
    %8 = stablehlo.broadcast_in_dim %7, dims = [0] : (tensor<8xf32>) -> tensor<8x4xf32>
    %9 = stablehlo.multiply %4, %8 : tensor<8x4xf32>
    return %9 : tensor<8x4xf32>
  }
}
"""


def seconds(command: list[str]) -> float:
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def main() -> None:
    opt = str(Path(sys.executable).parent / "ttmlir-opt")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "small.mlir"
        source.write_text(PROGRAM)
        commands = {
            "import xdsl.xdsl_opt_main": [sys.executable, "-c", "import xdsl.xdsl_opt_main"],
            "ttmlir-opt": [opt, str(source)],
            "ttmlir-opt --cse --canonicalize": [opt, "--cse", "--canonicalize", str(source)],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(seconds(command))
    base = median(times["import xdsl.xdsl_opt_main"])
    for name, values in times.items():
        print(f"{name:<32} {1000 * median(values):6.0f} ms  {median(values) / base:5.2f} x")


if __name__ == "__main__":
    main()
