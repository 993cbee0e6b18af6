"""Shardy's pipelines: before propagation, after it, and all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.passes import ModulePass

from ttmlir_py.passes.common.symbol_dce import SymbolDcePass
from ttmlir_py.passes.sdy.export.canonicalize_label import CanonicalizeLabelPass, Label
from ttmlir_py.passes.sdy.export.close_shardings import CloseShardingsPass
from ttmlir_py.passes.sdy.export.constant_or_scalar_merger import ConstantOrScalarMergerPass
from ttmlir_py.passes.sdy.export.drop_sharding_rules import DropShardingRulesPass
from ttmlir_py.passes.sdy.export.export_named_computations import ExportNamedComputationsPass
from ttmlir_py.passes.sdy.export.input_output_shardings import (
    RemoveSubAxesInInputOutputShardingsPass,
    UpdateNonDivisibleInputOutputShardingsPass,
)
from ttmlir_py.passes.sdy.export.insert_explicit_reshards import InsertExplicitReshardsPass
from ttmlir_py.passes.sdy.export.insert_func_call_reshards import InsertFuncCallReshardsPass
from ttmlir_py.passes.sdy.export.propagate_to_func_results import PropagateToFuncResultsPass
from ttmlir_py.passes.sdy.export.remove_ag_rs_for_cmv1 import (
    RemoveAllGatherReduceScatterForCmv1Pass,
)
from ttmlir_py.passes.sdy.export.remove_propagation_debug_info import (
    RemovePropagationDebugInfoPass,
)
from ttmlir_py.passes.sdy.export.remove_sharding_groups import RemoveShardingGroupsPass
from ttmlir_py.passes.sdy.export.reshard_to_collectives import ReshardToCollectivesPass
from ttmlir_py.passes.sdy.export.sharding_constraint_to_reshard import (
    ShardingConstraintToReshardPass,
)
from ttmlir_py.passes.sdy.export.sink_data_flow_edges import SinkDataFlowEdgesPass
from ttmlir_py.passes.sdy.export.sink_func_data_flow_edges import SinkFuncDataFlowEdgesPass
from ttmlir_py.passes.sdy.export.unflatten_call_graph import UnflattenCallGraphPass
from ttmlir_py.passes.sdy.export.verify_unreduced_axes import VerifyUnreducedAxesPass
from ttmlir_py.passes.sdy.import_.add_data_flow_edges import AddDataFlowEdgesPass
from ttmlir_py.passes.sdy.import_.add_func_data_flow_edges import AddFuncDataFlowEdgesPass
from ttmlir_py.passes.sdy.import_.apply_sharding_constraints import ApplyShardingConstraintsPass
from ttmlir_py.passes.sdy.import_.constant_or_scalar_splitter import ConstantOrScalarSplitterPass
from ttmlir_py.passes.sdy.import_.explicit_gather_scatter_batching import (
    ExplicitGatherScatterBatchingPass,
)
from ttmlir_py.passes.sdy.import_.flatten_call_graph import FlattenCallGraphPass
from ttmlir_py.passes.sdy.import_.import_func_calls import ImportFuncCallsPass
from ttmlir_py.passes.sdy.import_.inline_meshes import InlineMeshesPass
from ttmlir_py.passes.sdy.import_.lift_inlined_meshes import LiftInlinedMeshesPass
from ttmlir_py.passes.sdy.import_.manual_axes_cleanup import ManualAxesCleanupPass
from ttmlir_py.passes.sdy.import_.pre_order_funcs import PreOrderFuncsPass
from ttmlir_py.passes.sdy.import_.propagate_sharding_from_func_to_call import (
    PropagateShardingFromFuncToCallPass,
)
from ttmlir_py.passes.sdy.import_.remove_size_one_axes import RemoveSizeOneAxesPass
from ttmlir_py.passes.sdy.import_.sharding_group_import import ShardingGroupImportPass
from ttmlir_py.passes.sdy.propagation.user_priority_propagate import UserPriorityPropagatePass
from ttmlir_py.passes.sdy.save_module import SaveModulePass
from ttmlir_py.support.passes import Nested, Pipeline

Steps = Sequence[ModulePass | Nested]


def _dump(directory: str, stage: str, index: int) -> Steps:
    """The step that saves the module, where a directory for that is given."""
    return [SaveModulePass(directory, stage, index)] if directory else []


@dataclass(frozen=True)
class ImportPipeline(Pipeline):
    """The module is ready for propagation: constants split, manual axes complete, edges added."""

    name = "sdy-import-pipeline"

    dedup_functions_fully: bool = False
    enable_explicit_gather_scatter_batching: bool = False
    debug_sharding_origins: bool = False
    debug_propagation_edge_sharding: bool = False
    module_dump_directory: str = ""
    dump_index: int = 0
    """The number in front of the names of dumped files."""

    def steps(self) -> Steps:
        batching = self.enable_explicit_gather_scatter_batching
        origins, edges = self.debug_sharding_origins, self.debug_propagation_edge_sharding
        return [
            SymbolDcePass(),
            LiftInlinedMeshesPass(),
            RemoveSizeOneAxesPass(),
            PropagateShardingFromFuncToCallPass(),
            ConstantOrScalarSplitterPass(),
            *([ExplicitGatherScatterBatchingPass()] if batching else []),
            SymbolDcePass(),
            ManualAxesCleanupPass(),
            *_dump(self.module_dump_directory, "before_propagation", self.dump_index),
            AddDataFlowEdgesPass(),
            *(_constraints(origins, edges) if self.dedup_functions_fully else []),
        ]


def _constraints(origins: bool, edges: bool) -> Steps:
    return [ApplyShardingConstraintsPass(origins, edges), ShardingGroupImportPass()]


@dataclass(frozen=True)
class ExportPipeline(Pipeline):
    """Shardings are closed, and what propagation added for itself is gone.

    Reductions over sharded dimensions are completed by collectives where the program shows partial
    values; with `enable_insert_explicit_collectives` every op has the shardings it computes with,
    and all that moves is a collective. `avoid_export_for_partitioning` leaves the module ready for
    another propagation instead.
    """

    name = "sdy-export-pipeline"

    dump_directory: str = ""
    avoid_export_for_partitioning: bool = False
    enable_insert_explicit_collectives: bool = False
    remove_all_gather_reduce_scatter_for_cmv1: bool = False
    keep_sharding_rules: bool = False
    dump_sharding_origins: bool = False
    dump_propagation_edges: bool = False
    update_non_divisible_input_output_shardings: bool = True
    inline_meshes: bool = True
    dump_index: int = 0
    """The number in front of the names of dumped files; of the first one, others count on."""

    def steps(self) -> Steps:
        partitions = not self.avoid_export_for_partitioning
        divisible = self.update_non_divisible_input_output_shardings
        has_records = self.dump_sharding_origins or self.dump_propagation_edges
        return [
            ConstantOrScalarMergerPass(),
            SinkDataFlowEdgesPass(self.dump_sharding_origins, self.dump_propagation_edges),
            *([RemoveShardingGroupsPass(), ShardingConstraintToReshardPass()] * partitions),
            *(_DIVISIBLE * divisible),
            CloseShardingsPass(),
            *_dump(self.dump_directory, "after_propagation", self.dump_index),
            *(self._partitioning() if partitions else []),
            *([RemovePropagationDebugInfoPass()] * has_records),
            *([DropShardingRulesPass()] * (not self.keep_sharding_rules)),
            *([InlineMeshesPass()] * (partitions and self.inline_meshes)),
        ]

    def _partitioning(self) -> Steps:
        """Partial values are summed up, and where asked for, all that moves is a collective."""
        explicit = self.enable_insert_explicit_collectives
        without_gathers = self.remove_all_gather_reduce_scatter_for_cmv1
        stage = "after_partitioner" if explicit else "after_minimal_partitioner"
        return [
            VerifyUnreducedAxesPass(),
            InsertExplicitReshardsPass(enable_full_version=explicit),
            *(self._collectives() if explicit else []),
            CanonicalizeLabelPass(Label.COLLECTIVE),
            *([RemoveAllGatherReduceScatterForCmv1Pass()] * (explicit and without_gathers)),
            *_dump(
                self.dump_directory, f"{stage}_with_global_shapes", self.dump_index + 1 + explicit
            ),
        ]

    def _collectives(self) -> Steps:
        return [
            *_dump(self.dump_directory, "after_explicit_reshards", self.dump_index + 1),
            CanonicalizeLabelPass(Label.RESHARD),
            ReshardToCollectivesPass(),
        ]


_DIVISIBLE = (
    UpdateNonDivisibleInputOutputShardingsPass(),
    RemoveSubAxesInInputOutputShardingsPass(),
)


@dataclass(frozen=True)
class PropagationPipeline(Pipeline):
    """Shardings have spread through all functions and loops, and none may change any more.

    With `dedup_functions_fully` functions stay functions: calls agree on one sharding of each.
    """

    name = "sdy-propagation-pipeline"

    conservative_propagation: bool = False
    dedup_functions_fully: bool = False
    keep_sharding_rules: bool = False
    enable_explicit_gather_scatter_batching: bool = False
    avoid_export_for_partitioning: bool = False
    enable_insert_explicit_collectives: bool = False
    remove_all_gather_reduce_scatter_for_cmv1: bool = False
    update_non_divisible_input_output_shardings: bool = True
    inline_meshes: bool = False
    debug_sharding_origins: bool = False
    debug_propagation_edge_sharding: bool = False
    module_dump_directory: str = ""

    def steps(self) -> Steps:
        return [
            ImportPipeline(
                self.dedup_functions_fully,
                self.enable_explicit_gather_scatter_batching,
                self.debug_sharding_origins,
                self.debug_propagation_edge_sharding,
                self.module_dump_directory,
                dump_index=1,
            ),
            *self._functions_in(),
            PreOrderFuncsPass(),
            self._propagation(),
            *self._functions_out(),
            UnflattenCallGraphPass(),
            SymbolDcePass(),
            InsertFuncCallReshardsPass(),
            self._export(),
        ]

    def _functions_in(self) -> Steps:
        if self.dedup_functions_fully:
            return [AddFuncDataFlowEdgesPass()]
        return [
            FlattenCallGraphPass(),
            SymbolDcePass(),
            ImportFuncCallsPass(),
            SymbolDcePass(),
            *_constraints(self.debug_sharding_origins, self.debug_propagation_edge_sharding),
        ]

    def _propagation(self) -> ModulePass:
        return UserPriorityPropagatePass(
            keep_sharding_rules=True,
            conservative_propagation=self.conservative_propagation,
            debug_sharding_origins=self.debug_sharding_origins,
            debug_propagation_edge_sharding=self.debug_propagation_edge_sharding,
            module_dump_directory=self.module_dump_directory,
            dump_index=2,
        )

    def _functions_out(self) -> Steps:
        if self.dedup_functions_fully:
            return [PropagateToFuncResultsPass(), SinkFuncDataFlowEdgesPass()]
        return [ExportNamedComputationsPass(), PropagateToFuncResultsPass()]

    def _export(self) -> ExportPipeline:
        return ExportPipeline(
            self.module_dump_directory,
            self.avoid_export_for_partitioning,
            self.enable_insert_explicit_collectives,
            self.remove_all_gather_reduce_scatter_for_cmv1,
            self.keep_sharding_rules,
            self.debug_sharding_origins,
            self.debug_propagation_edge_sharding,
            self.update_non_divisible_input_output_shardings,
            self.inline_meshes,
            dump_index=2,
        )
