"""The axes that an op runs with, from its rule and the shardings of its tensors."""

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.passes.sdy.export.common_axes import Computation, computation_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule, einsum_rule

MESH = MeshAttr.of(x=2, y=4)
X, Y = (AxisRef("x"),), (AxisRef("y"),)
MATMUL = einsum_rule("ik,kj->ij", {"i": 8, "j": 16, "k": 32})
SUM = einsum_rule("ij,ij->ij", {"i": 8, "j": 16})
MERGE = einsum_rule("ij->(ij)", {"i": 8, "j": 16})


def run(rule: ShardingRule, *tensors: tuple[Axes, ...]) -> Computation:
    sizes = tuple(rule.tensor_size(index) for index in range(len(tensors)))
    return computation_of(rule, tensors, sizes, MESH)


def test_agreement_is_kept() -> None:
    found = run(MATMUL, (X, Y), (Y, ()), (X, ()))
    assert found == Computation(((X, Y), (Y, ())), ((X, ()),), Y)


def test_an_axis_divides_one_factor_only() -> None:
    found = run(MATMUL, (X, ()), ((), X), (X, X))
    used = [axis for dims in (*found.operands, *found.results) for axes in dims for axis in axes]
    assert used.count(AxisRef("x")) == 2
    assert len({found.operands[0][0], found.operands[1][1]}) == 2


def test_the_sharding_of_most_elements_wins() -> None:
    found = run(SUM, (X, ()), (X, ()), ((), X))
    assert found == Computation(((X, ()), (X, ())), ((X, ()),), ())


def test_a_longer_list_wins_over_its_prefix() -> None:
    both = X + Y
    found = run(SUM, (X, ()), (both, ()), (both, ()))
    assert found.operands == ((both, ()), (both, ()))


def test_what_must_be_whole_gives_its_axes_to_the_batch() -> None:
    rule = einsum_rule("ij->ij", {"i": 8, "j": 16}, {"j": FactorKind.NEED_REPLICATION})
    assert run(rule, ((), Y), ((), Y)) == Computation(((Y, ()),), ((Y, ()),), ())


def test_minor_factors_wait_for_the_major_one() -> None:
    """Columns cannot be divided in a merged dimension whose rows are not divided completely."""
    assert run(MERGE, ((), Y), ((),)).results == (((),),)
    assert run(MERGE, (X, ()), ((),)).results == ((X,),)


def test_uneven_axes_are_dropped() -> None:
    rule = einsum_rule("i->i", {"i": 6})
    assert run(rule, (Y,), (Y,)).operands == (((),),)
