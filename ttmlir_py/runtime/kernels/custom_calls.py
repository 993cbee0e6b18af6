"""Custom calls by target."""

from __future__ import annotations

from typing import Any

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.checks import TARGETS as CHECKS
from ttmlir_py.runtime.kernels.elementwise import KERNELS as ELEMENTWISE
from ttmlir_py.runtime.kernels.linear_algebra import geqrf, orgqr, potrf, trsm
from ttmlir_py.runtime.kernels.memory import same
from ttmlir_py.runtime.kernels.sorting import custom_topk
from ttmlir_py.runtime.kernels.special_functions import KERNELS as SPECIAL
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.syntax.diagnostics import fail

_ELEMENTWISE = "acos acosh asin asinh atan atanh cosh sinh tan"
_SPECIAL = "erf erf_inv erfc lgamma digamma"


def custom_call(machine: Machine, op: Any, *arrays: Array) -> Any:
    """What the target's name says."""
    kernel = TARGETS.get(op.call_target_name)
    if kernel is None:
        fail(op, f"target '{op.call_target_name}' has no kernel in the runtime")
    return kernel(machine, op, *arrays)


TARGETS = {
    **CHECKS,
    **{f"mhlo.{name}": ELEMENTWISE[name] for name in _ELEMENTWISE.split()},
    **{f"mhlo.{name}": SPECIAL[name] for name in _SPECIAL.split()},
    **{f"lapack_{kind}geqrf_ffi": geqrf for kind in "sdcz"},
    **{f"lapack_{kind}orgqr_ffi": orgqr for kind in "sd"},
    **{f"lapack_{kind}potrf_ffi": potrf for kind in "sdcz"},
    **{f"lapack_{kind}trsm_ffi": trsm for kind in "sdcz"},
    **{f"blas_{kind}trsm_ffi": trsm for kind in "sdcz"},
    **{f"lapack_{kind}ungqr_ffi": orgqr for kind in "cz"},
    "ProductOfElementaryHouseholderReflectors": orgqr,
    "Qr": geqrf,
    "Sharding": same,
    "annotate_device_placement": same,
    "mhlo.topk": custom_topk,
    "tt.sharding_constraint": same,
    "xla.sdy.FuncResultSharding": same,
}
KERNELS = {"stablehlo.custom_call": custom_call}
