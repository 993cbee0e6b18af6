"""Over a checkout's programs, what we print is what MLIR prints: opt in by TTMLIR_STABLEHLO.

TTMLIR_STABLEHLO=path/to/stablehlo pytest tests/properties/test_text_upstream.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ttmlir_py.context import Context
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

CHECKOUT = os.environ.get("TTMLIR_STABLEHLO")


@pytest.mark.skipif(CHECKOUT is None, reason="needs a checkout of StableHLO")
def test_text_of_every_program() -> None:
    jax_mlir = pytest.importorskip("jax._src.interpreters.mlir")
    from jaxlib.mlir import ir

    assert CHECKOUT is not None
    files = sorted(Path(CHECKOUT, "stablehlo", "testdata").glob("*.mlir"))
    different: list[str] = []
    for file in files:
        text = file.read_text()
        with jax_mlir.make_ir_context():
            expected = ir.Module.parse(text).operation.get_asm()
            module = parse_module(text, Context())
            ours = print_module(module)
            again = ir.Module.parse(ours).operation.get_asm()
            generic = print_module(module, generic=True)
            expected_generic = ir.Module.parse(generic).operation.get_asm(
                print_generic_op_form=True
            )
        if not ours == expected == again or generic != expected_generic:
            different.append(file.name)
    print(f"{len(files) - len(different)} of {len(files)} programs are written as MLIR writes them")
    assert files
    assert not different
