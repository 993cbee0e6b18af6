"""Training steps to TTNN: the optimizer updates its tensors in place."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir import training as ttir
from ttmlir_py.dialects.ttnn import training as ttnn
from ttmlir_py.dialects.ttnn.memory import AssignOp
from ttmlir_py.passes.ttir_to_ttnn.namesake import same_name
from ttmlir_py.support.conversion import Builder, Lowering


def adamw(op: ttir.AdamwOp, build: Builder) -> Sequence[SSAValue]:
    """The tensors that TTNN updates in place are copies where anything else reads them."""
    states = [op.param, op.exp_avg, op.exp_avg_sq]
    if op.max_exp_avg_sq is not None:
        states.append(op.max_exp_avg_sq)
    states = [_owned(build, state) for state in states]
    build.all(
        ttnn.AdamwOp(
            states[0],
            op.grad,
            states[1],
            states[2],
            states[3] if len(states) > 3 else None,
            lr=op.lr,
            beta1=op.beta1,
            beta2=op.beta2,
            beta1_pow=op.beta1_pow,
            beta2_pow=op.beta2_pow,
            epsilon=op.epsilon,
            weight_decay=op.weight_decay,
            stochastic_rounding=op.stochastic_rounding,
        )
    )
    return states


def _owned(build: Builder, value: SSAValue) -> SSAValue:
    if value.has_one_use():
        return value
    return build(AssignOp(value, result_types=[value.type]))


ROWS: dict[type[Operation], Lowering] = {
    ttir.AdamwOp: adamw,
    ttir.SdpaBwOp: same_name,
    ttir.SdpaFwOp: same_name,
}
