"""A program means after a simplification what it meant before."""

import numpy as np
import pytest

from tests.unit.passes.stablehlo.random_programs import random_program
from ttmlir_py.context import Context
from ttmlir_py.passes.stablehlo.aggressive_folder import StablehloAggressiveFolderPass
from ttmlir_py.passes.stablehlo.aggressive_simplification import (
    StablehloAggressiveSimplificationPass,
)
from ttmlir_py.passes.stablehlo.target_independent_optimization import (
    StablehloTargetIndependentOptimizationPass,
)
from ttmlir_py.runtime.program import run
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.verifier import verify

PASSES = (
    StablehloAggressiveFolderPass(),
    StablehloAggressiveSimplificationPass(),
    StablehloTargetIndependentOptimizationPass(),
)


@pytest.mark.parametrize("pass_", PASSES, ids=lambda pass_: pass_.name)
@pytest.mark.parametrize("seed", range(60))
def test_law(seed: int, pass_):
    text = random_program(seed)
    generator = np.random.default_rng(seed)
    inputs = [
        generator.integers(-5, 5, (2, 3)).astype(np.int32),
        generator.integers(-5, 5, (2, 3)).astype(np.float32),
    ]
    ctx = Context()
    before, after = parse_module(text, ctx), parse_module(text, ctx)
    assert verify(before, ctx.diagnostics), (ctx.diagnostics.diagnostics, text)
    pass_.apply(ctx, after)
    assert verify(after, ctx.diagnostics), (ctx.diagnostics.diagnostics, text, str(after))
    for wanted, got in zip(run(before, inputs), run(after, inputs), strict=True):
        assert wanted.dtype == got.dtype
        np.testing.assert_array_equal(got, wanted, err_msg=f"{text}\n{after}")


@pytest.mark.parametrize("seed", range(20))
def test_idempotent(seed: int):
    """A second run finds nothing left to do."""
    ctx = Context()
    module = parse_module(random_program(seed), ctx)
    PASSES[2].apply(ctx, module)
    once = str(module)
    PASSES[2].apply(ctx, module)
    assert str(module) == once
