"""Shardings of values inside PyTorch models; they survive `torch.export`.

`sharding_constraint` is an op of PyTorch's, `ttmlir_py::sharding_constraint`: the identity, to a
program and to its gradients. A lowering to StableHLO has to make the custom call
`@tt.sharding_constraint` of it, with the text of the sharding as `xla.sdy.sharding`;
`register_with_torchax` teaches torchax to.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ttmlir_py.frontends.sharding_text import Spec, sharding_text

_torch: Any = import_module("torch")  # no types: the package does not need it

_NAME = "ttmlir_py::sharding_constraint"


def sharding_constraint(x: Any, spec: Spec) -> Any:
    """The tensor, which has to be divided among the chips of the mesh as the spec says.

    The mesh is that of the compiled program: `sharding_constraint(x, (0, None))` divides the rows
    over its first axis, `sharding_constraint(x, (("data", "model"), None))` over two by name.
    """
    return _torch.ops.ttmlir_py.sharding_constraint(x, sharding_text(spec, x.dim()))


def _define() -> None:
    """Tell PyTorch of the op, of its result's shape, and of its gradient."""
    op = _torch.library.custom_op(
        _NAME,
        lambda x, sharding: x.clone(),
        mutates_args=(),
        schema="(Tensor x, str sharding) -> Tensor",
    )
    op.register_fake(lambda x, sharding: _torch.empty_like(x))
    op.register_autograd(_gradient, setup_context=_remember)


def _remember(ctx: Any, inputs: tuple[Any, str], output: Any) -> None:
    ctx.sharding = inputs[1]


def _gradient(ctx: Any, gradient: Any) -> tuple[Any, None]:
    """The gradient is divided as the value is."""
    return _torch.ops.ttmlir_py.sharding_constraint(gradient, ctx.sharding), None


def register_with_torchax() -> None:
    """Let torchax lower constraints; once, before a model that has some is lowered."""
    from ttmlir_py.frontends.constraint_primitive import constrain  # needs the jax extra

    registry: Any = import_module("torchax.ops.ops_registry")
    op: Any = _torch.ops.ttmlir_py.sharding_constraint.default
    registry.register_torch_dispatch_op(op, constrain)


_define()
