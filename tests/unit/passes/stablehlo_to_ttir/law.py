"""The law of every lowering: the StableHLO function and its TTIR form give the same."""

from __future__ import annotations

from typing import Any

import numpy as np
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.context import Context
from ttmlir_py.passes.stablehlo_to_ttir.convert import ConvertStablehloToTtirPass
from ttmlir_py.runtime.formats import format_of
from ttmlir_py.runtime.program import run
from ttmlir_py.support.element_types import is_boolean, is_float
from ttmlir_py.support.shapes import element_of, shape_of
from ttmlir_py.syntax.parser import parse_module

Array = np.ndarray[Any, np.dtype[Any]]
SOURCES = ("chlo", "sdy", "stablehlo")


def lowered(text: str) -> ModuleOp:
    """The TTIR form of a module's text, verified."""
    context = Context()
    module = parse_module(text, context)
    ConvertStablehloToTtirPass().apply(context, module)
    module.verify()
    left = {op.name for op in module.walk() if op.name.partition(".")[0] in SOURCES}
    assert not left, f"{left} are left"
    return module


def ops(module: ModuleOp) -> list[str]:
    """The names of the TTIR ops, in order."""
    return [op.name for op in module.walk() if op.name.startswith("ttir.")]


def inputs_of(module: ModuleOp, seed: int, integers: tuple[int, int]) -> list[Array]:
    """Random arrays for the arguments of the main function."""
    random = np.random.default_rng(seed)
    main = next(op for op in module.walk() if isinstance(op, FuncOp))
    arrays: list[Array] = []
    for type_ in main.function_type.inputs:
        shape, element = shape_of(type_), element_of(type_)
        storage = format_of(element).storage
        if is_boolean(element):
            arrays.append(random.integers(0, 2, shape).astype(bool))
        elif is_float(element):
            arrays.append(random.standard_normal(shape).astype(storage))
        else:
            low = 0 if storage.kind == "u" else integers[0]
            high = max(integers[1], low + 1)
            arrays.append(random.integers(low, high, shape).astype(storage))
    return arrays


def assert_law(
    text: str, *inputs: Array, integers: tuple[int, int] = (-9, 9), tolerance: float = 1e-5
) -> ModuleOp:
    """Both programs give the same: integers exactly, floats up to rounding."""
    source, target = parse_module(text, Context()), lowered(text)
    given = list(inputs) or inputs_of(source, 7, integers)
    for wanted, got in zip(run(source, given), run(target, given), strict=True):
        assert got.shape == wanted.shape
        assert got.dtype == wanted.dtype
        if wanted.dtype.kind in "biu":
            np.testing.assert_array_equal(got, wanted)
        else:
            np.testing.assert_allclose(got, wanted, rtol=tolerance, atol=tolerance)
    return target
