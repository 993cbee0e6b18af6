"""JAX's form of a constraint that comes from elsewhere: the custom call of its name.

Programs of JAX itself use `jax.lax.with_sharding_constraint`, which needs a mesh when it is traced.
"""

from __future__ import annotations

from typing import Any

from jax.extend.core import Primitive
from jax.interpreters import ad, mlir
from jaxlib.mlir import ir
from jaxlib.mlir.dialects import stablehlo

_primitive: Any = Primitive("tt_sharding_constraint")
_primitive.def_impl(lambda x, sharding: x)
_primitive.def_abstract_eval(lambda x, sharding: x)


def constrain(x: Any, sharding: str) -> Any:
    """The array, with a sharding in Shardy's words for its place in the program."""
    return _primitive.bind(x, sharding=sharding)


def _lower(ctx: Any, x: Any, *, sharding: str) -> Any:
    attribute = ir.DictAttr.get({"xla.sdy.sharding": ir.StringAttr.get(sharding)})
    call: Any = stablehlo.CustomCallOp(
        [x.type], [x], call_target_name=ir.StringAttr.get("tt.sharding_constraint")
    )
    call.attributes["mhlo.frontend_attributes"] = attribute
    return call.results


def _transpose(gradient: Any, x: Any, *, sharding: str) -> Any:
    return [constrain(gradient, sharding)]


mlir.register_lowering(_primitive, _lower)
ad.deflinear2(_primitive, _transpose)
