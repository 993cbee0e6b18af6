"""What the tests of the text layer share: contexts, and MLIR itself as the judge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from xdsl.context import Context as XdslContext
from xdsl.dialects.arith import Arith
from xdsl.dialects.builtin import Builtin
from xdsl.dialects.cf import Cf
from xdsl.dialects.func import Func
from xdsl.dialects.memref import MemRef
from xdsl.dialects.scf import Scf
from xdsl.dialects.tensor import Tensor

from ttmlir_py.context import Context
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module
from ttmlir_py.syntax.verifier import verify

FLAGS = (
    ({}, {}),
    ({"generic": True}, {"print_generic_op_form": True}),
    ({"debuginfo": True}, {"enable_debug_info": True}),
    ({"local_scope": True}, {"use_local_scope": True}),
    (
        {"generic": True, "debuginfo": True, "local_scope": True},
        {"print_generic_op_form": True, "enable_debug_info": True, "use_local_scope": True},
    ),
)
"""Ways to print: our options, and the same of MLIR."""

NewContext = Callable[..., XdslContext]
Judge = Callable[..., str]


@pytest.fixture(scope="session")
def new_context() -> NewContext:
    """Makes contexts with xDSL's core dialects."""

    def make(allow_unregistered: bool = True) -> XdslContext:
        ctx = XdslContext(allow_unregistered=allow_unregistered)
        for dialect in (Builtin, Func, Arith, Scf, Cf, Tensor, MemRef):
            ctx.load_dialect(dialect)
        return ctx

    return make


@pytest.fixture(scope="session")
def judge() -> Judge:
    """MLIR's text of a program, or its errors as `line:column: message` lines."""
    ir: Any = pytest.importorskip("jaxlib.mlir.ir")
    from jaxlib.mlir._mlir_libs import _jax_mlir_ext
    from jaxlib.mlir.dialects import chlo, sdy, stablehlo

    def ask(text: str, allow_unregistered: bool = True, **flags: bool) -> str:
        context = ir.Context()
        registry = ir.DialectRegistry()
        _jax_mlir_ext.register_dialects(registry)
        context.append_dialect_registry(registry)
        for dialect in (chlo, sdy, stablehlo):
            dialect.register_dialect(context)
        context.load_all_available_dialects()
        context.allow_unregistered_dialects = allow_unregistered
        with context:
            try:
                return ir.Module.parse(text).operation.get_asm(**flags)
            except ir.MLIRError as error:
                return "\n".join(
                    f"{str(each.location)[8:-1]}: {each.message}"
                    for each in error.error_diagnostics
                )

    return ask


@pytest.fixture(scope="session")
def same_as_mlir(judge: Judge) -> Callable[[str], None]:
    """Checks that a program prints as in MLIR, or that the first error is MLIR's."""

    def check(text: str) -> None:
        expected = judge(text)
        try:
            context = Context(allow_unregistered=True)
            module = parse_module(text, context, "-")
            if not verify(module, context.diagnostics):
                raise CompileError(context.diagnostics.diagnostics)
        except CompileError as error:
            place = error.diagnostics[0].location
            assert place is not None
            found = f"{place.line}:{place.column}: {error.diagnostics[0].message}"
            assert found == expected.split("\n")[0].rstrip()
            return
        for ours, theirs in FLAGS:
            assert print_module(module, **ours).rstrip() == judge(text, **theirs).rstrip()

    return check
