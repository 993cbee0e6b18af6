"""StableHLO kernels against JAX on the CPU: its text in, the same numbers out."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from simulated import run

RANDOM = np.random.default_rng(0)


def floats(*shape: int) -> Any:
    return RANDOM.standard_normal(shape).astype(np.float32)


def integers(low: int, high: int, *shape: int, dtype: Any = np.int32) -> Any:
    return RANDOM.integers(low, high, shape).astype(dtype)


def conv(x: Any, w: Any, **options: Any) -> Any:
    numbers = ("NHWC", "HWIO", "NHWC")
    return lax.conv_general_dilated(x, w, dimension_numbers=numbers, **options)


CASES: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {}


def case(*inputs: Any) -> Callable[[Callable[..., Any]], None]:
    """A function to run on some inputs."""

    def add(function: Callable[..., Any]) -> None:
        CASES[function.__name__] = (function, inputs)

    return add


@case(floats(3, 7))
def argmax(x):
    return jnp.argmax(x, axis=1)


@case(floats(3, 5), integers(0, 5, 3, 4))
def batched_gather(x, i):
    return jnp.take_along_axis(x, i, 1)


@case(floats(2, 3, 3))
def cholesky(x):
    return jnp.linalg.cholesky(x @ x.swapaxes(1, 2) + 4 * jnp.eye(3))


@case(floats(4, 3))
def clamp(x):
    return jnp.clip(x, -0.5, 0.5)


@case(floats(4, 3))
def complex_numbers(x):
    return jnp.abs(lax.complex(x, x * 2) * (1 + 2j))


@case(floats(2, 7, 8, 3), floats(3, 3, 3, 4))
def conv_strided(x, w):
    return conv(x, w, window_strides=(1, 2), padding="SAME")


@case(floats(2, 5, 6, 3), floats(3, 2, 3, 4))
def conv_dilated(x, w):
    around = ((2, 1), (0, 3))
    return conv(
        x, w, window_strides=(1, 1), padding=around, lhs_dilation=(2, 1), rhs_dilation=(1, 2)
    )


@case(floats(2, 5, 6, 4), floats(3, 2, 2, 6))
def conv_groups(x, w):
    return conv(x, w, window_strides=(1, 1), padding="VALID", feature_group_count=2)


@case(floats(2, 5, 6, 4), floats(3, 2, 4, 6))
def conv_gradient(x, w):
    def loss(v):
        return jnp.sin(conv(x, v, window_strides=(2, 1), padding="SAME")).sum()

    return jax.grad(loss)(w)


@case(floats(3, 9))
def cumulative(x):
    return lax.cummax(x, axis=1)


@case(integers(-9, 9, 20), -integers(1, 5, 20))
def division(x, y):
    return x // y, x % y, lax.div(x, y), lax.rem(x, y)


@case(floats(2, 3, 4), floats(2, 5, 3))
def dot_general(x, y):
    return lax.dot_general(x, y, (((1,), (2,)), ((0,), (0,))))


@case(floats(5, 4), np.int32(-3))
def dynamic_slices(x, i):
    return lax.dynamic_update_slice(x, lax.dynamic_slice(x, (i, 1), (2, 2)) * 2, (i + 9, 0))


@case(floats(3, 6, 8))
def fft(x):
    return jnp.abs(jnp.fft.rfft2(x))


@case(np.float32([1.9, -1.9, 300, -300, np.nan, np.inf]))
def float_to_integer(x):
    return x.astype(jnp.int8)


@case(floats(5, 4), integers(-3, 9, 6))
def gather_clamped(x, i):
    return x.at[i, 1:3].get(mode="clip")


@case(integers(-128, 127, 3, 200, dtype=np.int8), integers(-128, 127, 200, 2, dtype=np.int8))
def int8_dot(x, y):
    return lax.dot(x, y, preferred_element_type=jnp.int32)


@case(floats(2, 7, 6, 3))
def max_pool_gradient(x):
    def pooled(y):
        return lax.reduce_window(y, -jnp.inf, lax.max, (1, 3, 3, 1), (1, 2, 2, 1), "SAME").sum()

    return jax.grad(pooled)(x)


@case(floats(4, 5))
def pad(x):
    return lax.pad(x, np.float32(2), ((1, -1, 2), (-2, 3, 0)))


@case(floats(4, 5))
def pad_that_crops(x):
    return lax.pad(x, np.float32(2), ((-2, -3, 2), (-4, 1, 1)))


@case(integers(-3, 4, 30), integers(0, 5, 30))
def power(x, y):
    return x**y


@case(floats(6, 5))
def qr(x):
    return jnp.linalg.qr(x)


@case(abs(floats(3, 7)))
def reduce_by_any_function(x):
    return lax.reduce(x, np.float32(0), lambda a, b: jnp.where(a > b, a, b) * 1.0, (1,))


@case(floats(5, 6))
def reduce_window(x):
    around = ((1, 0), (0, 2))
    return lax.reduce_window(x, 0.0, lax.add, (2, 3), (1, 2), around, (2, 1), (1, 2))


@case(np.float32([0.5, 1.5, -0.5, -2.5, 0.0, 2.4]))
def rounding(x):
    return jnp.round(x), lax.round(x), jnp.trunc(x), jnp.sign(x)


@case(floats(5, 3), integers(-2, 8, 9), floats(9, 3))
def scatter_add(x, i, u):
    return x.at[i].add(u)


@case(floats(5), integers(0, 5, 3), floats(3))
def scatter_by_any_function(x, i, u):
    return x.at[i].apply(jnp.sin) + x.at[i].multiply(u)


@case(floats(3, 5), np.int32([4, 1]), floats(3, 2))
def scatter_set(x, i, u):
    return x.at[:, i].set(u)


@case(integers(-99, 99, 40), integers(0, 40, 40))
def shifts(x, y):
    return tuple(
        shift(x, y)
        for shift in (lax.shift_left, lax.shift_right_logical, lax.shift_right_arithmetic)
    )


@case(floats(3, 5))
def softmax_gradient(x):
    return jax.grad(lambda v: (jax.nn.softmax(v) ** 2).sum())(x)


@case(integers(0, 3, 20), floats(20))
def sort_by_two_keys(x, y):
    return lax.sort((x, y), num_keys=2, dimension=0)


@case(floats(3, 20))
def sort_descending(x):
    return lax.sort(x, dimension=1)[:, ::-1]


@case(abs(floats(12)))
def special_functions(x):
    functions = (lax.erf, lax.lgamma, lax.digamma, lax.erfc, jax.nn.gelu, lax.bessel_i1e)
    return tuple(function(x) for function in functions), lax.erf_inv(x / 4)


@case(floats(3, 20))
def top_k(x):
    return lax.top_k(x, 4)


@case(floats(2, 3, 3), floats(2, 4, 3))
def triangular_solve(a, b):
    lower = jnp.tril(a) + 3 * jnp.eye(3)
    return tuple(
        lax.linalg.triangular_solve(lower, x, left_side=left, lower=True, transpose_a=turned)
        for left, x in ((False, b), (True, b.swapaxes(1, 2)))
        for turned in (False, True)
    )


@case(integers(0, 255, 20, dtype=np.uint8))
def unsigned_numbers(x):
    return x + np.uint8(200), ~x, lax.population_count(x), lax.clz(x)


def check(function: Callable[..., Any], *inputs: Any) -> None:
    lowered = jax.jit(function).lower(*inputs)
    expected = jax.tree.leaves(jax.jit(function)(*inputs))
    got = run(lowered.as_text(), *inputs)
    for mine, theirs in zip(got, expected, strict=True):
        assert mine.dtype == theirs.dtype
        np.testing.assert_allclose(mine, theirs, rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("name", CASES)
def test_same_as_jax(name):
    check(CASES[name][0], *CASES[name][1])


ALGORITHMS = [lax.RandomAlgorithm.RNG_THREE_FRY, lax.RandomAlgorithm.RNG_PHILOX]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("shape", [(4, 6), (3, 5), (7,), ()])
@pytest.mark.parametrize("dtype", [np.uint32, np.uint8])
def test_random_bits_are_xlas(algorithm, shape, dtype):
    key = np.array([5, 77, 0xFFFFFFF0, 3], np.uint32)
    check(lambda k: lax.rng_bit_generator(k, shape, dtype=dtype, algorithm=algorithm), key)
