"""Groups and pairs of chips, against the definition of shardings."""

from itertools import product

import pytest

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding
from ttmlir_py.passes.stablehlo.mesh_digits import groups_of_axes, pairs_of_permutation

MESH = MeshAttr.of(x=2, y=4, z=3)
X, Y, Z = (AxisRef(name) for name in "xyz")
MAJOR, MINOR = AxisRef.part("y", 1, 2), AxisRef.part("y", 2, 2)


def digit(chip: int, axis: AxisRef) -> int:
    names, shape = MESH.mesh.names, MESH.mesh.shape
    places = dict(zip(names, list(product(*map(range, shape)))[chip], strict=True))
    return places[axis.axis] * axis.high_in(MESH) // MESH.axis_size(axis.axis) % axis.size_in(MESH)


def block(chip: int, axes: tuple[AxisRef, ...]) -> int:
    number = 0
    for axis in axes:
        number = number * axis.size_in(MESH) + digit(chip, axis)
    return number


@pytest.mark.parametrize(
    "axes", [(X,), (Y,), (Z,), (X, Y), (Y, X), (Z, X), (MAJOR,), (MINOR,), (MINOR, X)]
)
def test_groups_count_along_their_axes(axes: tuple[AxisRef, ...]) -> None:
    groups = groups_of_axes(MESH, axes)
    assert sorted(chip for group in groups for chip in group) == list(range(MESH.size))
    for group in groups:
        assert [block(chip, axes) for chip in group] == list(range(len(group)))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ((X, Y), (Y, X)),
        ((Y,), (X, MINOR)),
        ((MAJOR, MINOR), (MINOR, MAJOR)),
        ((X,), (MINOR,)),
        ((MINOR,), (X,)),
    ],
)
def test_everybody_receives_its_block(
    source: tuple[AxisRef, ...], target: tuple[AxisRef, ...]
) -> None:
    before, after = (TensorSharding("mesh", (DimSharding(axes),)) for axes in (source, target))
    pairs = pairs_of_permutation(MESH, before, MESH, after)
    assert sorted(giver for giver, _ in pairs) == list(range(MESH.size))
    assert sorted(taker for _, taker in pairs) == list(range(MESH.size))
    for giver, taker in pairs:
        assert block(giver, source) == block(taker, target)
        has_it_already = block(taker, source) == block(taker, target)
        assert (giver == taker) == has_it_already


def test_chips_in_another_order() -> None:
    mesh = MeshAttr(MeshAttr.of(x=2, y=2).axes, (3, 1, 2, 0))
    assert groups_of_axes(mesh, (AxisRef("y"),)) == ((3, 1), (2, 0))
