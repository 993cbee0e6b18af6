"""`auto-sharding`: choose the shardings of arguments by what the program then costs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.dialects.sdy.mesh import MeshAttr, meshes_in
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.stablehlo.lowering import steps_after_annotation
from ttmlir_py.passes.stablehlo.search.choices import Variant, choices_of, search, with_variant
from ttmlir_py.passes.stablehlo.search.cost import Cost, cost_of
from ttmlir_py.passes.stablehlo.search.report import Report
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.passes import Pass, PassManager
from ttmlir_py.syntax.diagnostics import CompileError, diagnostics_of, fail


@dataclass(frozen=True)
class AutoShardingPass(Pass):
    """The arguments of the public function have the shardings that cost least.

    Every variant is lowered to the program of one chip, and charged for its collectives less the
    memory that it saves. Arguments that a front end divided stay as they are. `dump_dir` is for a
    summary and the winner, with `dump_variants` for all variants too; these go to the system's
    folder of temporary files if no other one is given.
    """

    name = "auto-sharding"

    dump_variants: bool = False
    dump_dir: str = ""

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        meshes = [(n, mesh) for n, mesh in meshes_in(op).items() if mesh.size > 1]
        if not meshes:
            diagnostics_of(ctx).warning(
                op, "AutoSharding: no mesh or no shardable axes found, skipping"
            )
            return
        function = _entry(op)
        if function is None:
            diagnostics_of(ctx).warning(op, "AutoSharding: no FuncOp found, skipping")
            return
        (name, mesh), *_ = meshes
        trial = _Search(ctx, op, mesh, Report(self._directory(), self.dump_variants))
        best = search(choices_of(function, name, mesh), trial.net_cost)
        if trial.costs[best] is None:
            fail(op, "AutoSharding: all sharding configurations failed to lower")
        with_variant(function, best)
        trial.finish(best)

    def _directory(self) -> Path | None:
        folder = self.dump_dir or (gettempdir() if self.dump_variants else "")
        return Path(folder) if folder else None


class _Search:
    """Lowers copies of a module with variants of shardings, each variant once."""

    def __init__(self, ctx: Context, module: ModuleOp, mesh: MeshAttr, report: Report) -> None:
        self.ctx = ctx
        self.module = module
        self.mesh = mesh
        self.report = report
        self.costs: dict[Variant, Cost | None] = {}

    def net_cost(self, variant: Variant) -> float:
        """The cost of a variant; infinite where it cannot be lowered."""
        if variant not in self.costs:
            self.costs[variant] = self._cost(variant)
        cost = self.costs[variant]
        return float("inf") if cost is None else cost.net

    def _cost(self, variant: Variant) -> Cost | None:
        module = self._with_hints(variant)
        self.report.variant(variant, "01_stablehlo_with_hints", module)
        try:
            PassManager(steps_after_annotation()).run(self.ctx, module)
        except CompileError:
            return None
        self.report.variant(variant, "02_stablehlo_with_ccls", module)
        function = _entry(self.module)
        assert function is not None, "a search without a function"
        return cost_of(module, function, variant, self.mesh)

    def _with_hints(self, variant: Variant) -> ModuleOp:
        module = self.module.clone()
        function = _entry(module)
        assert function is not None, "a search without a function"
        with_variant(function, variant)
        _drop_marks(module)
        return module

    def finish(self, best: Variant) -> None:
        """Report the variant that was chosen."""
        if self.report.directory is None:
            return
        module = self._with_hints(best)
        self.report.winner("stablehlo_with_hints", module)
        PassManager(steps_after_annotation()).run(self.ctx, module)
        self.report.winner("stablehlo_with_ccls", module)
        self.report.summary(self.costs, best)


def _entry(module: ModuleOp) -> FuncOp | None:
    """The first function that others may call, or else the first."""
    functions = [f for f in module.ops if isinstance(f, FuncOp) and f.body.blocks]
    public = [f for f in functions if f.sym_visibility is None or f.sym_visibility.data == "public"]
    return next(iter(public or functions), None)


def _drop_marks(module: ModuleOp) -> None:
    """Marked arguments are what they mark; shardings would stop at the marks."""
    for call in [c for c in module.walk() if isinstance(c, CustomCallOp)]:
        if call.call_target_name == "tt.mark_argument" and len(call.operands) == 1:
            replace_op(call, list(call.operands))
