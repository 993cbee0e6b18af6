"""Groups of chips and the mesh axes they lie along."""

from itertools import chain, combinations, permutations

import pytest
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, TensorType, i64

from ttmlir_py.support.groups import axes_of_groups, groups_along, groups_of

MESHES = [(2, 4), (2, 2, 2), (3, 5), (1, 8), (4, 1, 2)]


def test_groups_along_one_axis():
    assert groups_along((2, 4), (0,)) == ((0, 4), (1, 5), (2, 6), (3, 7))
    assert groups_along((2, 4), (1,)) == ((0, 1, 2, 3), (4, 5, 6, 7))


def test_order_of_axes_is_the_order_in_the_group():
    assert groups_along((2, 4), (0, 1)) == ((0, 1, 2, 3, 4, 5, 6, 7),)
    assert groups_along((2, 4), (1, 0)) == ((0, 4, 1, 5, 2, 6, 3, 7),)


@pytest.mark.parametrize("mesh", MESHES)
def test_axes_of_groups_inverts_groups_along(mesh: tuple[int, ...]):
    axes = [axis for axis, size in enumerate(mesh) if size > 1]
    subsets = chain.from_iterable(combinations(axes, n) for n in range(1, len(axes) + 1))
    for order in chain.from_iterable(permutations(subset) for subset in subsets):
        assert axes_of_groups(mesh, groups_along(mesh, order)) == order


def test_groups_that_are_no_lines():
    assert axes_of_groups((2, 4), ((0, 5), (1, 4), (2, 7), (3, 6))) is None
    assert axes_of_groups((2, 4), ((0, 1), (2, 3), (4, 5), (6, 7))) is None
    assert axes_of_groups((2, 4), ((0, 1, 2, 3),)) is None


def test_order_of_a_sum_does_not_count():
    backwards = ((3, 2, 1, 0), (7, 6, 5, 4))
    assert axes_of_groups((2, 4), backwards) is None
    assert axes_of_groups((2, 4), backwards, ordered=False) == (1,)


def test_padding_is_dropped():
    padded = DenseIntOrFPElementsAttr.from_list(TensorType(i64, [2, 2]), [0, 1, 2, -1])
    assert groups_of(padded) == ((0, 1), (2,))
