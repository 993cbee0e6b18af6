"""Random instances of ops that move elements: views, windows, indices."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import NamedTuple

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
    any_shapes,
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
    return Instance(text, [anything(draw, shape, element)], exact=True)


def listed(numbers: Iterable[object]) -> str:
    """`[1, 2]`."""
    return f"[{', '.join(map(str, numbers))}]"


def array(numbers: Iterable[object]) -> str:
    """`array<i64: 1, 2>`."""
    inner = listed(numbers)[1:-1]
    return f"array<i64: {inner}>" if inner else "array<i64>"


def broadcast_in_dim(draw: Draw) -> Instance:
    result = draw(any_shapes())
    dims = sorted(draw(st.sets(st.sampled_from(range(len(result)))) if result else st.just(())))
    shape = tuple(draw(st.sampled_from([1, result[dim]])) for dim in dims)
    return one(
        draw,
        f"stablehlo.broadcast_in_dim %0, dims = {listed(dims)} : ({{x}}) -> {{r}}",
        shape,
        result,
    )


def concatenate(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(ALL)), draw(any_shapes(1))
    dim = draw(st.integers(0, len(shape) - 1))
    sizes = draw(st.lists(st.integers(0, 3), min_size=1, max_size=3))
    parts = [(*shape[:dim], size, *shape[dim + 1 :]) for size in sizes]
    types = [tensor(part, element) for part in parts]
    result = tensor((*shape[:dim], sum(sizes), *shape[dim + 1 :]), element)
    names = ", ".join(f"%{i}" for i in range(len(sizes)))
    body = f"%r = stablehlo.concatenate {names}, dim = {dim} : ({', '.join(types)}) -> {result}"
    return Instance(program(body, types, [result]), [anything(draw, p, element) for p in parts])


def pad(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(ALL)), draw(any_shapes())
    inner = [draw(st.integers(0, 2)) for _ in shape]
    spread = [size + max(size - 1, 0) * gap for size, gap in zip(shape, inner, strict=True)]
    low = [draw(st.integers(-min(size, 1), 2)) for size in spread]
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
    shape = draw(any_shapes())
    result = draw(st.permutations([*shape, 1])) if draw(st.booleans()) else [prod(shape)]
    return one(draw, "stablehlo.reshape %0 : ({x}) -> {r}", shape, tuple(result))


def reverse(draw: Draw) -> Instance:
    shape = draw(any_shapes(1))
    dims = draw(st.lists(st.integers(0, len(shape) - 1), unique=True))
    return one(draw, f"stablehlo.reverse %0, dims = {listed(dims)} : {{x}}", shape, shape)


def slice_(draw: Draw) -> Instance:
    shape = draw(any_shapes())
    starts = [draw(st.integers(0, size)) for size in shape]
    limits = [draw(st.integers(a, size)) for a, size in zip(starts, shape, strict=True)]
    steps = [draw(st.integers(1, 3)) for _ in shape]
    ranges = list(zip(starts, limits, steps, strict=True))
    text = ", ".join(f"{a}:{b}:{c}" for a, b, c in ranges)
    result = tuple(len(range(*bounds)) for bounds in ranges)
    return one(draw, f"stablehlo.slice %0 [{text}] : ({{x}}) -> {{r}}", shape, result)


def transpose(draw: Draw) -> Instance:
    shape = draw(any_shapes())
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
    element, shape = draw(st.sampled_from((*INTEGERS, *FLOATS))), draw(any_shapes(1))
    type_ = tensor(shape, element)
    dim = draw(st.integers(0, len(shape) - 1))
    return Instance(program(f"%r = stablehlo.iota dim = {dim} : {type_}", [], [type_]), [])


def starts_of(draw: Draw, shape: Shape) -> list[Array]:
    """Start indices, also outside of the operand, where they are moved inside."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    return [random.integers(-2, size + 2, ()).astype(np.int32) for size in shape]


def dynamic_slice(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(ALL)), draw(any_shapes(1))
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
    element, shape = draw(st.sampled_from(ALL)), draw(any_shapes(1))
    sizes = tuple(draw(st.integers(0, size)) for size in shape)
    names = ", ".join(f"%{i + 2}" for i in range(len(shape)))
    type_ = tensor(shape, element)
    types = [type_, tensor(sizes, element), *["tensor<i32>"] * len(shape)]
    body = f"%r = stablehlo.dynamic_update_slice %0, %1, {names} : ({', '.join(types)}) -> {type_}"
    given = [anything(draw, shape, element), anything(draw, sizes, element)]
    return Instance(program(body, types, [type_]), [*given, *starts_of(draw, shape)])


class Places(NamedTuple):
    """Windows of an operand at computed places: what a gather and a scatter have in common."""

    shape: Shape
    """The operand's."""
    sizes: list[int]
    """The window's in every dimension of the operand."""
    mapped: list[int]
    """The dimensions that an index vector has numbers for."""
    dropped: list[int]
    """Of them, those that the windows are without."""
    batched: list[int]
    """The dimensions that go along with dimensions of the indices."""
    batches: list[int]
    """Those of the indices."""
    vector: int
    """The dimension of the index vectors."""
    indices: Shape
    offset: list[int]
    """The dimensions of the windows in the result."""
    result: Shape


def places(draw: Draw) -> Places:
    """Index vectors over some dimensions, batches over others, windows laid out anyhow."""
    shape = draw(shapes(1))
    order = draw(st.permutations(range(len(shape))))
    count = draw(st.integers(1, len(shape)))
    mapped = list(order[:count])
    batched = sorted(dim for dim in order[count:] if draw(st.booleans()))
    dropped = sorted(dim for dim in mapped if draw(st.booleans()))
    gone = {*dropped, *batched}
    sizes = [1 if dim in gone else draw(st.integers(1, n)) for dim, n in enumerate(shape)]
    free = draw(shapes(0, 2, 3))
    lead = [(None, size) for size in free] + [(dim, shape[dim]) for dim in batched]
    lead = list(draw(st.permutations(lead)))
    vector = draw(st.integers(0, len(lead)))
    batch = [size for _, size in lead]
    indices = (*batch[:vector], len(mapped), *batch[vector:])
    at = {dim: place + (place >= vector) for place, (dim, _) in enumerate(lead)}
    kept = [size for dim, size in enumerate(sizes) if dim not in gone]
    rank = len(batch) + len(kept)
    offset = sorted(draw(st.permutations(range(rank)))[: len(kept)])
    left, inside = iter(batch), iter(kept)
    result = tuple(next(inside) if dim in offset else next(left) for dim in range(rank))
    batches = [at[dim] for dim in batched]
    return Places(shape, sizes, mapped, dropped, batched, batches, vector, indices, offset, result)


def gather(draw: Draw) -> Instance:
    """Slices, also of places outside of the operand, which are moved inside."""
    element, each = draw(st.sampled_from(ALL)), places(draw)
    index = draw(st.sampled_from(("i8", "i32", "i64", "ui8", "ui32")))
    types = [tensor(each.shape, element), tensor(each.indices, index)]
    result = tensor(each.result, element)
    body = f"""%r = "stablehlo.gather"(%0, %1) <{{dimension_numbers = #stablehlo.gather<
      offset_dims = {listed(each.offset)}, collapsed_slice_dims = {listed(each.dropped)},
      operand_batching_dims = {listed(each.batched)},
      start_indices_batching_dims = {listed(each.batches)},
      start_index_map = {listed(each.mapped)}, index_vector_dim = {each.vector}>,
      slice_sizes = {array(each.sizes)}}}> : ({", ".join(types)}) -> {result}"""
    low = 0 if index.startswith("u") else -2
    given = [anything(draw, each.shape, element), values(draw, each.indices, index, low, 5)]
    return Instance(program(body, types, [result]), given, exact=True)


def scatter(draw: Draw) -> Instance:
    """Updates of one or two operands, combined one after the other."""
    elements = draw(st.lists(st.sampled_from(SCATTERED), min_size=1, max_size=2))
    if {"f32", "f64"} <= set(elements):  # which XLA does not mix
        elements = elements[:1]
    each, count = places(draw), len(elements)
    operands = [tensor(each.shape, element) for element in elements]
    updates = [tensor(each.result, element) for element in elements]
    types = [*operands, tensor(each.indices, "i32"), *updates]
    scalars = [tensor((), element) for element in elements]
    names = [draw(st.sampled_from(["add", "maximum", "multiply"])) for _ in elements]
    olds, news = ([f"%{letter}{i}" for i in range(count)] for letter in "ab")
    arguments = zip((*olds, *news), scalars * 2, strict=True)
    lines = [
        f"%s{i} = stablehlo.{name} %a{i}, %b{i} : {scalar}"
        for i, (name, scalar) in enumerate(zip(names, scalars, strict=True))
    ]
    sums = ", ".join(f"%s{i}" for i in range(count))
    body = f"""%r{f":{count}" if count > 1 else ""} = "stablehlo.scatter"
      ({", ".join(f"%{i}" for i in range(len(types)))}) <{{scatter_dimension_numbers =
      #stablehlo.scatter<update_window_dims = {listed(each.offset)},
      inserted_window_dims = {listed(each.dropped)}, input_batching_dims = {listed(each.batched)},
      scatter_indices_batching_dims = {listed(each.batches)},
      scatter_dims_to_operand_dims = {listed(each.mapped)},
      index_vector_dim = {each.vector}>}}> ({{
      ^bb0({", ".join(f"{name}: {scalar}" for name, scalar in arguments)}):
        {NEWLINE.join(lines)}
        stablehlo.return {sums} : {", ".join(scalars)}
      }}) : ({", ".join(types)}) -> ({", ".join(operands)})"""
    given = [
        *(values(draw, each.shape, element, 1, 3) for element in elements),
        _inside(draw, each),
        *(values(draw, each.result, element, 1, 2) for element in elements),
    ]
    return Instance(program(body, types, operands), given, 4)


SCATTERED = ("f32", "f64", "i8", "ui32", "i64")
NEWLINE = "\n"


def _inside(draw: Draw, each: Places) -> Array:
    """Places of windows that do not reach out, of single elements also outside.

    XLA leaves out whole windows that reach out, the specification their outer elements.
    """
    batch = (*each.indices[: each.vector], *each.indices[each.vector + 1 :])
    ranges = [
        (-1, 4) if dim in each.dropped else (0, each.shape[dim] - each.sizes[dim])
        for dim in each.mapped
    ]
    columns = [values(draw, batch, "i32", *bounds) for bounds in ranges]
    return np.stack(columns, axis=each.vector)


def tuples(draw: Draw) -> Instance:
    element, shape = draw(st.sampled_from(ALL)), draw(any_shapes())
    t = tensor(shape, element)
    body = f"""%t = stablehlo.tuple %0, %1 : tuple<{t}, {t}>
      %g = stablehlo.get_tuple_element %t[1] : (tuple<{t}, {t}>) -> {t}
      %r = stablehlo.optimization_barrier %g : {t}"""
    given = [anything(draw, shape, element) for _ in range(2)]
    return Instance(program(body, [t, t], [t]), given)


def get_dimension_size(draw: Draw) -> Instance:
    shape = draw(any_shapes(1))
    x = tensor(shape, "f32")
    dim = draw(st.integers(0, len(shape) - 1))
    body = f"%r = stablehlo.get_dimension_size %0, dim = {dim} : ({x}) -> tensor<i32>"
    return Instance(program(body, [x], ["tensor<i32>"]), [anything(draw, shape, "f32")])


def constant(draw: Draw) -> Instance:
    element = draw(st.sampled_from(("i1", *INTEGERS, *FLOATS)))
    shape = draw(any_shapes())
    type_ = tensor(shape, element)
    made = values(draw, shape, element, 0, 7)
    words = str(made.astype(np.float64 if element in FLOATS else int).tolist())
    if element == "i1":
        words = str(made.tolist()).lower()
    if not made.size:
        words = ""
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
