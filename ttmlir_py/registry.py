"""Everything that a command line can name: name -> where it lives. Nothing loads until named."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xdsl.ir import Operation
    from xdsl.passes import ModulePass

    from ttmlir_py.support.dialect import LazyDialect

DIALECTS: dict[str, str] = {
    "check": "ttmlir_py.dialects.check:DIALECT",
    "chlo": "ttmlir_py.dialects.chlo:DIALECT",
    "interpreter": "ttmlir_py.dialects.interpreter:DIALECT",
    "quant": "ttmlir_py.dialects.quant:DIALECT",
    "sdy": "ttmlir_py.dialects.sdy:DIALECT",
    "shape": "ttmlir_py.dialects.shape:DIALECT",
    "sparse_tensor": "ttmlir_py.dialects.sparse_tensor:DIALECT",
    "stablehlo": "ttmlir_py.dialects.stablehlo:DIALECT",
    "ttcore": "ttmlir_py.dialects.ttcore:DIALECT",
    "ttir": "ttmlir_py.dialects.ttir:DIALECT",
    "ttnn": "ttmlir_py.dialects.ttnn:DIALECT",
}
"""Dialect name -> its `LazyDialect`."""

PASSES: dict[str, str] = {
    "analyze-mesh": "ttmlir_py.passes.stablehlo.analyze_mesh:AnalyzeMeshPass",
    "annotate-local-shapes": (
        "ttmlir_py.passes.stablehlo.annotate_local_shapes:AnnotateLocalShapesPass"
    ),
    "apply-argument-shard-status": (
        "ttmlir_py.passes.stablehlo.apply_argument_shard_status:ApplyArgumentShardStatusPass"
    ),
    "auto-sharding": "ttmlir_py.passes.stablehlo.auto_sharding:AutoShardingPass",
    "canonicalize": "ttmlir_py.passes.common.canonicalize:CanonicalizePass",
    "chlo-legalize-to-stablehlo": (
        "ttmlir_py.passes.stablehlo.chlo.legalize:ChloLegalizeToStablehloPass"
    ),
    "const-eval-hoist-transform": (
        "ttmlir_py.passes.common.const_eval_hoist_transform:ConstEvalHoistTransformPass"
    ),
    "convert-arith-to-stablehlo": (
        "ttmlir_py.passes.stablehlo_to_ttir.arith_to_stablehlo:ConvertArithToStablehloPass"
    ),
    "convert-stablehlo-to-ttir": (
        "ttmlir_py.passes.stablehlo_to_ttir.convert:ConvertStablehloToTtirPass"
    ),
    "convert-ttir-to-ttnn": (
        "ttmlir_py.passes.ttir_to_ttnn.convert_ttir_to_ttnn:ConvertTTIRToTTNNPass"
    ),
    "convert-xla-sdy-to-sdy": (
        "ttmlir_py.passes.stablehlo.convert_xla_sdy_to_sdy:ConvertXlaSdyToSdyPass"
    ),
    "cse": "ttmlir_py.passes.common.cse:CSEPass",
    "decompose-custom-call-tuples": (
        "ttmlir_py.passes.stablehlo.decompose_custom_call_tuples:DecomposeCustomCallTuplesPass"
    ),
    "decouple-const-fanout": (
        "ttmlir_py.passes.stablehlo.decouple_const_fanout:DecoupleConstFanoutPass"
    ),
    "flatten-or-convert-composites": (
        "ttmlir_py.passes.stablehlo.flatten_or_convert_composites:FlattenOrConvertCompositesPass"
    ),
    "fuse-distributed-custom-calls": (
        "ttmlir_py.passes.stablehlo.fuse_distributed_custom_calls:FuseDistributedCustomCallsPass"
    ),
    "hlo-test-broadcast": "ttmlir_py.passes.stablehlo.hlo_test_broadcast:HloTestBroadcastPass",
    "hlo-test-infer": "ttmlir_py.passes.stablehlo.hlo_test_infer:HloTestInferPass",
    "inline": "ttmlir_py.passes.common.inline:InlinePass",
    "insert-explicit-reshards": (
        "ttmlir_py.passes.stablehlo.insert_explicit_reshards:InsertExplicitReshardsPass"
    ),
    "insert-reshards-for-unpropagated-ops": (
        "ttmlir_py.passes.stablehlo.insert_reshards_for_unpropagated_ops:InsertReshardsForUnpropagatedOpsPass"
    ),
    "interpreter-instrument-with-probe": (
        "ttmlir_py.passes.stablehlo.instrument_with_probe:InterpreterInstrumentWithProbePass"
    ),
    "legalize-stablehlo-composite-to-ttir": (
        "ttmlir_py.passes.stablehlo_to_ttir.composites:LegalizeStablehloCompositeToTtirPass"
    ),
    "partially-convert-sdy-to-stablehlo": (
        "ttmlir_py.passes.stablehlo.partially_convert_sdy_to_stablehlo:PartiallyConvertSdyToStableHloPass"
    ),
    "partition-indexing": "ttmlir_py.passes.stablehlo.partition_indexing:PartitionIndexingPass",
    "register-custom-sharding-rule": (
        "ttmlir_py.passes.stablehlo.register_custom_sharding_rule:RegisterCustomShardingRulePass"
    ),
    "register-user-sharding-rule": (
        "ttmlir_py.passes.stablehlo.register_user_sharding_rule:RegisterUserShardingRulePass"
    ),
    "reoutline-composite": (
        "ttmlir_py.passes.stablehlo.reoutline_composite:ReoutlineCompositePass"
    ),
    "replicate-non-splittable-values": (
        "ttmlir_py.passes.stablehlo.replicate_non_splittable_values:ReplicateNonSplittableValuesPass"
    ),
    "sdy-add-data-flow-edges": (
        "ttmlir_py.passes.sdy.import_.add_data_flow_edges:AddDataFlowEdgesPass"
    ),
    "sdy-add-func-data-flow-edges": (
        "ttmlir_py.passes.sdy.import_.add_func_data_flow_edges:AddFuncDataFlowEdgesPass"
    ),
    "sdy-aggressive-propagate": (
        "ttmlir_py.passes.sdy.propagation.aggressive_propagate:AggressivePropagatePass"
    ),
    "sdy-apply-sharding-constraints": (
        "ttmlir_py.passes.sdy.import_.apply_sharding_constraints:ApplyShardingConstraintsPass"
    ),
    "sdy-basic-propagate": "ttmlir_py.passes.sdy.propagation.basic_propagate:BasicPropagatePass",
    "sdy-close-shardings": "ttmlir_py.passes.sdy.export.close_shardings:CloseShardingsPass",
    "sdy-constant-or-scalar-merger": (
        "ttmlir_py.passes.sdy.export.constant_or_scalar_merger:ConstantOrScalarMergerPass"
    ),
    "sdy-constant-or-scalar-splitter": (
        "ttmlir_py.passes.sdy.import_.constant_or_scalar_splitter:ConstantOrScalarSplitterPass"
    ),
    "sdy-convert-global-to-local": (
        "ttmlir_py.passes.sdy.export.convert_global_to_local:ConvertGlobalToLocalPass"
    ),
    "sdy-drop-sharding-and-mesh": (
        "ttmlir_py.passes.sdy.export.drop_sharding_and_mesh:DropShardingAndMeshPass"
    ),
    "sdy-drop-sharding-rules": (
        "ttmlir_py.passes.sdy.export.drop_sharding_rules:DropShardingRulesPass"
    ),
    "sdy-explain": "ttmlir_py.passes.sdy.explain.explain:ExplainPass",
    "sdy-explicit-gather-scatter-batching": (
        "ttmlir_py.passes.sdy.import_.explicit_gather_scatter_batching:ExplicitGatherScatterBatchingPass"
    ),
    "sdy-export-named-computations": (
        "ttmlir_py.passes.sdy.export.export_named_computations:ExportNamedComputationsPass"
    ),
    "sdy-flatten-call-graph": (
        "ttmlir_py.passes.sdy.import_.flatten_call_graph:FlattenCallGraphPass"
    ),
    "sdy-import-func-calls": "ttmlir_py.passes.sdy.import_.import_func_calls:ImportFuncCallsPass",
    "sdy-inline-meshes": "ttmlir_py.passes.sdy.import_.inline_meshes:InlineMeshesPass",
    "sdy-insert-explicit-reshards": (
        "ttmlir_py.passes.sdy.export.insert_explicit_reshards:InsertExplicitReshardsPass"
    ),
    "sdy-insert-func-call-reshards": (
        "ttmlir_py.passes.sdy.export.insert_func_call_reshards:InsertFuncCallReshardsPass"
    ),
    "sdy-lift-inlined-meshes": (
        "ttmlir_py.passes.sdy.import_.lift_inlined_meshes:LiftInlinedMeshesPass"
    ),
    "sdy-manual-axes-cleanup": (
        "ttmlir_py.passes.sdy.import_.manual_axes_cleanup:ManualAxesCleanupPass"
    ),
    "sdy-op-priority-propagate": (
        "ttmlir_py.passes.sdy.propagation.op_priority_propagate:OpPriorityPropagatePass"
    ),
    "sdy-pad-for-divisibility": (
        "ttmlir_py.passes.sdy.export.pad_for_divisibility:PadForDivisibilityPass"
    ),
    "sdy-per-instruction-partitioning": (
        "ttmlir_py.passes.sdy.export.per_instruction_partitioning:PerInstructionPartitioningPass"
    ),
    "sdy-populate-op-sharding-rules": (
        "ttmlir_py.passes.sdy.propagation.populate_op_sharding_rules:PopulateOpShardingRulesPass"
    ),
    "sdy-pre-order-funcs": "ttmlir_py.passes.sdy.import_.pre_order_funcs:PreOrderFuncsPass",
    "sdy-propagate-sharding-from-func-to-call": (
        "ttmlir_py.passes.sdy.import_.propagate_sharding_from_func_to_call:PropagateShardingFromFuncToCallPass"
    ),
    "sdy-propagate-to-func-results": (
        "ttmlir_py.passes.sdy.export.propagate_to_func_results:PropagateToFuncResultsPass"
    ),
    "sdy-remove-all-gather-reduce-scatter-for-cmv1": (
        "ttmlir_py.passes.sdy.export.remove_ag_rs_for_cmv1:RemoveAllGatherReduceScatterForCmv1Pass"
    ),
    "sdy-remove-propagation-debug-info": (
        "ttmlir_py.passes.sdy.export.remove_propagation_debug_info:RemovePropagationDebugInfoPass"
    ),
    "sdy-remove-sharding-groups": (
        "ttmlir_py.passes.sdy.export.remove_sharding_groups:RemoveShardingGroupsPass"
    ),
    "sdy-remove-size-one-axes": (
        "ttmlir_py.passes.sdy.import_.remove_size_one_axes:RemoveSizeOneAxesPass"
    ),
    "sdy-remove-sub-axes-in-input-output-shardings": (
        "ttmlir_py.passes.sdy.export.input_output_shardings:RemoveSubAxesInInputOutputShardingsPass"
    ),
    "sdy-reshard-to-collectives": (
        "ttmlir_py.passes.sdy.export.reshard_to_collectives:ReshardToCollectivesPass"
    ),
    "sdy-resolve-permutation-factors": (
        "ttmlir_py.passes.sdy.export.resolve_permutation_factors:ResolvePermutationFactorsPass"
    ),
    "sdy-resolve-single-device-sharding": (
        "ttmlir_py.passes.sdy.export.resolve_single_device_sharding:ResolveSingleDeviceShardingPass"
    ),
    "sdy-sharding-constraint-to-reshard": (
        "ttmlir_py.passes.sdy.export.sharding_constraint_to_reshard:ShardingConstraintToReshardPass"
    ),
    "sdy-sharding-group-import": (
        "ttmlir_py.passes.sdy.import_.sharding_group_import:ShardingGroupImportPass"
    ),
    "sdy-sink-data-flow-edges": (
        "ttmlir_py.passes.sdy.export.sink_data_flow_edges:SinkDataFlowEdgesPass"
    ),
    "sdy-sink-func-data-flow-edges": (
        "ttmlir_py.passes.sdy.export.sink_func_data_flow_edges:SinkFuncDataFlowEdgesPass"
    ),
    "sdy-unflatten-call-graph": (
        "ttmlir_py.passes.sdy.export.unflatten_call_graph:UnflattenCallGraphPass"
    ),
    "sdy-update-non-divisible-input-output-shardings": (
        "ttmlir_py.passes.sdy.export.input_output_shardings:UpdateNonDivisibleInputOutputShardingsPass"
    ),
    "sdy-user-priority-propagate": (
        "ttmlir_py.passes.sdy.propagation.user_priority_propagate:UserPriorityPropagatePass"
    ),
    "sdy-verify-unreduced-axes": (
        "ttmlir_py.passes.sdy.export.verify_unreduced_axes:VerifyUnreducedAxesPass"
    ),
    "shape-legalize-to-stablehlo": (
        "ttmlir_py.passes.stablehlo.shape_legalize_to_stablehlo:ShapeLegalizeToStablehloPass"
    ),
    "shardy-ccl-canonicalization": (
        "ttmlir_py.passes.stablehlo.shardy_ccl_canonicalization:ShardyCclCanonicalizationPass"
    ),
    "stablehlo-aggressive-folder": (
        "ttmlir_py.passes.stablehlo.aggressive_folder:StablehloAggressiveFolderPass"
    ),
    "stablehlo-aggressive-simplification": (
        "ttmlir_py.passes.stablehlo.aggressive_simplification:StablehloAggressiveSimplificationPass"
    ),
    "stablehlo-canonicalize-dynamism": (
        "ttmlir_py.passes.stablehlo.canonicalize_dynamism:StablehloCanonicalizeDynamismPass"
    ),
    "stablehlo-check-shape-assertions": (
        "ttmlir_py.passes.stablehlo.check_shape_assertions:StablehloCheckShapeAssertionsPass"
    ),
    "stablehlo-complex-data-type-conversion": (
        "ttmlir_py.passes.stablehlo.complex_data_type_conversion:StablehloComplexDataTypeConversionPass"
    ),
    "stablehlo-complex-math-expander": (
        "ttmlir_py.passes.stablehlo.complex_math_expander:StablehloComplexMathExpanderPass"
    ),
    "stablehlo-complex-to-parts": (
        "ttmlir_py.passes.stablehlo.complex_to_parts:StablehloComplexToPartsPass"
    ),
    "stablehlo-convert-to-signless": (
        "ttmlir_py.passes.stablehlo.convert_to_signless:StablehloConvertToSignlessPass"
    ),
    "stablehlo-fusing": "ttmlir_py.passes.stablehlo.fusing:StableHloFusingPass",
    "stablehlo-legalize-composite-to-call": (
        "ttmlir_py.passes.stablehlo.legalize_composite_to_call:LegalizeCompositeToCallPass"
    ),
    "stablehlo-legalize-deprecated-ops": (
        "ttmlir_py.passes.stablehlo.legalize_deprecated_ops:StablehloLegalizeDeprecatedOpsPass"
    ),
    "stablehlo-refine-arguments": (
        "ttmlir_py.passes.stablehlo.refine_arguments:StablehloRefineArgumentsPass"
    ),
    "stablehlo-refine-shapes": (
        "ttmlir_py.passes.stablehlo.refine_shapes:StablehloRefineShapesPass"
    ),
    "stablehlo-target-independent-optimization": (
        "ttmlir_py.passes.stablehlo.target_independent_optimization:StablehloTargetIndependentOptimizationPass"
    ),
    "stablehlo-wrap-in-composite": (
        "ttmlir_py.passes.stablehlo.wrap_in_composite:StablehloWrapInCompositePass"
    ),
    "symbol-dce": "ttmlir_py.passes.common.symbol_dce:SymbolDcePass",
    "tt-populate-argument-types": (
        "ttmlir_py.passes.common.populate_argument_types:PopulateArgumentTypesPass"
    ),
    "ttcore-mark-functions-as-forward": (
        "ttmlir_py.passes.ttcore.mark_functions_as_forward:TTCoreMarkFunctionsAsForwardPass"
    ),
    "ttcore-optimization-barrier-fold": (
        "ttmlir_py.passes.ttcore.optimization_barrier_fold:TTCoreOptimizationBarrierFoldPass"
    ),
    "ttcore-register-device": "ttmlir_py.passes.ttcore.register_device:TTCoreRegisterDevicePass",
    "ttcore-unwrap-device-module": (
        "ttmlir_py.passes.ttcore.unwrap_device_module:TTCoreUnwrapDeviceModulePass"
    ),
    "ttcore-wrap-device-module": (
        "ttmlir_py.passes.ttcore.wrap_device_module:TTCoreWrapDeviceModulePass"
    ),
    "ttir-element-type-normalization": (
        "ttmlir_py.passes.ttir.element_type_normalization:ElementTypeNormalizationPass"
    ),
    "ttir-flatten-sliding-window": (
        "ttmlir_py.passes.ttir.flatten_sliding_window:TTIRFlattenSlidingWindowPass"
    ),
    "ttir-fold-full-to-scalar": (
        "ttmlir_py.passes.ttir.fold_full_to_scalar:TTIRFoldFullToScalarPass"
    ),
    "ttir-fusing": "ttmlir_py.passes.ttir.fusing:TTIRFusingPass",
    "ttir-implicit-broadcast-fold": (
        "ttmlir_py.passes.ttir.implicit_broadcast_fold:TTIRImplicitBroadcastFoldPass"
    ),
    "ttir-to-ttir-decomposition": (
        "ttmlir_py.passes.ttir.ttir_to_ttir_decomposition:TTIRToTTIRDecompositionPass"
    ),
    "ttnn-configure-ccl-ops": "ttmlir_py.passes.ttnn.configure_ccl_ops:TTNNConfigureCCLOpsPass",
    "ttnn-deallocate": "ttmlir_py.passes.ttnn.deallocate:TTNNDeallocatePass",
    "ttnn-decompose-layouts": "ttmlir_py.passes.ttnn.decompose_layouts:TTNNDecomposeLayoutsPass",
    "ttnn-force-const-eval-to-system-memory": (
        "ttmlir_py.passes.ttnn.force_const_eval_to_system_memory:"
        "TTNNForceConstEvalToSystemMemoryPass"
    ),
    "ttnn-layout": "ttmlir_py.passes.ttnn.layout:TTNNLayoutPass",
    "ttnn-set-compute-kernel-config": (
        "ttmlir_py.passes.ttnn.set_compute_kernel_config:TTNNSetComputeKernelConfigPass"
    ),
    "update-global-to-local-shapes": (
        "ttmlir_py.passes.stablehlo.update_global_to_local_shapes:UpdateGlobalToLocalShapesPass"
    ),
    "verify-partial-values": (
        "ttmlir_py.passes.stablehlo.verify_partial_values:VerifyPartialValuesPass"
    ),
    "wrap-under-manual-computation": (
        "ttmlir_py.passes.stablehlo.wrap_under_manual_computation:WrapUnderManualComputationPass"
    ),
}
"""Pass name -> its class, alphabetical."""

PIPELINES: dict[str, str] = {
    "sdy-export-pipeline": "ttmlir_py.passes.sdy.pipelines:ExportPipeline",
    "sdy-import-pipeline": "ttmlir_py.passes.sdy.pipelines:ImportPipeline",
    "sdy-propagation-pipeline": "ttmlir_py.passes.sdy.pipelines:PropagationPipeline",
    "stablehlo-pipeline": "ttmlir_py.passes.stablehlo.pipeline:StableHloPipeline",
    "stablehlo-remove-dynamism": (
        "ttmlir_py.passes.stablehlo.remove_dynamism:StablehloRemoveDynamismPipeline"
    ),
    "stablehlo-to-ttir-pipeline": (
        "ttmlir_py.passes.stablehlo_to_ttir.pipeline:StablehloToTtirPipeline"
    ),
    "ttir-to-ttnn-backend-pipeline": (
        "ttmlir_py.passes.ttir_to_ttnn.pipeline:TTIRToTTNNBackendPipeline"
    ),
    "ttir-to-ttnn-common-pipeline": (
        "ttmlir_py.passes.ttir_to_ttnn.pipeline:TTIRToTTNNCommonPipeline"
    ),
    "ttir-to-ttnn-runtime-pipeline": (
        "ttmlir_py.passes.ttir_to_ttnn.pipeline:TTIRToTTNNRuntimePipeline"
    ),
}
"""Pipeline name -> its class, alphabetical."""


def load(reference: str) -> Any:
    """The object that `"module:name"` refers to."""
    module, _, name = reference.partition(":")
    return getattr(import_module(module), name)


ADDITIONS: dict[str, str] = {"func": "ttmlir_py.dialects.func:DIALECT"}
"""Name of an xDSL dialect -> the ops that it lacks, as a dialect of the same name."""


def added_op(name: str) -> type[Operation] | None:
    """The op of a full name that we add to an xDSL dialect, or None."""
    reference = ADDITIONS.get(name.partition(".")[0])
    return None if reference is None else load(reference).op(name)


@cache
def dialect(name: str) -> LazyDialect | None:
    """One of our dialects, or None."""
    reference = DIALECTS.get(name)
    return None if reference is None else load(reference)


def pass_class(name: str) -> type[ModulePass] | None:
    """The class of a pass or pipeline, or None where no such name is known."""
    reference = PASSES.get(name) or PIPELINES.get(name)
    return None if reference is None else load(reference)


def load_file(path: Path) -> None:
    """Load a Python file and make the passes that it defines known by their names."""
    import sys
    from importlib.util import module_from_spec, spec_from_file_location

    from xdsl.passes import ModulePass

    module_name = f"ttmlir_py_user_{path.stem}"
    spec = spec_from_file_location(module_name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    for name, value in vars(module).items():
        if isinstance(value, type) and issubclass(value, ModulePass) and "name" in vars(value):
            PASSES[value.name] = f"{module_name}:{name}"
