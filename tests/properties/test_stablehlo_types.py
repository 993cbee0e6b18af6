"""Every op on random instances: the inferred types and no others; text reads back the same."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from instances import computation, elementwise, movement, others
from instances.oracle import Instance
from xdsl.dialects.builtin import TensorType, f32, i32
from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.context import Context
from ttmlir_py.support.op import Op, compatible
from ttmlir_py.support.shapes import DYNAMIC, shape_of
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

MAKERS = {
    **computation.MAKERS,
    **elementwise.MAKERS,
    **movement.MAKERS,
    **others.MAKERS,
    **others.INTERPRETED,
}
SMALL = settings(max_examples=int(os.environ.get("TTMLIR_EXAMPLES", "2")), phases=(Phase.generate,))


def instance_of(name: str, data: st.DataObject) -> Instance:
    return MAKERS[name](data.draw)


def others_than(
    type_: TensorType[Attribute], inferred: Attribute
) -> Iterator[TensorType[Attribute]]:
    """Types that differ from one in its element type, its rank, or one size that is inferred."""
    shape, known = type_.get_shape(), shape_of(inferred)
    yield TensorType(i32 if type_.element_type == f32 else f32, shape)
    yield TensorType(type_.element_type, (*shape, 2))
    for dim, size in enumerate(shape):
        if known[dim] == DYNAMIC:
            continue
        yield TensorType(type_.element_type, (*shape[:dim], size + 1, *shape[dim + 1 :]))


def inferred(op: Op) -> list[Attribute]:
    """What an op says of its results when it has none yet; nothing where they are free."""
    results = op.results
    op.results = type(results)(())
    try:
        return list(op.infer())
    finally:
        op.results = results


def is_accepted(op: Op) -> bool:
    try:
        op.verify_()
    except VerifyException:
        return False
    return True


FREE_ELEMENTS = frozenset(
    f"stablehlo.{name}" for name in ("convolution", "dot", "dot_general", "dynamic_conv")
)
"""Ops that may add up in another element type than their operands'."""


@pytest.mark.parametrize("name", sorted(MAKERS))
@SMALL
@given(data=st.data())
def test_only_the_inferred_types_are_accepted(name: str, data: st.DataObject):
    module = parse_module(instance_of(name, data).text, Context())
    for op in list(module.walk()):
        if not isinstance(op, Op) or op.name.startswith("func."):
            continue
        for result, type_ in zip(op.results, inferred(op), strict=False):
            assert compatible(type_, result.type) or op.name in FREE_ELEMENTS
            if not isinstance(result.type, TensorType):
                continue
            for other in others_than(result.type, type_):
                if op.name in FREE_ELEMENTS and other.get_shape() == result.type.get_shape():
                    continue
                given_type = result.type
                result._type = other  # pyright: ignore[reportPrivateUsage]
                assert not is_accepted(op), f"{op.name} accepts {other} for {given_type}"
                result._type = given_type  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("name", sorted(MAKERS))
@SMALL
@given(data=st.data())
def test_text_reads_back_the_same(name: str, data: st.DataObject):
    text = print_module(parse_module(instance_of(name, data).text, Context()))
    assert print_module(parse_module(text, Context())) == text
