"""What these tests share: a program and its per-chip program are run on the same inputs."""

from collections.abc import Callable

import numpy as np
import pytest

from ttmlir_py.context import Context
from ttmlir_py.passes.stablehlo.pipeline import StableHloPipeline
from ttmlir_py.runtime.program import Program
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

SameResults = Callable[..., str]


@pytest.fixture
def same_results() -> SameResults:
    """Lower a program, compare what both compute, and return the text of the lowered one."""
    return _same_results


def _same_results(text: str, *inputs: np.ndarray) -> str:
    context = Context()
    module = parse_module(text, context)
    wanted = Program(module.clone())(*inputs)
    StableHloPipeline().apply(context, module)
    module.verify()
    for actual, expected in zip(Program(module)(*inputs), wanted, strict=True):
        np.testing.assert_allclose(actual, expected, rtol=1e-5, atol=1e-5)
    return print_module(module)
