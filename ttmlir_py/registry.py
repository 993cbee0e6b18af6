"""Everything that a command line can name: name -> where it lives. Nothing loads until named."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xdsl.passes import ModulePass

    from ttmlir_py.support.dialect import LazyDialect

DIALECTS: dict[str, str] = {
    "chlo": "ttmlir_py.dialects.chlo:DIALECT",
    "quant": "ttmlir_py.dialects.quant:DIALECT",
    "sdy": "ttmlir_py.dialects.sdy:DIALECT",
    "shape": "ttmlir_py.dialects.shape:DIALECT",
    "stablehlo": "ttmlir_py.dialects.stablehlo:DIALECT",
    "ttcore": "ttmlir_py.dialects.ttcore:DIALECT",
    "ttir": "ttmlir_py.dialects.ttir:DIALECT",
    "ttnn": "ttmlir_py.dialects.ttnn:DIALECT",
}
"""Dialect name -> its `LazyDialect`."""

PASSES: dict[str, str] = {
    "canonicalize": "ttmlir_py.passes.common.canonicalize:CanonicalizePass",
    "cse": "ttmlir_py.passes.common.cse:CSEPass",
    "sdy-add-data-flow-edges": "ttmlir_py.passes.sdy.import_.add_data_flow_edges:AddDataFlowEdgesPass",
    "sdy-aggressive-propagate": "ttmlir_py.passes.sdy.propagation.aggressive_propagate:AggressivePropagatePass",
    "sdy-apply-sharding-constraints": "ttmlir_py.passes.sdy.import_.apply_sharding_constraints:ApplyShardingConstraintsPass",
    "sdy-basic-propagate": "ttmlir_py.passes.sdy.propagation.basic_propagate:BasicPropagatePass",
    "sdy-op-priority-propagate": "ttmlir_py.passes.sdy.propagation.op_priority_propagate:OpPriorityPropagatePass",
    "sdy-user-priority-propagate": "ttmlir_py.passes.sdy.propagation.user_priority_propagate:UserPriorityPropagatePass",
    "ttcore-register-device": "ttmlir_py.passes.ttcore.register_device:TTCoreRegisterDevicePass",
    "ttir-fusing": "ttmlir_py.passes.ttir.fusing:TTIRFusingPass",
    "ttnn-configure-ccl-ops": "ttmlir_py.passes.ttnn.configure_ccl_ops:TTNNConfigureCCLOpsPass",
    "ttnn-deallocate": "ttmlir_py.passes.ttnn.deallocate:TTNNDeallocatePass",
    "ttnn-decompose-layouts": "ttmlir_py.passes.ttnn.decompose_layouts:TTNNDecomposeLayoutsPass",
    "ttnn-layout": "ttmlir_py.passes.ttnn.layout:TTNNLayoutPass",
}
"""Pass name -> its class, alphabetical."""

PIPELINES: dict[str, str] = {
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

    if not path.is_file():
        raise FileNotFoundError(path)
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
