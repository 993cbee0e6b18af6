"""Random instances of old ops, CHLO's broadcasting ones, and ops of sizes that are computed."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from instances import movement
from instances.movement import listed
from instances.oracle import (
    FLOATS,
    INTEGERS,
    Draw,
    Instance,
    Maker,
    anything,
    program,
    shapes,
    tensor,
    values,
)


def broadcasting(name: str, elements: tuple[str, ...], low: float, high: float) -> Maker:
    """A CHLO op whose operand of smaller rank stands for the last dimensions of the other."""

    def make(draw: Draw) -> Instance:
        element, shape = draw(st.sampled_from(elements)), draw(shapes(1))
        other = tuple(draw(st.sampled_from([1, n])) for n in shape[draw(st.integers(0, 3)) :])
        if draw(st.booleans()):
            shape, other = other, shape
        types = [tensor(shape, element), tensor(other, element)]
        full = np.broadcast_shapes(shape, other)
        more = ""
        result = tensor(full, element)
        if name == "compare":
            more, result = (
                "{comparison_direction = #chlo<comparison_direction LT>}",
                tensor(full, "i1"),
            )
        if name == "complex":
            result = tensor(full, f"complex<{element}>")
        given = [values(draw, s, element, low, high) for s in (shape, other)]
        if name == "polygamma":
            given[0] = np.floor(given[0])
        body = f"%r = chlo.broadcast_{name} %0, %1 {more} : ({', '.join(types)}) -> {result}"
        return Instance(program(body, types, [result]), given, 99)

    return make


def broadcast_select(draw: Draw) -> Instance:
    shape = draw(shapes(1))
    types = [tensor((), "i1"), tensor(shape, "f32"), tensor(shape[-1:], "f32")]
    body = f"%r = chlo.broadcast_select %0, %1, %2 : ({', '.join(types)}) -> {types[1]}"
    sizes = ((), shape, shape[-1:])
    given = [anything(draw, s, e) for s, e in zip(sizes, ("i1", "f32", "f32"), strict=True)]
    return Instance(program(body, types, [types[1]]), given)


def constant_like(draw: Draw) -> Instance:
    type_ = tensor(shape := draw(shapes()), "f32")
    body = f'%r = "chlo.constant_like"(%0) <{{value = 1.5 : f32}}> : ({type_}) -> {type_}'
    return Instance(program(body, [type_], [type_]), [anything(draw, shape, "f32")])


def mulhi(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(("i8", "ui8", "i16", "ui32", "i32"))), draw(shapes())
    t = tensor(shape, element)
    given = [anything(draw, shape, element) for _ in range(2)]
    return Instance(program(f"%r = chlo.mulhi %0, %1 : {t}, {t} -> {t}", [t, t], [t]), given)


def einsum(draw: Draw) -> Instance:
    b, m, k, n = (draw(st.integers(1, 3)) for _ in range(4))
    types = [tensor((b, m, k), "f32"), tensor((b, k, n), "f32")]
    r = tensor((b, m, n), "f32")
    body = f'%r = stablehlo.einsum %0, %1, config = "bmk,bkn->bmn" : ({", ".join(types)}) -> {r}'
    given = [values(draw, s, "f32", -2, 2) for s in ((b, m, k), (b, k, n))]
    return Instance(program(body, types, [r]), given, 4)


def torch_index_select(draw: Draw) -> Instance:
    n, m, count = (draw(st.integers(1, 4)) for _ in range(3))
    types = [tensor((n, m), "f32"), tensor((count,), "i32")]
    r = tensor((count, m), "f32")
    body = f"""%r = "stablehlo.torch_index_select"(%0, %1) <{{dim = 0 : i64, batch_dims = 0 : i64}}>
      : ({", ".join(types)}) -> {r}"""
    given = [values(draw, (n, m), "f32", -2, 2), values(draw, (count,), "i32", 0, n - 1)]
    return Instance(program(body, types, [r]), given)


def broadcast(draw: Draw) -> Instance:
    shape, front = draw(shapes()), draw(shapes())
    body = f"stablehlo.broadcast %0, sizes = {listed(front)} : ({{x}}) -> {{r}}"
    return movement.one(draw, body, shape, (*front, *shape))


def sized(draw: Draw, numbers: object) -> np.ndarray:
    """Computed sizes or positions."""
    return np.array(numbers, draw(st.sampled_from([np.int32, np.int64]))).reshape(-1)


def typed(x: np.ndarray) -> str:
    return tensor(x.shape, f"i{8 * x.dtype.itemsize}")


def dynamic_broadcast_in_dim(draw: Draw) -> Instance:
    result = draw(shapes(1))
    dims = sorted(draw(st.sets(st.integers(0, len(result) - 1))))
    shape = tuple(draw(st.sampled_from([1, result[dim]])) for dim in dims)
    size = sized(draw, result)
    types, r = [tensor(shape, "f32"), typed(size)], tensor(result, "f32")
    at = f"dims = {dims} : ({', '.join(types)}) -> {r}"
    body = f"%r = stablehlo.dynamic_broadcast_in_dim %0, %1, {at}"
    return Instance(program(body, types, [r]), [anything(draw, shape, "f32"), size])


def dynamic_iota(draw: Draw) -> Instance:
    size = sized(draw, shape := draw(shapes(1)))
    element = draw(st.sampled_from(("i32", "f32", "ui8")))
    dim, r = draw(st.integers(0, len(shape) - 1)), tensor(shape, element)
    body = f"%r = stablehlo.dynamic_iota %0, dim = {dim} : ({typed(size)}) -> {r}"
    return Instance(program(body, [typed(size)], [r]), [size])


def dynamic_pad(draw: Draw) -> Instance:
    shape = draw(shapes(1))
    low, high, inner = ([draw(st.integers(0, 2)) for _ in shape] for _ in range(3))
    spread = [n + (n - 1) * gap for n, gap in zip(shape, inner, strict=True)]
    result = tuple(a + n + b for a, n, b in zip(low, spread, high, strict=True))
    sizes = [np.array(x, np.int64) for x in (low, high, inner)]
    types = [tensor(shape, "f32"), "tensor<f32>", *map(typed, sizes)]
    r = tensor(result, "f32")
    body = f"%r = stablehlo.dynamic_pad %0, %1, %2, %3, %4 : ({', '.join(types)}) -> {r}"
    given = [anything(draw, shape, "f32"), anything(draw, (), "f32"), *sizes]
    return Instance(program(body, types, [r]), given)


def dynamic_reshape(draw: Draw) -> Instance:
    shape = draw(shapes(1))
    size = sized(draw, result := tuple(draw(st.permutations(shape))))
    types, r = [tensor(shape, "f32"), typed(size)], tensor(result, "f32")
    body = f"%r = stablehlo.dynamic_reshape %0, %1 : ({', '.join(types)}) -> {r}"
    return Instance(program(body, types, [r]), [anything(draw, shape, "f32"), size])


def real_dynamic_slice(draw: Draw) -> Instance:
    shape = draw(shapes(1))
    starts = [draw(st.integers(0, n)) for n in shape]
    limits = [draw(st.integers(a, n)) for a, n in zip(starts, shape, strict=True)]
    steps = [draw(st.integers(1, 3)) for _ in shape]
    ranges = list(zip(starts, limits, steps, strict=True))
    r = tensor(tuple(len(range(*bounds)) for bounds in ranges), "f32")
    sizes = [np.array(x, np.int64) for x in (starts, limits, steps)]
    types = [tensor(shape, "f32"), *map(typed, sizes)]
    body = f"%r = stablehlo.real_dynamic_slice %0, %1, %2, %3 : ({', '.join(types)}) -> {r}"
    text = ", ".join(f"{a}:{b}:{c}" for a, b, c in ranges)
    judged = program(f"%r = stablehlo.slice %0 [{text}] : ({types[0]}) -> {r}", types, [r])
    given = [anything(draw, shape, "f32"), *sizes]
    return Instance(program(body, types, [r]), given, judged=judged)


def dynamic_gather(draw: Draw) -> Instance:
    n, m, count = (draw(st.integers(1, 4)) for _ in range(3))
    sizes = np.array([1, m], np.int64)
    types = [tensor((n, m), "f32"), tensor((count, 1), "i32"), typed(sizes)]
    r = tensor((count, m), "f32")
    body = f"""%r = "stablehlo.dynamic_gather"(%0, %1, %2) <{{dimension_numbers =
      #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0],
      index_vector_dim = 1>}}> : ({", ".join(types)}) -> {r}"""
    given = [anything(draw, (n, m), "f32"), values(draw, (count, 1), "i32", -2, 5), sizes]
    return Instance(program(body, types, [r]), given)


def dynamic_conv(draw: Draw) -> Instance:
    pads = np.array([[draw(st.integers(0, 2)), draw(st.integers(0, 2))]], np.int64)
    n, k = draw(st.integers(3, 6)), draw(st.integers(1, 3))
    x, w, r = (tensor((1, s, 1), "f32") for s in (n, k, n + int(pads.sum()) - k + 1))
    types = [x, w.replace(f"1x{k}x1", f"{k}x1x1"), typed(pads)]
    body = f"""%r = "stablehlo.dynamic_conv"(%0, %1, %2) <{{
      dimension_numbers = #stablehlo.conv<[b, 0, f]x[0, i, o]->[b, 0, f]>,
      batch_group_count = 1 : i64, feature_group_count = 1 : i64}}>
      : ({", ".join(types)}) -> {r}"""
    given = [values(draw, (1, n, 1), "f32", -2, 2), values(draw, (k, 1, 1), "f32", -2, 2), pads]
    return Instance(program(body, types, [r]), given, 4)


def composite(draw: Draw) -> Instance:
    type_ = tensor(shape := draw(shapes()), "f32")
    body = f"""%r = stablehlo.composite "a.b" %0 {{decomposition = @f}} : ({type_}) -> {type_}"""
    text = program(body, [type_], [type_])
    text += f"""
      func.func @f(%x: {type_}) -> {type_} {{
        %y = stablehlo.sine %x : {type_}
        return %y : {type_}
      }}"""
    return Instance(text, [values(draw, shape, "f32", -2, 2)])


REAL = (*INTEGERS[1:5], *FLOATS)
MAKERS: dict[str, Maker] = {
    **{
        f"chlo.broadcast_{name}": broadcasting(name, REAL, 0, 3)
        for name in ("add", "compare", "maximum", "minimum", "multiply", "subtract")
    },
    **{
        f"chlo.broadcast_{name}": broadcasting(name, ("f32", "f64"), 0.5, 3)
        for name in ("atan2", "complex", "divide", "next_after", "power", "remainder")
    },
    **{
        f"chlo.broadcast_{name}": broadcasting(name, ("i32", "ui8", "i64"), 0, 5)
        for name in ("and", "or", "shift_left", "shift_right_arithmetic", "xor")
    },
    "chlo.broadcast_polygamma": broadcasting("polygamma", ("f32", "f64"), 1, 4),
    "chlo.broadcast_select": broadcast_select,
    "chlo.broadcast_shift_right_logical": broadcasting("shift_right_logical", ("ui32",), 0, 5),
    "chlo.broadcast_zeta": broadcasting("zeta", ("f32", "f64"), 1.5, 4),
    "chlo.constant_like": constant_like,
    "chlo.mulhi": mulhi,
    "stablehlo.broadcast": broadcast,
    "stablehlo.einsum": einsum,
    "stablehlo.real_dynamic_slice": real_dynamic_slice,
    "stablehlo.torch_index_select": torch_index_select,
}
INTERPRETED: dict[str, Maker] = {
    "stablehlo.composite": composite,
    "stablehlo.dynamic_broadcast_in_dim": dynamic_broadcast_in_dim,
    "stablehlo.dynamic_conv": dynamic_conv,
    "stablehlo.dynamic_gather": dynamic_gather,
    "stablehlo.dynamic_iota": dynamic_iota,
    "stablehlo.dynamic_pad": dynamic_pad,
    "stablehlo.dynamic_reshape": dynamic_reshape,
}
"""Ops that XLA does not compile; StableHLO's own interpreter runs them."""
