"""Files that tell how a search for shardings went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.passes.stablehlo.search.choices import Variant, text_of
from ttmlir_py.passes.stablehlo.search.cost import Cost
from ttmlir_py.syntax.printer import print_module


@dataclass
class Report:
    """Writes into a directory, or nowhere without one; every variant's modules on request."""

    directory: Path | None
    with_variants: bool
    _numbers: dict[Variant, int] = field(default_factory=dict[Variant, int])

    def variant(self, variant: Variant, stage: str, module: ModuleOp) -> None:
        """The module of a variant after a stage."""
        if self.directory is not None and self.with_variants:
            number = self._numbers.setdefault(variant, len(self._numbers))
            self._write(f"variant_{number:02}/{stage}.mlir", print_module(module))

    def winner(self, stage: str, module: ModuleOp) -> None:
        if self.directory is not None:
            self._write(f"winner_{stage}.mlir", print_module(module))

    def summary(self, costs: Mapping[Variant, Cost | None], best: Variant) -> None:
        """A table of all variants with their costs."""
        if self.directory is None:
            return
        rows = [f"{'communication':>14} {'memory saved':>13} {'net':>9}  sharding"]
        for variant, cost in costs.items():
            mark = "  <- chosen" if variant == best else ""
            if cost is None:
                numbers = f"{'cannot be lowered':>38}"
            else:
                numbers = f"{cost.communication:14.3f} {cost.memory_saved:13.3f} {cost.net:9.3f}"
            rows.append(f"{numbers}  {text_of(variant)}{mark}")
        self._write("summary.txt", "\n".join(rows) + "\n")

    def _write(self, name: str, text: str) -> None:
        assert self.directory is not None
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
