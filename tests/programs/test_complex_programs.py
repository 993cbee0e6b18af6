"""Programs on complex numbers, compiled to TTNN, equal what JAX computes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

import ttmlir_py

RNG = np.random.default_rng(0)


def numbers(*shape: int) -> np.ndarray[Any, Any]:
    parts = RNG.normal(size=(2, *shape))
    return (parts[0] + 1j * parts[1]).astype(np.complex64)


Z, W = numbers(4, 6), numbers(4, 6)
X = RNG.normal(size=(4, 6)).astype(np.float32)
ROWS = np.array([0, 2, 0])

PROGRAMS: dict[str, Callable[..., jax.Array]] = {
    "abs": lambda z, w, x: jnp.abs(z),
    "angle": lambda z, w, x: jnp.angle(z),
    "asin": lambda z, w, x: jnp.arcsin(z),
    "cond": lambda z, w, x: lax.cond(x[0, 0] > 0, lambda a: a * 2, lambda a: a / 2, z),
    "conj": lambda z, w, x: jnp.conj(z),
    "constant": lambda z, w, x: z * np.array([1 + 2j] * 5 + [0], np.complex64),
    "convert": lambda z, w, x: z.real.astype(jnp.complex64) * 1j,
    "convolution": lambda z, w, x: lax.conv(z[None, None], w[None, None, :2, :3], (1, 1), "SAME"),
    "cos": lambda z, w, x: jnp.cos(z),
    "cosh": lambda z, w, x: jnp.cosh(z),
    "cumprod": lambda z, w, x: jnp.cumprod(z, axis=1),
    "cumsum": lambda z, w, x: jnp.cumsum(z, axis=1),
    "divide": lambda z, w, x: z / w,
    "dynamic_slice": lambda z, w, x: lax.dynamic_slice(z, (1, 2), (2, 3)),
    "dynamic_update_slice": lambda z, w, x: z.at[1:3, 2:4].set(w[:2, :2]),
    "equal": lambda z, w, x: (z == w) | (z != x),
    "exp": lambda z, w, x: jnp.exp(z),
    "expm1": lambda z, w, x: jnp.expm1(z),
    "fft": lambda z, w, x: jnp.fft.fft(z),
    "fft_of_columns": lambda z, w, x: jnp.fft.fft(z, axis=0),
    "gather": lambda z, w, x: z[ROWS],
    "ifft2": lambda z, w, x: jnp.fft.ifft2(z * w),
    "iota": lambda z, w, x: lax.iota(jnp.complex64, 6) + z,
    "irfft": lambda z, w, x: jnp.fft.irfft(z),
    "irfft_odd": lambda z, w, x: jnp.fft.irfft(z, n=9),
    "irfftn": lambda z, w, x: jnp.fft.irfftn(z),
    "log": lambda z, w, x: jnp.log(z),
    "logistic": lambda z, w, x: jax.nn.sigmoid(z),
    "matmul": lambda z, w, x: z @ w.T,
    "matmul_with_real": lambda z, w, x: z @ x.T + x @ w.T,
    "max": lambda z, w, x: jnp.max(z, axis=0),
    "mean": lambda z, w, x: z.mean(),
    "multiply": lambda z, w, x: z * w + x,
    "pad": lambda z, w, x: jnp.pad(z, 1),
    "power": lambda z, w, x: z**w,
    "prod": lambda z, w, x: jnp.prod(z, axis=1),
    "rfft": lambda z, w, x: jnp.fft.rfft(x),
    "rsqrt": lambda z, w, x: lax.rsqrt(z),
    "scan": lambda z, w, x: lax.scan(lambda c, t: (c * t + 1, c), z[0], w)[1],
    "scatter_add": lambda z, w, x: z.at[ROWS].add(w[:3]),
    "sign": lambda z, w, x: jnp.sign(z),
    "sin": lambda z, w, x: jnp.sin(z),
    "sort": lambda z, w, x: jnp.sort(z, axis=1),
    "sqrt": lambda z, w, x: jnp.sqrt(z),
    "tan": lambda z, w, x: jnp.tan(z),
    "tanh": lambda z, w, x: jnp.tanh(z),
    "where": lambda z, w, x: jnp.where(x > 0, z, w),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_equals_jax(name: str):
    program = jax.jit(PROGRAMS[name], keep_unused=True)
    wanted = np.asarray(program(Z, W, X))
    (got,) = ttmlir_py.compile(program.lower(Z, W, X))(Z, W, X)
    assert (got.dtype, got.shape) == (wanted.dtype, wanted.shape)
    np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-5 * max(1, np.abs(wanted).max()))


def test_sharded_over_a_mesh():
    text = """\
sdy.mesh @mesh = <["x"=2, "y"=2]>
func.func @main(
    %z: tensor<4x6xcomplex<f32>> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>},
    %w: tensor<6x4xcomplex<f32>> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>})
    -> tensor<4x4xcomplex<f32>> {
  %0 = stablehlo.dot_general %z, %w, contracting_dims = [1] x [0]
      : (tensor<4x6xcomplex<f32>>, tensor<6x4xcomplex<f32>>) -> tensor<4x4xcomplex<f32>>
  %1 = stablehlo.tanh %0 : tensor<4x4xcomplex<f32>>
  return %1 : tensor<4x4xcomplex<f32>>
}
"""
    columns = np.ascontiguousarray(W.T)
    exe = ttmlir_py.compile(text)
    assert [each.kind for each in exe.collectives] == ["all_reduce"]
    (got,) = exe(Z, columns)
    np.testing.assert_allclose(got, np.tanh(Z @ columns), rtol=1e-4, atol=1e-5)
