"""Activation functions and their derivatives."""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.elementwise import pointwise, special
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.values import align

GELU_TANH_SCALE = float(np.sqrt(2 / np.pi))
GELU_TANH_CUBIC = 0.044715


def silu(machine: Machine, op: Any, x: Array) -> Array:
    """x times the logistic function of x."""
    return x * machine.special.expit(x)


def mish(machine: Machine, op: Any, x: Array) -> Array:
    """x tanh(softplus(x))."""
    return x * machine.xp.tanh(machine.xp.logaddexp(x, 0))


def gelu(machine: Machine, op: Any, x: Array) -> Array:
    """x times the normal distribution function of x."""
    return 0.5 * x * (1 + machine.special.erf(x * np.float32(np.sqrt(0.5))))


def gelu_tanh(machine: Machine, op: Any, x: Array) -> Array:
    """GELU with its tanh approximation."""
    return 0.5 * x * (1 + machine.xp.tanh(GELU_TANH_SCALE * (x + GELU_TANH_CUBIC * x**3)))


def gelu_bw(machine: Machine, op: Any, gradient: Array, x: Array) -> Array:
    """The gradient through GELU, exact or by its tanh approximation."""
    gradient, x = align(machine.lead, gradient, x)
    xp = machine.xp
    if op.approximate == "tanh":
        t = xp.tanh(GELU_TANH_SCALE * (x + GELU_TANH_CUBIC * x**3))
        inner = GELU_TANH_SCALE * (1 + 3 * GELU_TANH_CUBIC * x * x)
        return gradient * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner)
    density = xp.exp(-0.5 * x * x) * float(1 / np.sqrt(2 * np.pi))
    distribution = 0.5 * (1 + machine.special.erf(x * float(np.sqrt(0.5))))
    return gradient * (distribution + x * density)


def leaky_relu(machine: Machine, op: Any, x: Array) -> Array:
    """x, or a fraction of it where negative."""
    return machine.xp.where(x >= 0, x, x * op.parameter)


def selu(machine: Machine, op: Any, x: Array) -> Array:
    """The scaled exponential linear unit."""
    return op.scale * machine.xp.where(x > 0, x, op.alpha * machine.xp.expm1(x))


def activation(machine: Machine, name: str, x: Array) -> Array:
    """The activation that an attribute of another op names."""
    return ACTIVATIONS[name](machine, None, x)


ACTIVATIONS = {
    "gelu": gelu,
    "gelu_tanh": gelu_tanh,
    "hardsigmoid": pointwise(lambda xp, x: xp.clip(x / 6 + 0.5, 0, 1)),
    "mish": mish,
    "relu": pointwise(lambda xp, x: xp.maximum(x, x.dtype.type(0))),
    "relu6": pointwise(lambda xp, x: xp.clip(x, 0, 6)),
    "sigmoid": special("expit"),
    "silu": silu,
    "softsign": pointwise(lambda xp, x: x / (1 + xp.abs(x))),
    "tanh": pointwise(lambda xp, x: xp.tanh(x)),
}
KERNELS = {
    **{name: kernel for name, kernel in ACTIVATIONS.items() if name not in ("sigmoid", "tanh")},
    "gelu_bw": gelu_bw,
    "leaky_relu": leaky_relu,
    "selu": selu,
}
