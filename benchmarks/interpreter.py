"""How fast StableHLO is interpreted, beside StableHLO's C++ interpreter and JAX's compiled CPU.

    python benchmarks/interpreter.py [--only WORD]

Every program runs in both interpreters on the same inputs, each in a forked worker (the C++ one
aborts its process where it cannot go on), and must give the same result. Ours is the median of
several runs of a program read once; the C++ interpreter's is one run, of a smaller program
(marked `*`) where the full size takes it minutes: then both sides run the smaller one, and our
time for the full size is shown besides. The figure at the end is the geometric mean of ratios.

Then the llama prefill of `examples/llama` runs interpreted, beside JAX's jitted CPU. numpy's matrix
products get one thread: on a machine that does other things too, waiting for a second one costs
more than it gives.
"""

import argparse
import multiprocessing
import os
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from statistics import geometric_mean, median
from time import perf_counter
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

ROUNDS = 7
EXAMPLE = Path(__file__).parent.parent / "examples" / "llama" / "export.py"
F32 = np.float32
REDUCER = """({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %s = stablehlo.add %a, %b : tensor<f32>
      stablehlo.return %s : tensor<f32>
    })"""


def function(body: str, *types: str, result: str) -> str:
    """A main function of one op on its arguments."""
    arguments = ", ".join(f"%x{i}: tensor<{t}>" for i, t in enumerate(types))
    return f"""func.func @main({arguments}) -> tensor<{result}> {{
      {body.replace("{REDUCER}", REDUCER)}
      return %r : tensor<{result}>
    }}"""


def matmul(n: int) -> str:
    t = f"{n}x{n}xf32"
    body = f"""%r = stablehlo.dot_general %x0, %x1, contracting_dims = [1] x [0]
      : (tensor<{t}>, tensor<{t}>) -> tensor<{t}>"""
    return function(body, t, t, result=t)


def add(n: int) -> str:
    t = f"{n}xf32"
    return function(f"%r = stablehlo.add %x0, %x1 : tensor<{t}>", t, t, result=t)


def exponential(n: int) -> str:
    t = f"{n}xf32"
    return function(f"%r = stablehlo.exponential %x0 : tensor<{t}>", t, result=t)


def reduce(n: int) -> str:
    body = f"""%z = stablehlo.constant dense<0.0> : tensor<f32>
      %r = stablehlo.reduce(%x0 init: %z) applies stablehlo.add across dimensions = [1]
      : (tensor<{n}x{n}xf32>, tensor<f32>) -> tensor<{n}xf32>"""
    return function(body, f"{n}x{n}xf32", result=f"{n}xf32")


def transpose(n: int) -> str:
    t = f"{n}x{n}xf32"
    body = f"%r = stablehlo.transpose %x0, dims = [1, 0] : (tensor<{t}>) -> tensor<{t}>"
    return function(body, t, result=t)


def gather(n: int) -> str:
    t = f"{n}x64xf32"
    body = f"""%r = "stablehlo.gather"(%x0, %x1) <{{
      dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0],
        start_index_map = [0], index_vector_dim = 1>,
      slice_sizes = array<i64: 1, 64>}}> : (tensor<{t}>, tensor<{n}x1xi32>) -> tensor<{t}>"""
    return function(body, t, f"{n}x1xi32", result=t)


def scatter(n: int) -> str:
    t = f"{n}x64xf32"
    body = f"""%r = "stablehlo.scatter"(%x0, %x1, %x2) <{{
      scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1],
        inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}}>
      {{REDUCER}} : (tensor<{t}>, tensor<{n}x1xi32>, tensor<{t}>) -> tensor<{t}>"""
    return function(body, t, f"{n}x1xi32", t, result=t)


def sort(n: int) -> str:
    t = f"{n}xf32"
    body = f"""%r = "stablehlo.sort"(%x0) <{{dimension = 0 : i64, is_stable = true}}> ({{
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %c = stablehlo.compare LT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
      stablehlo.return %c : tensor<i1>
    }}) : (tensor<{t}>) -> tensor<{t}>"""
    return function(body, t, result=t)


def convolution(n: int) -> str:
    x, w = f"1x{n}x{n}x16xf32", "3x3x16x32xf32"
    r = f"1x{n}x{n}x32xf32"
    body = f"""%r = stablehlo.convolution(%x0, %x1)
      dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f],
      window = {{stride = [1, 1], pad = [[1, 1], [1, 1]]}}
      {{batch_group_count = 1 : i64, feature_group_count = 1 : i64}}
      : (tensor<{x}>, tensor<{w}>) -> tensor<{r}>"""
    return function(body, x, w, result=r)


Make = Callable[[int], str]
PROGRAMS: dict[str, tuple[Make, int, int]] = {
    "matmul 256x256": (matmul, 256, 256),
    "add 1M": (add, 1 << 20, 1 << 20),
    "exponential 1M": (exponential, 1 << 20, 1 << 20),
    "reduce 1024x1024": (reduce, 1024, 1024),
    "transpose 1024x1024": (transpose, 1024, 1024),
    "gather 16384 rows of 64": (gather, 1 << 14, 1 << 14),
    "scatter-add 16384 rows of 64": (scatter, 1 << 14, 1 << 8),
    "sort 1M": (sort, 1 << 20, 1 << 13),
    "convolution 32x32x16 by 3x3, 32": (convolution, 32, 32),
}
"""Name -> the program of a size, the full size, and the size that C++ runs in seconds."""


def inputs_of(text: str) -> list[np.ndarray]:
    """Random inputs of a program; integers are positions among the rows."""
    random = np.random.default_rng(0)
    head = text[text.index("(") + 1 : text.index(") ->")]
    made = []
    for argument in head.split(", "):
        *sizes, element = argument.split("<")[1].rstrip(">").split("x")
        shape = tuple(map(int, sizes))
        if element == "i32":
            made.append(random.integers(0, shape[0], shape).astype(np.int32))
        else:
            made.append(random.standard_normal(shape).astype(F32))
    return made


def ours(text: str) -> tuple[float, np.ndarray]:
    """Seconds and result of our interpreter."""
    from ttmlir_py.compiler import parse
    from ttmlir_py.runtime.program import Program

    program, inputs = Program(parse(text)), inputs_of(text)
    (result,) = program(*inputs)
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        program(*inputs)
        times.append(perf_counter() - start)
    return median(times), result


def theirs(text: str) -> tuple[float, np.ndarray]:
    """Seconds and result of the C++ interpreter."""
    from jaxlib.mlir import ir
    from jaxlib.mlir._mlir_libs import _jax_mlir_ext
    from jaxlib.mlir.dialects import stablehlo

    registry = ir.DialectRegistry()
    _jax_mlir_ext.register_dialects(registry)
    context = ir.Context()
    context.append_dialect_registry(registry)
    context.load_all_available_dialects()
    stablehlo.register_dialect(context)
    with context, ir.Location.unknown():
        module = ir.Module.parse(text)
        arguments = [ir.DenseElementsAttr.get(x) for x in inputs_of(text)]
        start = perf_counter()
        (result,) = stablehlo.eval_module(module, arguments)
        return perf_counter() - start, np.array(result)


def llama_ours(folder: str) -> tuple[float, np.ndarray]:
    """Seconds and logits of the prefill, interpreted."""
    from ttmlir_py.compiler import parse
    from ttmlir_py.runtime.program import Program

    data = np.load(Path(folder) / "decoder.npz")
    inputs = [data[f"in{i}"] for i in range(len(data.files) - 1)]
    program = Program(parse((Path(folder) / "decoder.mlir").read_text()))
    program(*inputs)
    times = []
    for _ in range(ROUNDS * 3):
        start = perf_counter()
        (result,) = program(*inputs)
        times.append(perf_counter() - start)
    return median(times), result


def llama_module() -> Any:
    """The example that exports the prefill, as a module."""
    spec = spec_from_file_location("llama_export", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def llama_theirs(folder: str) -> tuple[float, np.ndarray]:
    """Seconds and logits of the prefill, compiled by JAX for the CPU."""
    import jax

    example = llama_module()
    data = np.load(Path(folder) / "decoder.npz")
    leaves = [data[f"in{i}"] for i in range(len(data.files) - 1)]
    shape = jax.tree.structure((example.make_weights(0), 0))
    weights, tokens = jax.tree.unflatten(shape, leaves)
    step = jax.jit(example.decoder)
    arguments = jax.device_put((weights, tokens))
    jax.block_until_ready(step(*arguments))
    times = []
    for _ in range(ROUNDS * 3):
        start = perf_counter()
        result = jax.block_until_ready(step(*arguments))
        times.append(perf_counter() - start)
    return median(times), np.asarray(result)


def in_worker(work: Callable[[str], tuple[float, np.ndarray]], text: str) -> Any:
    """What some work gives in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (text,))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    only = parser.parse_args().only
    ratios: list[float] = []
    print(f"{'program':36} {'C++':>10} {'ours':>10} {'ratio':>9}   full size")
    for name, (make, full, small) in PROGRAMS.items():
        if only not in name:
            continue
        cpp, want = in_worker(theirs, make(small))
        own, got = in_worker(ours, make(small))
        np.testing.assert_allclose(got, want, rtol=1e-3, atol=1e-3)
        ratios.append(cpp / own)
        at_full = "" if full == small else f"{in_worker(ours, make(full))[0] * 1e3:.2f} ms"
        shown = name if full == small else f"{name} *{small}"
        print(f"{shown:36} {cpp:8.3f} s {own * 1e3:7.2f} ms {ratios[-1]:9.0f}   {at_full}")
        sys.stdout.flush()
    if ratios:
        print(f"geometric mean {geometric_mean(ratios):.0f}, least {min(ratios):.0f}")
    if only in "llama":
        own, got = in_worker(llama_ours, str(EXAMPLE.parent))
        jitted, want = in_worker(llama_theirs, str(EXAMPLE.parent))
        np.testing.assert_allclose(got, want, rtol=2e-3, atol=2e-3)
        print(f"llama prefill: {own * 1e3:.2f} ms interpreted, {jitted * 1e3:.2f} ms by JAX's CPU")
        print(f"llama prefill: {own / jitted:.1f} times JAX's time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
