"""The judge of our text: MLIR itself, with the StableHLO that jaxlib carries."""

from collections.abc import Callable

import pytest


@pytest.fixture(scope="session")
def mlir() -> Callable[..., str]:
    """A function that reads and prints a module with MLIR."""
    pytest.importorskip("jaxlib")
    from jaxlib.mlir import ir
    from jaxlib.mlir._mlir_libs import _jax_mlir_ext
    from jaxlib.mlir.dialects import chlo, sdy, stablehlo

    registry = ir.DialectRegistry()
    _jax_mlir_ext.register_dialects(registry)
    context = ir.Context()
    context.append_dialect_registry(registry)
    context.load_all_available_dialects()
    for dialect in (chlo, sdy, stablehlo):
        dialect.register_dialect(context)

    def normalized(text: str, *, generic: bool = False) -> str:
        with context, ir.Location.unknown():
            module = ir.Module.parse(text)
            return module.operation.get_asm(print_generic_op_form=generic)

    return normalized
