"""JAX's form of a constraint that comes from elsewhere: the custom call of its name.

Programs of JAX itself use `jax.lax.with_sharding_constraint`, which needs a mesh when it is traced.
Nothing but this module loads JAX for it, and only what lowers constraints loads this module.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_ir: Any = import_module("jaxlib.mlir.ir")
_mlir: Any = import_module("jax.interpreters.mlir")
_primitive: Any = import_module("jax.extend.core").Primitive("tt_sharding_constraint")


def constrain(x: Any, sharding: str) -> Any:
    """The array, with a sharding in Shardy's words for its place in the program."""
    return _primitive.bind(x, sharding=sharding)


def _lower(ctx: Any, x: Any, *, sharding: str) -> Any:
    stablehlo: Any = import_module("jaxlib.mlir.dialects.stablehlo")
    target = _ir.StringAttr.get("tt.sharding_constraint")
    call = stablehlo.CustomCallOp([x.type], [x], call_target_name=target)
    text = _ir.StringAttr.get(sharding)
    call.attributes["mhlo.frontend_attributes"] = _ir.DictAttr.get({"xla.sdy.sharding": text})
    return call.results


def _define() -> None:
    """The identity, to arrays and to gradients; a custom call to programs."""
    _primitive.def_impl(lambda x, sharding: x)
    _primitive.def_abstract_eval(lambda x, sharding: x)
    import_module("jax.interpreters.ad").deflinear2(
        _primitive, lambda gradient, x, *, sharding: [constrain(gradient, sharding)]
    )
    _mlir.register_lowering(_primitive, _lower)


_define()
