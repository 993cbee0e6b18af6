"""Projection to factors and back gives the sharding again, as far as no stride is needed."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding
from ttmlir_py.passes.sdy.propagation.projection import (
    is_prefix,
    is_strict_prefix,
    project_tensor,
)

MESH = MeshAttr.of(w=3, x=2, y=4, z=8)
SIZES = (4, 2, 8, 6)
DIMS = ((0, 1), (2,), (3,))


@st.composite
def shardings(draw: st.DrawFn) -> TensorSharding:
    axes = [AxisRef(name) for name in draw(st.permutations("wxyz"))]
    cuts = sorted(draw(st.lists(st.integers(0, 4), min_size=3, max_size=3)))
    bounds = [0, *cuts]
    dims = [DimSharding(tuple(axes[a:b]), draw(st.booleans())) for a, b in pairwise(bounds)]
    return TensorSharding("mesh", tuple(dims))


@given(shardings())
def test_projection_and_back(sharding: TensorSharding) -> None:
    factors = project_tensor(DIMS, sharding, SIZES, MESH)
    again = factors.sharding(DIMS, SIZES, "mesh", MESH)
    assert [dim.axes for dim in again.dims] == [dim.axes for dim in sharding.dims]


def test_an_axis_is_split_where_a_factor_ends() -> None:
    sharding = TensorSharding("mesh", (DimSharding((AxisRef("z"),)), DimSharding(), DimSharding()))
    factors = project_tensor(DIMS, sharding, SIZES, MESH).factors
    assert factors[0].axes == (AxisRef.part("z", 1, 4),)
    assert factors[1].axes == (AxisRef.part("z", 4, 2),)


def test_coprime_axes_overflow_and_close_what_follows() -> None:
    sharding = TensorSharding(
        "mesh", (DimSharding((AxisRef("w"),), is_closed=False), DimSharding(), DimSharding())
    )
    factors = project_tensor(DIMS, sharding, SIZES, MESH).factors
    assert factors[0].axes == ()
    assert factors[0].overflow == (AxisRef("w"),)
    assert factors[1].is_closed


def test_prefixes() -> None:
    x, y, part = AxisRef("x"), AxisRef("y"), AxisRef.part("y", 1, 2)
    assert is_strict_prefix((), (x,))
    assert is_strict_prefix((x,), (x, y))
    assert is_strict_prefix((x, part), (x, y))
    assert not is_strict_prefix((x, y), (x, y))
    assert is_prefix((x, y), (x, y))
    assert not is_prefix((y,), (x, y))
    assert not is_prefix((x, y), (x, part))
