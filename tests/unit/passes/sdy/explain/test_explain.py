"""What is told about shardings: causes, obstacles, costs, and what was not chosen."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest

import ttmlir_py
from ttmlir_py.passes.sdy.explain import summary
from ttmlir_py.passes.sdy.explain.story import Collective, Story

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


def reduce_of(story: Story) -> Collective:
    (found,) = [c for c in story.collectives if c.name == "sdy.all_reduce"]
    return found


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
    # 8x16 numbers of 4 bytes; in a ring of 4 chips each part travels twice through 3 of them
    assert reduce_of(story).bytes_per_chip == 2 * 8 * 16 * 4 * 3 // 4


def test_what_was_not_chosen_has_a_price(story: Story) -> None:
    other = reduce_of(story).alternative
    assert other is not None
    assert other.text == "compute with the axes of result 0"
    # No partial sums: the left side whole on every chip, the right one along its columns only.
    left, right = (8 * 16 - 4 * 4) * 4, (16 * 16 - 4 * 16) * 4
    assert other.bytes_per_chip == left + right
    assert other.chosen_bytes == sum(c.bytes_per_chip for c in story.collectives)


REASONS = {
    "conflict": ('[{"x"}, {}]', '[{}, {"x"}]'),
    "closed": ('[{"x"}, {}]', "[{}, {}]"),
}


@pytest.mark.parametrize("reason", [*REASONS])
def test_reasons_for_stops(reason: str) -> None:
    first, second = REASONS[reason]
    told = ttmlir_py.explain(
        'sdy.mesh @mesh = <["x"=2, "y"=4]>\n'
        f"func.func @main(%a: tensor<8x8xf32> {{sdy.sharding = #sdy.sharding<@mesh, {first}>}},"
        f" %b: tensor<8x8xf32> {{sdy.sharding = #sdy.sharding<@mesh, {second}>}})"
        f" -> tensor<8x8xf32> {{\n"
        f"%r = stablehlo.add %a, %b : tensor<8x8xf32>\nreturn %r : tensor<8x8xf32>\n}}"
    )
    found = {stop.reason.split(":")[0] for value in told.values for stop in value.stopped}
    assert reason in found


def test_sorts_say_that_they_need_all_of_a_dimension() -> None:
    told = ttmlir_py.explain(
        'sdy.mesh @mesh = <["x"=2]>\n'
        'func.func @main(%a: tensor<8x6xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>})'
        " -> tensor<8x6xf32> {\n"
        '%r = "stablehlo.sort"(%a) <{dimension = 0 : i64}> ({\n'
        "^bb0(%l: tensor<f32>, %r: tensor<f32>):\n"
        "%c = stablehlo.compare LT, %l, %r : (tensor<f32>, tensor<f32>) -> tensor<i1>\n"
        "stablehlo.return %c : tensor<i1>\n}) : (tensor<8x6xf32>) -> tensor<8x6xf32>\n"
        "return %r : tensor<8x6xf32>\n}"
    )
    (collective,) = {c.name for c in told.collectives if c.bytes_per_chip}
    assert collective in ("sdy.all_gather", "sdy.all_to_all")
    assert "stablehlo.sort" in told.collectives[0].asked_by


def test_the_module_stays_as_it_is() -> None:
    module = ttmlir_py.parse(MODULE)
    before = ttmlir_py.to_text(module)
    ttmlir_py.explain(module)
    assert ttmlir_py.to_text(module) == before


LAYER = """
  %p{i} = stablehlo.dot %h{i}, %w{i} : (tensor<8x16xf32>, tensor<16x16xf32>) -> tensor<8x16xf32>
  %h{j} = stablehlo.tanh %p{i} : tensor<8x16xf32>
"""


@pytest.fixture(scope="module")
def layers() -> Story:
    """Thirty equal layers, whose products are partial sums."""
    weights = ", ".join(
        f'%w{i}: tensor<16x16xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"y"}}, {{}}]>}}'
        for i in range(30)
    )
    body = "".join(LAYER.replace("{i}", str(i)).replace("{j}", str(i + 1)) for i in range(30))
    return ttmlir_py.explain(
        'sdy.mesh @mesh = <["x"=2, "y"=4]>\n'
        f"func.func @main(%h0: tensor<8x16xf32> {{sdy.sharding = "
        f'#sdy.sharding<@mesh, [{{"x"}}, {{}}]>}}, {weights}) -> tensor<8x16xf32> {{{body}'
        "return %h30 : tensor<8x16xf32>\n}"
    )


def test_equal_layers_are_told_once(layers: Story) -> None:
    reduces = [g for g in summary.collectives(layers) if g.first.name == "sdy.all_reduce"]
    assert max(group.count for group in reduces) >= 28
    assert "arguments 1-30 of @main" in layers.text()
    assert len(layers.text().splitlines()) < 60
    assert len(layers.html()) < 40_000


def test_the_most_bytes_come_first(layers: Story) -> None:
    sizes = [group.bytes for group in summary.collectives(layers)]
    assert sizes == sorted(sizes, reverse=True)


def test_json_tells_of_everything(layers: Story) -> None:
    told = json.loads(layers.json())
    assert len(told["values"]) == len(layers.values)
    assert len(told["collectives"]) == len(layers.collectives)
    assert all("alternative" in collective for collective in told["collectives"])


def test_text_tells_origins_and_alternatives(story: Story) -> None:
    assert "first given to argument 2 of @main" in story.text()
    assert "not chosen: compute with the axes of result 0, 1.2 kB instead of 832 B" in story.text()


class Page(HTMLParser):
    """Counts the elements of a page, which must close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.cells: list[str] = []
        self.addresses: list[Any] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["td"]:
            self.cells.append(data)


def test_the_page_draws_the_mesh_and_needs_nothing(story: Story) -> None:
    page = Page(story.html())
    assert page.open == ["html"]
    assert not page.addresses
    assert "<script" not in story.html()
    assert "color-scheme: light dark" in story.html()
    assert page.cells[:8] == [str(chip) for chip in range(8)]


def test_the_page_draws_which_chip_has_which_part(story: Story) -> None:
    # Rows along x and columns along y, of the chips in two rows of four.
    assert Page(story.html()).cells.count("1, 3") == 1
    # The bias: columns along x, the same for the four chips of a row.
    assert Page(story.html()).cells.count(":, 1") >= 4


def test_ranges() -> None:
    names = [f"argument {number} of @main" for number in (0, 1, 2, 5)]
    assert summary.ranges(names) == "arguments 0-2, 5 of @main"


def test_views_of_the_same_chips_become_one() -> None:
    told = ttmlir_py.explain(
        """
        sdy.mesh @row = <["x"=4]>
        sdy.mesh @square = <["a"=2, "b"=2]>
        func.func @main(%x: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@row, [{"x"}, {}]>})
            -> tensor<8x8xf32> {
          %0 = sdy.sharding_constraint %x <@square, [{"a"}, {"b"}]> : tensor<8x8xf32>
          return %0 : tensor<8x8xf32>
        }"""
    )
    assert 'argument 0 of @main: <@square, [{"a", "b"}, {}]>' in str(told)
