"""`sdy-sharding-constraint-to-reshard`: what was a wish becomes a fact."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.sdy.annotations import ReshardOp, ShardingConstraintOp
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class ShardingConstraintToReshardPass(Pass):
    """No sharding constraint is left; each is a reshard to its sharding."""

    name = "sdy-sharding-constraint-to-reshard"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for constraint in [c for c in op.walk() if isinstance(c, ShardingConstraintOp)]:
            build = Builder(constraint)
            reshard = ReshardOp(
                constraint.input, sharding=constraint.sharding, attributes=constraint.attributes
            )
            replace_op(constraint, [build(reshard)])
