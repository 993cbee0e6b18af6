"""Axis references behave as sets of strides."""

from hypothesis import given
from hypothesis import strategies as st

from ttmlir_py.dialects.sdy.axes import (
    AxisRef,
    difference,
    merged,
    sorted_and_merged,
    without_overlap,
)
from ttmlir_py.dialects.sdy.mesh import MeshAttr

MESH = MeshAttr.of(x=24, y=8)


@st.composite
def chain_axes(draw: st.DrawFn) -> AxisRef:
    """Parts of `x` along the chain 1, 2, 6, 24: any two can coexist."""
    chain = [1, 2, 6, 24]
    low = draw(st.integers(0, 2))
    high = draw(st.integers(low + 1, 3))
    return AxisRef.part("x", chain[low], chain[high] // chain[low], MESH)


def bounds(axis: AxisRef) -> tuple[int, int]:
    return axis.low, axis.high_in(MESH)


@given(chain_axes(), chain_axes())
def test_overlap_is_the_intersection_of_intervals(a: AxisRef, b: AxisRef) -> None:
    low, high = max(a.low, b.low), min(a.high_in(MESH), b.high_in(MESH))
    overlap = a.overlap(b)
    assert a.overlaps(b) == (low < high)
    assert (overlap and bounds(overlap)) == ((low, high) if low < high else None)


@given(chain_axes(), chain_axes())
def test_prefix_overlap_and_suffix_make_up_the_axis(a: AxisRef, b: AxisRef) -> None:
    if not a.overlaps(b):
        assert a.prefix_without_overlap(b) == a == a.suffix_without_overlap(b, MESH)
        return
    parts = [a.prefix_without_overlap(b), a.overlap(b), a.suffix_without_overlap(b, MESH)]
    assert merged([part for part in parts if part], MESH) == (a,)


@given(chain_axes(), chain_axes())
def test_difference_and_overlap_make_up_the_axis(a: AxisRef, b: AxisRef) -> None:
    overlap = a.overlap(b)
    rest = difference((a,), (b,), MESH)
    assert sorted_and_merged([*rest, *([overlap] if overlap else [])], MESH) == (a,)


@given(chain_axes(), chain_axes())
def test_contains_is_inclusion(a: AxisRef, b: AxisRef) -> None:
    assert a.contains(b) == (a.low <= b.low and b.high_in(MESH) <= a.high_in(MESH))
    assert a.prefix_of(b) == (b.contains(a) and a.low == b.low)
    assert a.suffix_of(b, MESH) == (b.contains(a) and bounds(a)[1] == bounds(b)[1])


def test_parts_with_coprime_sizes_cannot_coexist() -> None:
    two, three = AxisRef.part("x", 1, 2), AxisRef.part("x", 1, 3)
    assert not two.can_coexist(three)
    assert two.overlap(three) is None
    assert two.prefix_without_overlap(three) is None


def test_without_overlap_stops_at_the_first_overlap() -> None:
    x, y = AxisRef("x"), AxisRef("y")
    part = AxisRef.part("x", 2, 3)
    assert without_overlap((y, x), (part,)) == (y, AxisRef.part("x", 1, 2))
    assert without_overlap((x, y), (x,)) == ()


def test_merging_all_parts_gives_the_full_axis() -> None:
    parts = (AxisRef.part("x", 1, 2), AxisRef.part("x", 2, 3), AxisRef.part("x", 6, 4))
    assert merged(parts, MESH) == (AxisRef("x"),)
