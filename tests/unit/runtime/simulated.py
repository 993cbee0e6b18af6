"""Small programs for runtime tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ttmlir_py.context import Context
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.outside import Outside
from ttmlir_py.runtime.program import Program
from ttmlir_py.support.mesh import Mesh
from ttmlir_py.syntax.parser import parse_module

Array = np.ndarray[Any, np.dtype[Any]]


def program(text: str, mesh: Mesh | None = None, outside: Outside | None = None) -> Program:
    """The program of a module's text."""
    return Program(parse_module(text, Context()), mesh, outside)


def run(text: str, *inputs: Array) -> list[Array]:
    """What a module's main function gives."""
    return program(text)(*inputs)


def machine(*sizes: int) -> Machine:
    """A machine on a mesh of some sizes."""
    return Machine(Mesh(tuple(f"axis{i}" for i in range(len(sizes))), sizes))


def per_chip(function: Callable[..., Array], mesh: tuple[int, ...], *arrays: Array) -> Array:
    """A function of single chips' arrays, applied chip by chip: what a kernel must equal."""
    whole = [np.broadcast_to(a, (*mesh, *a.shape[len(mesh) :])) for a in arrays]
    results = [function(*(a[c] for a in whole)) for c in np.ndindex(*mesh)]
    return np.stack(results).reshape(*mesh, *results[0].shape)
