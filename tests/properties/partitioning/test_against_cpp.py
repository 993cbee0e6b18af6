"""Our propagation gives every tensor the sharding that Shardy in C++ gives it.

Random programs go through the same passes here and in jaxlib; what comes out is printed by MLIR and
compared as text. `TTMLIR_EXAMPLES=500` tries as many.
"""

from __future__ import annotations

import os
from random import Random

import pytest

from partitioning.test_partitioning import random_program
from ttmlir_py.context import Context
from ttmlir_py.support.passes import PassManager
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module
from ttmlir_py.tools.pass_pipeline import parse_pipeline

jax_mlir = pytest.importorskip("jax._src.interpreters.mlir")
ir = pytest.importorskip("jaxlib.mlir.ir")
passmanager = pytest.importorskip("jaxlib.mlir.passmanager")
stablehlo = pytest.importorskip("jaxlib.mlir.dialects.stablehlo")

EXAMPLES = int(os.environ.get("TTMLIR_EXAMPLES", "20"))
PASSES = (
    "builtin.module(sdy-import-pipeline,sdy-apply-sharding-constraints,sdy-sharding-group-import,"
    "sdy-user-priority-propagate)"
)


def by_mlir(text: str, passes: str = "builtin.module()") -> str:
    """What MLIR prints after running passes of its own."""
    stablehlo.register_stablehlo_passes()
    with jax_mlir.make_ir_context():
        module = ir.Module.parse(text)
        passmanager.PassManager.parse(passes).run(module.operation)
        return str(module)


def by_us(text: str) -> str:
    context = Context()
    module = parse_module(text, context)
    PassManager(parse_pipeline(PASSES)).run(context, module)
    return print_module(module)


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_same_shardings(seed: int) -> None:
    random = Random(seed)
    text, _ = random_program(random, random.randint(3, 15))
    assert by_mlir(by_us(text)) == by_mlir(text, PASSES)
