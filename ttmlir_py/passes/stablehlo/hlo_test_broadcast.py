"""`hlo-test-broadcast`: a testing pass that shows how operands broadcast."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType, UnregisteredOp
from xdsl.ir import SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.stablehlo.chlo.broadcasts import broadcast_all
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import diagnostics_of, operation_name

ASKED = "hlo_test_broadcast.numpy_broadcast"


@dataclass(frozen=True)
class HloTestBroadcastPass(Pass):
    """Every `hlo_test_broadcast.numpy_broadcast` is a call on its operands, broadcast."""

    name = "hlo-test-broadcast"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in [each for each in op.walk() if isinstance(each, UnregisteredOp)]:
            if operation_name(inner) != ASKED:
                continue
            try:
                values = _broadcast(inner)
            except VerifyException as error:
                diagnostics_of(ctx).warning(inner, str(error))
                continue
            call = CustomCallOp(
                values,
                call_target_name="numpy_broadcasted",
                has_side_effect=True,
                result_types=inner.result_types,
            )
            replace_op(inner, Builder(inner).all(call))


def _broadcast(op: UnregisteredOp) -> list[SSAValue]:
    if not op.operands:
        raise VerifyException("requires at least one operand to broadcast")
    if not all(isinstance(value.type, TensorType) for value in op.operands):
        raise VerifyException("expected ranked tensor type for broadcast inputs")
    return list(broadcast_all(op.operands, Builder(op)))
