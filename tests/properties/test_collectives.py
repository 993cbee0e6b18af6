"""Collectives on meshes of any rank and size, against the same collective done chip by chip."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from math import prod
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ttmlir_py.context import Context
from ttmlir_py.runtime.groups import Groups, permute
from ttmlir_py.runtime.program import Program
from ttmlir_py.runtime.values import flat, from_global, join, split
from ttmlir_py.support.mesh import Mesh
from ttmlir_py.syntax.parser import parse_module

Array = np.ndarray[Any, np.dtype[Any]]

meshes = st.lists(st.sampled_from([1, 2, 3, 4]), min_size=1, max_size=3).map(tuple)


@st.composite
def lines(draw: st.DrawFn) -> Groups:
    """Groups along one or more axes of a mesh, in any order of the axes."""
    mesh = draw(meshes)
    axes = draw(st.lists(st.sampled_from(range(len(mesh))), min_size=1, unique=True))
    return Groups.along(mesh, axes)


@st.composite
def any_groups(draw: st.DrawFn) -> Groups:
    """A partition of the chips of a mesh into groups of one length, in any order."""
    mesh = draw(meshes)
    size = prod(mesh)
    length = draw(st.sampled_from([n for n in range(1, size + 1) if size % n == 0]))
    order = draw(st.permutations(range(size)))
    return Groups(mesh, tuple(tuple(order[i : i + length]) for i in range(0, size, length)))


groups_of_all_kinds = st.one_of(lines(), any_groups())


@st.composite
def value_on(draw: st.DrawFn, mesh: tuple[int, ...], shape: tuple[int, ...]) -> Array:
    """Integers on a mesh, the same along some of its axes."""
    varies = draw(st.lists(st.booleans(), min_size=len(mesh), max_size=len(mesh)))
    lead = tuple(size if v else 1 for size, v in zip(mesh, varies, strict=True))
    seed = draw(st.integers(0, 99))
    return np.random.default_rng(seed).integers(0, 100, (*lead, *shape))


def by_group(
    groups: Groups, x: Array, collective: Callable[[list[Array]], list[Array]]
) -> dict[int, Array]:
    """The results of a collective on lists of chips' tensors."""
    chips = flat(groups.mesh, x)
    results: dict[int, Array] = {}
    for group in groups.members:
        results |= dict(zip(group, collective([chips[i] for i in group]), strict=True))
    return results


def same(groups: Groups, got: Array, wanted: dict[int, Array]) -> None:
    chips = flat(groups.mesh, got)
    for chip, tensor in wanted.items():
        np.testing.assert_array_equal(chips[chip], tensor)


@given(groups_of_all_kinds, st.data())
def test_gather_concatenates(groups: Groups, data: st.DataObject):
    x = data.draw(value_on(groups.mesh, (2, 3)))
    dim = data.draw(st.sampled_from([0, 1]))
    wanted = by_group(groups, x, lambda ts: [np.concatenate(ts, axis=dim)] * len(ts))
    same(groups, groups.gather(x, dim), wanted)


@given(groups_of_all_kinds, st.data())
def test_reduce_adds(groups: Groups, data: st.DataObject):
    x = data.draw(value_on(groups.mesh, (2, 3)))
    got = groups.reduce(x, lambda y, axes: y.sum(axis=axes, keepdims=True))
    same(groups, got, by_group(groups, x, lambda ts: [sum(ts)] * len(ts)))


@given(groups_of_all_kinds, st.data())
def test_take_part_keeps_each_chips_own(groups: Groups, data: st.DataObject):
    length = groups.length
    x = data.draw(value_on(groups.mesh, (2, 2 * length)))

    def parts(tensors: list[Array]) -> list[Array]:
        return [np.split(t, length, axis=1)[i] for i, t in enumerate(tensors)]

    same(groups, groups.take_part(x, 1), by_group(groups, x, parts))


@given(groups_of_all_kinds, st.data())
def test_exchange_sends_part_i_to_member_i(groups: Groups, data: st.DataObject):
    length = groups.length
    x = data.draw(value_on(groups.mesh, (2 * length, 3, length)))
    split_dim, concat_dim = data.draw(st.sampled_from([(0, 1), (0, 0), (0, 2), (2, 0), (2, 1)]))

    def exchanged(tensors: list[Array]) -> list[Array]:
        cut = [np.split(t, length, axis=split_dim) for t in tensors]
        return [np.concatenate([c[i] for c in cut], axis=concat_dim) for i in range(length)]

    same(groups, groups.exchange(x, split_dim, concat_dim), by_group(groups, x, exchanged))


@given(groups_of_all_kinds, st.data())
def test_broadcast_copies_the_first(groups: Groups, data: st.DataObject):
    x = data.draw(value_on(groups.mesh, (2,)))
    same(groups, groups.broadcast(x), by_group(groups, x, lambda ts: [ts[0]] * len(ts)))


@given(meshes, st.data())
def test_permute_sends_and_leaves_zeros(mesh: tuple[int, ...], data: st.DataObject):
    x = data.draw(value_on(mesh, (2,)))
    chips = range(prod(mesh))
    targets = data.draw(st.lists(st.sampled_from(chips), unique=True))
    sources = data.draw(st.permutations(chips))[: len(targets)]
    got = flat(mesh, permute(mesh, x, list(zip(sources, targets, strict=True))))
    wanted = np.zeros_like(flat(mesh, x))
    wanted[targets] = flat(mesh, x)[sources]
    np.testing.assert_array_equal(got, wanted)


@given(meshes, st.data())
def test_permute_along_an_axis_keeps_what_is_the_same_on_the_others(
    mesh: tuple[int, ...], data: st.DataObject
):
    axis = data.draw(st.sampled_from(range(len(mesh))))
    shape = tuple(size if i == axis else 1 for i, size in enumerate(mesh))
    chips = np.arange(prod(mesh)).reshape(mesh)
    pairs = zip(chips.ravel().tolist(), np.roll(chips, -1, axis).ravel().tolist(), strict=True)
    x = np.random.default_rng(0).standard_normal((*shape, 5))
    got = permute(mesh, x, list(pairs))
    np.testing.assert_array_equal(got, np.roll(x, 1, axis))


@given(lines())
def test_lines_of_axes_are_recognized(groups: Groups):
    assert groups.axes is not None
    assert Groups.along(groups.mesh, groups.axes).members == groups.members


@given(meshes, st.data())
def test_gathering_what_was_split_gives_the_whole(mesh: tuple[int, ...], data: st.DataObject):
    axes = data.draw(st.sampled_from(list(permutations(range(len(mesh))))))
    whole = np.arange(3 * 2 * prod(mesh)).reshape(3, 2 * prod(mesh))
    parts = split(mesh, from_global(len(mesh), whole), [(), axes])
    gathered = Groups.along(mesh, axes).gather(parts, 1)
    np.testing.assert_array_equal(flat(mesh, gathered), np.stack([whole] * prod(mesh)))
    np.testing.assert_array_equal(join(mesh, parts, [(), axes])[(0,) * len(mesh)], whole)


ALL_REDUCE = """
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {{
  %0 = "stablehlo.all_reduce"(%x) <{{replica_groups = dense<{groups}> : tensor<{shape}xi64>,
      channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>, use_global_device_ids}}> ({{
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %1 = stablehlo.abs %b : tensor<f32>
    %2 = stablehlo.maximum %a, %1 : tensor<f32>
    stablehlo.return %2 : tensor<f32>
  }}) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}}"""


@given(groups_of_all_kinds, st.data())
def test_all_reduce_by_any_computation(groups: Groups, data: st.DataObject):
    rows = [list(group) for group in groups.members]
    text = ALL_REDUCE.format(groups=rows, shape=f"{len(rows)}x{groups.length}")
    mesh = Mesh(tuple("xyz"[: len(groups.mesh)]), groups.mesh)
    x = data.draw(value_on(groups.mesh, (4,))).astype(np.float32)
    (got,) = Program(parse_module(text, Context()), mesh).on_mesh(x)
    wanted = by_group(groups, x, lambda ts: [np.maximum.reduce(ts)] * len(ts))
    same(groups, got, wanted)
