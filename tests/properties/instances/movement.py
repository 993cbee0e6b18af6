"""Random instances of ops that move elements: views, windows, indices."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

import numpy as np
from hypothesis import strategies as st
from instances.oracle import (
    ALL,
    FLOATS,
    INTEGERS,
    Array,
    Draw,
    Instance,
    Maker,
    anything,
    dtype_of,
    program,
    shapes,
    tensor,
    values,
)

Shape = tuple[int, ...]


def one(draw: Draw, body: str, shape: Shape, result: Shape, element: str = "") -> Instance:
    """An op on one tensor; `{x}` and `{r}` stand for the types."""
    element = element or draw(st.sampled_from(ALL))
    x, r = tensor(shape, element), tensor(result, element)
    text = program(f"%r = {body.replace('{x}', x).replace('{r}', r)}", [x], [r])
    return Instance(text, [anything(draw, shape, element)])


def listed(numbers: Iterable[object]) -> str:
    """`[1, 2]`."""
    return f"[{', '.join(map(str, numbers))}]"


def array(numbers: Iterable[object]) -> str:
    """`array<i64: 1, 2>`."""
    inner = listed(numbers)[1:-1]
    return f"array<i64: {inner}>" if inner else "array<i64>"


def broadcast_in_dim(draw: Draw) -> Instance:
    result = draw(shapes())
    dims = sorted(draw(st.sets(st.sampled_from(range(len(result)))) if result else st.just(())))
    shape = tuple(draw(st.sampled_from([1, result[dim]])) for dim in dims)
    return one(
        draw,
        f"stablehlo.broadcast_in_dim %0, dims = {listed(dims)} : ({{x}}) -> {{r}}",
        shape,
        result,
    )


def concatenate(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(ALL)), draw(shapes(1))
    dim = draw(st.integers(0, len(shape) - 1))
    sizes = draw(st.lists(st.integers(0, 3), min_size=1, max_size=3))
    parts = [(*shape[:dim], size, *shape[dim + 1 :]) for size in sizes]
    types = [tensor(part, element) for part in parts]
    result = tensor((*shape[:dim], sum(sizes), *shape[dim + 1 :]), element)
    names = ", ".join(f"%{i}" for i in range(len(sizes)))
    body = f"%r = stablehlo.concatenate {names}, dim = {dim} : ({', '.join(types)}) -> {result}"
    return Instance(program(body, types, [result]), [anything(draw, p, element) for p in parts])


def pad(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(ALL)), draw(shapes())
    inner = [draw(st.integers(0, 2)) for _ in shape]
    spread = [size + (size - 1) * gap for size, gap in zip(shape, inner, strict=True)]
    low = [draw(st.integers(-1, 2)) for _ in shape]
    high = [draw(st.integers(-min(size + a, 1), 2)) for size, a in zip(spread, low, strict=True)]
    result = tuple(size + a + b for size, a, b in zip(spread, low, high, strict=True))
    types = [tensor(shape, element), tensor((), element)]
    body = (
        f"%r = stablehlo.pad %0, %1, low = {listed(low)}, high = {listed(high)}, "
        f"interior = {listed(inner)} : ({', '.join(types)}) -> {tensor(result, element)}"
    )
    given = [anything(draw, shape, element), anything(draw, (), element)]
    return Instance(program(body, types, [tensor(result, element)]), given)


def reshape(draw: Draw) -> Instance:
    shape = draw(shapes())
    result = draw(st.permutations([*shape, 1])) if draw(st.booleans()) else [prod(shape)]
    return one(draw, "stablehlo.reshape %0 : ({x}) -> {r}", shape, tuple(result))


def reverse(draw: Draw) -> Instance:
    shape = draw(shapes(1))
    dims = draw(st.lists(st.integers(0, len(shape) - 1), unique=True))
    return one(draw, f"stablehlo.reverse %0, dims = {listed(dims)} : {{x}}", shape, shape)


def slice_(draw: Draw) -> Instance:
    shape = draw(shapes())
    starts = [draw(st.integers(0, size)) for size in shape]
    limits = [draw(st.integers(a, size)) for a, size in zip(starts, shape, strict=True)]
    steps = [draw(st.integers(1, 3)) for _ in shape]
    ranges = list(zip(starts, limits, steps, strict=True))
    text = ", ".join(f"{a}:{b}:{c}" for a, b, c in ranges)
    result = tuple(len(range(*bounds)) for bounds in ranges)
    return one(draw, f"stablehlo.slice %0 [{text}] : ({{x}}) -> {{r}}", shape, result)


def transpose(draw: Draw) -> Instance:
    shape = draw(shapes())
    order = draw(st.permutations(range(len(shape))))
    result = tuple(shape[dim] for dim in order)
    return one(
        draw, f"stablehlo.transpose %0, dims = {listed(order)} : ({{x}}) -> {{r}}", shape, result
    )


def bitcast_convert(draw: Draw) -> Instance:
    """Between types of one width, and of ratios of widths."""
    widths = {"i8": 8, "ui8": 8, "f16": 16, "bf16": 16, "i16": 16, "f32": 32, "ui32": 32, "f64": 64}
    source, target = (draw(st.sampled_from(sorted(widths))) for _ in range(2))
    shape = draw(shapes())
    wide, narrow = widths[source], widths[target]
    if narrow < wide:
        given, result = shape, (*shape, wide // narrow)
    else:
        given, result = (shape if narrow == wide else (*shape, narrow // wide)), shape
    types = tensor(given, source), tensor(result, target)
    body = f"%r = stablehlo.bitcast_convert %0 : ({types[0]}) -> {types[1]}"
    # Small numbers have no bits of NaN, which may change on the way.
    made = values(draw, given, source, 0, 60)
    return Instance(program(body, [types[0]], [types[1]]), [made])


def iota(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from((*INTEGERS, *FLOATS))), draw(shapes(1))
    type_ = tensor(shape, element)
    dim = draw(st.integers(0, len(shape) - 1))
    return Instance(program(f"%r = stablehlo.iota dim = {dim} : {type_}", [], [type_]), [])


def starts_of(draw: Draw, shape: Shape) -> list[Array]:
    """Start indices, also outside of the operand, where they are moved inside."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    return [random.integers(-2, size + 2, ()).astype(np.int32) for size in shape]


def dynamic_slice(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(ALL)), draw(shapes(1))
    sizes = tuple(draw(st.integers(0, size)) for size in shape)
    names = ", ".join(f"%{i + 1}" for i in range(len(shape)))
    types = [tensor(shape, element), *["tensor<i32>"] * len(shape)]
    result = tensor(sizes, element)
    body = (
        f"%r = stablehlo.dynamic_slice %0, {names}, sizes = {listed(sizes)} "
        f": ({', '.join(types)}) -> {result}"
    )
    return Instance(
        program(body, types, [result]), [anything(draw, shape, element), *starts_of(draw, shape)]
    )


def dynamic_update_slice(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(ALL)), draw(shapes(1))
    sizes = tuple(draw(st.integers(0, size)) for size in shape)
    names = ", ".join(f"%{i + 2}" for i in range(len(shape)))
    type_ = tensor(shape, element)
    types = [type_, tensor(sizes, element), *["tensor<i32>"] * len(shape)]
    body = f"%r = stablehlo.dynamic_update_slice %0, %1, {names} : ({', '.join(types)}) -> {type_}"
    given = [anything(draw, shape, element), anything(draw, sizes, element)]
    return Instance(program(body, types, [type_]), [*given, *starts_of(draw, shape)])


def gather(draw: Draw) -> Instance:
    """Index vectors over some dimensions, some of them dropped from the windows."""
    element, shape = draw(st.sampled_from(ALL)), draw(shapes(1))
    mapped = draw(st.lists(st.integers(0, len(shape) - 1), unique=True, min_size=1))
    dropped = sorted(dim for dim in mapped if draw(st.booleans()))
    sizes = [1 if d in dropped else draw(st.integers(1, n)) for d, n in enumerate(shape)]
    batch = draw(shapes(0, 2, 3))
    kept = [size for dim, size in enumerate(sizes) if dim not in dropped]
    rank = len(batch) + len(kept)
    offset = sorted(draw(st.permutations(range(rank)))[: len(kept)])
    left, inside = iter(batch), iter(kept)
    result = tuple(next(inside) if dim in offset else next(left) for dim in range(rank))
    indices = (*batch, len(mapped))
    types = [tensor(shape, element), tensor(indices, "i32")]
    body = f"""%r = "stablehlo.gather"(%0, %1) <{{dimension_numbers = #stablehlo.gather<
      offset_dims = {listed(offset)}, collapsed_slice_dims = {listed(dropped)},
      start_index_map = {listed(mapped)}, index_vector_dim = {len(batch)}>,
      slice_sizes = {array(sizes)}}}> : ({", ".join(types)}) -> {tensor(result, element)}"""
    given = [anything(draw, shape, element), values(draw, indices, "i32", -2, 5)]
    return Instance(program(body, types, [tensor(result, element)]), given)


def scatter(draw: Draw) -> Instance:
    """Updates added, or put at places that do not meet."""
    element, shape = draw(st.sampled_from(("f32", "f64", "i8", "ui32", "i64"))), draw(shapes(1))
    mapped = draw(st.lists(st.integers(0, len(shape) - 1), unique=True, min_size=1))
    dropped = sorted(dim for dim in mapped if draw(st.booleans()))
    window = [draw(st.integers(1, n)) for d, n in enumerate(shape) if d not in dropped]
    batch = draw(shapes(0, 2, 3))
    rank = len(batch) + len(window)
    offset = sorted(draw(st.permutations(range(rank)))[: len(window)])
    left, inside = iter(batch), iter(window)
    update = tuple(next(inside) if dim in offset else next(left) for dim in range(rank))
    types = [tensor(shape, element), tensor((*batch, len(mapped)), "i32"), tensor(update, element)]
    number = tensor((), element)
    name = draw(st.sampled_from(["add", "maximum", "multiply"]))
    body = f"""%r = "stablehlo.scatter"(%0, %1, %2) <{{scatter_dimension_numbers =
      #stablehlo.scatter<update_window_dims = {listed(offset)},
      inserted_window_dims = {listed(dropped)}, scatter_dims_to_operand_dims = {listed(mapped)},
      index_vector_dim = {len(batch)}>}}> ({{
      ^bb0(%a: {number}, %b: {number}):
        %s = stablehlo.{name} %a, %b : {number}
        stablehlo.return %s : {number}
      }}) : ({", ".join(types)}) -> {types[0]}"""
    # XLA leaves out whole windows that reach out, the specification their outer elements.
    own = iter(window)
    sizes = [0 if dim in dropped else next(own) for dim in range(len(shape))]
    columns = [
        values(draw, batch, "i32", *((-1, 4) if d in dropped else (0, shape[d] - sizes[d])))
        for d in mapped
    ]
    given = [
        values(draw, shape, element, 1, 3),
        np.stack(columns, axis=-1),
        values(draw, update, element, 1, 2),
    ]
    return Instance(program(body, types, [types[0]]), given, 4)


def tuples(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(ALL)), draw(shapes())
    t = tensor(shape, element)
    body = f"""%t = stablehlo.tuple %0, %1 : tuple<{t}, {t}>
      %g = stablehlo.get_tuple_element %t[1] : (tuple<{t}, {t}>) -> {t}
      %r = stablehlo.optimization_barrier %g : {t}"""
    given = [anything(draw, shape, element) for _ in range(2)]
    return Instance(program(body, [t, t], [t]), given)


def get_dimension_size(draw: Draw) -> Instance:
    shape = draw(shapes(1))
    x = tensor(shape, "f32")
    dim = draw(st.integers(0, len(shape) - 1))
    body = f"%r = stablehlo.get_dimension_size %0, dim = {dim} : ({x}) -> tensor<i32>"
    return Instance(program(body, [x], ["tensor<i32>"]), [anything(draw, shape, "f32")])


def constant(draw: Draw) -> Instance:
    element = draw(st.sampled_from(("i1", *INTEGERS, *FLOATS)))
    shape = draw(shapes())
    type_ = tensor(shape, element)
    made = values(draw, shape, element, 0, 7)
    words = str(made.astype(np.float64 if element in FLOATS else int).tolist())
    if element == "i1":
        words = str(made.tolist()).lower()
    body = f"%r = stablehlo.constant dense<{words}> : {type_}"
    assert made.dtype == dtype_of(element)
    return Instance(program(body, [], [type_]), [])


MAKERS: dict[str, Maker] = {
    "stablehlo.bitcast_convert": bitcast_convert,
    "stablehlo.broadcast_in_dim": broadcast_in_dim,
    "stablehlo.concatenate": concatenate,
    "stablehlo.constant": constant,
    "stablehlo.dynamic_slice": dynamic_slice,
    "stablehlo.dynamic_update_slice": dynamic_update_slice,
    "stablehlo.gather": gather,
    "stablehlo.get_dimension_size": get_dimension_size,
    "stablehlo.get_tuple_element": tuples,
    "stablehlo.iota": iota,
    "stablehlo.optimization_barrier": tuples,
    "stablehlo.pad": pad,
    "stablehlo.reshape": reshape,
    "stablehlo.reverse": reverse,
    "stablehlo.scatter": scatter,
    "stablehlo.slice": slice_,
    "stablehlo.transpose": transpose,
    "stablehlo.tuple": tuples,
}
