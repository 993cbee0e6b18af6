"""From a program whose arguments have shardings to the program of one chip."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.passes import ModulePass

from ttmlir_py.passes.common.canonicalize import CanonicalizePass
from ttmlir_py.passes.sdy.export.close_shardings import CloseShardingsPass
from ttmlir_py.passes.sdy.export.remove_sharding_groups import RemoveShardingGroupsPass
from ttmlir_py.passes.sdy.export.reshard_to_collectives import ReshardToCollectivesPass
from ttmlir_py.passes.sdy.export.sharding_constraint_to_reshard import (
    ShardingConstraintToReshardPass,
)
from ttmlir_py.passes.sdy.export.sink_data_flow_edges import SinkDataFlowEdgesPass
from ttmlir_py.passes.sdy.import_.add_data_flow_edges import AddDataFlowEdgesPass
from ttmlir_py.passes.sdy.import_.apply_sharding_constraints import ApplyShardingConstraintsPass
from ttmlir_py.passes.sdy.import_.manual_axes_cleanup import ManualAxesCleanupPass
from ttmlir_py.passes.sdy.import_.sharding_group_import import ShardingGroupImportPass
from ttmlir_py.passes.sdy.propagation.user_priority_propagate import UserPriorityPropagatePass
from ttmlir_py.passes.stablehlo.annotate_local_shapes import AnnotateLocalShapesPass
from ttmlir_py.passes.stablehlo.decompose_custom_call_tuples import DecomposeCustomCallTuplesPass
from ttmlir_py.passes.stablehlo.decouple_const_fanout import DecoupleConstFanoutPass
from ttmlir_py.passes.stablehlo.flatten_or_convert_composites import (
    FlattenOrConvertCompositesPass,
)
from ttmlir_py.passes.stablehlo.fuse_distributed_custom_calls import FuseDistributedCustomCallsPass
from ttmlir_py.passes.stablehlo.insert_explicit_reshards import InsertExplicitReshardsPass
from ttmlir_py.passes.stablehlo.insert_reshards_for_unpropagated_ops import (
    InsertReshardsForUnpropagatedOpsPass,
)
from ttmlir_py.passes.stablehlo.partition_indexing import PartitionIndexingPass
from ttmlir_py.passes.stablehlo.register_custom_sharding_rule import (
    RegisterCustomShardingRulePass,
)
from ttmlir_py.passes.stablehlo.register_user_sharding_rule import RegisterUserShardingRulePass
from ttmlir_py.passes.stablehlo.reoutline_composite import ReoutlineCompositePass
from ttmlir_py.passes.stablehlo.replicate_non_splittable_values import (
    ReplicateNonSplittableValuesPass,
)
from ttmlir_py.passes.stablehlo.shardy_ccl_canonicalization import ShardyCclCanonicalizationPass
from ttmlir_py.passes.stablehlo.update_global_to_local_shapes import (
    UpdateGlobalToLocalShapesPass,
)
from ttmlir_py.passes.stablehlo.verify_partial_values import VerifyPartialValuesPass
from ttmlir_py.passes.stablehlo.wrap_under_manual_computation import (
    WrapUnderManualComputationPass,
)
from ttmlir_py.support.passes import Nested


def steps_after_annotation() -> Sequence[ModulePass | Nested]:
    """Spread the shardings, move what has to move, and make every op one on shards."""
    return [
        DecoupleConstFanoutPass(),
        DecomposeCustomCallTuplesPass(),
        FlattenOrConvertCompositesPass(),
        RegisterCustomShardingRulePass(),
        RegisterUserShardingRulePass(),
        ManualAxesCleanupPass(),
        AddDataFlowEdgesPass(),
        ApplyShardingConstraintsPass(),
        ShardingGroupImportPass(),
        UserPriorityPropagatePass(conservative_propagation=True),
        SinkDataFlowEdgesPass(),
        RemoveShardingGroupsPass(),
        ShardingConstraintToReshardPass(),
        ReplicateNonSplittableValuesPass(),
        InsertReshardsForUnpropagatedOpsPass(),
        VerifyPartialValuesPass(),
        PartitionIndexingPass(),
        InsertExplicitReshardsPass(),
        WrapUnderManualComputationPass(),
        ReshardToCollectivesPass(),
        ShardyCclCanonicalizationPass(),
        AnnotateLocalShapesPass(),
        UpdateGlobalToLocalShapesPass(),
        ReoutlineCompositePass(),
        FuseDistributedCustomCallsPass(),
        CloseShardingsPass(),
        CanonicalizePass(),
    ]
