"""The program of the device as the whole module."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.ttcore.modules import CpuModuleOp, DeviceModuleOp
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class TTCoreUnwrapDeviceModulePass(Pass):
    """The top module holds what its `ttcore.device_module` held; there is no CPU module."""

    name = "ttcore-unwrap-device-module"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        wrappers = [inner for inner in op.ops if isinstance(inner, DeviceModuleOp)]
        if op.parent is not None or not wrappers:
            return
        (wrapper,) = wrappers
        (inner,) = wrapper.regions[0].block.ops
        assert isinstance(inner, ModuleOp), "a device module holds one module"
        for cpu in [other for other in op.ops if isinstance(other, CpuModuleOp)]:
            cpu.detach()
            cpu.erase()
        for moved in list(inner.body.block.ops):
            moved.detach()
            op.body.block.add_op(moved)
        for name, attribute in inner.attributes.items():
            op.attributes.setdefault(name, attribute)
        wrapper.detach()
        wrapper.erase()
