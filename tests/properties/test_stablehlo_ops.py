"""Every op of StableHLO and CHLO on random instances: the same result as XLA's CPU compiler.

Instances vary shapes, element types, attributes and values, within what the specification
defines. `TTMLIR_EXAMPLES=500` makes the run larger.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from instances import elementwise
from instances.oracle import by_xla, require_close

from ttmlir_py.context import Context
from ttmlir_py.runtime.program import Program
from ttmlir_py.support.shapes import element_of
from ttmlir_py.syntax.parser import parse_module

pytest.importorskip("jax")
MAKERS = {**elementwise.MAKERS}
EXAMPLES = int(os.environ.get("TTMLIR_EXAMPLES", "3"))


@pytest.mark.parametrize("name", sorted(MAKERS))
@settings(max_examples=EXAMPLES, phases=(Phase.generate,))
@given(data=st.data())
def test_same_as_xla(name: str, data: st.DataObject):
    instance = MAKERS[name](data.draw)
    wanted = by_xla(instance.text, *instance.inputs)
    module = parse_module(instance.text, Context())
    results = Program(module)(*instance.inputs)
    types = Program(module).planner.functions["main"].op.function_type.outputs.data
    for got, want, type_ in zip(results, wanted, types, strict=True):
        require_close(got, want, str(element_of(type_)), instance.slack)
