"""Programs right and wrong: printed as MLIR prints them, refused as MLIR refuses them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).with_name("whole_programs.mlir").read_text()[:-1].split("\n// -----\n")


@pytest.mark.parametrize("program", PROGRAMS)
def test_program(program: str, same_as_mlir: Callable[[str], None]) -> None:
    same_as_mlir(program)
