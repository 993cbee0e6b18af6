"""From TTIR to a TTNN program: the steps in tt-mlir's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.passes import ModulePass

from ttmlir_py.dialects.ttcore.attributes import Arch, Topology
from ttmlir_py.passes.common.canonicalize import CanonicalizePass
from ttmlir_py.passes.common.const_eval_hoist_transform import ConstEvalHoistTransformPass
from ttmlir_py.passes.common.cse import CSEPass
from ttmlir_py.passes.common.inline import InlinePass
from ttmlir_py.passes.common.populate_argument_types import PopulateArgumentTypesPass
from ttmlir_py.passes.common.symbol_dce import SymbolDcePass
from ttmlir_py.passes.ttcore.mark_functions_as_forward import TTCoreMarkFunctionsAsForwardPass
from ttmlir_py.passes.ttcore.optimization_barrier_fold import TTCoreOptimizationBarrierFoldPass
from ttmlir_py.passes.ttcore.register_device import TTCoreRegisterDevicePass
from ttmlir_py.passes.ttcore.wrap_device_module import TTCoreWrapDeviceModulePass
from ttmlir_py.passes.ttir.element_type_normalization import ElementTypeNormalizationPass
from ttmlir_py.passes.ttir.flatten_sliding_window import TTIRFlattenSlidingWindowPass
from ttmlir_py.passes.ttir.fold_full_to_scalar import TTIRFoldFullToScalarPass
from ttmlir_py.passes.ttir.fusing import TTIRFusingPass
from ttmlir_py.passes.ttir.implicit_broadcast_fold import TTIRImplicitBroadcastFoldPass
from ttmlir_py.passes.ttir.ttir_to_ttir_decomposition import TTIRToTTIRDecompositionPass
from ttmlir_py.passes.ttir_to_ttnn.convert_ttir_to_ttnn import ConvertTTIRToTTNNPass
from ttmlir_py.passes.ttnn.configure_ccl_ops import TTNNConfigureCCLOpsPass
from ttmlir_py.passes.ttnn.deallocate import TTNNDeallocatePass
from ttmlir_py.passes.ttnn.decompose_layouts import TTNNDecomposeLayoutsPass
from ttmlir_py.passes.ttnn.force_const_eval_to_system_memory import (
    TTNNForceConstEvalToSystemMemoryPass,
)
from ttmlir_py.passes.ttnn.layout import TTNNLayoutPass
from ttmlir_py.passes.ttnn.set_compute_kernel_config import (
    Fidelity,
    TTNNSetComputeKernelConfigPass,
)
from ttmlir_py.support.pass_options import OptionError
from ttmlir_py.support.passes import Nested, Pipeline

Steps = Sequence[ModulePass | Nested]


@dataclass(frozen=True)
class TTIRToTTNNCommonPipeline(Pipeline):
    """The program is TTNN in a device module, with layouts, a device and deallocations.

    Not built, so absent: hoisting to the CPU, quantization, erasing inverse ops, KV cache and
    weight data types, composites, TTNN fusing and decomposition, memory management,
    workarounds of the hardware's library, the optimizer, trace and performance metrics.
    """

    name = "ttir-to-ttnn-common-pipeline"

    system_desc_path: str = ""
    mock_system_desc_arch: Arch = Arch.WORMHOLE_B0
    mesh_shape: tuple[int, ...] = ()
    mesh_topology: tuple[Topology, ...] = ()
    argument_types: str = ""
    enable_fusing_pass: bool = True
    enable_permute_matmul_fusion: bool = False
    enable_implicit_broadcast_folding_pass: bool = True
    optimization_level: int = 0
    enable_ttnn_decomposition_pass: bool = False
    enable_cpu_hoisted_const_eval: bool = False
    enable_trace: bool = False
    enable_const_eval: bool = True
    enable_const_eval_inputs_to_system_memory: bool = True
    compute_cfg_math_fidelity: Fidelity = Fidelity.HIFI4
    compute_cfg_math_approx_mode: bool | None = None
    compute_cfg_fp32_dest_acc_en: bool | None = True
    compute_cfg_packer_l1_acc: bool | None = None
    compute_cfg_dst_full_sync_en: bool | None = None

    def __post_init__(self) -> None:
        """Refuse what is not built; its options are there to be switched off."""
        for name in (
            "enable_ttnn_decomposition_pass",
            "enable_cpu_hoisted_const_eval",
            "enable_trace",
            "optimization_level",
        ):
            if getattr(self, name):
                option = name.replace("_", "-")
                raise OptionError(f"'{self.name}' cannot do what '{option}' asks for yet")

    def steps(self) -> Steps:
        return [
            TTCoreMarkFunctionsAsForwardPass(),
            TTCoreWrapDeviceModulePass(),
            Nested(
                "ttcore.device_module",
                [ElementTypeNormalizationPass(), *self.ttir_steps(), *self.ttnn_steps()],
            ),
        ]

    def ttir_steps(self) -> Steps:
        """Preparing TTIR for TTNN."""
        fusing = [TTIRFusingPass(self.enable_permute_matmul_fusion)] * self.enable_fusing_pass
        folding = [TTIRImplicitBroadcastFoldPass()] * self.enable_implicit_broadcast_folding_pass
        return [
            TTCoreRegisterDevicePass(
                self.system_desc_path,
                self.mock_system_desc_arch,
                self.mesh_shape,
                self.mesh_topology,
            ),
            PopulateArgumentTypesPass(self.argument_types),
            CanonicalizePass(),
            *fusing,
            TTIRToTTIRDecompositionPass(),
            CanonicalizePass(),
            *folding,
            *fusing,
            CanonicalizePass(),
            InlinePass(),
            TTIRFlattenSlidingWindowPass(),
            *folding,
            *fusing,
            TTIRFoldFullToScalarPass(),
            CSEPass(),
            *self.const_eval_steps(),
        ]

    def const_eval_steps(self) -> Steps:
        """Hoisting what is constant: done again whenever more of it may have appeared."""
        return [ConstEvalHoistTransformPass()] * self.enable_const_eval

    def ttnn_steps(self) -> Steps:
        """Lowering to TTNN and getting the program ready to run."""
        return [
            TTNNLayoutPass(),
            ConvertTTIRToTTNNPass(),
            CanonicalizePass(),
            SymbolDcePass(),
            CSEPass(),
            TTNNSetComputeKernelConfigPass(
                self.compute_cfg_math_fidelity,
                self.compute_cfg_math_approx_mode,
                self.compute_cfg_fp32_dest_acc_en,
                self.compute_cfg_packer_l1_acc,
                self.compute_cfg_dst_full_sync_en,
            ),
            TTNNConfigureCCLOpsPass(),
            *self.const_eval_steps(),
            *self.host_constants_steps(),
            TTNNDecomposeLayoutsPass(),
            CanonicalizePass(),
            TTCoreOptimizationBarrierFoldPass(),
            TTNNDeallocatePass(),
        ]

    def host_constants_steps(self) -> Steps:
        """Leaving constants on the host until they are computed with."""
        if not (self.enable_const_eval and self.enable_const_eval_inputs_to_system_memory):
            return []
        return [TTNNForceConstEvalToSystemMemoryPass(), CanonicalizePass()]


@dataclass(frozen=True)
class TTIRToTTNNRuntimePipeline(TTIRToTTNNCommonPipeline):
    """The program is TTNN, ready for the runtime; nothing runs on the CPU."""

    name = "ttir-to-ttnn-runtime-pipeline"


@dataclass(frozen=True)
class TTIRToTTNNBackendPipeline(TTIRToTTNNRuntimePipeline):
    """The program is TTNN, ready for the runtime: the old name of the runtime pipeline."""

    name = "ttir-to-ttnn-backend-pipeline"
