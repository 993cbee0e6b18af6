"""Training steps: the optimizer, and attention with its gradient."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.shared import training as shared
from ttmlir_py.support.fields import optional_result, result


class AdamwOp(shared.AdamwOp, PureOp):
    """One step of the AdamW optimizer."""

    name = "ttir.adamw"
    param_out = result()
    exp_avg_out = result()
    exp_avg_sq_out = result()
    max_exp_avg_sq_out = optional_result()

    def infer(self) -> Sequence[Attribute]:
        kept = (self.param, self.exp_avg, self.exp_avg_sq, self.max_exp_avg_sq)
        return [value.type for value in kept if value is not None]


class SdpaBwOp(shared.SdpaBwOp):
    """Gradients of attention by query, key and value."""

    name = "ttir.sdpa_bw"


class SdpaFwOp(shared.SdpaFwOp):
    """Attention that can keep what its gradient needs."""

    name = "ttir.sdpa_fw"
