"""What is told about shardings: causes, obstacles and costs."""

from __future__ import annotations

import json

import pytest

import ttmlir_py
from ttmlir_py.passes.sdy.explain.story import Story

MODULE = """
sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(
    %lhs: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>},
    %rhs: tensor<16x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {?}]>},
    %bias: tensor<8x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"x"}]>})
    -> tensor<8x32xf32> {
  %product = stablehlo.dot %lhs, %rhs
    : (tensor<8x16xf32>, tensor<16x32xf32>) -> tensor<8x32xf32>
  %sum = stablehlo.add %product, %bias : tensor<8x32xf32>
  return %sum : tensor<8x32xf32>
}
"""


@pytest.fixture(scope="module")
def story() -> Story:
    return ttmlir_py.explain(MODULE)


def test_given_axes_have_no_cause(story: Story) -> None:
    (value,) = [value for value in story.values if value.name == "argument 0 of @main"]
    assert [(axis.axis, axis.by) for axis in value.axes] == [('"x"', None), ('"y"', None)]


def test_an_axis_is_followed_back_to_the_argument(story: Story) -> None:
    (value,) = [value for value in story.values if value.name == "argument 1 of @main"]
    (axis,) = [axis for axis in value.axes if axis.dim == 1]
    assert axis.origin == "argument 2 of @main"
    assert axis.by is not None
    assert axis.by.startswith("stablehlo.dot")
    assert axis.factor == "j"


def test_a_conflict_is_named(story: Story) -> None:
    (value,) = [value for value in story.values if value.name.startswith("stablehlo.dot")]
    (stop,) = value.stopped
    assert (stop.axis, stop.reason) == ('"x"', "conflict: the axis divides dimension 1")


def test_collectives_have_an_owner_and_a_price(story: Story) -> None:
    assert {c.name for c in story.collectives} == {"sdy.all_gather", "sdy.all_reduce"}
    assert all(c.asked_by.startswith("stablehlo.dot") for c in story.collectives)
    (reduce,) = [c for c in story.collectives if c.name == "sdy.all_reduce"]
    # 8x16 numbers of 4 bytes; in a ring of 4 chips each part travels twice through 3 of them
    assert reduce.bytes_per_chip == 2 * 8 * 16 * 4 * 3 // 4


def test_the_module_stays_as_it_is() -> None:
    module = ttmlir_py.parse(MODULE)
    before = ttmlir_py.to_text(module)
    ttmlir_py.explain(module)
    assert ttmlir_py.to_text(module) == before


def test_all_formats_tell_of_every_value(story: Story) -> None:
    assert len(json.loads(story.json())["values"]) == len(story.values)
    assert "first given to argument 2 of @main" in story.text()
    assert story.html().count("<section>") == len(story.values)
