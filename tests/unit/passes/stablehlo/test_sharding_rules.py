"""Tenstorrent's ops on shards give what they give on whole tensors, however these are divided.

The ops that send tokens to experts are not here: what they give depends on the chips there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
import pytest

import ttmlir_py

MESH = {"x": 2, "y": 4}


@dataclass(frozen=True)
class Call:
    """A call: operand types, result types, attributes; and the largest number of an operand."""

    target: str
    operands: str
    results: str
    attributes: str = ""
    limits: tuple[int, ...] = ()


def frontend(**options: str) -> str:
    inside = ", ".join(f'{name} = "{value}"' for name, value in options.items())
    return f"mhlo.frontend_attributes = {{{inside}}}"


def composite(text: str) -> str:
    return f"tt.has_custom_sharding, tt.composite_attributes = {{{text}}}"


DECODE = {
    "has_cur_pos_tensor": "True",
    "has_attention_mask": "False",
    "has_attention_sink": "False",
    "is_causal": "True",
}
CALLS = [
    Call(
        "tt.scaled_dot_product_attention",
        "4x8x32x32xf32, 4x4x32x32xf32, 4x4x32x32xf32",
        "4x8x32x32xf32",
        frontend(is_causal="True"),
    ),
    Call(
        "tt.paged_scaled_dot_product_attention_decode",
        "1x4x8x32xf32, 16x4x32x32xf32, 16x4x32x32xf32, 4x4xi32, 4xi32",
        "1x4x8x32xf32",
        frontend(**DECODE),
        (0, 0, 0, 16, 128),
    ),
    Call(
        "tt.chunked_scaled_dot_product_attention",
        "4x8x32x32xf32, 16x8x32x32xf32, 16x8x32x32xf32, 4x4xi32, 1xi32",
        "4x8x32x32xf32",
        frontend(scale="0.125"),
        (0, 0, 0, 16, 1),
    ),
    Call(
        "tt.paged_flash_mla_decode",
        "1x4x8x32xf32, 16x1x32x32xf32, 4x4xi32, 4xi32",
        "1x4x8x32xf32",
        frontend(head_dim_v="32", has_value="False", **DECODE),
        (0, 0, 16, 128),
    ),
    Call(
        "tenstorrent.rms_norm",
        "8x8x32xf32, 32xf32",
        "8x8x32xf32",
        composite("epsilon = 1.0e-05 : f32, normalized_shape = dense<32> : tensor<1xi64>"),
    ),
    Call(
        "tenstorrent.topk",
        "8x32xf32",
        "8x2xf32, 8x2xi32",
        composite("k = 2 : i64, dim = -1 : i64, largest = true, sorted = true"),
    ),
    Call("tenstorrent.argmax", "8x32xf32", "8xi32", composite("dim = 1 : i64, keepdim = false")),
    Call(
        "tenstorrent.gather_dim",
        "8x16xf32, 8x4xi32",
        "8x4xf32",
        composite("dim = 1 : i64"),
        (0, 16),
    ),
    Call(
        "tenstorrent.gather_dim",
        "8x16xf32, 4x16xi32",
        "4x16xf32",
        composite("dim = 0 : i64"),
        (0, 8),
    ),
    Call(
        "tt.sparse_matmul",
        "2x4x32x64xf32, 1x4x64x128xf32, 2x4x1x4xf32",
        "2x4x1x4x32x128xf32",
        frontend(is_input_a_sparse="False", is_input_b_sparse="True"),
        (0, 0, -1),
    ),
    Call(
        "tt.paged_update_cache",
        "16x4x32x32xf32, 1x4x4x32xf32, 4xi32, 4x4xi32",
        "16x4x32x32xf32",
        frontend(share_cache="False"),
        (0, 0, 128, 16),
    ),
    Call(
        "tt.paged_fill_cache",
        "16x4x32x32xf32, 1x4x64x32xf32, 4x4xi32, 1xi32",
        "16x4x32x32xf32",
        "",
        (0, 0, 16, 4),
    ),
    Call(
        "tt.sampling",
        "32x64xf32, 32x64xi32, 32xi32, 32xf32, 32xf32",
        "32xi32",
        frontend(seed="0"),
        (0, 1000, -1, -1, -1),
    ),
]


def arguments(call: Call, random: Random) -> list[np.ndarray]:
    limits = call.limits or (0,) * call.operands.count("x")
    kinds = call.operands.split(", ")
    return [array(kind, limit, random) for kind, limit in zip(kinds, limits, strict=False)]


def array(kind: str, limit: int, random: Random) -> np.ndarray:
    """Ones for a limit of -1, integers below it, or normally distributed numbers."""
    *shape, element = kind.split("x")
    rng = np.random.default_rng(random.randrange(1000))
    sizes = tuple(map(int, shape))
    if limit == -1:
        return np.ones(sizes, np.int32 if element == "i32" else np.float32)
    if element == "i32":
        return rng.integers(0, limit, sizes).astype(np.int32)
    return rng.normal(size=sizes).astype(np.float32)


def program(call: Call, random: Random | None) -> str:
    """The call on arguments that are whole, or divided at random."""
    kinds, results = call.operands.split(", "), call.results.split(", ")
    given = [
        f"%a{i}: tensor<{kind}>" + ("" if random is None else sharding(kind, random))
        for i, kind in enumerate(kinds)
    ]
    types = ", ".join(f"tensor<{kind}>" for kind in results)
    names = ", ".join(f"%r#{i}" for i in range(len(results))) if len(results) > 1 else "%r"
    count = f":{len(results)}" if len(results) > 1 else ""
    axes = ", ".join(f'"{axis}"={size}' for axis, size in MESH.items())
    mesh = "" if random is None else f"sdy.mesh @mesh = <[{axes}]>\n"
    operands = ", ".join(f"%a{i}" for i in range(len(kinds)))
    operand_types = ", ".join(f"tensor<{kind}>" for kind in kinds)
    return f"""{mesh}func.func @main({", ".join(given)}) -> ({types}) {{
  %r{count} = stablehlo.custom_call @{call.target}({operands}) {{{call.attributes}}} : ({operand_types}) -> ({types})
  return {names} : {types}
}}"""  # noqa: E501


def sharding(kind: str, random: Random) -> str:
    *sizes, _ = kind.split("x")
    dims: list[list[str]] = [[] for _ in sizes]
    parts = [1] * len(sizes)
    for axis in random.sample(sorted(MESH), len(MESH)):
        dim = random.randrange(len(sizes))
        if int(sizes[dim]) % (parts[dim] * MESH[axis]) == 0:
            dims[dim].append(f'"{axis}"')
            parts[dim] *= MESH[axis]
    text = ", ".join("{" + ", ".join(axes) + "}" for axes in dims)
    return f" {{sdy.sharding = #sdy.sharding<@mesh, [{text}]>}}"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.target}-{call.operands}")
def test_calls_on_shards(call: Call, seed: int) -> None:
    random = Random(seed)
    inputs = arguments(call, random)
    wanted = ttmlir_py.compile(program(call, None))(*inputs)
    for actual, expected in zip(
        ttmlir_py.compile(program(call, random))(*inputs), wanted, strict=True
    ):
        np.testing.assert_allclose(actual, expected, rtol=2e-3, atol=2e-3)
