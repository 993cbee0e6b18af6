"""Factorizations, triangular systems and Fourier transforms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.linalg

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.operands import result_dtype
from ttmlir_py.runtime.machine import Machine


def each_matrix(function: Callable[..., Any], *stacks: Array, count: int = 1) -> tuple[Array, ...]:
    """A function of single matrices applied to stacks of them, all of one leading shape."""
    lead = np.broadcast_shapes(*(stack.shape[:-2] for stack in stacks))
    flat = [
        np.broadcast_to(stack, lead + stack.shape[-2:]).reshape((-1, *stack.shape[-2:]))
        for stack in stacks
    ]
    results = [function(*matrices) for matrices in zip(*flat, strict=True)]
    columns = [[r[i] if count > 1 else r for r in results] for i in range(count)]
    return tuple(np.stack(column).reshape(lead + column[0].shape) for column in columns)


def cholesky(machine: Machine, op: Any, x: Array) -> Array:
    """The triangular factor of positive definite matrices, NaN for others; zeros elsewhere."""
    lower = bool(op.lower)

    def factor(matrix: Array) -> Array:
        whole = np.tril(matrix) if lower else np.triu(matrix).conj().T
        full = whole + np.tril(whole, -1).conj().T
        try:
            found = np.linalg.cholesky(full)
        except np.linalg.LinAlgError:
            found = np.full_like(matrix, np.nan)
        return found if lower else found.conj().T

    return each_matrix(factor, x)[0]


_TRANSPOSES = {"ADJOINT": 2, "NO_TRANSPOSE": 0, "TRANSPOSE": 1}


def triangular_solve(machine: Machine, op: Any, a: Array, b: Array) -> Array:
    """`op(a) x = b`, or `x op(a) = b`."""
    mode = _TRANSPOSES[op.transpose_a.value]
    return _solved(a, b, mode=mode, left=op.left_side, lower=op.lower, unit=op.unit_diagonal)


def _solved(a: Array, b: Array, *, mode: int, left: bool, lower: bool, unit: bool) -> Array:
    """Triangular systems; `mode` 1 transposes the matrix and 2 conjugates it too."""

    # BLAS rather than LAPACK: a singular matrix gives infinities or NaN, not an error.
    (trsm,) = scipy.linalg.get_blas_funcs(("trsm",), (a, b))
    flags = {"side": not left, "lower": lower, "trans_a": mode, "diag": unit}

    def solve(matrix: Array, right: Array) -> Array:
        return trsm(1, matrix, right, **flags) if right.size else right

    return each_matrix(solve, a, b)[0]


def fft(machine: Machine, op: Any, x: Array) -> Array:
    """The discrete Fourier transform over the last dimensions."""
    lengths = op.fft_length
    axes = tuple(range(-len(lengths), 0))
    functions = {"FFT": "fftn", "IFFT": "ifftn", "IRFFT": "irfftn", "RFFT": "rfftn"}
    transform = getattr(machine.xp.fft, functions[op.fft_type.value])
    return transform(x, s=tuple(lengths), axes=axes).astype(result_dtype(op))


def geqrf(machine: Machine, op: Any, x: Array) -> tuple[Array, ...]:
    """The QR factorization as LAPACK stores it: reflectors below R, and their factors."""
    (factor,) = scipy.linalg.get_lapack_funcs(("geqrf",), (x,))

    def one(matrix: Array) -> tuple[Array, Array]:
        packed, factors, _, info = factor(matrix)
        assert info == 0, f"geqrf gave {info}"
        return packed, factors

    return each_matrix(one, x, count=2)


def orgqr(machine: Machine, op: Any, packed: Array, factors: Array) -> Array:
    """The orthogonal matrix that LAPACK's reflectors stand for."""

    def one(matrix: Array, scales: Array) -> Array:
        rows, columns = matrix.shape
        result = np.eye(rows, columns, dtype=matrix.dtype)
        for i in range(len(scales) - 1, -1, -1):
            v = np.concatenate([np.zeros(i, matrix.dtype), [1], matrix[i + 1 :, i]])
            result -= scales[i] * np.outer(v, v.conj() @ result)
        return result

    stacked = each_matrix(lambda m, s: one(m, s[:, 0]), packed, factors[..., None])
    return stacked[0]


def _option(op: Any, key: str) -> str:
    """A letter among LAPACK's options, which are numbers in the backend's configuration."""
    return chr(op.attributes["mhlo.backend_config"].data[key].value.data)


def potrf(machine: Machine, op: Any, x: Array) -> tuple[Array, ...]:
    """LAPACK's triangular factor of positive definite matrices, and 0 where there is one."""
    lower = _option(op, "uplo") == "L"
    (factor,) = scipy.linalg.get_lapack_funcs(("potrf",), (x,))

    def one(matrix: Array) -> tuple[Array, Any]:
        found, info = factor(matrix, lower=lower, clean=False)
        return found, np.int32(info)

    return each_matrix(one, x, count=2)


def trsm(machine: Machine, op: Any, a: Array, b: Array) -> Array:
    """BLAS's solution of triangular systems."""
    return _solved(
        a,
        b,
        mode="NTC".index(_option(op, "trans_x")),
        left=_option(op, "side") == "L",
        lower=_option(op, "uplo") == "L",
        unit=_option(op, "diag") == "U",
    )


KERNELS = {
    "cholesky": cholesky,
    "fft": fft,
    "triangular_solve": triangular_solve,
}
