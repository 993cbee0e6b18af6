"""How precisely the device's compute kernels compute."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ttmlir_py.dialects.ttnn.configs import DeviceComputeKernelConfigAttr, MathFidelity
from ttmlir_py.dialects.ttnn.contraction import LinearOp, MatmulOp
from ttmlir_py.support.element_types import BF16
from ttmlir_py.support.op import Op
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import element_of, rank_of, shape_of

PROPERTY = "compute_config"
LARGE_INNER_DIM = 50000
"""Products over more elements than this lose too much in bf16 accumulators."""


class Fidelity(Enum):
    """How many passes a multiplication takes; `undefined` leaves that to TTNN."""

    LOFI = "lofi"
    HIFI2 = "hifi2"
    HIFI3 = "hifi3"
    HIFI4 = "hifi4"
    UNDEFINED = "undefined"


@dataclass(frozen=True)
class TTNNSetComputeKernelConfigPass(Pass):
    """Ops with a compute kernel have a configuration, with these values where it had none."""

    name = "ttnn-set-compute-kernel-config"
    math_fidelity: Fidelity = Fidelity.HIFI4
    math_approx_mode: bool | None = None
    fp32_dest_acc_en: bool | None = True
    packer_l1_acc: bool | None = None
    dst_full_sync_en: bool | None = None

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        wanted = {
            "math_fidelity": self._fidelity(),
            "math_approx_mode": self.math_approx_mode,
            "fp32_dest_acc_en": self.fp32_dest_acc_en,
            "packer_l1_acc": self.packer_l1_acc,
            "dst_full_sync_en": self.dst_full_sync_en,
        }
        for inner in op.walk():
            if isinstance(inner, Op) and PROPERTY in inner.signature.properties:
                _configure(inner, wanted)

    def _fidelity(self) -> MathFidelity | None:
        if self.math_fidelity is Fidelity.UNDEFINED:
            return None
        return MathFidelity(self.math_fidelity.value)


def _configure(op: Op, wanted: dict[str, MathFidelity | bool | None]) -> None:
    old = op.properties.get(PROPERTY)
    config = old if isinstance(old, DeviceComputeKernelConfigAttr) else None
    config = config or DeviceComputeKernelConfigAttr()
    missing = {
        name: value
        for name, value in wanted.items()
        if value is not None and getattr(config, name) is None
    }
    config = replace(config, **missing)
    if _is_large_bf16_product(op):
        config = replace(config, fp32_dest_acc_en=True, packer_l1_acc=True)
    if config != DeviceComputeKernelConfigAttr():
        op.properties[PROPERTY] = config


def _is_large_bf16_product(op: Operation) -> bool:
    if not isinstance(op, LinearOp | MatmulOp) or element_of(op.result) != BF16:
        return False
    inner = -2 if op.transpose_a and rank_of(op.a) > 1 else -1
    return shape_of(op.a)[inner] > LARGE_INNER_DIM
