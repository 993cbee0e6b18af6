"""Passes and pipelines: frozen dataclasses whose fields are their options.

A pipeline is a pass made of passes. The manager runs the leaves one by one, so that printing,
timing, verification and stage checks between passes see every step of every pipeline.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from inspect import getdoc

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass


@dataclass(frozen=True)
class Pass(ModulePass):
    """A pass; the first line of its docstring says what holds after it and is its `--help` text."""

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring."""
        return (getdoc(cls) or "").partition("\n")[0]


@dataclass(frozen=True)
class Nested:
    """Passes that run on every module inside the ops named `anchor`."""

    anchor: str
    passes: Sequence[ModulePass | Nested]


@dataclass(frozen=True)
class Pipeline(Pass):
    """A pass made of passes, run in order."""

    @abstractmethod
    def steps(self) -> Sequence[ModulePass | Nested]:
        """The passes for these options, in order."""

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        PassManager((self,)).run(ctx, op)


class Instrumentation:
    """What happens around each leaf pass; the default does nothing."""

    def before(self, pass_: ModulePass, module: ModuleOp) -> None:
        """Called with the whole module before a leaf pass runs."""

    def after(self, pass_: ModulePass, module: ModuleOp) -> None:
        """Called with the whole module after a leaf pass has run."""


@dataclass(frozen=True)
class Leaf:
    """One pass that is not a pipeline, and the ops inside whose modules it runs."""

    pass_: ModulePass
    anchors: tuple[str, ...] = ()

    def modules(self, module: ModuleOp) -> list[ModuleOp]:
        """The modules the pass is to run on."""
        found = [module]
        for anchor in self.anchors:
            found = [inner for outer in found for inner in _modules_inside(outer, anchor)]
        return found


@dataclass
class PassManager:
    """Runs passes and pipelines in order, leaf by leaf."""

    passes: Sequence[ModulePass | Nested]
    instrumentation: Sequence[Instrumentation] = field(default_factory=tuple)

    def run(self, ctx: Context, module: ModuleOp) -> None:
        """Change `module` in place."""
        for leaf in leaves(self.passes):
            for hook in self.instrumentation:
                hook.before(leaf.pass_, module)
            for inner in leaf.modules(module):
                leaf.pass_.apply(ctx, inner)
            for hook in self.instrumentation:
                hook.after(leaf.pass_, module)


def leaves(passes: Sequence[ModulePass | Nested], anchors: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """The leaf passes of passes and pipelines, in the order they run."""
    for item in passes:
        match item:
            case Nested(anchor, inner):
                yield from leaves(inner, (*anchors, anchor))
            case Pipeline():
                yield from leaves(item.steps(), anchors)
            case _:
                yield Leaf(item, anchors)


def _modules_inside(module: ModuleOp, anchor: str) -> Iterator[ModuleOp]:
    for op in module.ops:
        if op.name == anchor:
            for region in op.regions:
                yield from (inner for inner in region.ops if isinstance(inner, ModuleOp))
