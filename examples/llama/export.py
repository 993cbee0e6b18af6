"""Export the demo's program with JAX: a two-layer llama-like decoder, data- and tensor-parallel.

Writes `decoder.mlir` (StableHLO with its mesh and shardings), and `decoder.npz` with the inputs
`in0, in1, ...` and the outputs `out0` that JAX computed on eight virtual devices.

    pip install ttmlir-py[jax] && python examples/llama/export.py
"""

import os
from pathlib import Path

os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=8"

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import AxisType, NamedSharding
from jax.sharding import PartitionSpec as P

LAYERS, BATCH, SEQUENCE = 2, 4, 32
HIDDEN, HEADS, KV_HEADS, HEAD_DIM, FFN, VOCABULARY = 128, 8, 4, 16, 256, 512

SHARDINGS = {
    "query": P(None, "model"),
    "key": P(None, "model"),
    "value": P(None, "model"),
    "output": P("model", None),
    "gate": P(None, "model"),
    "up": P(None, "model"),
    "down": P("model", None),
    "norm_attention": P(),
    "norm_ffn": P(),
}
"""How each weight of a layer lies on the mesh: Megatron's column- and row-parallel pairs."""


def make_weights(seed: int) -> dict:
    """Random weights of a sensible size."""
    keys = iter(jax.random.split(jax.random.key(seed), 64))

    def matrix(rows: int, columns: int):
        return jax.random.normal(next(keys), (rows, columns)) / rows**0.5

    def layer() -> dict:
        return {
            "query": matrix(HIDDEN, HEADS * HEAD_DIM),
            "key": matrix(HIDDEN, KV_HEADS * HEAD_DIM),
            "value": matrix(HIDDEN, KV_HEADS * HEAD_DIM),
            "output": matrix(HEADS * HEAD_DIM, HIDDEN),
            "gate": matrix(HIDDEN, FFN),
            "up": matrix(HIDDEN, FFN),
            "down": matrix(FFN, HIDDEN),
            "norm_attention": jnp.ones(HIDDEN),
            "norm_ffn": jnp.ones(HIDDEN),
        }

    return {
        "embedding": matrix(VOCABULARY, HIDDEN) * VOCABULARY**0.5,
        "layers": [layer() for _ in range(LAYERS)],
        "norm": jnp.ones(HIDDEN),
        "head": matrix(HIDDEN, VOCABULARY),
    }


def weight_shardings() -> dict:
    """The partition spec of every weight, in the shape of the weights' tree."""
    return {
        "embedding": P(),
        "layers": [dict(SHARDINGS) for _ in range(LAYERS)],
        "norm": P(),
        "head": P(None, "model"),
    }


def rms_norm(x, weight):
    return x * jax.lax.rsqrt(jnp.mean(x * x, axis=-1, keepdims=True) + 1e-5) * weight


def rotate(x):
    """Rotary position embedding on `[batch, sequence, heads, head_dim]`."""
    half = HEAD_DIM // 2
    frequency = 10000.0 ** (-jnp.arange(half) / half)
    angle = jnp.arange(SEQUENCE)[:, None] * frequency
    cos, sin = jnp.cos(angle)[None, :, None], jnp.sin(angle)[None, :, None]
    first, second = x[..., :half], x[..., half:]
    return jnp.concatenate([first * cos - second * sin, second * cos + first * sin], axis=-1)


def attention(x, layer):
    query = rotate((x @ layer["query"]).reshape(BATCH, SEQUENCE, HEADS, HEAD_DIM))
    key = rotate((x @ layer["key"]).reshape(BATCH, SEQUENCE, KV_HEADS, HEAD_DIM))
    value = (x @ layer["value"]).reshape(BATCH, SEQUENCE, KV_HEADS, HEAD_DIM)
    query = query.reshape(BATCH, SEQUENCE, KV_HEADS, HEADS // KV_HEADS, HEAD_DIM)
    scores = jnp.einsum("bqkgd,btkd->bkgqt", query, key) / HEAD_DIM**0.5
    causal = jnp.tril(jnp.ones((SEQUENCE, SEQUENCE), bool))
    weights = jax.nn.softmax(jnp.where(causal, scores, -1e9), axis=-1)
    mixed = jnp.einsum("bkgqt,btkd->bqkgd", weights, value)
    return mixed.reshape(BATCH, SEQUENCE, HEADS * HEAD_DIM) @ layer["output"]


def decoder(weights, tokens):
    """Logits `[batch, sequence, vocabulary]` of int32 tokens `[batch, sequence]`."""
    x = weights["embedding"][tokens]
    for layer in weights["layers"]:
        x = x + attention(rms_norm(x, layer["norm_attention"]), layer)
        h = rms_norm(x, layer["norm_ffn"])
        x = x + (jax.nn.silu(h @ layer["gate"]) * (h @ layer["up"])) @ layer["down"]
    return rms_norm(x, weights["norm"]) @ weights["head"]


def main() -> None:
    folder = Path(__file__).parent
    mesh = jax.make_mesh((2, 4), ("data", "model"), axis_types=(AxisType.Auto,) * 2)

    def place(spec: P) -> NamedSharding:
        return NamedSharding(mesh, spec)

    inputs = (
        make_weights(0),
        jax.random.randint(jax.random.key(1), (BATCH, SEQUENCE), 0, VOCABULARY),
    )
    specs = (weight_shardings(), P("data", None))
    shardings = jax.tree.map(place, specs, is_leaf=lambda leaf: isinstance(leaf, P))
    step = jax.jit(decoder, in_shardings=shardings, out_shardings=place(P("data", None, None)))
    (folder / "decoder.mlir").write_text(step.lower(*inputs).as_text())
    outputs = step(*jax.device_put(inputs, shardings))
    arrays = {f"in{i}": np.asarray(leaf) for i, leaf in enumerate(jax.tree.leaves(inputs))}
    np.savez_compressed(folder / "decoder.npz", **arrays, out0=np.asarray(outputs))


if __name__ == "__main__":
    main()
