"""Splitting a tensor over a mesh and joining its parts are inverse, and copy nothing."""

import numpy as np
import pytest

from ttmlir_py.runtime.values import (
    align,
    chip,
    flat,
    from_flat,
    from_global,
    is_uniform,
    join,
    relead,
    split,
)

MESH = (2, 3)
WHOLE = np.arange(12 * 6 * 5, dtype=np.float32).reshape(12, 6, 5)
DIMS = [
    [(), (), ()],
    [(0,), (1,), ()],
    [(1,), (), ()],
    [(0, 1), (), ()],
    [(1, 0), (), ()],
    [(), (1,), ()],
]


@pytest.mark.parametrize("dims", DIMS)
def test_join_undoes_split(dims):
    parts = split(MESH, from_global(2, WHOLE), dims)
    np.testing.assert_array_equal(join(MESH, parts, dims)[0, 0], WHOLE)


@pytest.mark.parametrize("dims", DIMS)
def test_splitting_is_a_view(dims):
    assert np.shares_memory(split(MESH, from_global(2, WHOLE), dims), WHOLE)


@pytest.mark.parametrize("dims", DIMS)
def test_axes_that_split_nothing_stay_of_size_one(dims):
    parts = split(MESH, from_global(2, WHOLE), dims)
    used = {axis for axes in dims for axis in axes}
    assert parts.shape[:2] == tuple(size if i in used else 1 for i, size in enumerate(MESH))


def test_the_first_axis_of_a_dimension_is_the_major_one():
    parts = split(MESH, from_global(2, WHOLE), [(1, 0), (), ()])
    np.testing.assert_array_equal(chip(MESH, parts, (1, 2)), WHOLE[2 * 4 + 2 : 2 * 4 + 4])


def test_splitting_a_value_that_varies_takes_each_chips_own_part():
    rows = split(MESH, from_global(2, WHOLE), [(0,), (), ()])
    again = split(MESH, rows, [(0,), (), ()])
    np.testing.assert_array_equal(chip(MESH, again, (1, 0)), chip(MESH, rows, (1, 0))[3:6])


def test_parts_must_be_equal():
    with pytest.raises(AssertionError, match="size 5 cannot be split into 3 parts"):
        split(MESH, from_global(2, WHOLE), [(), (), (1,)])


def test_flat_numbers_chips_in_row_major_order():
    parts = split(MESH, from_global(2, WHOLE), [(0,), (1,), ()])
    chips = flat(MESH, parts)
    np.testing.assert_array_equal(chips[4], chip(MESH, parts, (1, 1)))
    np.testing.assert_array_equal(from_flat(MESH, chips), parts)


def test_align_adds_dimensions_after_those_of_the_mesh():
    matrix, row = np.zeros((2, 1, 4, 5)), np.zeros((1, 3, 5))
    assert [a.shape for a in align(2, matrix, row)] == [(2, 1, 4, 5), (1, 3, 1, 5)]


def test_relead_changes_the_number_of_mesh_dimensions():
    assert relead(np.zeros((1, 4)), 1, 3).shape == (1, 1, 1, 4)
    assert relead(np.zeros((1, 1, 4)), 2, 0).shape == (4,)
    with pytest.raises(AssertionError, match="varies"):
        relead(np.zeros((2, 1, 4)), 2, 1)


def test_uniform_means_the_same_on_all_chips():
    assert is_uniform(2, np.ones((2, 3, 4)))
    assert not is_uniform(2, np.arange(24.0).reshape(2, 3, 4))
