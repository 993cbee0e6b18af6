"""Values that chips hold in parts to be added: made, worked on, added up, each shown by a run."""

# ruff: noqa: E501 - lines of programs

import numpy as np
import pytest

import ttmlir_py

MESH = 'sdy.mesh @mesh = <["x"=2, "y"=4]>'
X = np.arange(1, 65, dtype=np.float32).reshape(8, 8)


def sharding(dims: str, unreduced: str = "") -> str:
    return f"<@mesh, [{dims}]" + (f", unreduced={{{unreduced}}}>" if unreduced else ">")


def between(make: str, dims: str, unreduced: str, source: str) -> str:
    """A program that makes partial values, doubles them, and adds them up."""
    partial = sharding(dims, unreduced)
    return f"""{MESH}
func.func @main(%a: tensor<8x8xf32> {{sdy.sharding = #sdy.sharding{sharding(source)}}}) -> tensor<8x8xf32> {{
  %0 = {make} %a out_sharding={partial} : tensor<8x8xf32>
  %1 = stablehlo.negate %0 {{sdy.sharding = #sdy.sharding_per_value<[{partial}]>}} : tensor<8x8xf32>
  %2 = sdy.all_reduce {{{unreduced}}} %1 out_sharding={sharding(dims)} : tensor<8x8xf32>
  return %2 : tensor<8x8xf32>
}}"""


@pytest.mark.parametrize("axes", ['"x"', '"y"', '"x", "y"', '"y":(1)2', '"y":(2)2'])
def test_copies_become_parts(same_results, axes: str) -> None:
    """One of the copies is kept: all of them would add up to a multiple."""
    same_results(between(f"sdy.replicated_to_unreduced {{{axes}}}", "{}, {}", axes, "{}, {}"), X)


@pytest.mark.parametrize("other", ['"x"', '"y"'])
def test_copies_of_shards_become_parts(same_results, other: str) -> None:
    axis = '"y"' if other == '"x"' else '"x"'
    dims = f"{{{other}}}, {{}}"
    same_results(between(f"sdy.replicated_to_unreduced {{{axis}}}", dims, axis, dims), X)


@pytest.mark.parametrize(
    ("source", "axes"),
    [
        ('{"x"}, {}', '"x"'),
        ('{}, {"y"}', '"y"'),
        ('{"y"}, {"x"}', '"x", "y"'),
        ('{"y", "x"}, {}', '"x", "y"'),
        ('{}, {"x", "y"}', '"x", "y"'),
    ],
)
def test_shards_become_parts(same_results, source: str, axes: str) -> None:
    text = between(f"sdy.sharded_to_unreduced [{source}]", "{}, {}", axes, source)
    lowered = same_results(text, X)
    assert "stablehlo.all_gather" not in lowered


def test_parts_below_stablehlo() -> None:
    text = between('sdy.sharded_to_unreduced [{"y"}, {"x"}]', "{}, {}", '"x", "y"', '{"y"}, {"x"}')
    np.testing.assert_allclose(ttmlir_py.compile(text)(X)[0], -X)


@pytest.mark.parametrize("kind", ['unreduced={"x"}', 'unreduced=max{"x"}', 'unreduced={"x", "y"}'])
def test_arguments_and_results_in_parts(same_results, kind: str) -> None:
    """At the border a tensor is whole: every chip is given, and gives, the sum."""
    partial = f"{{sdy.sharding = #sdy.sharding<@mesh, [{{}}, {{}}], {kind}>}}"
    text = f"""{MESH}
func.func @main(%a: tensor<8x8xf32> {partial}, %b: tensor<8x8xf32>) -> (tensor<8x8xf32> {partial}) {{
  %0 = stablehlo.multiply %a, %b : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}}"""
    same_results(text, X, X)
