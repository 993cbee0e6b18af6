"""Real programs: what is read and printed again is what MLIR prints, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ttmlir_py.context import Context
from ttmlir_py.syntax.diagnostics import DiagnosticEngine
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module
from ttmlir_py.syntax.verifier import verify

_FOLDER = Path(__file__).parents[3].parent / "shared" / "programs"
_LARGEST = 100_000
PROGRAMS = [
    pytest.param(path, id=path.stem)
    for path in sorted(_FOLDER.glob("*.mlir"))
    if path.stat().st_size < _LARGEST
]


@pytest.mark.parametrize("path", PROGRAMS)
def test_program_prints_as_mlir_prints_it(path: Path, judge: Callable[..., str]) -> None:
    text = path.read_text()
    module = parse_module(text, Context())
    pretty = print_module(module)
    generic = print_module(module, generic=True)
    assert pretty == judge(text)
    assert generic == judge(text, print_generic_op_form=True)
    assert print_module(parse_module(generic, Context())) == pretty
    assert verify(module, DiagnosticEngine())
