"""The program of the device in a module of its own."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Block, Region

from ttmlir_py.dialects.ttcore.modules import DeviceModuleOp
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class TTCoreWrapDeviceModulePass(Pass):
    """The top module holds one `ttcore.device_module`, which holds what the top module held."""

    name = "ttcore-wrap-device-module"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        if op.parent is not None or any(isinstance(inner, DeviceModuleOp) for inner in op.ops):
            return
        body = op.detach_region(op.body)
        inner = ModuleOp(body, attributes=dict(op.attributes), sym_name=op.sym_name)
        inner.location = op.location
        device = DeviceModuleOp(regions=[Region(Block([inner]))], location=op.location)
        op.add_region(Region(Block([device])))
