"""Top-k and argmax along a sharded dimension pick what they pick from the whole, ties included."""

# ruff: noqa: E501 - lines of programs

import numpy as np
import pytest

import ttmlir_py

MESH = 'sdy.mesh @mesh = <["x"=2, "y"=4]>'
SHARDINGS = ['{}, {"y"}', '{"x"}, {"y"}', '{}, {"x", "y"}', '{}, {"y", "x"}', '{"y"}, {"x"}']


def program(dims: str, call: str, results: list[str]) -> str:
    types, names = ", ".join(results), ", ".join(f"%0#{i}" for i in range(len(results)))
    names = names if len(results) > 1 else "%0"
    count = f":{len(results)}" if len(results) > 1 else ""
    return f"""{MESH}
func.func @main(%a: tensor<4x64xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{dims}]>}}) -> ({types}) {{
  %0{count} = stablehlo.custom_call @tenstorrent.{call} : (tensor<4x64xf32>) -> ({types})
  return {names} : {types}
}}"""


def attributes(**options: str) -> str:
    inside = ", ".join(f"{name} = {value}" for name, value in options.items())
    return f"{{tt.has_custom_sharding, tt.composite_attributes = {{{inside}}}}}"


def rows(with_ties: bool) -> np.ndarray:
    random = np.random.default_rng(0)
    if with_ties:
        return random.integers(0, 6, (4, 64)).astype(np.float32)
    return random.normal(size=(4, 64)).astype(np.float32)


@pytest.mark.parametrize("dims", SHARDINGS)
@pytest.mark.parametrize("k", [1, 3, 8])
@pytest.mark.parametrize("largest", [True, False])
@pytest.mark.parametrize("with_ties", [True, False])
def test_top_k(dims: str, k: int, largest: bool, with_ties: bool) -> None:
    options = attributes(
        k=f"{k} : i64", dim="-1 : i64", largest=str(largest).lower(), sorted="true"
    )
    text = program(dims, f"topk(%a) {options}", [f"tensor<4x{k}xf32>", f"tensor<4x{k}xi32>"])
    x = rows(with_ties)
    values, places = ttmlir_py.compile(text)(x)
    order = np.argsort(-x if largest else x, axis=1, kind="stable")[:, :k]
    np.testing.assert_array_equal(places, order)
    np.testing.assert_array_equal(values, np.take_along_axis(x, order, 1))


@pytest.mark.parametrize("dims", SHARDINGS)
@pytest.mark.parametrize("keepdim", [True, False])
@pytest.mark.parametrize("special", [0.0, np.nan, np.inf])
def test_argmax(dims: str, keepdim: bool, special: float) -> None:
    options = attributes(dim="1 : i64", keepdim=str(keepdim).lower())
    text = program(
        dims, f"argmax(%a) {options}", ["tensor<4x1xi32>" if keepdim else "tensor<4xi32>"]
    )
    x = rows(with_ties=True)
    x[1, 37] = x[2, 5] = x[2, 63] = special
    (places,) = ttmlir_py.compile(text)(x)
    np.testing.assert_array_equal(places, np.argmax(x, 1, keepdims=keepdim))


def test_values_and_places_of_the_same_rows() -> None:
    """Two calls share what would be gathered: neither gathers it."""
    options = attributes(k="2 : i64", dim="1 : i64", largest="true", sorted="true")
    text = f"""{MESH}
func.func @main(%a: tensor<4x64xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{}}, {{"y"}}]>}}) -> (tensor<4x2xf32>, tensor<4x2xi32>) {{
  %0 = stablehlo.custom_call @tenstorrent.topk_values(%a) {options} : (tensor<4x64xf32>) -> tensor<4x2xf32>
  %1 = stablehlo.custom_call @tenstorrent.topk_indices(%a) {options} : (tensor<4x64xf32>) -> tensor<4x2xi32>
  return %0, %1 : tensor<4x2xf32>, tensor<4x2xi32>
}}"""
    x = rows(with_ties=False)
    exe = ttmlir_py.compile(text)
    values, places = exe(x)
    order = np.argsort(-x, axis=1, kind="stable")[:, :2]
    np.testing.assert_array_equal(places, order)
    np.testing.assert_array_equal(values, np.take_along_axis(x, order, 1))
    assert "-> tensor<4x64xf32>" not in exe.ir("stablehlo")


def test_most_of_a_row_is_gathered_at_once() -> None:
    """Picking 12 of a shard of 16 values, with places, is more than the shard."""
    options = attributes(k="12 : i64", dim="1 : i64", largest="true", sorted="true")
    text = program('{}, {"y"}', f"topk(%a) {options}", ["tensor<4x12xf32>", "tensor<4x12xi32>"])
    exe = ttmlir_py.compile(text)
    x = rows(with_ties=True)
    order = np.argsort(-x, axis=1, kind="stable")[:, :12]
    np.testing.assert_array_equal(exe(x)[1], order)
    assert exe.ir("stablehlo").count("@tenstorrent.topk") == 1
