"""Comparing arrays."""

import numpy as np
import pytest

from ttmlir_py.runtime.compare import compare

A = np.array([1.0, 2.0, -4.0], np.float32)


def test_equal_arrays():
    assert str(compare(A, A)) == "PCC 1.000000, max abs 0.00e+00, max rel 0.00e+00, error 0.00e+00"


def test_differences():
    comparison = compare(A + np.float32(0.5), A)
    assert comparison.max_abs == 0.5
    assert comparison.max_rel == 0.5
    assert comparison.error == 0.125
    assert comparison.pcc == pytest.approx(1.0)


def test_an_opposite_array_has_correlation_minus_one():
    assert compare(-A, A).pcc == pytest.approx(-1.0)


@pytest.mark.parametrize(("got", "pcc"), [(3.0, 1.0), (3.5, 0.0)])
def test_constant_arrays_correlate_where_they_are_equal(got, pcc):
    assert compare(np.full(3, got), np.full(3, 3.0)).pcc == pcc


def test_other_shapes_are_unlike():
    assert compare(A[:2], A).error == np.inf


def test_not_a_number_must_be_in_the_same_places():
    with_nan = np.array([1.0, np.nan, np.inf])
    assert compare(with_nan, with_nan).error == 0.0
    assert compare(np.array([1.0, 2.0, np.inf]), with_nan).error == np.inf
    assert compare(with_nan, np.ones(3)).error == np.inf


def test_integers_must_be_equal():
    assert compare(np.array([1, 2]), np.array([1, 3])).error == np.inf


def test_empty_arrays_are_equal():
    assert compare(np.ones((0, 2)), np.ones((0, 2))).error == 0.0
