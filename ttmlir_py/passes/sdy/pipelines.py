"""Shardy's pipelines: before propagation, and all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.passes import ModulePass

from ttmlir_py.passes.common.symbol_dce import SymbolDcePass
from ttmlir_py.passes.sdy.export.close_shardings import CloseShardingsPass
from ttmlir_py.passes.sdy.export.constant_or_scalar_merger import ConstantOrScalarMergerPass
from ttmlir_py.passes.sdy.export.drop_sharding_rules import DropShardingRulesPass
from ttmlir_py.passes.sdy.export.export_named_computations import ExportNamedComputationsPass
from ttmlir_py.passes.sdy.export.input_output_shardings import (
    RemoveSubAxesInInputOutputShardingsPass,
    UpdateNonDivisibleInputOutputShardingsPass,
)
from ttmlir_py.passes.sdy.export.insert_func_call_reshards import InsertFuncCallReshardsPass
from ttmlir_py.passes.sdy.export.propagate_to_func_results import PropagateToFuncResultsPass
from ttmlir_py.passes.sdy.export.remove_sharding_groups import RemoveShardingGroupsPass
from ttmlir_py.passes.sdy.export.sharding_constraint_to_reshard import (
    ShardingConstraintToReshardPass,
)
from ttmlir_py.passes.sdy.export.sink_data_flow_edges import SinkDataFlowEdgesPass
from ttmlir_py.passes.sdy.export.sink_func_data_flow_edges import SinkFuncDataFlowEdgesPass
from ttmlir_py.passes.sdy.export.unflatten_call_graph import UnflattenCallGraphPass
from ttmlir_py.passes.sdy.import_.add_data_flow_edges import AddDataFlowEdgesPass
from ttmlir_py.passes.sdy.import_.add_func_data_flow_edges import AddFuncDataFlowEdgesPass
from ttmlir_py.passes.sdy.import_.apply_sharding_constraints import ApplyShardingConstraintsPass
from ttmlir_py.passes.sdy.import_.constant_or_scalar_splitter import ConstantOrScalarSplitterPass
from ttmlir_py.passes.sdy.import_.flatten_call_graph import FlattenCallGraphPass
from ttmlir_py.passes.sdy.import_.import_func_calls import ImportFuncCallsPass
from ttmlir_py.passes.sdy.import_.lift_inlined_meshes import LiftInlinedMeshesPass
from ttmlir_py.passes.sdy.import_.manual_axes_cleanup import ManualAxesCleanupPass
from ttmlir_py.passes.sdy.import_.pre_order_funcs import PreOrderFuncsPass
from ttmlir_py.passes.sdy.import_.propagate_sharding_from_func_to_call import (
    PropagateShardingFromFuncToCallPass,
)
from ttmlir_py.passes.sdy.import_.remove_size_one_axes import RemoveSizeOneAxesPass
from ttmlir_py.passes.sdy.import_.sharding_group_import import ShardingGroupImportPass
from ttmlir_py.passes.sdy.propagation.user_priority_propagate import UserPriorityPropagatePass
from ttmlir_py.support.passes import Nested, Pipeline


@dataclass(frozen=True)
class ImportPipeline(Pipeline):
    """The module is ready for propagation: constants split, manual axes complete, edges added."""

    name = "sdy-import-pipeline"

    dedup_functions_fully: bool = False

    def steps(self) -> Sequence[ModulePass | Nested]:
        return [
            SymbolDcePass(),
            LiftInlinedMeshesPass(),
            RemoveSizeOneAxesPass(),
            PropagateShardingFromFuncToCallPass(),
            ConstantOrScalarSplitterPass(),
            SymbolDcePass(),
            ManualAxesCleanupPass(),
            AddDataFlowEdgesPass(),
            *(_CONSTRAINTS if self.dedup_functions_fully else ()),
        ]


_CONSTRAINTS = (ApplyShardingConstraintsPass(), ShardingGroupImportPass())


@dataclass(frozen=True)
class PropagationPipeline(Pipeline):
    """Shardings have spread through all functions and loops, and none may change any more.

    Where an op's shardings do not agree, `sdy-insert-explicit-reshards` is the next step. With
    `dedup_functions_fully` functions stay functions: calls agree on one sharding of each.
    """

    name = "sdy-propagation-pipeline"

    conservative_propagation: bool = False
    dedup_functions_fully: bool = False
    keep_sharding_rules: bool = False

    def steps(self) -> Sequence[ModulePass | Nested]:
        return [
            ImportPipeline(self.dedup_functions_fully),
            *self._functions_in(),
            PreOrderFuncsPass(),
            UserPriorityPropagatePass(
                keep_sharding_rules=True, conservative_propagation=self.conservative_propagation
            ),
            *self._functions_out(),
            UnflattenCallGraphPass(self.dedup_functions_fully),
            SymbolDcePass(),
            InsertFuncCallReshardsPass(),
            ConstantOrScalarMergerPass(),
            SinkDataFlowEdgesPass(),
            RemoveShardingGroupsPass(),
            ShardingConstraintToReshardPass(),
            UpdateNonDivisibleInputOutputShardingsPass(),
            RemoveSubAxesInInputOutputShardingsPass(),
            CloseShardingsPass(),
            *(() if self.keep_sharding_rules else (DropShardingRulesPass(),)),
        ]

    def _functions_in(self) -> Sequence[ModulePass | Nested]:
        if self.dedup_functions_fully:
            return [AddFuncDataFlowEdgesPass()]
        return [
            FlattenCallGraphPass(),
            SymbolDcePass(),
            ImportFuncCallsPass(),
            SymbolDcePass(),
            *_CONSTRAINTS,
        ]

    def _functions_out(self) -> Sequence[ModulePass | Nested]:
        if self.dedup_functions_fully:
            return [PropagateToFuncResultsPass(), SinkFuncDataFlowEdgesPass()]
        return [ExportNamedComputationsPass(), PropagateToFuncResultsPass()]
