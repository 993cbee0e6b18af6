"""No kernel loops over elements: a program makes as many Python calls for many as for few."""

from __future__ import annotations

import sys
from types import FrameType

import ml_dtypes
import numpy as np
import pytest

from ttmlir_py.context import Context
from ttmlir_py.runtime.program import Program
from ttmlir_py.syntax.parser import parse_module

DTYPES = {
    "bf16": ml_dtypes.bfloat16,
    "f32": np.float32,
    "i4": ml_dtypes.int4,
    "i64": np.int64,
}


def folding(element: str, *lines: str) -> str:
    """A region that combines `%a` and `%b` by the lines, the last of which makes `%s`."""
    t = f"tensor<{element}>"
    body = "\n".join(line.replace("T", t) for line in lines)
    return f"({{\n^bb0(%a: {t}, %b: {t}):\n{body}\nstablehlo.return %s : {t}\n}})"


ADD = ("%s = stablehlo.add %a, %b : T",)
NO_NAME = ("%m = stablehlo.multiply %a, %b : T", "%s = stablehlo.add %a, %m : T")
SCATTER = (
    "<{scatter_dimension_numbers = #stablehlo.scatter<inserted_window_dims = [0], "
    "scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}>"
)
WINDOW = "<{window_dimensions = array<i64: 4>, padding = dense<[[3, 0]]> : tensor<1x2xi64>}>"
X, V, AT = "tensor<NxE>", "tensor<E>", "tensor<Nx1xi64>"
OPS = {
    "chlo.mulhi": f"E=i64 | {X} {X} | chlo.mulhi %0, %1 : {X}, {X} -> {X}",
    "power": f"E=i64 | {X} {X} | stablehlo.power %0, %1 : {X}",
    "reduce": f'E=bf16 | {X} {V} -> {V} | "stablehlo.reduce"(%0, %1) '
    f"<{{dimensions = array<i64: 0>}}> {folding('bf16', *ADD)} : ({X}, {V}) -> {V}",
    "reduce_window": f'E=i4 | {X} {V} | "stablehlo.reduce_window"(%0, %1) {WINDOW} '
    f"{folding('i4', *NO_NAME)} : ({X}, {V}) -> {X}",
    "scatter": f'E=bf16 | {X} {AT} {X} | "stablehlo.scatter"(%0, %1, %2) {SCATTER} '
    f"{folding('bf16', *ADD)} : ({X}, {AT}, {X}) -> {X}",
    "sort": f'E=f32 | {X} | "stablehlo.sort"(%0) <{{dimension = 0 : i64}}> ({{\n'
    "^bb0(%a: tensor<f32>, %b: tensor<f32>):\n"
    "%s = stablehlo.compare LT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>\n"
    f"stablehlo.return %s : tensor<i1>\n}}) : ({X}) -> {X}",
    "map": f'E=f32 | {X} {X} | "stablehlo.map"(%0, %1) <{{dimensions = array<i64: 0>}}> '
    f"{folding('f32', *NO_NAME)} : ({X}, {X}) -> {X}",
}


def calls(op: str, size: int) -> int:
    """How many functions one run calls, after a first one."""
    head, types, body = OPS[op].split(" | ", 2)
    element = head.removeprefix("E=")
    types, _, result = types.partition(" -> ")
    result = (result or X).replace("N", str(size)).replace("E", element)
    arguments = [t.replace("N", str(size)).replace("E", element) for t in types.split()]
    named = ", ".join(f"%{i}: {t}" for i, t in enumerate(arguments))
    body = body.replace("<NxE>", f"<{size}x{element}>").replace("<Nx1", f"<{size}x1")
    text = (
        f"func.func @main({named}) -> {result} {{\n"
        f"%r = {body.replace('<E>', f'<{element}>')}\nreturn %r : {result}\n}}"
    )
    program = Program(parse_module(text, Context()))
    given = [values(t) for t in arguments]
    program(*given)
    count = 0

    def step(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(step)
    program(*given)
    sys.setprofile(None)
    return count


def values(type_: str) -> np.ndarray:
    *sizes, element = type_[len("tensor<") : -1].split("x")
    shape = tuple(map(int, sizes))
    return (np.arange(int(np.prod(shape))).reshape(shape) % 7).astype(DTYPES[element])


@pytest.mark.parametrize("op", OPS)
def test_calls_do_not_grow_with_elements(op: str):
    assert calls(op, 4096) < 1.5 * calls(op, 64)
