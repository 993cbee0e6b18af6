"""The law of sharding rules, for every op of StableHLO and CHLO.

Along each factor of an op's rule in turn, all tensors that have the factor are cut in two. The
programs of the chips, with the collectives that the rule implies, compute what the whole op does.
`TTMLIR_EXAMPLES=50` tries as many random instances of every op.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from instances import computation, elementwise, movement, others
from instances.oracle import Instance, require_close
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Operation, SSAValue

from ttmlir_py.context import Context
from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import set_func_result_sharding, set_sharding
from ttmlir_py.passes.sdy.propagation.rules.registry import rule_of
from ttmlir_py.passes.stablehlo.pipeline import StableHloPipeline
from ttmlir_py.runtime.program import Program
from ttmlir_py.support.shapes import element_of, is_static, shape_of
from ttmlir_py.support.sharding_rule import Dims, ShardingRule
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

RAGGED = """
func.func @main(%lhs: {lhs}, %rhs: {rhs}, %sizes: tensor<3xi64>) -> {out} {{
  %0 = "chlo.ragged_dot"(%lhs, %rhs, %sizes) {{
    ragged_dot_dimension_numbers = #chlo.ragged_dot<{numbers}>
  }} : ({lhs}, {rhs}, tensor<3xi64>) -> {out}
  return %0 : {out}
}}"""


@st.composite
def ragged_dot(draw: st.DrawFn) -> Instance:
    """Rows in groups, each with its own weights; or the sum over each group of its own."""
    random = np.random.default_rng(draw(st.integers(0, 99)))
    if draw(st.booleans()):
        numbers = "lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [1], "
        numbers += "lhs_ragged_dimensions = [0], rhs_group_dimensions = [0]"
        shapes = [(12, 6), (3, 6, 8), (12, 8)]
    else:
        numbers = "lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [0], "
        numbers += "lhs_ragged_dimensions = [1]"
        shapes = [(6, 12), (12, 8), (3, 6, 8)]
    lhs, rhs, out = (f"tensor<{'x'.join(map(str, shape))}xf32>" for shape in shapes)
    arrays = [random.integers(-4, 5, shape).astype(np.float32) for shape in shapes[:2]]
    text = RAGGED.format(lhs=lhs, rhs=rhs, out=out, numbers=numbers)
    return Instance(text, [*arrays, np.array([3, 4, 5])])


MAKERS = {
    "chlo.ragged_dot": lambda draw: draw(ragged_dot()),
    **computation.MAKERS,
    **elementwise.MAKERS,
    **movement.MAKERS,
    **others.MAKERS,
}
SMALL = settings(
    max_examples=int(os.environ.get("TTMLIR_EXAMPLES", "1")),
    phases=(Phase.generate,),
    deadline=None,
)
MESH = 'sdy.mesh @mesh = <["x"=1, "y"=2]>\n'


def op_with_rule(module: ModuleOp, name: str) -> tuple[Operation, ShardingRule] | None:
    """The first op of a name that has a rule, in the main function."""
    for op in module.walk():
        if op.name == name and op.results and all_static(op) and (rule := rule_of(op)) is not None:
            return op, rule
    return None


def all_static(op: Operation) -> bool:
    return all(
        not isinstance(value.type, TensorType) or is_static(value)
        for value in (*op.operands, *op.results)
    )


def cut(value: SSAValue, dims: Dims, factor: int) -> TensorSharding | None:
    """The sharding of a value that is cut along a factor, which is the major one of a dimension."""
    if not any(dim[0] == factor for dim in dims):
        return None
    if any(dim[0] == factor and size % 2 for dim, size in zip(dims, shape_of(value), strict=True)):
        return None
    axis = (AxisRef("y"),)
    whole = TensorSharding.fully_replicated("mesh", len(dims))
    return whole.with_axes([axis if dim[0] == factor else () for dim in dims])


def cuts(name: str, instance: Instance) -> Iterator[ModuleOp]:
    """The program with the tensors of its op cut along one factor, for every factor."""
    text = MESH + instance.text
    module = parse_module(text, Context())
    found = op_with_rule(module, name)
    for factor, size in enumerate(found[1].sizes if found else ()):
        if size % 2:
            continue
        module = parse_module(text, Context())
        op, rule = op_with_rule(module, name) or pytest.fail("the rule is gone")
        (function,) = [f for f in module.ops if isinstance(f, FuncOp) and f.sym_name.data == "main"]
        for value, dims in zip(op.operands, rule.operands, strict=True):
            if value in function.args and (sharding := cut(value, dims, factor)):
                set_sharding(value, sharding)
        ending = function.body.block.last_op
        returned: Sequence[SSAValue] = ending.operands if ending else ()
        for value, dims in zip(op.results, rule.results, strict=True):
            if value in returned and (sharding := cut(value, dims, factor)):
                set_func_result_sharding(function, list(returned).index(value), sharding)
        yield module


@pytest.mark.parametrize("name", sorted(MAKERS))
@SMALL
@given(data=st.data())
def test_halves_along_every_factor(name: str, data: st.DataObject) -> None:
    instance = MAKERS[name](data.draw)
    for module in cuts(name, instance):
        before = print_module(module)
        types = next(f for f in module.ops if isinstance(f, FuncOp)).function_type.outputs.data
        wanted = Program(module.clone())(*instance.inputs)
        StableHloPipeline().apply(Context(), module)
        try:
            found = Program(module)(*instance.inputs)
            for got, want, type_ in zip(found, wanted, types, strict=True):
                require_close(got, want, str(element_of(type_)), max(instance.slack, 4))
        except Exception as error:
            raise AssertionError(f"{error}\n{before}\n{print_module(module)}") from error
