"""The ops of random programs: each function adds one, on operands that are there or made."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from partitioning.program import LARGEST, SIZES, ProgramText, t
from ttmlir_py.support.groups import groups_along


def elementwise(p: ProgramText) -> None:
    name, shape = p.pick()
    op = p.random.choice(["add", "subtract", "maximum", "minimum"])
    p.emit(f"stablehlo.{op} {name}, {p.like(shape)} : {t(shape)}", shape)


def select(p: ProgramText) -> None:
    name, shape = p.pick()
    other = p.like(shape)
    condition = p.define(
        f"stablehlo.compare GT, {name}, {other} : ({t(shape)}, {t(shape)}) -> {t(shape, 'i1')}"
    )
    p.emit(f"stablehlo.select {condition}, {other}, {name} : {t(shape, 'i1')}, {t(shape)}", shape)


def transpose(p: ProgramText) -> None:
    name, shape = p.pick(1)
    order = p.random.sample(range(len(shape)), len(shape))
    result = tuple(shape[d] for d in order)
    p.emit(f"stablehlo.transpose {name}, dims = {order} : ({t(shape)}) -> {t(result)}", result)


def reshape(p: ProgramText) -> None:
    name, shape = p.pick()
    rest, result = prod(shape), []
    for _ in range(p.random.randrange(3)):
        divisors = [d for d in (1, 2, 3, 4, 6, 8, 12) if rest % d == 0]
        result.append(p.random.choice(divisors))
        rest //= result[-1]
    result.insert(p.random.randrange(len(result) + 1), rest)
    p.emit(f"stablehlo.reshape {name} : ({t(shape)}) -> {t(tuple(result))}", tuple(result))


def broadcast(p: ProgramText) -> None:
    name, shape = p.pick()
    result = list(shape)
    dims = list(range(len(shape)))
    at = p.random.randrange(len(shape) + 1)
    result.insert(at, p.random.choice(SIZES))
    dims = [d + (d >= at) for d in dims]
    for dim in dims:
        if result[dim] == 1:
            result[dim] = p.random.choice([1, 4])
    if prod(result) <= LARGEST and len(result) < 5:
        p.emit(
            f"stablehlo.broadcast_in_dim {name}, dims = {dims} : ({t(shape)}) -> "
            f"{t(tuple(result))}",
            tuple(result),
        )


def dot(p: ProgramText) -> None:
    """A product with a value that shares a batch or a contracted dimension, or both."""
    name, lhs = p.pick(1)
    contracted = p.random.randrange(len(lhs))
    batch = next((d for d in range(len(lhs)) if d != contracted), None)
    if p.random.random() < 0.5:
        batch = None
    free = p.random.choice(SIZES)
    rhs = (lhs[contracted], free) if batch is None else (lhs[batch], lhs[contracted], free)
    rest = [lhs[d] for d in range(len(lhs)) if d not in (contracted, batch)]
    result = (*([] if batch is None else [lhs[batch]]), *rest, free)
    if prod(rhs) > LARGEST or prod(result) > LARGEST:
        return
    other = p.like(rhs)
    batching = "" if batch is None else f"batching_dims = [{batch}] x [0], "
    p.emit(
        f"stablehlo.dot_general {name}, {other}, {batching}contracting_dims = [{contracted}] x "
        f"[{len(rhs) - 2}] : ({t(lhs)}, {t(rhs)}) -> {t(result)}",
        result,
    )
    clamp(p)


def clamp(p: ProgramText) -> None:
    """Keep numbers small, so that all arithmetic is exact."""
    name, shape = p.values[-1]
    low, high = p.scalar(-8), p.scalar(8)
    p.emit(
        f"stablehlo.clamp {low}, {name}, {high} : (tensor<f32>, {t(shape)}, tensor<f32>) -> "
        f"{t(shape)}",
        shape,
    )


def reduce(p: ProgramText) -> None:
    name, shape = p.pick(1)
    dims = sorted(p.random.sample(range(len(shape)), p.random.randint(1, len(shape))))
    result = tuple(size for dim, size in enumerate(shape) if dim not in dims)
    op, start = p.random.choice([("add", 0), ("add", 3), ("maximum", -9), ("minimum", 5)])
    init = p.scalar(start)
    p.emit(
        f"stablehlo.reduce({name} init: {init}) applies stablehlo.{op} across dimensions = {dims} "
        f": ({t(shape)}, tensor<f32>) -> {t(result)}",
        result,
    )
    clamp(p)


def slice_(p: ProgramText) -> None:
    name, shape = p.pick(1)
    starts, limits, strides = [], [], []
    for size in shape:
        stride = p.random.choice([1, 1, 2])
        start = p.random.choice([0, 0, min(1, size - 1)])
        limit = p.random.choice([size, size, max(size // 2, start + 1)])
        starts.append(start)
        limits.append(limit)
        strides.append(stride)
    zipped = list(zip(starts, limits, strides, strict=True))
    result = tuple(-(-(limit - start) // stride) for start, limit, stride in zipped)
    ranges = ", ".join(f"{a}:{b}:{c}" for a, b, c in zipped)
    p.emit(f"stablehlo.slice {name} [{ranges}] : ({t(shape)}) -> {t(result)}", result)


def concatenate(p: ProgramText) -> None:
    name, shape = p.pick(1)
    dim = p.random.randrange(len(shape))
    result = tuple(size * 2 if d == dim else size for d, size in enumerate(shape))
    if prod(result) <= LARGEST:
        p.emit(
            f"stablehlo.concatenate {name}, {p.like(shape)}, dim = {dim} : "
            f"({t(shape)}, {t(shape)}) -> {t(result)}",
            result,
        )


def pad(p: ProgramText) -> None:
    name, shape = p.pick(1)
    low = [p.random.choice([0, 0, 1]) for _ in shape]
    high = [p.random.choice([0, 0, 1]) for _ in shape]
    result = tuple(a + size + b for a, size, b in zip(low, shape, high, strict=True))
    value = p.scalar(7)
    p.emit(
        f"stablehlo.pad {name}, {value}, low = {low}, high = {high}, interior = {[0] * len(shape)} "
        f": ({t(shape)}, tensor<f32>) -> {t(result)}",
        result,
    )


def reverse(p: ProgramText) -> None:
    name, shape = p.pick(1)
    p.emit(f"stablehlo.reverse {name}, dims = [{len(shape) - 1}] : {t(shape)}", shape)


def constant(p: ProgramText) -> None:
    shape = (p.random.choice([4, 8]), p.random.choice([2, 4]))
    period = p.random.choice([1, 2, 64])
    rows = [[(i * shape[1] + j) % period for j in range(shape[1])] for i in range(shape[0])]
    p.emit(f"stablehlo.constant dense<{[[float(v) for v in r] for r in rows]}> : {t(shape)}", shape)


def dynamic_slice(p: ProgramText) -> None:
    name, shape = p.pick(1)
    result = tuple(p.random.choice([size, max(size // 2, 1)]) for size in shape)
    starts = [p.scalar(p.random.randrange(3), "i32") for _ in shape]
    indices = ", ".join("tensor<i32>" for _ in shape)
    p.emit(
        f"stablehlo.dynamic_slice {name}, {', '.join(starts)}, sizes = {list(result)} : "
        f"({t(shape)}, {indices}) -> {t(result)}",
        result,
    )


def dynamic_update_slice(p: ProgramText) -> None:
    name, shape = p.pick(1)
    update_shape = tuple(p.random.choice([size, max(size // 2, 1)]) for size in shape)
    update = p.like(update_shape)
    starts = [p.scalar(p.random.randrange(3), "i32") for _ in shape]
    indices = ", ".join("tensor<i32>" for _ in shape)
    p.emit(
        f"stablehlo.dynamic_update_slice {name}, {update}, {', '.join(starts)} : "
        f"({t(shape)}, {t(update_shape)}, {indices}) -> {t(shape)}",
        shape,
    )


def gather(p: ProgramText) -> None:
    """Rows picked from a table by computed numbers."""
    name, shape = p.pick(2)
    count = p.random.choice([4, 8])
    numbers = p.define(f"stablehlo.iota dim = 0 : tensor<{count}xi32>")
    rest = list(range(1, len(shape)))
    result = (count, *shape[1:])
    p.emit(
        f'"stablehlo.gather"({name}, {numbers}) <{{dimension_numbers = #stablehlo.gather<'
        f"offset_dims = {rest}, collapsed_slice_dims = [0], start_index_map = [0], "
        f"index_vector_dim = 1>, slice_sizes = array<i64: 1{''.join(f', {s}' for s in shape[1:])}>"
        f"}}> : ({t(shape)}, tensor<{count}xi32>) -> {t(result)}",
        result,
    )


def scatter(p: ProgramText) -> None:
    """Rows added into a table at computed numbers."""
    name, shape = p.pick(2)
    updates = (8, *shape[1:])
    numbers = p.define("stablehlo.iota dim = 0 : tensor<8x1xi32>")
    update = p.like(updates)
    if p.random.random() < 0.5:
        zero = p.scalar(0)
        name = p.emit(
            f"stablehlo.broadcast_in_dim {zero}, dims = [] : (tensor<f32>) -> {t(shape)}", shape
        )
    window = list(range(1, len(shape)))
    p.emit(
        f'"stablehlo.scatter"({name}, {numbers}, {update}) <{{scatter_dimension_numbers = '
        f"#stablehlo.scatter<update_window_dims = {window}, inserted_window_dims = [0], "
        "scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}> ({\n"
        "^bb0(%a: tensor<f32>, %b: tensor<f32>):\n  %s = stablehlo.add %a, %b : tensor<f32>\n"
        f"  stablehlo.return %s : tensor<f32>\n}}) : ({t(shape)}, tensor<8x1xi32>, {t(updates)}) "
        f"-> {t(shape)}",
        shape,
    )
    clamp(p)


def cumulative_sum(p: ProgramText) -> None:
    name, shape = p.pick(1)
    dim = p.random.randrange(len(shape))
    window = [size if d == dim else 1 for d, size in enumerate(shape)]
    padding = [[size - 1 if d == dim else 0, 0] for d, size in enumerate(shape)]
    zero = p.scalar(0)
    p.emit(
        f'"stablehlo.reduce_window"({name}, {zero}) <{{padding = dense<{padding}> : '
        f"tensor<{len(shape)}x2xi64>, window_dimensions = array<i64: {str(window)[1:-1]}>}}> ({{\n"
        "^bb0(%a: tensor<f32>, %b: tensor<f32>):\n  %s = stablehlo.add %a, %b : tensor<f32>\n"
        f"  stablehlo.return %s : tensor<f32>\n}}) : ({t(shape)}, tensor<f32>) -> {t(shape)}",
        shape,
    )
    clamp(p)


def sort(p: ProgramText) -> None:
    name, shape = p.pick(1)
    dim = p.random.randrange(len(shape))
    p.emit(
        f'"stablehlo.sort"({name}) <{{dimension = {dim} : i64}}> ({{\n'
        "^bb0(%a: tensor<f32>, %b: tensor<f32>):\n"
        "  %s = stablehlo.compare LT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>\n"
        f"  stablehlo.return %s : tensor<i1>\n}}) : ({t(shape)}) -> {t(shape)}",
        shape,
    )


def constraint(p: ProgramText) -> None:
    name, shape = p.pick(1)
    sharding = p.sharding(shape, constraint=True)
    p.emit(f"sdy.sharding_constraint {name} {sharding} : {t(shape)}", shape)


def loop(p: ProgramText) -> None:
    """Two steps of a loop that carries a value and adds a captured one to it."""
    name, shape = p.pick(1)
    other = p.like(shape)
    zero, one, two = (p.scalar(n, "i32") for n in (0, 1, 2))
    result = f"%v{len(p.lines)}"
    p.lines.append(
        f"{result}:2 = stablehlo.while(%n = {zero}, %v = {name}) : tensor<i32>, {t(shape)}\n"
        f"cond {{\n  %l = stablehlo.compare LT, %n, {two} : (tensor<i32>, tensor<i32>) -> "
        "tensor<i1>\n  stablehlo.return %l : tensor<i1>\n} do {\n"
        f"  %m = stablehlo.add %n, {one} : tensor<i32>\n  %r = stablehlo.reverse %v, dims = [0] : "
        f"{t(shape)}\n  %u = stablehlo.add %r, {other} : {t(shape)}\n"
        f"  stablehlo.return %m, %u : tensor<i32>, {t(shape)}\n}}"
    )
    p.emit(f"stablehlo.add {result}#1, {name} : {t(shape)}", shape)
    clamp(p)


def convolution(p: ProgramText) -> None:
    """Over two spatial dimensions, perhaps in groups of features."""
    batch, size, features = (p.random.choice([2, 4, 8]) for _ in range(3))
    groups = p.random.choice([1, 2, features])
    image, kernel = (batch, size, 4, features), (1, 3, features // groups, 2 * features)
    result = (batch, size, 2, 2 * features)
    p.emit(
        f"stablehlo.convolution({p.like(image)}, {p.like(kernel)}) dim_numbers = "
        "[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} "
        f"{{batch_group_count = 1 : i64, feature_group_count = {groups} : i64}} : "
        f"({t(image)}, {t(kernel)}) -> {t(result)}",
        result,
    )
    clamp(p)


def manual_computation(p: ProgramText) -> None:
    """A piece that is written for one chip along some axes: it sums over them."""
    name, shape = p.pick(1)
    axis = p.random.choice(sorted(p.mesh))
    size = p.mesh[axis]
    dim = next((d for d, n in enumerate(shape) if n % size == 0), None)
    if dim is None:
        return
    local = tuple(n // size if d == dim else n for d, n in enumerate(shape))
    dims = ", ".join("{" + f'"{axis}"' * (d == dim) + "}" for d in range(len(shape)))
    whole = ", ".join("{}" for _ in shape)
    groups = groups_along(tuple(p.mesh.values()), [list(p.mesh).index(axis)])
    rows = str([list(group) for group in groups])
    p.emit(
        f"sdy.manual_computation({name}) in_shardings=[<@mesh, [{dims}]>] "
        f'out_shardings=[<@mesh, [{whole}]>] manual_axes={{"{axis}"}} (%local: {t(local)}) {{\n'
        '%sum = "stablehlo.all_reduce"(%local) <{channel_handle = #stablehlo.channel_handle<'
        f"handle = 1, type = 1>, replica_groups = dense<{rows}> : tensor<{len(groups)}x{size}xi64>,"
        " use_global_device_ids}> ({\n^bb0(%a: tensor<f32>, %b: tensor<f32>):\n"
        "%s = stablehlo.add %a, %b : tensor<f32>\nstablehlo.return %s : tensor<f32>\n"
        f"}}) : ({t(local)}) -> {t(local)}\n%double = stablehlo.add %sum, %sum : {t(local)}\n"
        f"sdy.return %double : {t(local)}\n}} : ({t(shape)}) -> {t(local)}",
        local,
    )
    clamp(p)


OPS: list[Callable[[ProgramText], None]] = [
    broadcast,
    concatenate,
    constant,
    constraint,
    convolution,
    cumulative_sum,
    dot,
    dot,
    dynamic_slice,
    dynamic_update_slice,
    elementwise,
    elementwise,
    gather,
    loop,
    manual_computation,
    pad,
    reduce,
    reduce,
    reshape,
    reshape,
    reverse,
    scatter,
    select,
    slice_,
    sort,
    transpose,
]
