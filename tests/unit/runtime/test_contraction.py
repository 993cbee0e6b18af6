"""A contraction folded over mesh axes equals the same contraction done chip by chip."""

from itertools import product

import numpy as np
import pytest
from simulated import Array, per_chip

from ttmlir_py.runtime.contraction import contract
from ttmlir_py.runtime.values import from_global, split

MESHES = [(1,), (2, 3), (2, 1, 3)]


def folded(mesh: tuple[int, ...], left: Array, right: Array) -> Array:
    """`[b, m, k] @ [b, k, n]` on every chip."""
    lead = len(mesh)
    shared = [(axis, axis) for axis in range(lead + 1)]
    result = contract(np, left, right, shared, [(lead + 2, lead + 1)])
    return np.broadcast_to(result, (*mesh, *result.shape[lead:]))


@pytest.mark.parametrize("mesh", MESHES)
def test_every_way_the_operands_vary_over_the_mesh(mesh):
    random = np.random.default_rng(0)
    for left_axes, right_axes in product(product((False, True), repeat=len(mesh)), repeat=2):
        left_mesh, right_mesh = (
            tuple(size if varies else 1 for size, varies in zip(mesh, axes, strict=True))
            for axes in (left_axes, right_axes)
        )
        left = random.standard_normal((*left_mesh, 2, 3, 5))
        right = random.standard_normal((*right_mesh, 2, 5, 7))
        expected = per_chip(np.matmul, mesh, left, right)
        np.testing.assert_allclose(folded(mesh, left, right), expected, atol=1e-12)


def test_batch_dimensions_of_size_one_are_repeated():
    left, right = np.ones((2, 3, 4, 5)), np.ones((2, 1, 5, 6))
    shared = [(0, 0), (1, 1)]
    result = contract(np, left, right, shared, [(3, 2)])
    np.testing.assert_array_equal(result, left @ right)


def test_several_summed_dimensions_in_different_orders():
    left = np.random.default_rng(0).standard_normal((3, 4, 5))
    right = np.random.default_rng(1).standard_normal((5, 6, 4))
    expected = np.einsum("abc,cdb->ad", left, right)
    np.testing.assert_allclose(contract(np, left, right, [], [(1, 2), (2, 0)]), expected)


class Recorder:
    """An array namespace that keeps the operands of matrix products."""

    def __init__(self) -> None:
        self.operands: list[Array] = []

    def matmul(self, left: Array, right: Array) -> Array:
        self.operands += [left, right]
        return left @ right


def test_weights_split_over_a_mesh_fold_back_into_one_product_without_a_copy():
    mesh = (2, 4)
    x, weight = np.ones((8, 16), np.float32), np.ones((16, 32), np.float32)
    rows = split(mesh, from_global(2, x), [(0,), ()])
    columns = split(mesh, from_global(2, weight), [(), (1,)])
    recorder = Recorder()
    contract(recorder, rows, columns, [(0, 0), (1, 1)], [(3, 2)])
    left, right = recorder.operands
    assert (left.shape, right.shape) == ((8, 16), (16, 32))
    assert np.shares_memory(left, x)
    assert np.shares_memory(right, weight)


def test_weights_split_over_the_summed_dimension_are_not_copied():
    mesh = (2, 4)
    weight = np.ones((32, 16), np.float32)
    parts = split(mesh, from_global(2, weight), [(1,), ()])
    recorder = Recorder()
    contract(recorder, np.ones((2, 4, 3, 8), np.float32), parts, [(0, 0), (1, 1)], [(3, 2)])
    assert np.shares_memory(recorder.operands[1], weight)
