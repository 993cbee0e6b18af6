"""What the propagation passes have in common: from a module to its spread shardings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType, TupleType, UnrankedTensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, Operation
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.attached import verify_attached
from ttmlir_py.passes.sdy.export.drop_sharding_rules import drop_rules
from ttmlir_py.passes.sdy.propagation.debugging import Recorder
from ttmlir_py.passes.sdy.propagation.engine import STRATEGIES, Changes, Engine
from ttmlir_py.passes.sdy.propagation.graph import Graph, Node
from ttmlir_py.passes.sdy.propagation.groups import synchronize_groups
from ttmlir_py.passes.sdy.propagation.rules.registry import warn_if_unknown
from ttmlir_py.passes.sdy.propagation.schedule import LAST_ROUND
from ttmlir_py.passes.sdy.propagation.visit import Visit
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import rewrite_greedily
from ttmlir_py.support.shapes import is_static
from ttmlir_py.syntax.diagnostics import diagnostics_of, fail
from ttmlir_py.syntax.garbage import without_collection


class PropagationStrategy(Enum):
    """How shardings spread along the factors of one op."""

    AGGRESSIVE = "aggressive"
    BASIC = "basic"
    BASIC_THEN_AGGRESSIVE = "basic-then-aggressive"


@dataclass(frozen=True)
class PropagationPass(Pass):
    """Shardings have spread from where they are given."""

    keep_sharding_rules: bool = False
    conservative_propagation: bool = False
    debug_sharding_origins: bool = False
    debug_propagation_edge_sharding: bool = False
    module_dump_directory: str = ""
    """Where modules are dumped between user priorities."""

    def strategy(self) -> str:
        """How shardings spread along the factors of one op."""
        return "basic"

    def rounds(self) -> Sequence[int]:
        """The rounds of the op-priority schedule to run one after the other."""
        return [LAST_ROUND]

    def spread(self, engine: Engine) -> None:
        """Run all rounds once."""
        for number in self.rounds():
            for strategy in STRATEGIES[self.strategy()]:
                engine.run(strategy, number)

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        _check(op)
        rewrite_greedily(op, OpTable())
        synchronize_groups(ctx, op)
        with without_collection():
            graph = Graph(op, conservative=self.conservative_propagation)
        for stopping in graph.without_rule:
            warn_if_unknown(stopping, diagnostics_of(ctx))
        engine = Engine(graph)
        recorder = self._recorder(op)
        if recorder is not None:
            engine.record = partial(_record, recorder)
        self.spread(engine)
        graph.write()
        if recorder is not None:
            recorder.save()
        if self.keep_sharding_rules:
            graph.write_rules()
        else:
            drop_rules(op)

    def _recorder(self, module: ModuleOp) -> Recorder | None:
        """What collects the records that the options ask for."""
        origins, steps = self.debug_sharding_origins, self.debug_propagation_edge_sharding
        return Recorder(module, origins, steps) if origins or steps else None


def _record(recorder: Recorder, engine: Engine, node: Node, changes: Changes) -> None:
    before = node.load()
    after = list(before)
    for index, sharding in changes:
        after[index] = sharding
    values = [place.value for place in node.places]
    func_result = node.places[-1].func_result
    if func_result is not None:
        # The result of a function is told of as the value returned.
        values[-1] = values[0]
    mesh = engine.mesh(changes[0][1].mesh)
    recorder.record(Visit(node.op, node.rule, mesh, values, before, after))


def _check(module: ModuleOp) -> None:
    known: set[int] = set()
    for op in module.walk():
        if op.attributes or isinstance(op, FuncOp):
            try:
                verify_attached(op)
            except VerifyException as error:
                fail(op, str(error))
        for value in op.results:
            if id(value.type) not in known:
                known.add(id(value.type))
                _check_type(op, value.type)


def _check_type(op: Operation, type_: Attribute) -> None:
    if isinstance(type_, UnrankedTensorType) or (
        isinstance(type_, TensorType) and not is_static(type_)
    ):
        fail(
            op,
            f"Shardy propagation only supports ranked tensors with a static shape. type: '{type_}'",
        )
    if isinstance(type_, TupleType):
        fail(op, f"Shardy propagation doesn't support tuples: '{type_}'")
