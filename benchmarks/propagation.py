"""How fast shardings spread: our `sdy-propagation-pipeline` beside the one of jaxlib, in C++.

    python benchmarks/propagation.py [file.mlir ...]

Both run on the same module, read beforehand, in turns and in one thread; figures are microseconds
of processor time per operation, the best of several rounds. C++ is timed as its pass manager runs
by default, as in JAX, which verifies the module after every pass, and *bare*, without that. Ours
verifies once, at the start of propagation, and the garbage collector is set as in `ttmlir-opt`.
Without files the programs are decoders of three sizes.
Needs the `jax` extra.
"""

import gc
import sys
from pathlib import Path
from time import process_time

from jax._src.interpreters import mlir as jax_mlir
from jaxlib.mlir import ir, passmanager
from jaxlib.mlir.dialects import stablehlo

from ttmlir_py.context import Context
from ttmlir_py.passes.sdy.pipelines import PropagationPipeline
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.tools.launch import COLLECT_EVERY

ROUNDS = 5
LAYERS = (50, 200, 800)
PIPELINE = "sdy-propagation-pipeline"

HEAD = """\
sdy.mesh @mesh = <["data"=2, "model"=4]>
func.func @main(%x0: tensor<8x64xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"data"}}, {{?}}]>}},
{weights}) -> tensor<8x64xf32> {{
%zero = stablehlo.constant dense<0.0> : tensor<f32>
"""
WEIGHTS = """\
%up{n}: tensor<64x256xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{}}, {{"model"}}]>}},
%down{n}: tensor<256x64xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"model"}}, {{}}]>}}"""
LAYER = """\
%square{n} = stablehlo.multiply %x{n}, %x{n} : tensor<8x64xf32>
%sum{n} = stablehlo.reduce(%square{n} init: %zero) applies stablehlo.add across dimensions = [1] \
: (tensor<8x64xf32>, tensor<f32>) -> tensor<8xf32>
%root{n} = stablehlo.rsqrt %sum{n} : tensor<8xf32>
%wide{n} = stablehlo.broadcast_in_dim %root{n}, dims = [0] : (tensor<8xf32>) -> tensor<8x64xf32>
%normal{n} = stablehlo.multiply %x{n}, %wide{n} : tensor<8x64xf32>
%hidden{n} = stablehlo.dot_general %normal{n}, %up{n}, contracting_dims = [1] x [0] \
: (tensor<8x64xf32>, tensor<64x256xf32>) -> tensor<8x256xf32>
%heads{n} = stablehlo.reshape %hidden{n} : (tensor<8x256xf32>) -> tensor<8x16x16xf32>
%turned{n} = stablehlo.transpose %heads{n}, dims = [1, 0, 2] \
: (tensor<8x16x16xf32>) -> tensor<16x8x16xf32>
%scores{n} = stablehlo.dot_general %turned{n}, %turned{n}, batching_dims = [0] x [0], \
contracting_dims = [2] x [2] : (tensor<16x8x16xf32>, tensor<16x8x16xf32>) -> tensor<16x8x8xf32>
%gate{n} = stablehlo.logistic %scores{n} : tensor<16x8x8xf32>
%mixed{n} = stablehlo.dot_general %gate{n}, %turned{n}, batching_dims = [0] x [0], \
contracting_dims = [2] x [1] : (tensor<16x8x8xf32>, tensor<16x8x16xf32>) -> tensor<16x8x16xf32>
%back{n} = stablehlo.transpose %mixed{n}, dims = [1, 0, 2] \
: (tensor<16x8x16xf32>) -> tensor<8x16x16xf32>
%flat{n} = stablehlo.reshape %back{n} : (tensor<8x16x16xf32>) -> tensor<8x256xf32>
%out{n} = stablehlo.dot_general %flat{n}, %down{n}, contracting_dims = [1] x [0] \
: (tensor<8x256xf32>, tensor<256x64xf32>) -> tensor<8x64xf32>
%x{next} = stablehlo.add %x{n}, %out{n} : tensor<8x64xf32>
"""


def decoder(layers: int) -> str:
    """The text of a program of so many layers."""
    weights = ",\n".join(WEIGHTS.format(n=n) for n in range(layers))
    body = "".join(LAYER.format(n=n, next=n + 1) for n in range(layers))
    return f"{HEAD.format(weights=weights)}{body}return %x{layers} : tensor<8x64xf32>\n}}\n"


def ours(text: str) -> tuple[float, int]:
    """Seconds, and the number of operations."""
    context = Context()
    module = parse_module(text, context)
    count = sum(1 for _ in module.walk())
    gc.collect()
    start = process_time()
    PropagationPipeline().apply(context, module)
    return process_time() - start, count


def theirs(text: str, *, verify: bool) -> float:
    """Seconds of the passes in C++."""
    with jax_mlir.make_ir_context() as context:
        context.enable_multithreading(False)
        module = ir.Module.parse(text)
        passes = passmanager.PassManager.parse(f"builtin.module({PIPELINE})")
        passes.enable_verifier(verify)
        gc.collect()
        start = process_time()
        passes.run(module.operation)
        return process_time() - start


def report(name: str, text: str) -> None:
    """One line: microseconds per operation of each, and how ours compares."""
    mine: list[float] = []
    default: list[float] = []
    bare: list[float] = []
    count = 1
    for _ in range(ROUNDS):
        seconds, count = ours(text)
        mine.append(seconds)
        default.append(theirs(text, verify=True))
        bare.append(theirs(text, verify=False))
    own, first, second = (min(times) / count * 1e6 for times in (mine, default, bare))
    figures = f"{own:8.1f}{first:8.1f}{second:8.1f}{own / first:12.2f}{own / second:12.2f}"
    print(f"{name:32}{count:8}{figures}")


def main() -> None:
    programs = {Path(name).stem: Path(name).read_text() for name in sys.argv[1:]}
    stablehlo.register_stablehlo_passes()
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY)
    print(f"{'':32}{'ops':>8}{'ours':>8}{'C++':>8}{'bare':>8}{'ours/C++':>12}{'ours/bare':>12}")
    for name, text in (programs or {f"{n} layers": decoder(n) for n in LAYERS}).items():
        report(name, text)


if __name__ == "__main__":
    main()
