"""Random instances of contractions, windows, reductions, sorts, factorizations and control flow."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from instances.movement import array, listed
from instances.oracle import (
    COMPLEX,
    FLOATS,
    INTEGERS,
    Draw,
    Instance,
    Maker,
    any_shapes,
    anything,
    program,
    shapes,
    tensor,
    values,
)

NUMBERS = ("i8", "i32", "ui32", "i64", "f16", "f32", "f64", *COMPLEX)


def folding(name: str, element: str) -> str:
    """A region that combines two numbers."""
    t = tensor((), element)
    return f"""({{
      ^bb0(%a: {t}, %b: {t}):
        %s = stablehlo.{name} %a, %b : {t}
        stablehlo.return %s : {t}
      }})"""


def dot_general(draw: Draw) -> Instance:
    element = draw(st.sampled_from((*NUMBERS, "bf16", "f8E4M3FN", "f8E5M2")))
    batch, summed, left, right = (draw(shapes(0, 2, 3)) for _ in range(4))
    sizes = {"b": batch, "k": summed}
    sides = []
    for own in (left, right):
        kinds = [(kind, i) for kind in ("b", "k") for i in range(len(sizes[kind]))]
        kinds += [("o", i) for i in range(len(own))]
        order = draw(st.permutations(kinds))
        shape = tuple((own if kind == "o" else sizes[kind])[i] for kind, i in order)
        free = [size for (kind, _), size in zip(order, shape, strict=True) if kind == "o"]
        dims = {k: [order.index((k, i)) for i in range(len(sizes[k]))] for k in ("b", "k")}
        sides.append((shape, dims, free))
    (a, dims_a, free_a), (b, dims_b, free_b) = sides
    types = [tensor(a, element), tensor(b, element)]
    own = {"i8": "i32", "bf16": "f32", "f16": "f32", "f8E4M3FN": "f32", "f8E5M2": "bf16"}
    wide = own[element] if element in own and draw(st.booleans()) else element
    result = tensor((*batch, *free_a, *free_b), wide)
    batching = f"batching_dims = {dims_a['b']} x {dims_b['b']}, " if batch else ""
    body = (
        f"%r = stablehlo.dot_general %0, %1, {batching}contracting_dims = {dims_a['k']} x "
        f"{dims_b['k']} : ({', '.join(types)}) -> {result}"
    )
    low = 0 if element.startswith("u") else -4
    given = [values(draw, shape, element, low, 4) for shape in (a, b)]
    return Instance(program(body, types, [result]), given, 9)


def dot(draw: Draw) -> Instance:
    element = draw(st.sampled_from(NUMBERS))
    m, k, n = (draw(st.integers(1, 4)) for _ in range(3))
    a, b = draw(st.sampled_from([((m, k), (k, n)), ((k,), (k, n)), ((m, k), (k,)), ((k,), (k,))]))
    types = [tensor(a, element), tensor(b, element)]
    result = tensor((*a[:-1], *b[1:]), element)
    body = f"%r = stablehlo.dot %0, %1 : ({', '.join(types)}) -> {result}"
    given = [values(draw, shape, element, 0, 4) for shape in (a, b)]
    return Instance(program(body, types, [result]), given, 9)


def convolution(draw: Draw) -> Instance:
    """Strides, padding, dilations, reversal, groups of features or of the batch."""
    element = draw(st.sampled_from(("f32", "f64", "i32")))
    rank, groups, parts = draw(st.integers(0, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    groups, parts = (groups, 1) if draw(st.booleans()) else (1, parts)
    n, c, o = parts * draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    sizes = [draw(st.integers(3, 6)) for _ in range(rank)]
    kernel = [draw(st.integers(1, 3)) for _ in range(rank)]
    stride, lhs, rhs = ([draw(st.integers(1, 2)) for _ in range(rank)] for _ in range(3))
    padding = [[draw(st.integers(-1, 2)), draw(st.integers(0, 2))] for _ in range(rank)]
    flip = [draw(st.booleans()) for _ in range(rank)]
    spans = [(k - 1) * d + 1 for k, d in zip(kernel, rhs, strict=True)]
    grown = [(s - 1) * d + 1 + sum(p) for s, d, p in zip(sizes, lhs, padding, strict=True)]
    out = [max((g - s) // t + 1, 0) for g, s, t in zip(grown, spans, stride, strict=True)]
    features = o * groups * parts
    x = tensor((n, *sizes, c * groups), element)
    w = tensor((*kernel, c, features), element)
    r = tensor((n // parts, *out, features), element)
    dims = [str(i) for i in range(rank)]
    at = ", ".join
    window = (
        f"stride = {listed(stride)}, pad = {listed(padding)}, lhs_dilate = {listed(lhs)}, "
        f"rhs_dilate = {listed(rhs)}, reverse = {str(flip).lower()}"
    )
    body = f"""%r = stablehlo.convolution(%0, %1)
      dim_numbers = [{at(["b", *dims, "f"])}]x[{at([*dims, "i", "o"])}]->[{at(["b", *dims, "f"])}],
      window = {{{window if rank else ""}}} {{batch_group_count = {parts} : i64,
      feature_group_count = {groups} : i64}} : ({x}, {w}) -> {r}"""
    given = [
        values(draw, (n, *sizes, c * groups), element, -4, 4),
        values(draw, (*kernel, c, features), element, -4, 4),
    ]
    return Instance(program(body, [x, w], [r]), given, 9)


def reduce(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from((*INTEGERS, "f32", "f64"))), draw(any_shapes(1))
    dims = sorted(draw(st.sets(st.integers(0, len(shape) - 1), min_size=1)))
    name = draw(st.sampled_from(["add", "maximum", "minimum", "multiply"]))
    result = tensor([s for d, s in enumerate(shape) if d not in dims], element)
    types = [tensor(shape, element), tensor((), element)]
    body = (
        f"%r = stablehlo.reduce(%0 init: %1) applies stablehlo.{name} across dimensions = {dims} "
        f": ({', '.join(types)}) -> {result}"
    )
    x = values(draw, shape, element, 1, 2)
    neutral = {"add": 0, "maximum": 1, "minimum": 2, "multiply": 1}[name]
    return Instance(program(body, types, [result]), [x, np.array(neutral, x.dtype)], 4)


def reduce_pairs(draw: Draw) -> Instance:
    """The largest number along dimensions and its place, the first among equal ones."""
    element, shape = draw(st.sampled_from(("f32", "i32", "bf16", "ui8"))), draw(shapes(1))
    dims = sorted(draw(st.sets(st.integers(0, len(shape) - 1), min_size=1)))
    kept = tuple(size for dim, size in enumerate(shape) if dim not in dims)
    x, i = tensor((), element), "tensor<i32>"
    types = [tensor(shape, element), tensor(shape, "i32"), x, i]
    results = [tensor(kept, element), tensor(kept, "i32")]
    body = f"""%r:2 = stablehlo.reduce(%0 init: %2), (%1 init: %3) across dimensions = {dims}
      : ({", ".join(types)}) -> ({", ".join(results)})
      reducer(%a: {x}, %b: {x}) (%i: {i}, %j: {i}) {{
        %more = stablehlo.compare GT, %a, %b : ({x}, {x}) -> tensor<i1>
        %same = stablehlo.compare EQ, %a, %b : ({x}, {x}) -> tensor<i1>
        %first = stablehlo.compare LT, %i, %j : ({i}, {i}) -> tensor<i1>
        %tie = stablehlo.and %same, %first : tensor<i1>
        %left = stablehlo.or %more, %tie : tensor<i1>
        %v = stablehlo.select %left, %a, %b : tensor<i1>, {x}
        %p = stablehlo.select %left, %i, %j : tensor<i1>, {i}
        stablehlo.return %v, %p : {x}, {i}
      }}"""
    places = np.arange(int(np.prod(shape)), dtype=np.int32).reshape(shape)
    given = values(draw, shape, element, 0, 3)
    start = [np.zeros((), given.dtype), np.array(2**31 - 1, np.int32)]
    return Instance(program(body, types, results), [given, places, *start], exact=True)


def reduce_window(draw: Draw) -> Instance:
    element = draw(st.sampled_from(("f32", "f64", "i32", "bf16")))
    shape = draw(shapes(1, 3, 6))
    size, stride, base, dilation = ([draw(st.integers(1, 2)) for _ in shape] for _ in range(4))
    padding = [[draw(st.integers(0, 2)), draw(st.integers(0, 2))] for _ in shape]
    spans = [(k - 1) * d + 1 for k, d in zip(size, dilation, strict=True)]
    grown = [(s - 1) * d + 1 + sum(p) for s, d, p in zip(shape, base, padding, strict=True)]
    out = [max((g - s) // t + 1, 0) for g, s, t in zip(grown, spans, stride, strict=True)]
    name = draw(st.sampled_from(["add", "maximum", "minimum"]))
    types, result = [tensor(shape, element), tensor((), element)], tensor(tuple(out), element)
    body = f"""%r = "stablehlo.reduce_window"(%0, %1) <{{window_dimensions = {array(size)},
      window_strides = {array(stride)}, base_dilations = {array(base)},
      window_dilations = {array(dilation)},
      padding = dense<{padding}> : tensor<{len(shape)}x2xi64>}}> {folding(name, element)}
      : ({", ".join(types)}) -> {result}"""
    start = np.zeros((), values(draw, (), element, 0, 1).dtype)
    return Instance(program(body, types, [result]), [values(draw, shape, element, -4, 4), start], 4)


def select_and_scatter(draw: Draw) -> Instance:
    shape = draw(shapes(1, 2, 6))
    size = [draw(st.integers(1, min(n, 3))) for n in shape]
    stride = [draw(st.integers(1, 2)) for _ in shape]
    pads = [[draw(st.integers(0, k - 1)), draw(st.integers(0, k - 1))] for k in size]
    out = tuple(
        (n + sum(pad) - k) // s + 1 for n, pad, k, s in zip(shape, pads, size, stride, strict=True)
    )
    x, s, t = tensor(shape, "f32"), tensor(out, "f32"), "tensor<f32>"
    body = f"""%r = "stablehlo.select_and_scatter"(%0, %1, %2) <{{
      window_dimensions = {array(size)}, window_strides = {array(stride)},
      padding = dense<{pads}> : tensor<{len(shape)}x2xi64>}}> ({{
      ^bb0(%a: {t}, %b: {t}):
        %c = stablehlo.compare GE, %a, %b : ({t}, {t}) -> tensor<i1>
        stablehlo.return %c : tensor<i1>
      }}, {folding("add", "f32")[1:]} : ({x}, {s}, {t}) -> {x}"""
    given = [values(draw, shape, "f32", -4, 4), values(draw, out, "f32", -4, 4), np.float32(0)]
    return Instance(program(body, [x, s, t], [x]), given)


def sort(draw: Draw) -> Instance:
    """Keys with a payload, stably."""
    element, shape = draw(st.sampled_from((*INTEGERS, "f32", "f64"))), draw(shapes(1, 2, 9))
    dim = draw(st.integers(0, len(shape) - 1))
    way = draw(st.sampled_from(["LT", "GT"]))
    k, p, a, b = tensor(shape, element), tensor(shape, "i32"), tensor((), element), "tensor<i32>"
    total = ", TOTALORDER" if element in FLOATS else ""
    body = f"""%r:2 = "stablehlo.sort"(%0, %1) <{{dimension = {dim} : i64, is_stable = true}}> ({{
      ^bb0(%a: {a}, %b: {a}, %c: {b}, %d: {b}):
        %p = stablehlo.compare {way}, %a, %b{total} : ({a}, {a}) -> tensor<i1>
        stablehlo.return %p : tensor<i1>
      }}) : ({k}, {p}) -> ({k}, {p})"""
    given = [values(draw, shape, element, 0, 4), anything(draw, shape, "i32")]
    return Instance(program(body, [k, p], [k, p]), given)


def top_k(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(("f32", "i32"))), draw(shapes(1, 2, 9))
    count = draw(st.integers(1, shape[-1]))
    results = [tensor((*shape[:-1], count), e) for e in (element, "i32")]
    x = tensor(shape, element)
    body = f"%r:2 = chlo.top_k(%0, k = {count}) : {x} -> ({', '.join(results)})"
    return Instance(program(body, [x], results), [values(draw, shape, element, -9, 9)])


def matrices(draw: Draw, element: str, size: int) -> np.ndarray:
    """Well-conditioned matrices, positive definite."""
    x = values(draw, (*draw(shapes(0, 1)), size, size), element, -1, 1)
    return (x @ x.conj().swapaxes(-1, -2) + 2 * size * np.eye(size)).astype(x.dtype)


def cholesky(draw: Draw) -> Instance:
    element, lower = draw(st.sampled_from(("f32", "f64", *COMPLEX))), draw(st.booleans())
    x = matrices(draw, element, draw(st.integers(1, 4)))
    type_ = tensor(x.shape, element)
    # The other triangle of the result is not defined.
    keep = (np.tril if lower else np.triu)(np.ones(x.shape[-2:]))
    body = f"%c = stablehlo.cholesky %0, lower = {str(lower).lower()} : {type_}\n"
    body += f"%r = stablehlo.multiply %c, %1 : {type_}"
    whole = np.broadcast_to(keep, x.shape).astype(x.dtype)
    return Instance(program(body, [type_, type_], [type_]), [x, whole], 20)


def triangular_solve(draw: Draw) -> Instance:
    element = draw(st.sampled_from(("f32", "f64", *COMPLEX)))
    left, lower, unit = (draw(st.booleans()) for _ in range(3))
    way = draw(st.sampled_from(["NO_TRANSPOSE", "TRANSPOSE", "ADJOINT"]))
    size, other = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    a = matrices(draw, element, size)
    shape = (*a.shape[:-2], *((size, other) if left else (other, size)))
    types = [tensor(a.shape, element), tensor(shape, element)]
    flags = [str(flag).lower() for flag in (left, lower, unit)]
    body = f"""%r = "stablehlo.triangular_solve"(%0, %1) <{{left_side = {flags[0]},
      lower = {flags[1]}, unit_diagonal = {flags[2]},
      transpose_a = #stablehlo<transpose {way}>}}> : ({", ".join(types)}) -> {types[1]}"""
    given = [a / (4 * size), values(draw, shape, element, -2, 2)]
    return Instance(program(body, types, [types[1]]), [x.astype(given[1].dtype) for x in given], 99)


def fft(draw: Draw) -> Instance:
    wide = draw(st.booleans())
    real, made = ("f64", "complex<f64>") if wide else ("f32", "complex<f32>")
    kind, shape = draw(st.sampled_from(["FFT", "IFFT", "RFFT", "IRFFT"])), draw(shapes(1, 3, 6))
    count = draw(st.integers(1, len(shape)))
    half = (*shape[:-1], shape[-1] // 2 + 1)
    source = (half, made) if kind == "IRFFT" else (shape, real if kind == "RFFT" else made)
    target = (half, made) if kind == "RFFT" else (shape, real if kind == "IRFFT" else made)
    types = tensor(*source), tensor(*target)
    body = (
        f"%r = stablehlo.fft %0, type = {kind}, length = {listed(shape[-count:])} "
        f": ({types[0]}) -> {types[1]}"
    )
    x = values(draw, source[0], source[1], -2, 2)
    if kind == "IRFFT":  # of a real signal, else the result is not defined
        axes = tuple(range(-count, 0))
        x = np.fft.rfftn(values(draw, shape, real, -2, 2), axes=axes).astype(x.dtype)
    return Instance(program(body, [types[0]], [types[1]]), [x], 20)


def batch_norm(kind: str) -> Maker:
    """One of the three batch normalizations."""

    def make(draw: Draw) -> Instance:
        element, shape = draw(st.sampled_from(("f32", "f64"))), draw(shapes(2))
        dim = draw(st.integers(0, len(shape) - 1))
        x, f = tensor(shape, element), tensor((shape[dim],), element)
        own = {"inference": [f] * 4, "training": [f] * 2, "grad": [f, f, f, x]}[kind]
        results = {"inference": [x], "training": [x, f, f], "grad": [x, f, f]}[kind]
        types = [x, *own]
        names = ", ".join(f"%{i}" for i in range(len(types)))
        head = "%r" if len(results) == 1 else f"%r:{len(results)}"
        body = f"""{head} = "stablehlo.batch_norm_{kind}"({names}) <{{epsilon = 0.01 : f32,
          feature_index = {dim} : i64}}> : ({", ".join(types)}) -> ({", ".join(results)})"""
        given = [values(draw, shape if t == x else (shape[dim],), element, 0.5, 2) for t in types]
        return Instance(program(body, types, results), given, 99)

    return make


def random_bits(draw: Draw) -> Instance:
    """Bits of Threefry and Philox, which are the same everywhere."""
    algorithm = draw(st.sampled_from(["DEFAULT", "THREE_FRY", "PHILOX"]))
    element, shape = draw(st.sampled_from(("ui8", "ui16", "ui32", "ui64"))), draw(shapes())
    words = 2 if algorithm == "THREE_FRY" else draw(st.sampled_from([2, 3]))
    types = [tensor((words,), "ui64"), tensor(shape, element)]
    body = (
        f"%r:2 = stablehlo.rng_bit_generator %0, algorithm = {algorithm} "
        f": ({types[0]}) -> ({', '.join(types)})"
    )
    return Instance(program(body, [types[0]], types), [anything(draw, (words,), "ui64")])


def branches(draw: Draw) -> Instance:
    """`case` and `if` with values from outside; an index out of range takes the last branch."""
    t, shape = draw(st.sampled_from(("f32", "i32"))), draw(shapes())
    x = tensor(shape, t)
    body = f"""%i = "stablehlo.case"(%0) ({{
        stablehlo.return %2 : {x}
      }}, {{
        %n = stablehlo.negate %2 : {x}
        stablehlo.return %n : {x}
      }}, {{
        %a = stablehlo.add %2, %2 : {x}
        stablehlo.return %a : {x}
      }}) : (tensor<i32>) -> {x}
      %r = "stablehlo.if"(%1) ({{
        stablehlo.return %i : {x}
      }}, {{
        %m = stablehlo.multiply %i, %i : {x}
        stablehlo.return %m : {x}
      }}) : (tensor<i1>) -> {x}"""
    given = [
        values(draw, (), "i32", -1, 4),
        anything(draw, (), "i1"),
        values(draw, shape, t, -3, 3),
    ]
    return Instance(program(body, ["tensor<i32>", "tensor<i1>", x], [x]), given)


def loop(draw: Draw) -> Instance:
    shape = draw(shapes())
    x, n = tensor(shape, "f32"), "tensor<i32>"
    body = f"""%zero = stablehlo.constant dense<0> : {n}
      %one = stablehlo.constant dense<1> : {n}
      %w:2 = stablehlo.while(%i = %zero, %s = %1) : {n}, {x}
      cond {{
        %c = stablehlo.compare LT, %i, %0 : ({n}, {n}) -> tensor<i1>
        stablehlo.return %c : tensor<i1>
      }} do {{
        %t = stablehlo.tanh %s : {x}
        %a = stablehlo.add %t, %1 : {x}
        %j = stablehlo.add %i, %one : {n}
        stablehlo.return %j, %a : {n}, {x}
      }}
      %r = stablehlo.negate %w#1 : {x}"""
    given = [values(draw, (), "i32", 0, 4), values(draw, shape, "f32", -2, 2)]
    return Instance(program(body, [n, x], [x]), given, 4)


def map_(draw: Draw) -> Instance:
    shape = draw(shapes(1))
    x, n = tensor(shape, "f32"), "tensor<f32>"
    body = f"""%r = "stablehlo.map"(%0, %1) <{{dimensions = {array(range(len(shape)))}}}> ({{
      ^bb0(%a: {n}, %b: {n}):
        %m = stablehlo.multiply %a, %b : {n}
        %s = stablehlo.sine %m : {n}
        stablehlo.return %s : {n}
      }}) : ({x}, {x}) -> {x}"""
    given = [values(draw, shape, "f32", -2, 2) for _ in range(2)]
    return Instance(program(body, [x, x], [x]), given, 4)


MAKERS: dict[str, Maker] = {
    **{f"stablehlo.batch_norm_{k}": batch_norm(k) for k in ("grad", "inference", "training")},
    "chlo.top_k": top_k,
    "stablehlo.case": branches,
    "stablehlo.cholesky": cholesky,
    "stablehlo.convolution": convolution,
    "stablehlo.dot": dot,
    "stablehlo.dot_general": dot_general,
    "stablehlo.fft": fft,
    "stablehlo.if": branches,
    "stablehlo.map": map_,
    "reduce of pairs": reduce_pairs,
    "stablehlo.reduce": reduce,
    "stablehlo.reduce_window": reduce_window,
    "stablehlo.rng_bit_generator": random_bits,
    "stablehlo.select_and_scatter": select_and_scatter,
    "stablehlo.sort": sort,
    "stablehlo.triangular_solve": triangular_solve,
    "stablehlo.while": loop,
}
