"""Every op of StableHLO and CHLO on random instances: the same result as an independent judge's.

Instances vary shapes, element types, attributes and values, within what the specification
defines. The judge is XLA's CPU compiler, or StableHLO's own interpreter for what XLA does not
compile. `TTMLIR_EXAMPLES=500` makes the run larger.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from instances import computation, elementwise, movement, others
from instances.oracle import (
    Instance,
    by_interpreter,
    by_xla,
    require_close,
    require_equal,
)

from ttmlir_py.context import Context
from ttmlir_py.dialects import chlo, stablehlo
from ttmlir_py.runtime.program import Program
from ttmlir_py.support.shapes import element_of
from ttmlir_py.syntax.parser import parse_module

pytest.importorskip("jax")
MAKERS = {
    **computation.MAKERS,
    **elementwise.MAKERS,
    **movement.MAKERS,
    **others.MAKERS,
}
SMALL = settings(max_examples=int(os.environ.get("TTMLIR_EXAMPLES", "2")), phases=(Phase.generate,))
ELSEWHERE = {
    "collectives": (
        "all_gather all_reduce all_to_all collective_broadcast collective_permute "
        "collective_reduce reduce_scatter cross-replica-sum partition_id replica_id"
    ),
    "tokens, channels, queues": "after_all create_token infeed outfeed recv send",
    "asynchronous forms of others": "async_done async_start",
    "what a target says": "custom_call",
    "structure": "return",
    "quantization": "uniform_dequantize uniform_quantize",
    "random without a definition": "rng",
    "sizes that are bounds": "set_dimension_size",
    "in no exported program, no judge has it": "unary_einsum",
}
"""Why ops have no instances here -> the ops; those that run have tests of their own."""
CHLO_ELSEWHERE = "_asin_acos_kernel constant ragged_dot scan"


def test_every_op_is_tried():
    tried = MAKERS.keys() | others.INTERPRETED.keys()
    left_out = {f"stablehlo.{op}" for ops in ELSEWHERE.values() for op in ops.split()}
    left_out |= {f"chlo.{op}" for op in CHLO_ELSEWHERE.split()}
    every = {*stablehlo.DIALECT.op_names, *chlo.DIALECT.op_names}
    assert every - tried == left_out


def require_same(instance: Instance, wanted: list[object]) -> None:
    """Our results are those of a judge."""
    program = Program(parse_module(instance.text, Context()))
    results = program(*instance.inputs)
    types = program.planner.functions["main"].op.function_type.outputs.data
    for got, want, type_ in zip(results, wanted, types, strict=True):
        element = str(element_of(type_))
        if instance.exact:
            require_equal(got, want, element)
        else:
            require_close(got, want, element, instance.slack)


@pytest.mark.parametrize("name", sorted(MAKERS))
@SMALL
@given(data=st.data())
def test_same_as_xla(name: str, data: st.DataObject):
    instance = MAKERS[name](data.draw)
    require_same(instance, by_xla(instance.judged or instance.text, *instance.inputs))


@pytest.mark.parametrize("name", sorted(others.INTERPRETED))
@SMALL
@given(data=st.data())
def test_same_as_stablehlos_interpreter(name: str, data: st.DataObject):
    instance = others.INTERPRETED[name](data.draw)
    require_same(instance, by_interpreter(instance.text, *instance.inputs))
