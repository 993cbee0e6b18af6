"""The judge of random instances: XLA's CPU compiler, given the same text, or StableHLO's own
interpreter in a forked worker for what XLA does not compile.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from functools import cache
from multiprocessing.pool import Pool
from typing import Any, NamedTuple

import ml_dtypes
import numpy as np
from hypothesis import strategies as st

Array = np.ndarray[Any, np.dtype[Any]]
Draw = st.DrawFn


class Instance(NamedTuple):
    """A program, its inputs, and how much more than usual its rounding may differ."""

    text: str
    inputs: list[Array]
    slack: float = 1
    judged: str = ""
    """The program that the judge runs, where it is another one of the same meaning."""
    exact: bool = False
    """Whether no rounding may differ, not even the sign of a zero."""


Maker = Callable[[Draw], Instance]

FLOATS = ("f16", "bf16", "f32", "f64")
NARROW = (
    *("f8E4M3FN", "f8E5M2", "f8E4M3B11FNUZ", "f8E5M2FNUZ", "f8E4M3FNUZ", "f8E4M3", "f8E3M4"),
    "f4E2M1FN",
)
SIGNED = ("i4", "i8", "i16", "i32", "i64")
UNSIGNED = ("ui4", "ui8", "ui16", "ui32", "ui64")
INTEGERS = (*SIGNED, *UNSIGNED)
COMPLEX = ("complex<f32>", "complex<f64>")
EVERY_FLOAT = (*FLOATS, *NARROW)
ALL = ("i1", *INTEGERS, *EVERY_FLOAT, *COMPLEX)

_DTYPES: dict[str, Any] = {
    "bf16": ml_dtypes.bfloat16,
    "complex<f32>": np.complex64,
    "complex<f64>": np.complex128,
    "f16": np.float16,
    "f32": np.float32,
    "f64": np.float64,
    "i1": np.bool_,
    "i4": ml_dtypes.int4,
    "ui4": ml_dtypes.uint4,
    **{
        f"{sign}{width}": f"{kind}{width}"
        for sign, kind in (("i", "int"), ("ui", "uint"))
        for width in (8, 16, 32, 64)
    },
    **{name: getattr(ml_dtypes, f"float{name[1]}_{name[2:].lower()}") for name in NARROW},
}


def dtype_of(element: str) -> Any:
    """The array type of an element type."""
    return np.dtype(_DTYPES[element])


def tensor(shape: tuple[int, ...], element: str) -> str:
    """`tensor<2x3xf32>`."""
    return f"tensor<{''.join(f'{size}x' for size in shape)}{element}>"


def values(draw: Draw, shape: tuple[int, ...], element: str, low: float, high: float) -> Array:
    """Random numbers in a range, whole ones for integers."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    dtype = dtype_of(element)
    if element == "i1":
        return random.integers(0, 2, shape).astype(bool)
    if element in INTEGERS:
        return random.integers(int(low), int(high) + 1, shape).astype(dtype)
    if element in COMPLEX:
        parts = (random.uniform(low, high, shape) for _ in range(2))
        return (next(parts) + 1j * next(parts)).astype(dtype)
    return random.uniform(low, high, shape).astype(dtype)


def bounds(element: str) -> tuple[int, int]:
    """The least and the greatest integer of a type."""
    width = int(element.lstrip("ui"))
    if element.startswith("u"):
        return 0, (1 << width) - 1
    return -(1 << (width - 1)), (1 << (width - 1)) - 1


def anything(draw: Draw, shape: tuple[int, ...], element: str) -> Array:
    """Random numbers of the whole range, with the special ones among floats."""
    if element in INTEGERS:
        low, high = bounds(element)
        random = np.random.default_rng(draw(st.integers(0, 2**32)))
        kind = np.uint64 if element.startswith("u") else np.int64
        return random.integers(low, high, shape, kind, endpoint=True).astype(dtype_of(element))
    made = values(draw, shape, element, -4, 4)
    if element in EVERY_FLOAT and draw(st.booleans()):
        special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1, -1, 0.5])
        if element == "f4E2M1FN":  # which has no infinity and no NaN
            special = special[[0, 1, 5, 6, 7]]
        random = np.random.default_rng(draw(st.integers(0, 2**32)))
        picked = random.choice(special, shape).astype(made.dtype)
        made = np.where(random.random(shape) < 0.4, picked, made)
    return made


def shapes(least: int = 0, most: int = 3, size: int = 4) -> st.SearchStrategy[tuple[int, ...]]:
    """Shapes of small tensors."""
    return st.lists(st.integers(1, size), min_size=least, max_size=most).map(tuple)


def any_shapes(least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[int, ...]]:
    """Shapes of small tensors, some of them without elements."""
    sizes = st.sampled_from((0, 1, 1, 2, 2, 3, 3, 4, 4, 5))
    return st.lists(sizes, min_size=least, max_size=most).map(tuple)


def program(body: str, arguments: list[str], results: list[str]) -> str:
    """A main function of arguments `%0, %1, ...`, whose body ends by naming the results `%r`."""
    inputs = ", ".join(f"%{i}: {type_}" for i, type_ in enumerate(arguments))
    names = "%r" if len(results) == 1 else ", ".join(f"%r#{i}" for i in range(len(results)))
    outputs = ", ".join(results)
    return f"func.func @main({inputs}) -> ({outputs}) {{\n{body}\nreturn {names} : {outputs}\n}}"


def by_xla(text: str, *inputs: Array) -> list[Array]:
    """The results that XLA's CPU compiler gives."""
    import jax
    from jax._src.lib import xla_client
    from jax.extend.backend import get_backend

    backend = get_backend("cpu")
    device = backend.local_devices()[0]
    compiled = backend.compile_and_load(
        text, xla_client.DeviceList((device,)), xla_client.CompileOptions()
    )
    with jax.enable_x64(True):
        given = [jax.device_put(x, device) for x in inputs]
        found = compiled.execute_sharded(given).disassemble_into_single_device_arrays()
        return [np.asarray(arrays[0]) for arrays in found]


def _interpret(text: str, inputs: tuple[Array, ...]) -> list[Array]:
    from jaxlib.mlir import ir
    from jaxlib.mlir._mlir_libs import _jax_mlir_ext
    from jaxlib.mlir.dialects import stablehlo

    registry = ir.DialectRegistry()
    _jax_mlir_ext.register_dialects(registry)
    context = ir.Context()
    context.append_dialect_registry(registry)
    context.load_all_available_dialects()
    stablehlo.register_dialect(context)
    with context, ir.Location.unknown():
        module = ir.Module.parse(text)
        arguments = [ir.DenseElementsAttr.get(np.asarray(x)) for x in inputs]
        return [np.array(result) for result in stablehlo.eval_module(module, arguments)]


@cache
def _worker() -> Pool:
    return multiprocessing.get_context("spawn").Pool(1)


def by_interpreter(text: str, *inputs: Array) -> list[Array]:
    """The results of StableHLO's interpreter, which may end its process."""
    return _worker().apply_async(_interpret, (text, inputs)).get(timeout=60)


_ROUNDING = {"f16": 2e-3, "bf16": 1.6e-2, "f64": 1e-11, "complex<f64>": 1e-11}


def require_equal(got: Array, want: Array, element: str) -> None:
    """Equal numbers, and equal signs of zeros."""
    assert got.shape == want.shape
    if element == "i1" or element in INTEGERS:
        require_close(got, want, element, 1)
        return
    parts = ("real", "imag") if element in COMPLEX else ("real",)
    for part in parts:
        mine, other = (getattr(x, part).astype(np.float64) for x in (got, want))
        np.testing.assert_array_equal(mine, other)
        np.testing.assert_array_equal(np.signbit(mine[mine == 0]), np.signbit(other[mine == 0]))


def require_close(got: Array, want: Array, element: str, slack: float) -> None:
    """Equal integers; floats equal up to a few roundings, relative to the largest."""
    assert got.shape == want.shape
    if element == "i1" or element in INTEGERS:
        kind = np.uint64 if element.startswith("u") else np.int64
        np.testing.assert_array_equal(got.astype(kind), want.astype(kind))
        return
    kind = np.complex128 if element in COMPLEX else np.float64
    got, want = got.astype(kind), want.astype(kind)
    size = np.abs(want[np.isfinite(want)]).max(initial=1)
    if element in NARROW:
        rounding = float(ml_dtypes.finfo(dtype_of(element)).eps)
    else:
        rounding = _ROUNDING.get(element, 1e-5)
    np.testing.assert_allclose(got, want, rtol=rounding * slack, atol=rounding * slack * size / 8)
