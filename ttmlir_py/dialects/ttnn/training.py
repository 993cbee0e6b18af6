"""Training steps: the optimizer, and attention with its gradient."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.shared import training as shared
from ttmlir_py.dialects.ttnn.base import PureOp, WritingOp


class AdamwOp(shared.AdamwOp, WritingOp):
    """One step of the AdamW optimizer, in place."""

    name = "ttnn.adamw"


class SdpaBwOp(shared.SdpaBwOp, PureOp):
    """Gradients of attention by query, key and value."""

    name = "ttnn.sdpa_bw"


class SdpaFwOp(shared.SdpaFwOp, PureOp):
    """Attention that can keep what its gradient needs."""

    name = "ttnn.sdpa_fw"
