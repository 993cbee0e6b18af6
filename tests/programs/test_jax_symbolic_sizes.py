"""What JAX exports with symbolic sizes, refined and run, against JAX itself."""

import re
from pathlib import Path

import numpy as np
import pytest

import ttmlir_py

jax = pytest.importorskip("jax")
jnp, lax = jax.numpy, jax.lax


def attention(q, k, v):
    scores = jnp.einsum("bqd,bkd->bqk", q, k) / q.shape[-1] ** 0.5
    mask = jnp.tril(jnp.ones((q.shape[1], k.shape[1]), bool))
    return jax.nn.softmax(jnp.where(mask, scores, -1e9), -1) @ v


def counted_loop(x):
    return lax.fori_loop(0, x.shape[0], lambda i, c: c + jnp.sin(c) * i, x)


def two_sizes_of_one_function(x, y):
    cumulative = jax.jit(lambda a: jnp.cumsum(a, 0))
    return cumulative(x) + cumulative(y)[:1]


def halves(x):
    middle = x.shape[0] // 2
    return x[:middle] * 2 + x[middle:]


PROGRAMS = {
    "normalization": (lambda x: (x - x.mean(0)) / x.std(0), ["b,4"], [(7, 4)]),
    "reshape": (lambda x: x.reshape(-1, 2) + jnp.arange(x.size // 2)[:, None], ["b,4"], [(5, 4)]),
    "concatenate": (lambda x, y: jnp.concatenate([x, y, x]), ["b,4", "c,4"], [(3, 4), (5, 4)]),
    "pad": (lambda x: jnp.pad(x, ((1, x.shape[0]), (0, 0))), ["b,4"], [(3, 4)]),
    "halves": (halves, ["2*b,4"], [(6, 4)]),
    "remainder": (lambda x: x[: x.shape[0] % 3], ["b,4"], [(8, 4)]),
    "loop": (counted_loop, ["b,4"], [(3, 4)]),
    "scan": (
        lambda x: lax.scan(lambda c, y: (c + y, c * y), jnp.zeros(x.shape[1:]), x),
        ["b,c"],
        [(3, 4)],
    ),
    "branches": (lambda x: lax.cond(x.sum() > 0, jnp.sin, jnp.cos, x), ["b,4"], [(3, 4)]),
    "attention": (attention, ["b,s,8"] * 3, [(2, 5, 8)] * 3),
    "sort": (lambda x: jnp.sort(x, 0)[::-1], ["b,4"], [(6, 4)]),
    "top_k": (lambda x: lax.top_k(x, x.shape[1] - 1), ["b,c"], [(5, 4)]),
    "window": (
        lambda x: lax.reduce_window(x, -jnp.inf, lax.max, (2, 2), (2, 2), "VALID"),
        ["2*h,2*w"],
        [(6, 8)],
    ),
    "calls": (two_sizes_of_one_function, ["b,4", "c,4"], [(3, 4), (5, 4)]),
    "random": (lambda x: jax.random.normal(jax.random.key(0), x.shape) + x, ["b,4"], [(5, 4)]),
    "gradient": (jax.grad(lambda x: jnp.tanh(x @ x.T).sum()), ["b,4"], [(5, 4)]),
    "special": (lambda x: jax.nn.gelu(x, approximate=False), ["b,4"], [(5, 4)]),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str):
    function, symbols, shapes = PROGRAMS[name]
    scope = jax.export.SymbolicScope()
    specs = [
        jax.ShapeDtypeStruct(jax.export.symbolic_shape(each, scope=scope), np.float32)
        for each in symbols
    ]
    exported = jax.export.export(jax.jit(function))(*specs)
    generator = np.random.default_rng(0)
    inputs = [generator.standard_normal(shape).astype(np.float32) for shape in shapes]
    wanted = jax.tree.leaves(jax.jit(function)(*inputs))
    kept = [inputs[i] for i in exported.module_kept_var_idx]

    module = ttmlir_py.refine(exported, kept)

    assert "tensor<?" not in ttmlir_py.to_text(module)
    for outputs in (ttmlir_py.interpret(module, *kept), ttmlir_py.compile(module)(*kept)):
        for got, want in zip(outputs, wanted, strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-5)


def test_example_of_the_documentation():
    text = (Path(__file__).parents[2] / "docs" / "dynamic_shapes.md").read_text()
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(example, "dynamic_shapes.md", "exec"), names)
    np.testing.assert_allclose(names["y"], np.full((7, 4), 1 / 7), rtol=1e-6)


def test_assertion_of_the_export():
    """A size that the symbolic shape excludes is refused in JAX's words."""
    (shape,) = [jax.export.symbolic_shape("2*b,4")]
    spec = jax.ShapeDtypeStruct(shape, np.float32)
    exported = jax.export.export(jax.jit(lambda x: x[::2]))(spec)
    with pytest.raises(ttmlir_py.CompileError, match="Input shapes do not match"):
        ttmlir_py.refine(exported, [(5, 4)])


def gathered(t):
    return lax.all_gather(t, "x", tiled=True).sum(0, keepdims=True) + t


def counted(t):
    return t + jnp.arange(t.shape[0])[:, None]


SHARDED = {
    "all_gather": (gathered, lambda x: x + x.reshape(4, -1, 8).sum((0, 1))),
    "local size": (counted, lambda x: x + np.tile(np.arange(len(x) // 4), 4)[:, None]),
    "mean": (lambda t: lax.pmean(t, "x"), lambda x: np.tile(x.reshape(4, -1, 8).mean(0), (4, 1))),
}


@pytest.mark.parametrize("name", SHARDED)
def test_shards(name: str):
    """A symbolic size of shards on eight chips."""
    function, wanted = SHARDED[name]
    mesh = jax.sharding.AbstractMesh((4, 2), ("x", "y"))
    spec = jax.sharding.PartitionSpec("x", "y")
    on_shards = jax.shard_map(function, mesh=mesh, in_specs=spec, out_specs=spec)
    shape = jax.export.symbolic_shape("4*b,8")
    exported = jax.export.export(jax.jit(on_shards))(jax.ShapeDtypeStruct(shape, np.float32))
    x = np.random.default_rng(0).standard_normal((12, 8)).astype(np.float32)

    exe = ttmlir_py.compile(ttmlir_py.refine(exported, [x]))

    assert exe.mesh.size == 8
    (got,) = exe(x)
    np.testing.assert_allclose(got, wanted(x), rtol=1e-5, atol=1e-5)
