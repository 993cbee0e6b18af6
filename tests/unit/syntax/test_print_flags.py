"""Every way to print gives MLIR's text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ttmlir_py.context import Context
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

PROGRAM = """
#map = affine_map<(d0) -> (d0 + 1)>
module attributes {a.blob = dense_resource<%s> : tensor<4xi8>, a.splat = dense<1> : tensor<9xi32>,
    a.sparse = sparse<[[0, 0], [1, 2], [2, 3]], [1, 5, 6]> : tensor<3x4xi32>, a.map = #map,
    a.texts = dense<["a", "b", "c"]> : tensor<3x!foo.s>, a.array = array<i64: 1, 2, 3, 4, 5>} {
  func.func @f(%%x: tensor<3xf32> loc("arg"), %%c: i1) -> tensor<3xf32> {
    %%0 = stablehlo.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32> loc("const"("f.py":1:2))
    %%1:2 = "d.e"(%%0) : (tensor<3xf32>) -> (i32, i32) loc(callsite("a" at "b"("g.py":3:4)))
    %%2 = scf.if %%c -> i32 {
      scf.yield %%1#0 : i32 loc(fused["x", "y"])
    } else {
      scf.yield %%1#1 : i32 loc(unknown)
    } loc(fused<{m = #map}>["x", "q"])
    %%3 = "d.x"(%%2) : (i32) -> i32 loc("bad name 1!")
    %%4 = "d.x"(%%2) : (i32) -> i32 loc("const")
    return %%0 : tensor<3xf32>
  }
}
{-# dialect_resources: { builtin: { %s: "0x0400000001020304" } } #-}
"""
FLAGS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "generic": ({"generic": True}, {"print_generic_op_form": True}),
    "locations": ({"debuginfo": True}, {"enable_debug_info": True}),
    "elements": ({"elide_elements_larger": 2}, {"large_elements_limit": 2}),
    "short resources": ({"elide_resources_larger": 4}, {"large_resource_limit": 4}),
    "long resources": ({"elide_resources_larger": 100}, {"large_resource_limit": 100}),
    "elements and locations": (
        {"elide_elements_larger": 2, "debuginfo": True},
        {"large_elements_limit": 2, "enable_debug_info": True},
    ),
    "names": ({"names_from_locations": True}, {"use_name_loc_as_prefix": True}),
    "names, generic": (
        {"names_from_locations": True, "generic": True},
        {"use_name_loc_as_prefix": True, "print_generic_op_form": True},
    ),
    "no regions": ({"skip_regions": True}, {"skip_regions": True}),
    "no regions, generic": (
        {"skip_regions": True, "generic": True},
        {"skip_regions": True, "print_generic_op_form": True},
    ),
}


@pytest.mark.parametrize("name", FLAGS)
def test_flags(name: str, judge: Callable[..., str]) -> None:
    # A name of its own: MLIR numbers resources that it has met before.
    key = f"r{list(FLAGS).index(name)}"
    text = PROGRAM % (key, key)
    ours, theirs = FLAGS[name]
    printed = print_module(parse_module(text, Context(allow_unregistered=True), "-"), **ours)
    assert printed.rstrip() == judge(text, **theirs).rstrip()


def test_limit_of_hexadecimal() -> None:
    text = '"d.e"() {a = dense<[1, 2]> : tensor<2xi8>} : () -> ()'
    module = parse_module(text, Context(allow_unregistered=True))
    assert 'dense<"0x0102">' in print_module(module, hex_elements_larger=1)
    numbers = ", ".join(map(str, range(101)))
    text = f'"d.e"() {{a = dense<[{numbers}]> : tensor<101xi8>}} : () -> ()'
    module = parse_module(text, Context(allow_unregistered=True))
    assert 'dense<"0x0001' in print_module(module)
    assert f"dense<[{numbers}]>" in print_module(module, hex_elements_larger=-1)
