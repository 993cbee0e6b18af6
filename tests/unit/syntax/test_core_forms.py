"""Operations and attributes of MLIR's own dialects, written as MLIR writes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ttmlir_py.context import Context
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

BODIES = {
    "cast": "%0 = memref.cast %m : memref<4xf32> to memref<?xf32>",
    "copy": "memref.copy %m, %m {a} : memref<4xf32> to memref<4xf32>",
    "switch": """cf.switch %n : i32, [
      default: ^bb1(%f : f32),
      1: ^bb2,
      -5: ^bb1(%f : f32)
    ]
  ^bb1(%z: f32):
    return
  ^bb2:""",
    "switch without cases": "cf.switch %n : i32, [default: ^bb1]\n^bb1:",
    "if": "%0 = scf.if %c -> (f32) {scf.yield %f : f32} else {scf.yield %f : f32}",
    "while": """%0 = scf.while (%x = %f) : (f32) -> f32 {
      scf.condition(%c) %x : f32
    } do {
    ^bb0(%y: f32):
      scf.yield %y : f32
    }""",
    "arith": "%0 = arith.cmpi slt, %n, %n : i32\n%1 = arith.sitofp %n : i32 to f32",
    "math": "%0 = math.rsqrt %f fastmath<fast> : f32",
}
ATTRIBUTES = {
    "sparse": "sparse<[[0, 0], [1, 2]], [1.5, 5.0]> : tensor<3x4xf32>",
    "one sparse element": "sparse<0, 1> : tensor<4xi32>",
    "empty sparse": "sparse<> : tensor<3x4xi32>",
    "distinct": '[distinct[0]<42 : i32>, distinct[1]<"x">, distinct[0]<42 : i32>]',
    "signalling NaNs": "[0x7FA00000 : f32, 0x7C01 : f16, 0x7F81 : bf16, 0xFFF0000000000001 : f64]",
    "no elements": "[dense<1.0> : tensor<0xf32>, dense<> : tensor<0xi32>]",
}


def written(text: str) -> str:
    return print_module(parse_module(text, Context()))


@pytest.mark.parametrize("name", BODIES)
def test_operations(name: str, judge: Callable[..., str]) -> None:
    text = (
        "func.func @f(%c: i1, %n: i32, %f: f32, %m: memref<4xf32>) {\n"
        f"  {BODIES[name]}\n  return\n}}\n"
    )
    assert written(text) == judge(text)


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_attributes(name: str, judge: Callable[..., str]) -> None:
    text = f"module attributes {{a.b = {ATTRIBUTES[name]}}} {{}}\n"
    assert written(text) == judge(text)


@pytest.mark.parametrize("end", [":9", "4:9"])
def test_ranges_of_positions(end: str, judge: Callable[..., str]) -> None:
    text = f'module {{}} loc("f.mlir":3:7 to {end})\n'
    ours = print_module(parse_module(text, Context()), debuginfo=True)
    assert ours == judge(text, enable_debug_info=True)
