"""How far two arrays are apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ttmlir_py.runtime.formats import Array


@dataclass(frozen=True)
class Comparison:
    """Correlation and largest differences of two arrays.

    `pcc` is Pearson's correlation; for constant arrays 1 where they are equal, else 0.
    `error` is max|got - want| / max(1, max|want|): infinite where shapes differ, where one array
    has a NaN or infinity that the other has not, or where integers or booleans differ.
    """

    pcc: float
    max_abs: float
    max_rel: float
    error: float

    def __str__(self) -> str:
        return (
            f"PCC {self.pcc:.6f}, max abs {self.max_abs:.2e}, "
            f"max rel {self.max_rel:.2e}, error {self.error:.2e}"
        )


EQUAL = Comparison(1.0, 0.0, 0.0, 0.0)
UNLIKE = Comparison(0.0, np.inf, np.inf, np.inf)


def compare(got: Array, want: Array) -> Comparison:
    """How far `got` is from `want`."""
    if got.shape != want.shape:
        return UNLIKE
    if got.size == 0:
        return EQUAL
    exact = want.dtype.kind in "iub"
    left, right = _wide(got), _wide(want)
    finite = np.isfinite(right)
    if not np.array_equal(left[~finite], right[~finite], equal_nan=True):
        return UNLIKE
    if not np.isfinite(left[finite]).all():
        return UNLIKE
    left, right = left[finite], right[finite]
    if left.size == 0:
        return EQUAL
    difference = np.abs(left - right)
    max_abs = float(difference.max())
    size = np.abs(right)
    max_rel = float((difference / np.maximum(size, np.finfo(np.float32).tiny)).max())
    error = max_abs / max(1.0, float(size.max()))
    return Comparison(_pcc(left, right), max_abs, max_rel, np.inf if exact and max_abs else error)


def _wide(array: Array) -> Array:
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)


def _pcc(left: Array, right: Array) -> float:
    a, b = left - left.mean(), right - right.mean()
    norms = float(np.linalg.norm(a) * np.linalg.norm(b))
    if norms == 0.0:
        return float(np.array_equal(left, right))
    return float(np.real(np.vdot(a, b)) / norms)
