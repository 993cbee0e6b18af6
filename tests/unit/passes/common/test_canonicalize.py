"""What `canonicalize{test-convergence}` looks for."""

import pytest

from ttmlir_py.context import Context
from ttmlir_py.passes.common import canonicalize
from ttmlir_py.passes.common.canonicalize import CanonicalizePass
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module


def test_patterns_that_find_more_to_change(monkeypatch: pytest.MonkeyPatch):
    ctx = Context()
    module = parse_module("module {}", ctx)
    monkeypatch.setattr(canonicalize, "rewrite_greedily", lambda op, patterns: True)
    CanonicalizePass().apply(ctx, module)
    with pytest.raises(CompileError, match="does not converge"):
        CanonicalizePass(test_convergence=True).apply(ctx, module)
