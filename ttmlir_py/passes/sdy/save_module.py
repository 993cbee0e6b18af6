"""Dumping a module between the stages of a pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class SaveModulePass(Pass):
    """The module is in `directory/02.stage.mlir` too; nothing happens without a directory."""

    name = "sdy-save-module"

    directory: str = ""
    stage: str = "module"
    index: int = 0

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        if self.directory:
            save_module(op, self.directory, self.stage, self.index)


def save_module(module: ModuleOp, directory: str, stage: str, index: int) -> None:
    """Write the text of a module into a directory that exists."""
    # The printer is needed for dumps only.
    from ttmlir_py.syntax.printer import print_module

    path = Path(directory) / f"{index:02}.{stage}.mlir"
    try:
        path.write_text(print_module(module))
    except OSError as error:
        fail(module, f"cannot be saved as {path}: {error.strerror}")
