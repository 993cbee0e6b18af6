"""What simulating a mesh costs: a tensor-parallel MLP on growing meshes, beside plain numpy.

    python benchmarks/mesh_cost.py

Compiles relu(x @ w1) @ w2 (batch 64, hidden 1024, ffn 4096, f32), x split over the first mesh axis,
the weights Megatron-style over the second, and runs it on 1x1, 2x4, 4x8 and 8x32 chips. Times are
the median of interleaved rounds of one process, inputs and outputs being global arrays.
"""

from statistics import median
from time import perf_counter

import numpy as np

import ttmlir_py

BATCH, HIDDEN, FFN = 64, 1024, 4096
MESHES = ((1, 1), (2, 4), (4, 8), (8, 32))
ROUNDS = 15

PROGRAM = """
module @mlp {{
  sdy.mesh @mesh = <["data"={data}, "model"={model}]>
  func.func public @main(
      %x: tensor<{b}x{h}xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"data"}}, {{}}]>}},
      %w1: tensor<{h}x{f}xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{}}, {{"model"}}]>}},
      %w2: tensor<{f}x{h}xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"model"}}, {{}}]>}})
      -> (tensor<{b}x{h}xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"data"}}, {{}}]>}}) {{
    %0 = stablehlo.dot_general %x, %w1, contracting_dims = [1] x [0]
        : (tensor<{b}x{h}xf32>, tensor<{h}x{f}xf32>) -> tensor<{b}x{f}xf32>
    %zero = stablehlo.constant dense<0.0> : tensor<{b}x{f}xf32>
    %1 = stablehlo.maximum %0, %zero : tensor<{b}x{f}xf32>
    %2 = stablehlo.dot_general %1, %w2, contracting_dims = [1] x [0]
        : (tensor<{b}x{f}xf32>, tensor<{f}x{h}xf32>) -> tensor<{b}x{h}xf32>
    return %2 : tensor<{b}x{h}xf32>
  }}
}}
"""


def program(mesh: tuple[int, int]) -> str:
    """The MLP on one mesh."""
    return PROGRAM.format(data=mesh[0], model=mesh[1], b=BATCH, h=HIDDEN, f=FFN)


def main() -> None:
    generator = np.random.default_rng(0)
    shapes = ((BATCH, HIDDEN), (HIDDEN, FFN), (FFN, HIDDEN))
    x, w1, w2 = (generator.standard_normal(shape, np.float32) for shape in shapes)

    def plain(x, w1, w2):
        return (np.maximum(x @ w1, 0) @ w2,)

    runs = {"numpy": plain}
    runs |= {"x".join(map(str, mesh)): ttmlir_py.compile(program(mesh)) for mesh in MESHES}
    (wanted,) = plain(x, w1, w2)
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = perf_counter()
            (got,) = run(x, w1, w2)
            times[name].append(perf_counter() - start)
            assert np.abs(got - wanted).max() <= 1e-3 * np.abs(wanted).max(), name
    medians = {name: median(values) for name, values in times.items()}
    for name, seconds in medians.items():
        to_numpy, to_one = seconds / medians["numpy"], seconds / medians["1x1"]
        print(f"{name:>6}  {1000 * seconds:7.2f} ms  {to_numpy:5.2f} x numpy  {to_one:5.2f} x 1x1")


if __name__ == "__main__":
    main()
