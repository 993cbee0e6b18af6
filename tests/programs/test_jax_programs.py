"""Programs that JAX exports, compiled to TTNN and run on the mesh, equal what JAX computes."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

import ttmlir_py

jax = pytest.importorskip("jax")

import jax.numpy as jnp  # noqa: E402  (after the check that JAX is there)
from jax.sharding import AbstractMesh, AxisType, NamedSharding  # noqa: E402
from jax.sharding import PartitionSpec as P  # noqa: E402

RNG = np.random.default_rng(0)


def array(*shape: int) -> np.ndarray:
    return RNG.standard_normal(shape).astype(np.float32)


def check(function: Callable, inputs: Sequence[np.ndarray], *, tolerance: float = 1e-4, **jit):
    """Compile to TTNN and compare with JAX on one device."""
    lowered = (
        jax.jit(function, keep_unused=True, **jit).trace(*inputs).lower(lowering_platforms=("cpu",))
    )
    exe = ttmlir_py.compile(lowered)
    got = exe(*jax.tree.leaves(inputs))
    wanted = jax.tree.leaves(jax.jit(function)(*inputs))
    for g, w in zip(got, wanted, strict=True):
        w = np.asarray(w)
        assert g.shape == w.shape
        scale = max(1.0, float(np.abs(w).max(initial=0)))
        np.testing.assert_allclose(g, w, rtol=0, atol=tolerance * scale)
    return exe


def shardings(mesh: AbstractMesh, *specs: P) -> tuple[NamedSharding, ...]:
    return tuple(NamedSharding(mesh, spec) for spec in specs)


def mesh(shape: tuple[int, ...], names: tuple[str, ...]) -> AbstractMesh:
    return AbstractMesh(shape, names, axis_types=(AxisType.Auto,) * len(shape))


def mlp(x, w1, b1, w2):
    return jax.nn.gelu(x @ w1 + b1) @ w2


MLP_INPUTS = (array(16, 12), array(12, 24), array(24), array(24, 12))


@pytest.mark.parametrize("shape", [(1, 1), (2, 4), (4, 2), (8, 1), (2, 12)])
def test_tensor_parallel_mlp(shape: tuple[int, int]):
    specs = (P("data", None), P(None, "model"), P("model"), P("model", None))
    exe = check(mlp, MLP_INPUTS, in_shardings=shardings(mesh(shape, ("data", "model")), *specs))
    assert exe.mesh.shape == shape
    assert any(c.axes == ("model",) for c in exe.collectives) == (shape[1] > 1)


def test_three_axes():
    axes = mesh((2, 2, 3), ("a", "b", "c"))
    specs = (P(("a", "b"), None), P(None, "c"), P("c"), P("c", None))
    exe = check(mlp, MLP_INPUTS, in_shardings=shardings(axes, *specs))
    assert exe.mesh.shape == (2, 2, 3)


def attention(x, wq, wk, wv, wo):
    batch, sequence, _ = x.shape

    def heads(w):
        return (x @ w).reshape(batch, sequence, 4, -1).transpose(0, 2, 1, 3)

    query, key, value = heads(wq), heads(wk), heads(wv)
    scores = jnp.einsum("bhqd,bhkd->bhqk", query, key) / 2.0
    mask = jnp.tril(jnp.ones((sequence, sequence), bool))
    weights = jax.nn.softmax(jnp.where(mask, scores, -1e9), axis=-1)
    mixed = jnp.einsum("bhqk,bhkd->bhqd", weights, value)
    return mixed.transpose(0, 2, 1, 3).reshape(batch, sequence, -1) @ wo


@pytest.mark.parametrize("shape", [(1, 1), (2, 4)])
def test_attention(shape: tuple[int, int]):
    inputs = (array(2, 6, 8), array(8, 16), array(8, 16), array(8, 16), array(16, 8))
    column, row = P(None, "model"), P("model", None)
    specs = (P("data", None, None), column, column, column, row)
    check(attention, inputs, in_shardings=shardings(mesh(shape, ("data", "model")), *specs))


def test_training_step():
    def loss(weights, x, y):
        return jnp.mean((jax.nn.relu(x @ weights[0]) @ weights[1] - y) ** 2)

    def step(w1, w2, x, y):
        grads = jax.grad(loss)((w1, w2), x, y)
        return tuple(w - 0.1 * g for w, g in zip((w1, w2), grads, strict=True))

    inputs = (array(8, 16), array(16, 4), array(12, 8), array(12, 4))
    specs = (P(None, "model"), P("model", None), P("data", None), P("data", None))
    check(step, inputs, in_shardings=shardings(mesh((2, 4), ("data", "model")), *specs))


def test_convolution_and_its_gradients():
    def loss(w, x):
        y = jax.lax.conv_general_dilated(
            x, w, (2, 2), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
        )
        return jnp.sum(jax.nn.relu(y) ** 2)

    check(jax.grad(loss, argnums=(0, 1)), (array(3, 3, 2, 5), array(2, 9, 7, 2)), tolerance=1e-3)


def test_while_loop_and_indexing():
    def body(i, carry):
        total, table = carry
        row = jax.lax.dynamic_slice_in_dim(table, i, 1)
        return total + row.sum(), table.at[i].set(2 * row[0])

    def run(table):
        return jax.lax.fori_loop(0, 5, body, (jnp.float32(0), table))

    check(run, (array(5, 3),))


def test_sort_topk_gather_scatter():
    def run(x, i):
        values, places = jax.lax.top_k(x, 3)
        picked = jnp.take_along_axis(x, i, axis=1)
        return jnp.sort(x, axis=0), values, places, picked, x.at[i[:, 0]].add(1.0)

    check(run, (array(6, 10), RNG.integers(0, 6, (6, 2)).astype(np.int32)))


def test_bf16():
    def run(x, w):
        return jax.nn.silu(x.astype(jnp.bfloat16) @ w.astype(jnp.bfloat16)).astype(jnp.float32)

    check(run, (array(8, 16), array(16, 4)), tolerance=2e-2)


def test_shard_map_collectives():
    axes = jax.sharding.AbstractMesh((2, 4), ("x", "y"), axis_types=(AxisType.Auto,) * 2)

    def chip(x):
        total = jax.lax.psum(x, "y")
        rows = jax.lax.all_gather(x, "x", tiled=True)
        part = jax.lax.psum_scatter(x, "y", scatter_dimension=1, tiled=True)
        moved = jax.lax.ppermute(x, "y", [(i, (i + 1) % 4) for i in range(4)])
        spread = jax.lax.all_to_all(x, "y", split_axis=1, concat_axis=0, tiled=True)
        return total, rows, part, moved, spread

    outs = (P("x"), P(None, "y"), P("x", "y"), P("x", "y"), P(("x", "y")))
    run = jax.shard_map(chip, mesh=axes, in_specs=P("x", "y"), out_specs=outs, check_vma=False)
    x = array(4, 16)
    exe = ttmlir_py.compile(jax.jit(run).trace(x).lower(lowering_platforms=("cpu",)))
    total, rows, part, moved, spread = exe(x)
    blocks = x.reshape(2, 2, 4, 4)
    np.testing.assert_allclose(total, blocks.sum(2).reshape(4, 4), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(rows, x)
    np.testing.assert_allclose(part, blocks.sum(2).reshape(4, 4), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(moved, np.roll(blocks, 1, axis=2).reshape(4, 16))
    by_chip = blocks.transpose(0, 2, 1, 3)
    received = [by_chip[r, c][:, d] for r in range(2) for d in range(4) for c in range(4)]
    np.testing.assert_allclose(spread, np.concatenate(received)[:, None])


def test_each_chip_slices_at_a_place_of_its_own():
    axes = mesh((4,), ("x",))

    def chip(x):
        place = jax.lax.axis_index("x")
        return jax.lax.dynamic_slice(x, (place, 0), (2, 3)), x[place][None]

    run = jax.shard_map(chip, mesh=axes, in_specs=P("x"), out_specs=P("x"), check_vma=False)
    x = array(20, 3)
    exe = ttmlir_py.compile(jax.jit(run).trace(x).lower(lowering_platforms=("cpu",)))
    boxes, rows = exe(x)
    starts = [5 * i + i for i in range(4)]
    np.testing.assert_array_equal(boxes, np.concatenate([x[s : s + 2] for s in starts]))
    np.testing.assert_array_equal(rows, x[starts])


def test_each_chip_takes_its_own_branches_and_turns():
    axes = mesh((4,), ("x",))

    def chip(x):
        place = jax.lax.axis_index("x")
        return (
            jax.lax.cond(place == 0, jnp.negative, jnp.sin, x),
            jax.lax.switch(place, [jnp.sin, jnp.cos, jnp.tanh, jnp.abs], x),
            jax.lax.fori_loop(0, place, lambda i, v: v * 2, x),
        )

    run = jax.shard_map(chip, mesh=axes, in_specs=P("x"), out_specs=P("x"), check_vma=False)
    parts = array(4, 3)
    exe = ttmlir_py.compile(jax.jit(run).trace(parts).lower(lowering_platforms=("cpu",)))
    first, switched, doubled = exe(parts)
    a, b, c, d = parts
    np.testing.assert_allclose(first, [-a, *np.sin(parts[1:])], rtol=1e-5)
    np.testing.assert_allclose(switched, [np.sin(a), np.cos(b), np.tanh(c), np.abs(d)], rtol=1e-5)
    np.testing.assert_array_equal(doubled, [a, b * 2, c * 4, d * 8])


def test_shards_without_elements():
    def run(x):
        return (
            x.sum(0),
            jnp.concatenate([x, jnp.ones((2, 3))]),
            x @ jnp.ones((3, 4)),
            jnp.sort(x, 0),
        )

    check(run, [array(0, 3)], in_shardings=shardings(mesh((2,), ("x",)), P("x")))


def test_median_over_the_chips():
    check(
        lambda x: jnp.median(x, 0), [array(8, 12)], in_shardings=shardings(mesh((4,), "x"), P("x"))
    )


def test_random_keys_lie_on_no_mesh():
    """JAX puts an empty mesh beside that of the program."""

    def run(key, x):
        first, second = jax.random.split(jax.random.wrap_key_data(key))
        kept = jax.random.bernoulli(first, 0.8, x.shape)
        return jnp.where(kept, x, 0), jax.random.key_data(second)

    (data,) = shardings(mesh((4,), ("x",)), P("x"))
    inputs = [np.array([0, 3], np.uint32), array(8, 16)]
    exe = check(run, inputs, in_shardings=(None, data))
    assert exe.mesh.shape == (1, 4)


def test_two_views_of_the_same_chips():
    (rows,) = shardings(mesh((4,), ("x",)), P("x"))
    (block,) = shardings(mesh((2, 2), ("a", "b")), P("a", "b"))

    def run(x):
        return jax.lax.with_sharding_constraint(jnp.sin(x), block) * 2

    exe = check(run, [array(8, 8)], in_shardings=rows, out_shardings=block)
    assert exe.shardings == {"input 0": '[{"a", "b"}, {}]', "output 0": '[{"a"}, {"b"}]'}


def test_complex_numbers_become_pairs():
    def run(x, y):
        z = jax.lax.complex(x, y)
        return jnp.real(z * z + 1.0), jnp.imag(jnp.conj(z) * z * z)

    check(run, (array(4, 5), array(4, 5)))


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "uint8", "uint32"])
def test_shifts_move_the_bits_that_the_type_has(dtype: str):
    limits = np.iinfo(dtype)
    x = RNG.integers(limits.min, limits.max, (4, 6), dtype=dtype, endpoint=True)
    by = RNG.integers(0, limits.bits, (4, 6)).astype(dtype)

    def shifts(x: jax.Array, by: jax.Array) -> list[jax.Array]:
        lax = jax.lax
        return [
            lax.shift_left(x, by),
            lax.shift_right_logical(x, by),
            lax.shift_right_arithmetic(x, by),
        ]

    check(shifts, [x, by], tolerance=0)


def test_the_first_false_of_booleans():
    check(lambda p: jnp.argmin(p, axis=1), [RNG.random((4, 6)) > 0.3], tolerance=0)


def test_reduced_precision():
    x = array(4, 6)
    reduced = jax.lax.reduce_precision
    check(lambda x: [reduced(x, 8, 7), reduced(x, 8, 23), reduced(x, 11, 52)], [x], tolerance=0)
    with pytest.raises(ttmlir_py.CompileError, match="the device has no float type e5m10"):
        ttmlir_py.compile(jax.jit(lambda x: reduced(x, 5, 10)).lower(x))


@pytest.mark.parametrize("name", ["bessel_i1e", "betainc", "digamma", "gammaln", "gammainc"])
def test_special_functions(name: str):
    functions = {
        "bessel_i1e": jax.scipy.special.i1e,
        "betainc": lambda x: jax.scipy.special.betainc(1.5, 2.5, jax.nn.sigmoid(x)),
        "digamma": lambda x: jax.scipy.special.digamma(jnp.abs(x) + 1),
        "gammainc": lambda x: jax.scipy.special.gammainc(jnp.abs(x) + 1, jnp.abs(x)),
        "gammaln": lambda x: jax.scipy.special.gammaln(jnp.abs(x) + 1),
    }
    check(functions[name], [array(4, 6)], tolerance=1e-5)
