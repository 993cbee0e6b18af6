"""Negative tests: every rule that an sdy op checks."""

import pytest
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.context import Context
from ttmlir_py.syntax.parser import parse_module

CONSTRAINTS = [
    ("<@other, [{}, {}]>", "unknown mesh: @other"),
    ("<@mesh, [{}]>", "sharding doesn't match tensor rank: 1 != 2"),
    ('<@mesh, [{"z"}, {}]>', 'unknown axis name: "z"'),
    ('<@mesh, [{"x"}, {"x"}]>', 'duplicate axis ref: "x"'),
    ('<@mesh, [{"x"}, {"x":(1)2}]>', 'both sub-axis and full-axis are used for axis name: "x"'),
    ('<@mesh, [{"x":(1)2}, {"x":(1)4}]>', 'overlapping sub-axes: "x":(1)2, "x":(1)4'),
    ('<@mesh, [{"x":(1)2, "x":(2)2}, {}]>', "two consecutive sub-axes can be merged"),
    ('<@mesh, [{"x":(0)2}, {}]>', "sub-axis pre-size must be at least 1"),
    ('<@mesh, [{"x":(2)1}, {}]>', "sub-axis sizes must be greater than 1"),
    ('<@mesh, [{"x":(1)3}, {}]>', "doesn't divide the size of the full axis 8"),
    ('<@mesh, [{"x":(1)8}, {}]>', "sub-axis size is equal to the full axis size"),
    ('<@mesh, [{}, {}], replicated={"y", "x"}>', "replicated axes are not ordered w.r.t. mesh"),
    ('<@mesh, [{}, {}], unreduced={"y", "x"}>', "unreduced axes are not ordered w.r.t. mesh"),
    ("<@mesh, [{}p1, {}]>", "dim 0 is empty and closed but has a priority"),
    ("<@maximal, [{}, {}]>", "a maximal sharding can only have a sharding with rank 0"),
]
COLLECTIVES = [
    ('all_gather [{}, {"x"}] %x out_sharding=<@mesh, [{"x"}, {}]>', "can't apply gathering axis"),
    ('all_gather [{"x"}] %x out_sharding=<@mesh, [{}, {}]>', "but collective axes has rank 1"),
    (
        'all_slice [{}, {"y"}] %x out_sharding=<@mesh, [{"x"}, {}]>',
        'result sharding doesn\'t match expected sharding ["y"] on dimension 1',
    ),
    ("all_to_all [] %x out_sharding=<@mesh, [{}, {}]>", "parameter list is empty"),
    ('all_to_all [{"x"}: 0->2] %x out_sharding=<@mesh, [{}, {}]>', "target dimension 2 is out of"),
    (
        'all_to_all [{"x"}: 0->0] %x out_sharding=<@mesh, [{}, {}]>',
        "overlapping source/target dimensions in all-to-all params: 0",
    ),
    (
        'all_reduce {"x"} %x out_sharding=<@mesh, [{"x"}, {}]>',
        'reduction axis "x" overlaps with operand dimension sharding',
    ),
    ('all_reduce {"y"} %x out_sharding=<@mesh, [{}, {}]>', "shardings are not equivalent"),
    (
        'collective_permute %x out_sharding=<@mesh, [{"y"}, {}]>',
        "sharded size of result doesn't match operand on dimension 0: 4 != 8",
    ),
    (
        'replicated_to_unreduced {"x"} %x out_sharding=<@mesh, [{"x"}, {}]>',
        'r2u axis "x" overlaps with operand dimension sharding',
    ),
    (
        'replicated_to_unreduced {} %x out_sharding=<@mesh, [{"x"}, {}]>',
        "r2u axes must not be empty",
    ),
    (
        'sharded_to_unreduced [{"x"}, {}] %x out_sharding=<@mesh, [{}, {}]>',
        "out_unreduced_axes should be in_unreduced_axes + sharded_to_unreduced_axes",
    ),
    (
        "propagation_barrier %x allowed_direction=BOTH",
        "cannot specify `BOTH` as the direction",
    ),
    ('reshard %x <@mesh, [{}, {}], unreduced=max{"y"}>', "cannot introduce 'max' unreduced axes"),
    ("all_gather [{}, {}] %a out_sharding=<@mesh, [{}, {}]>", "on operand without sharding"),
]
MANUAL = [
    ('[<@mesh, [{"y", "x"}, {}]>]', "4x16", "must have all manual axes come before free axes"),
    ('[<@mesh, [{"x"}, {}]>]', "8x16", "must match. Expected local shape 'tensor<4x16xf32>'"),
    ('[<@mesh, [{}, {"x"}]>, <@mesh, [{}, {}]>]', "32x2", "2 shardings vs 1 values"),
]


def verify(body: str) -> None:
    text = f"""
    sdy.mesh @mesh = <["x"=8, "y"=4]>
    sdy.mesh @maximal = <[], device_ids=[0]>
    func.func @main(%a: tensor<32x16xf32>) {{
      %x = stablehlo.negate %a
          {{sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{{"x"}}, {{}}]>]>}} : tensor<32x16xf32>
      {body}
      return
    }}"""
    parse_module(text, Context()).verify()


@pytest.mark.parametrize(("sharding", "message"), CONSTRAINTS)
def test_sharding(sharding: str, message: str) -> None:
    with pytest.raises(VerifyException) as error:
        verify(f"%0 = sdy.sharding_constraint %a {sharding} : tensor<32x16xf32>")
    assert message in str(error.value)


@pytest.mark.parametrize(("op", "message"), COLLECTIVES)
def test_op(op: str, message: str) -> None:
    with pytest.raises(VerifyException) as error:
        verify(f"%0 = sdy.{op} : tensor<32x16xf32>")
    assert message in str(error.value)


@pytest.mark.parametrize(("in_shardings", "local", "message"), MANUAL)
def test_manual_computation(in_shardings: str, local: str, message: str) -> None:
    with pytest.raises(VerifyException) as error:
        verify(
            f"""sdy.manual_computation(%a) in_shardings={in_shardings} out_shardings=[]
                manual_axes={{"x"}} (%b: tensor<{local}xf32>) {{
              sdy.return
            }} : (tensor<32x16xf32>) -> ()"""
        )
    assert message in str(error.value)


def test_axis_bound_by_the_computation_around() -> None:
    with pytest.raises(VerifyException, match="already bound by a parent"):
        verify(
            """sdy.manual_computation(%a) in_shardings=[<@mesh, [{"x"}, {}]>] out_shardings=[]
                manual_axes={"x"} (%b: tensor<4x16xf32>) {
              %0 = sdy.sharding_constraint %b <@mesh, [{"x"}, {}]> : tensor<4x16xf32>
              sdy.return
            } : (tensor<32x16xf32>) -> ()"""
        )
