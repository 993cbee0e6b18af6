"""Groups of chips that take part in one collective, as lists of chip numbers and as mesh axes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import permutations, product
from math import prod

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr

Groups = tuple[tuple[int, ...], ...]


def groups_of(attribute: DenseIntOrFPElementsAttr) -> Groups:
    """The groups of a `replica_groups` attribute; the -1 that pads short groups is dropped."""
    rows, columns = attribute.get_shape()
    values = [value for value in attribute.get_values() if isinstance(value, int)]
    return tuple(
        tuple(chip for chip in values[row * columns : (row + 1) * columns] if chip >= 0)
        for row in range(rows)
    )


def groups_along(mesh: Sequence[int], axes: Sequence[int]) -> Groups:
    """The lines of a mesh along some axes (major to minor), chips numbered in row-major order.

    `groups_along((2, 4), (0,))` is `((0, 4), (1, 5), (2, 6), (3, 7))`.
    """
    stride = [prod(mesh[axis + 1 :]) for axis in range(len(mesh))]
    others = [axis for axis in range(len(mesh)) if axis not in axes]

    def chips(over: Sequence[int]) -> list[int]:
        places = product(*(range(mesh[axis]) for axis in over))
        return [sum(i * stride[axis] for i, axis in zip(p, over, strict=True)) for p in places]

    return tuple(tuple(base + step for step in chips(axes)) for base in chips(others))


def axes_of_groups(
    mesh: Sequence[int], groups: Groups, *, ordered: bool = True
) -> tuple[int, ...] | None:
    """The mesh axes whose lines are exactly these groups, major to minor; None for no such axes.

    Where the order within a group does not matter (`ordered` is false), any order is taken for
    that of the mesh.
    """
    given = groups if ordered else tuple(tuple(sorted(group)) for group in groups)
    return _axes_of_groups(tuple(mesh), given)


@cache
def _axes_of_groups(mesh: tuple[int, ...], groups: Groups) -> tuple[int, ...] | None:
    if not groups or not groups[0]:
        return None
    wanted = set(groups)
    if len(wanted) * len(groups[0]) != prod(mesh):
        return None
    orders = permutations(_varying_axes(mesh, groups[0]))
    return next((o for o in orders if set(groups_along(mesh, o)) == wanted), None)


def _varying_axes(mesh: Sequence[int], chips: Sequence[int]) -> list[int]:
    coordinates = [_coordinate(mesh, chip) for chip in chips]
    return [axis for axis in range(len(mesh)) if len({place[axis] for place in coordinates}) > 1]


def _coordinate(mesh: Sequence[int], chip: int) -> tuple[int, ...]:
    stride = [prod(mesh[axis + 1 :]) for axis in range(len(mesh))]
    return tuple(chip // stride[axis] % mesh[axis] for axis in range(len(mesh)))
