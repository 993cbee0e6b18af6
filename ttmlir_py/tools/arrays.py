"""Inputs and outputs of programs in .npz files, and inputs made up."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from xdsl.ir import Attribute

from ttmlir_py.runtime.arguments import ArgumentError, storage_type
from ttmlir_py.runtime.formats import Array
from ttmlir_py.support.shapes import shape_of

Maker = Callable[[np.random.Generator, tuple[int, ...]], Array]


def _whole_numbers(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return generator.integers(0, 8, shape)


INITIAL: Mapping[str, Maker] = {
    "arange": lambda generator, shape: np.arange(np.prod(shape, dtype=int)).reshape(shape),
    "ones": lambda generator, shape: np.ones(shape),
    "randn": lambda generator, shape: generator.standard_normal(shape),
    "zeros": lambda generator, shape: np.zeros(shape),
}
"""`--init` word -> values of an input; random integers are small and not negative."""


def load_arrays(path: Path, prefix: str) -> list[Array]:
    """The arrays `in0, in1, ...` (or with another prefix) of a file, in order."""
    try:
        with path.open("rb") as file, np.load(file) as data:
            count = sum(key.removeprefix(prefix).isdecimal() for key in data)
            return [data[f"{prefix}{i}"] for i in range(count)]
    except OSError as error:
        raise ArgumentError(f"cannot read '{path}': {error.strerror or error}") from None
    except KeyError as error:
        raise ArgumentError(f"'{path}': {error.args[0]}") from None
    except (ValueError, EOFError, zipfile.BadZipFile):
        raise ArgumentError(f"'{path}' is not a complete .npz file") from None


def save_arrays(path: Path, arrays: Sequence[Array]) -> None:
    """Write `out0, out1, ...`; narrow floats that files cannot hold are written as f32."""
    held = {f"out{i}": _holdable(array) for i, array in enumerate(arrays)}
    try:
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **held)
    except OSError as error:
        raise ArgumentError(f"cannot write '{path}': {error.strerror}") from None


def make_arrays(types: Sequence[Attribute], how: str, seed: int) -> list[Array]:
    """Inputs of the given tensor types; the same seed gives the same values."""
    generator = np.random.default_rng(seed)
    return [_make(type_, how, generator) for type_ in types]


def _make(type_: Attribute, how: str, generator: np.random.Generator) -> Array:
    dtype = storage_type(type_)
    maker = _whole_numbers if how == "randn" and dtype.kind in "iub" else INITIAL[how]
    return maker(generator, shape_of(type_)).astype(dtype)


def _holdable(array: Array) -> Array:
    return array.astype(np.float32) if array.dtype.kind == "V" else array
