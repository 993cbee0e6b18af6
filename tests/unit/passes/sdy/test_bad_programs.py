"""Programs with bad shardings: each gives one message at its place, or the right numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

import ttmlir_py
from ttmlir_py.context import Context
from ttmlir_py.runtime.program import Program
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module

MESH = 'sdy.mesh @mesh = <["x"=2, "y"=8]>'


class Bad(NamedTuple):
    """A program, what is said of it, and at which line and column."""

    text: str
    message: str
    place: str


def program(
    body: str = "",
    argument: str = "",
    result: str = "",
    shape: str = "8x16",
    mesh: str = MESH,
) -> str:
    """A function of two tensors that returns `%r`, the sum of the first with itself by default."""

    def sharded(text: str) -> str:
        return f" {{sdy.sharding = #sdy.sharding<{text}>}}" if text else ""

    t = f"tensor<{shape}xf32>"
    body = (body or "%r = stablehlo.add %a, %a : T").replace("T", t)
    return (
        f"{mesh}\nfunc.func @main(%a: {t}{sharded(argument)}, %b: {t}) -> ({t}{sharded(result)}) "
        f"{{\n{body}\nreturn %r : {t}\n}}\n"
    )


def manual(shardings: str, axes: str, local: str, body: str = "", shape: str = "8x16") -> str:
    """A function whose one op is a computation on shards."""
    value = "%n" if body else "%l"
    return program(
        f"%r = sdy.manual_computation(%a) in_shardings=[{shardings}] out_shardings=[{shardings}] "
        f"manual_axes={{{axes}}} (%l: tensor<{local}xf32>) {{\n{body}\n"
        f"sdy.return {value} : tensor<{local}xf32>\n}} : (T) -> T",
        shape=shape,
    )


X = '<@mesh, [{"x"}, {}]>'
ARGUMENTS = {
    "unknown axis": ('@mesh, [{"z"}, {}]', 'unknown axis name: "z"'),
    "unknown mesh": ('@other, [{"x"}, {}]', "unknown mesh: @other"),
    "too few dimensions": ('@mesh, [{"x"}]', "sharding doesn't match tensor rank: 1 != 2"),
    "an axis twice": ('@mesh, [{"x"}, {"x"}]', 'duplicate axis ref: "x"'),
    "sharded and replicated": ('@mesh, [{"x"}, {}], replicated={"x"}', 'duplicate axis ref: "x"'),
    "sharded and unreduced": ('@mesh, [{"x"}, {}], unreduced={"x"}', 'duplicate axis ref: "x"'),
    "overlapping parts": ('@mesh, [{"y":(1)4}, {"y":(2)2}]', 'overlapping sub-axes: "y":(1)4'),
    "an axis and its part": (
        '@mesh, [{"y":(1)2}, {"y"}]',
        'both sub-axis and full-axis are used for axis name: "y"',
    ),
    "a part that does not divide": (
        '@mesh, [{"y":(1)3}, {}]',
        "sub-axis next pre-size 3 doesn't divide the size of the full axis 8",
    ),
    "parts that are one": (
        '@mesh, [{"y":(1)2, "y":(2)2}, {}]',
        "two consecutive sub-axes can be merged",
    ),
    "a priority for nothing": (
        "@mesh, [{}p1, {}]",
        "dim 0 is empty and closed but has a priority",
    ),
}
BAD = {
    **{
        name: Bad(program(argument=sharding), f"arg 0 - {message}", "2:1")
        for name, (sharding, message) in ARGUMENTS.items()
    },
    "an indivisible argument": Bad(
        program(argument='@mesh, [{"x"}, {}]', shape="7x16"),
        "argument #0 has dimension 0 of size 7, which is not divisible by the size 2 of its axes",
        "2:1",
    ),
    "an indivisible result": Bad(
        program(result='@mesh, [{}, {"y"}]', shape="8x12"),
        "result #0 has dimension 1 of size 12, which is not divisible by the size 8 of its axes",
        "2:1",
    ),
    "an argument on one device": Bad(
        program(argument="@one, []", mesh=MESH + "\nsdy.mesh @one = <[], device_ids=[0]>"),
        "function argument 0 cannot have a single-device (maximal) sharding attribute",
        "3:1",
    ),
    "a constraint with an unknown axis": Bad(
        program('%r = sdy.sharding_constraint %a <@mesh, [{"z"}, {}]> : T'),
        'unknown axis name: "z"',
        "3:6",
    ),
    "a constraint of another rank": Bad(
        program('%r = sdy.sharding_constraint %a <@mesh, [{"x"}]> : T'),
        "sharding doesn't match tensor rank: 1 != 2",
        "3:6",
    ),
    "shardings for more results than there are": Bad(
        program(
            f"%r = stablehlo.add %a, %a {{sdy.sharding = #sdy.sharding_per_value<[{X}, {X}]>}} : T"
        ),
        "shardings don't match number of values: 2 shardings vs 1 values",
        "3:6",
    ),
    "a mesh with an axis twice": Bad(
        program(mesh='sdy.mesh @mesh = <["x"=2, "x"=4]>'), 'duplicate axis name: "x"', "1:33"
    ),
    "a mesh with a device twice": Bad(
        program(mesh='sdy.mesh @mesh = <["x"=2], device_ids=[0, 0]>'),
        "sorted device ids must be iota(product(axes)), got: 0, 0",
        "1:45",
    ),
    "another local shape": Bad(
        manual(X, '"x"', "8x16"),
        "Expected local shape 'tensor<4x16xf32>', actual local shape 'tensor<8x16xf32>'",
        "3:6",
    ),
    "an unknown manual axis": Bad(manual(X, '"q"', "8x16"), 'unknown manual axis: "q"', "3:6"),
    "a manual axis behind a free one": Bad(
        manual('<@mesh, [{"y", "x"}, {}]>', '"x"', "4x16"),
        "must have all manual axes come before free axes",
        "3:6",
    ),
    "an indivisible manual axis": Bad(
        manual(X, '"x"', "4x16", shape="7x16"),
        "operand dimension size 7 is not divisible by the manual axes size 2",
        "3:6",
    ),
    "a manual axis used inside": Bad(
        manual(
            X,
            '"x"',
            "4x16",
            '%n = sdy.sharding_constraint %l <@mesh, [{}, {"x"}]> : tensor<4x16xf32>',
        ),
        'operates on axis "x" which is already bound by a parent sdy.manual_computation op',
        "4:6",
    ),
    "a manual axis made manual again": Bad(
        manual(
            X,
            '"x"',
            "4x16",
            f"%n = sdy.manual_computation(%l) in_shardings=[{X}] out_shardings=[{X}] "
            'manual_axes={"x"} (%m: tensor<2x16xf32>) { sdy.return %m : tensor<2x16xf32> } : '
            "(tensor<4x16xf32>) -> tensor<4x16xf32>",
        ),
        'operates on axis "x" which is already bound by a parent sdy.manual_computation op',
        "4:6",
    ),
    "more shardings than operands": Bad(
        program(
            f"%r = sdy.manual_computation(%a) in_shardings=[{X}, {X}] out_shardings=[{X}] "
            'manual_axes={"x"} (%l: tensor<4x16xf32>) { sdy.return %l : tensor<4x16xf32> } : '
            "(T) -> T"
        ),
        "operand shardings don't match number of values: 2 shardings vs 1 values",
        "3:6",
    ),
    "a group of different shapes": Bad(
        program(
            "%c = stablehlo.transpose %b, dims = [1, 0] : (T) -> tensor<16x8xf32>\n"
            "sdy.sharding_group %a group_id=0 : T\n"
            "sdy.sharding_group %c group_id=0 : tensor<16x8xf32>\n"
            "%r = stablehlo.add %a, %a : T"
        ),
        "ShardingGroupOps values must have the same shape for groupId: 0",
        "5:1",
    ),
    "a group across a border": Bad(
        program(
            "sdy.sharding_group %a group_id=0 : T\n"
            f"%r = sdy.manual_computation(%a) in_shardings=[{X}] out_shardings=[{X}] "
            'manual_axes={"x"} (%l: tensor<4x16xf32>) {\n'
            "sdy.sharding_group %l group_id=0 : tensor<4x16xf32>\n"
            "sdy.return %l : tensor<4x16xf32>\n} : (T) -> T"
        ),
        "ShardingGroupOps values cannot cross ManualComputationOp boundaries for groupId: 0",
        "5:1",
    ),
    "maxima out of nothing": Bad(
        program(
            '%r = sdy.reshard %a <@mesh, [{}, {}], unreduced=max{"x"}> : T',
            argument="@mesh, [{}, {}]",
        ),
        "cannot introduce 'max' unreduced axes",
        "3:6",
    ),
    "a function of parts": Bad(
        program(
            "%r = stablehlo.exponential %a {sdy.sharding = #sdy.sharding_per_value<["
            '<@mesh, [{}, {}], unreduced={"x"}>]>} : T',
            argument='@mesh, [{}, {}], unreduced={"x"}',
        ),
        'cannot have unreduced axes "x" in operand and result: the results of parts do not add up',
        "3:6",
    ),
    "parts and a whole added": Bad(
        program(
            "%r = stablehlo.add %a, %b {sdy.sharding = #sdy.sharding_per_value<["
            '<@mesh, [{}, {}], unreduced={"x"}>]>} : T',
            argument='@mesh, [{}, {}], unreduced={"x"}',
        ),
        'cannot have unreduced axes "x" in operand and result: the results of parts do not add up',
        "3:6",
    ),
}


@pytest.mark.parametrize("name", [*BAD])
def test_one_message_at_its_place(name: str) -> None:
    bad = BAD[name]
    with pytest.raises(CompileError) as found:
        ttmlir_py.compile(bad.text, stop_at="stablehlo")
    errors = [line for line in str(found.value).splitlines() if " error: " in line]
    assert len(errors) == 1, errors
    assert bad.message in errors[0]
    assert errors[0].startswith(f"<string>:{bad.place}: "), errors[0]


SOUND = {
    "an indivisible constraint": program(
        '%c = sdy.sharding_constraint %a <@mesh, [{"x"}, {}]> : T\n%r = stablehlo.add %c, %b : T',
        shape="7x16",
    ),
    "an indivisible reshard": program(
        '%c = sdy.reshard %a <@mesh, [{"x"}, {"y"}]> : T\n%r = stablehlo.add %c, %b : T',
        shape="7x12",
    ),
    "conflicting arguments and results": program(
        "%r = stablehlo.add %a, %b : T", argument='@mesh, [{"x"}, {}]', result='@mesh, [{}, {"x"}]'
    ),
    "constraints that contradict": program(
        '%c = sdy.sharding_constraint %a <@mesh, [{}, {"x"}]> : T\n'
        '%d = sdy.sharding_constraint %c <@mesh, [{"y"}, {}]> : T\n%r = stablehlo.add %c, %d : T',
        argument='@mesh, [{"x"}, {}]',
        result='@mesh, [{}, {"y"}]',
    ),
    "a group with two wishes": program(
        '%c = sdy.sharding_constraint %b <@mesh, [{}, {"x"}]> : T\n'
        "sdy.sharding_group %a group_id=0 : T\nsdy.sharding_group %c group_id=0 : T\n"
        "%r = stablehlo.add %a, %c : T",
        argument='@mesh, [{"x"}, {}]',
    ),
    "parts that are given up": program(
        "%r = stablehlo.exponential %a : T", argument='@mesh, [{}, {}], unreduced={"x"}'
    ),
    "parts passed on": program(
        "%r = stablehlo.negate %a {sdy.sharding = #sdy.sharding_per_value<["
        '<@mesh, [{}, {}], unreduced={"x"}>]>} : T',
        argument='@mesh, [{}, {}], unreduced={"x"}',
    ),
}


@pytest.mark.parametrize("name", [*SOUND])
def test_the_numbers_are_right(name: str) -> None:
    """What only costs more to move is no error."""
    text = SOUND[name]
    shape = (7, 16) if "7x16" in text else (7, 12) if "7x12" in text else (8, 16)
    a = np.linspace(-1, 1, int(np.prod(shape)), dtype=np.float32).reshape(shape)
    b = 2 * a + 1
    (expected,) = Program(parse_module(text, Context()))(a, b)
    (actual,) = ttmlir_py.compile(text, stop_at="stablehlo")(a, b)
    np.testing.assert_allclose(actual, expected, rtol=1e-6)
