"""Kernels of TTIR and TTNN ops against plain formulas and JAX."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from simulated import program

from ttmlir_py.support.mesh import Mesh

RANDOM = np.random.default_rng(0)


def floats(*shape: int) -> Any:
    return RANDOM.standard_normal(shape).astype(np.float32)


def tensor(x: Any) -> str:
    names = {"float32": "f32", "int32": "i32", "bool": "i1"}
    return "x".join(["tensor<" + "x".join(map(str, x.shape)), names[x.dtype.name] + ">"])


def apply(op: str, properties: str, inputs: list[Any], *results: str, mesh: Any = None) -> Any:
    """The results of one op on the mesh; the operands' mesh dimensions are not in their types."""
    lead = len(mesh.shape) if mesh else 0
    types = [tensor(x.reshape(x.shape[lead:])) if not lead else _local(x, lead) for x in inputs]
    names = ", ".join(f"%a{i}" for i in range(len(inputs)))
    arguments = ", ".join(f"%a{i}: {t}" for i, t in enumerate(types))
    count = f":{len(results)}" if len(results) > 1 else ""
    returned = ", ".join(f"%r#{i}" if count else "%r" for i in range(len(results)))
    given, made = ", ".join(types), ", ".join(results)
    text = f"""
    func.func @main({arguments}) -> ({made}) {{
      %r{count} = "{op}"({names}) <{{{properties}}}> : ({given}) -> ({made})
      return {returned} : {made}
    }}"""
    outputs = program(text, mesh).on_mesh(*inputs)
    return outputs if count else outputs[0]


def _local(x: Any, lead: int) -> str:
    return tensor(x[(0,) * lead])


def close(got: Any, want: Any) -> None:
    np.testing.assert_allclose(got, want, rtol=2e-5, atol=2e-5)


def attention(q: Any, k: Any, v: Any, bias: Any, scale: float) -> Any:
    k, v = (np.repeat(x, q.shape[1] // x.shape[1], axis=1) for x in (k, v))
    scores = np.einsum("bhsd,bhtd->bhst", q, k) * scale + bias
    return np.einsum("bhst,bhtd->bhsd", jax.nn.softmax(scores, axis=-1), v)


SEGMENTS = "operandSegmentSizes = array<i32: 1, 1, 1, {}, {}>"
Q, K, V = floats(2, 4, 5, 8), floats(2, 2, 5, 8), floats(2, 2, 5, 8)
CAUSAL = np.where(np.tri(5, dtype=bool), 0, -np.inf)


def test_causal_attention_with_shared_key_heads():
    properties = f"is_causal = true, {SEGMENTS.format(0, 0)}"
    got = apply("ttir.scaled_dot_product_attention", properties, [Q, K, V], "tensor<2x4x5x8xf32>")
    close(got, attention(Q, K, V, CAUSAL, 8**-0.5))


def test_attention_with_mask_scale_and_sink():
    mask, sink = floats(1, 1, 5, 5), floats(1, 4, 1, 1)
    properties = f"is_causal = false, scale = 0.5 : f32, {SEGMENTS.format(1, 1)}"
    inputs = [Q, K, V, mask, sink]
    got = apply("ttir.scaled_dot_product_attention", properties, inputs, "tensor<2x4x5x8xf32>")
    repeated = [np.repeat(x, 2, axis=1) for x in (K, V)]
    scores = np.einsum("bhsd,bhtd->bhst", Q, repeated[0]) * 0.5 + mask
    weights = jax.nn.softmax(
        np.concatenate([scores, np.broadcast_to(sink, (2, 4, 5, 1))], axis=-1), axis=-1
    )
    close(got, np.einsum("bhst,bhtd->bhsd", weights[..., :-1], repeated[1]))


def test_attention_in_a_window():
    properties = f"is_causal = true, sliding_window_size = 2 : ui32, {SEGMENTS.format(0, 0)}"
    got = apply("ttir.scaled_dot_product_attention", properties, [Q, K, V], "tensor<2x4x5x8xf32>")
    window = np.where(np.tri(5, k=-2, dtype=bool), -np.inf, CAUSAL)
    close(got, attention(Q, K, V, window, 8**-0.5))


def test_attention_on_a_mesh_is_attention_on_every_chip():
    mesh = Mesh(("x", "y"), (2, 3))
    q, k, v = floats(2, 1, 1, 4, 5, 8), floats(1, 3, 1, 2, 5, 8), floats(2, 3, 1, 2, 5, 8)
    properties = f"is_causal = true, {SEGMENTS.format(0, 0)}"
    name = "ttir.scaled_dot_product_attention"
    got = apply(name, properties, [q, k, v], "tensor<1x4x5x8xf32>", mesh=mesh)
    for x, y in np.ndindex(2, 3):
        close(got[x, y], attention(q[x, 0], k[0, y], v[x, y], CAUSAL, 8**-0.5))


def paged(x: Any, pages: Any, block: int) -> Any:
    """A paged cache that holds the sequences of `x` in the blocks of a page table."""
    users, heads, length, width = x.shape
    cache = np.zeros((pages.max() + 1, heads, block, width), np.float32)
    for user in range(users):
        for page in range(length // block):
            cache[pages[user, page]] = x[user, :, page * block : (page + 1) * block]
    return cache


@pytest.mark.parametrize("is_paged", [False, True])
def test_attention_of_new_tokens_over_a_cache(is_paged):
    query, key, value = floats(1, 2, 4, 8), floats(2, 2, 6, 8), floats(2, 2, 6, 8)
    position = np.array([2, 5], np.int32)
    bias = np.where(np.arange(6) <= position[:, None, None, None], 0, -np.inf)
    want = attention(query[0][:, :, None], key, value, bias, 8**-0.5)[:, :, 0][None]
    name, inputs, segments = (
        "ttnn.scaled_dot_product_attention_decode",
        [query, key, value],
        "1, 1, 1",
    )
    if is_paged:
        pages = np.array([[3, 0, 4], [1, 5, 2]], np.int32)
        name = "ttnn.paged_scaled_dot_product_attention_decode"
        inputs = [query, paged(key, pages, 2), paged(value, pages, 2), pages]
        segments = "1, 1, 1, 1"
    properties = f"is_causal = true, operandSegmentSizes = array<i32: {segments}, 0, 1, 0>"
    close(apply(name, properties, [*inputs, position], "tensor<1x2x4x8xf32>"), want)


def in_place(op: str, properties: str, cache: Any, *inputs: Any) -> Any:
    operands = [cache, *inputs]
    names = ", ".join(f"%a{i}" for i in range(len(operands)))
    arguments = ", ".join(f"%a{i}: {tensor(x)}" for i, x in enumerate(operands))
    types = ", ".join(map(tensor, operands))
    text = f"""
    func.func @main({arguments}) -> {tensor(cache)} {{
      "{op}"({names}) <{{{properties}}}> : ({types}) -> ()
      return %a0 : {tensor(cache)}
    }}"""
    return program(text)(*operands)[0]


def test_pages_are_filled_and_updated():
    pages = np.array([[3, 0], [1, 2]], np.int32)
    prompt = floats(2, 2, 4, 8)
    empty = np.zeros((4, 2, 2, 8), np.float32)
    filled = in_place("ttir.paged_fill_cache", "", empty, prompt, pages)
    np.testing.assert_array_equal(filled, paged(prompt, pages, 2))
    token, position = floats(1, 2, 2, 8), np.array([1, 2], np.int32)
    updated = in_place(
        "ttir.paged_update_cache", "share_cache = false", filled, token, position, pages
    )
    changed = prompt.copy()
    changed[0, :, 1], changed[1, :, 2] = token[0, 0], token[0, 1]
    np.testing.assert_array_equal(updated, paged(changed, pages, 2))


def test_a_prompt_goes_to_its_users_part_of_the_cache():
    cache, prompt = np.zeros((3, 2, 6, 4), np.float32), floats(1, 2, 5, 4)
    filled = in_place("ttir.fill_cache", "batch_offset = 1 : i32", cache, prompt)
    np.testing.assert_array_equal(filled[1:2, :, :5], prompt)
    assert not filled[[0, 2]].any()


X, W = floats(2, 7, 8, 4), floats(6, 2, 3, 2)


@pytest.mark.parametrize(
    ("padding", "around"),
    [("1 : i32", [(1, 1), (1, 1)]), ("array<i32: 1, 0, 2, 3>", [(1, 2), (0, 3)])],
)
def test_convolution_with_groups(padding, around):
    bias = floats(1, 1, 1, 6)
    want = lax.conv_general_dilated(
        X,
        W,
        (2, 1),
        around,
        rhs_dilation=(1, 2),
        dimension_numbers=("NHWC", "OIHW", "NHWC"),
        feature_group_count=2,
    )
    properties = (
        f"stride = array<i32: 2, 1>, padding = {padding}, "
        "dilation = array<i32: 1, 2>, groups = 2 : i32"
    )
    result = "tensor<" + "x".join(map(str, want.shape)) + "xf32>"
    close(apply("ttir.conv2d", properties, [X, W, bias], result), want + bias)


def test_transposed_convolution_is_the_gradient_of_a_convolution():
    x, w = floats(1, 4, 3, 4), floats(4, 3, 3, 2)

    def forward(y: Any) -> Any:
        numbers = ("NHWC", "OIHW", "NHWC")
        return lax.conv_general_dilated(y, w, (2, 1), [(1, 1), (0, 0)], dimension_numbers=numbers)

    shape = (1, 8, 4, 3)
    assert forward(jnp.zeros(shape)).shape == x.shape
    want = jax.vjp(forward, jnp.zeros(shape))[1](x)[0]
    properties = (
        "stride = array<i32: 2, 1>, padding = array<i32: 1, 0>, output_padding = array<i32: 1, 0>, "
        "dilation = 1 : i32, groups = 1 : i32"
    )
    close(apply("ttir.conv_transpose2d", properties, [x, w], "tensor<1x8x4x3xf32>"), want)


def pooled(x: Any, initial: float, combine: Any) -> Any:
    around = ((0, 0), (1, 0), (0, 1), (0, 0))
    return lax.reduce_window(x, np.float32(initial), combine, (1, 3, 2, 1), (1, 2, 2, 1), around)


POOL = (
    "kernel = array<i32: 3, 2>, stride = 2 : i32, dilation = 1 : i32, "
    "padding = array<i32: 1, 0, 0, 1>, ceil_mode = false"
)


def test_pooling():
    want = pooled(X, -np.inf, lax.max)
    result = "tensor<" + "x".join(map(str, want.shape)) + "xf32>"
    close(apply("ttir.max_pool2d", POOL, [X], result), want)
    total, count = pooled(X, 0, lax.add), pooled(np.ones_like(X), 0, lax.add)
    mean = f"{POOL}, count_include_pad = "
    close(apply("ttir.avg_pool2d", mean + "true", [X], result), total / 6)
    close(apply("ttir.avg_pool2d", mean + "false", [X], result), total / count)


def test_pooling_with_places():
    indices = "tensor<2x3x4x4xi32>"
    properties = POOL.replace("1, 0, 0, 1", "0, 0, 0, 0")
    name = "ttir.max_pool2d_with_indices"
    values, places = apply(name, properties, [X], indices.replace("i32", "f32"), indices)
    flat = X.reshape(2, 56, 4)
    close(np.take_along_axis(flat, places.reshape(2, 12, 4), 1), values.reshape(2, 12, 4))


def test_ceil_mode_counts_windows_that_stick_out_but_not_their_elements():
    x = np.arange(5, dtype=np.float32).reshape(1, 5, 1, 1)
    properties = (
        "kernel = array<i32: 2, 1>, stride = array<i32: 2, 1>, dilation = 1 : i32, "
        "padding = 0 : i32, ceil_mode = true, count_include_pad = true"
    )
    got = apply("ttir.avg_pool2d", properties, [x], "tensor<1x3x1x1xf32>")
    assert got.ravel().tolist() == [0.5, 2.5, 4.0]


@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
def test_upsampling(mode):
    want = jax.image.resize(X, (2, 14, 24, 4), mode)
    properties = f'scale_factor = array<i32: 2, 3>, mode = "{mode}"'
    close(apply("ttir.upsample2d", properties, [X], "tensor<2x14x24x4xf32>"), want)


def test_norms():
    x, weight, bias = floats(3, 4, 5), floats(5), floats(5)
    normal = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    properties = "normalized_shape = array<i64: 5>, epsilon = 1.0e-5 : f32"
    sizes = "operandSegmentSizes = array<i32: 1, 1, 1>"
    inputs, result = [x, weight, bias], "tensor<3x4x5xf32>"
    close(
        apply("ttir.layer_norm", f"{properties}, {sizes}", inputs, result), normal * weight + bias
    )
    root = x / np.sqrt(np.square(x).mean(-1, keepdims=True) + 1e-5)
    close(apply("ttir.rms_norm", f"{properties}, {sizes}", inputs, result), root * weight + bias)


@pytest.mark.parametrize("name", ["ttir.distributed_rms_norm", "ttir.distributed_layer_norm"])
def test_a_norm_over_a_mesh_axis_is_the_norm_of_the_whole(name):
    mesh = Mesh(("x", "y"), (2, 3))
    x = floats(2, 3, 1, 1, 4, 2)  # chips, then each one's part
    whole = np.concatenate([x[:, i] for i in range(3)], axis=-1)
    if name.endswith("layer_norm"):
        whole = whole - whole.mean(-1, keepdims=True)
    want = whole / np.sqrt(np.square(whole).mean(-1, keepdims=True) + 1e-5)
    sizes = "1, 0, 0" if name.endswith("rms_norm") else "1, 0, 0, 0"
    properties = f"cluster_axis = 1 : ui32, operandSegmentSizes = array<i32: {sizes}>"
    got = apply(name, properties, [x], "tensor<1x1x4x2xf32>", mesh=mesh)
    close(np.concatenate([got[:, i] for i in range(3)], axis=-1), want)


def test_experts_on_their_chips_compute_what_all_experts_on_one_chip_do():
    """Dispatch, remap, the experts' own work and combine, against the plain sum over experts."""
    chips, batch, hidden, experts, k = 4, 2, 3, 8, 2
    mesh = Mesh(("x", "y"), (1, chips))
    tokens = floats(1, chips, batch, 1, 1, hidden)
    indices = (
        np.stack([RANDOM.permutation(experts)[:k] for _ in range(chips * batch)])
        .reshape(1, chips, batch, 1, 1, k)
        .astype(np.int32)
    )
    mapping = np.repeat(np.eye(chips, dtype=np.int32), experts // chips, axis=0)
    mapping = mapping[RANDOM.permutation(experts)].reshape(1, 1, 1, 1, experts, chips)
    along = f"cluster_axis = 1 : i64, num_devices = {chips} : i64"
    total = chips * batch
    dispatched, metadata = apply(
        "ttir.all_to_all_dispatch",
        along,
        [tokens, indices, mapping],
        f"tensor<1x{total}x1x{hidden}xf32>",
        f"tensor<1x{total}x1x{k}xi32>",
        mesh=mesh,
    )
    scale = np.arange(1, experts + 1, dtype=np.float32)  # expert e multiplies by e + 1
    outputs = np.zeros((1, chips, experts // chips, total, 1, hidden), np.float32)
    for chip in range(chips):
        for local, expert in enumerate(np.flatnonzero(mapping[0, 0, 0, 0, :, chip])):
            outputs[0, chip, local] = dispatched[0, chip, 0] * scale[expert]
    combined = apply(
        "ttir.all_to_all_combine",
        f"{along}, num_experts_per_tok = {k} : i64, output_shard_dim = 1 : i64",
        [outputs, np.broadcast_to(metadata, (1, chips, 1, total, 1, k)), mapping],
        f"tensor<{k}x{batch}x1x{hidden}xf32>",
        mesh=mesh,
    )
    want = np.moveaxis(tokens[..., None, :] * scale[indices][..., None], -2, 2)[:, :, :, :, 0]
    close(combined, want)


def test_adamw_steps_as_written():
    param, grad, first, second = floats(3), floats(3), floats(3), abs(floats(3))
    properties = (
        "lr = 0.1 : f32, beta1 = 0.9 : f32, beta2 = 0.99 : f32, beta1_pow = 0.81 : f32, "
        "beta2_pow = 0.98 : f32, epsilon = 1.0e-8 : f32, weight_decay = 0.01 : f32, "
        "stochastic_rounding = false, resultSegmentSizes = array<i32: 1, 1, 1, 0>"
    )
    results = apply("ttir.adamw", properties, [param, grad, first, second], *["tensor<3xf32>"] * 3)
    m, v = 0.9 * first + 0.1 * grad, 0.99 * second + 0.01 * grad**2
    step = 0.1 * (m / 0.19) / (np.sqrt(v / 0.02) + 1e-8)
    close(results[0], param - step - 0.1 * 0.01 * param)
    close(results[1], m)
    close(results[2], v)
