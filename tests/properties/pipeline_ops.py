"""More ops of random programs: windows, branches, several operands, bits, barriers, composites."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from partitioning.ops import clamp
from partitioning.program import LARGEST, ProgramText, Shape, t

ADD = "%s = stablehlo.add %a, %b : tensor<f32>\n  stablehlo.return %s : tensor<f32>"
MAXIMUM = "%s = stablehlo.maximum %a, %b : tensor<f32>\n  stablehlo.return %s : tensor<f32>"
PAIR = "^bb0(%a: tensor<f32>, %b: tensor<f32>):\n  "


def pool(p: ProgramText) -> None:
    """The largest of windows, with steps, gaps and padding."""
    name, shape = p.pick(1)
    window = [p.random.choice([1, min(2, n)]) for n in shape]
    strides = [p.random.choice([1, 1, 2]) for _ in shape]
    padding = [[p.random.choice([0, 1]) if w > 1 else 0, 0] for w in window]
    result = tuple(
        (n + low - w) // s + 1
        for n, w, s, (low, _) in zip(shape, window, strides, padding, strict=True)
    )
    start = p.scalar(-9)
    p.emit(
        f'"stablehlo.reduce_window"({name}, {start}) <{{padding = dense<{padding}> : '
        f"tensor<{len(shape)}x2xi64>, window_dimensions = array<i64: {str(window)[1:-1]}>, "
        f"window_strides = array<i64: {str(strides)[1:-1]}>}}> ({{\n{PAIR}{MAXIMUM}\n}}) : "
        f"({t(shape)}, tensor<f32>) -> {t(result)}",
        result,
    )


def select_and_scatter(p: ProgramText) -> None:
    """Values go where the largest of each pair stands."""
    name, shape = p.pick(1)
    dim = p.random.randrange(len(shape))
    if shape[dim] % 2:
        return
    source = tuple(n // 2 if d == dim else n for d, n in enumerate(shape))
    window = [2 if d == dim else 1 for d in range(len(shape))]
    zero = p.scalar(0)
    p.emit(
        f'"stablehlo.select_and_scatter"({name}, {p.like(source)}, {zero}) <{{padding = '
        f"dense<0> : tensor<{len(shape)}x2xi64>, window_dimensions = array<i64: "
        f"{str(window)[1:-1]}>, window_strides = array<i64: {str(window)[1:-1]}>}}> ({{\n{PAIR}"
        "%s = stablehlo.compare GE, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>\n"
        f"  stablehlo.return %s : tensor<i1>\n}}, {{\n{PAIR}{ADD}\n}}) : "
        f"({t(shape)}, {t(source)}, tensor<f32>) -> {t(shape)}",
        shape,
    )
    clamp(p)


def branch(p: ProgramText) -> None:
    """One of two values, each computed where it is needed."""
    name, shape = p.pick()
    other = p.like(shape)
    number = p.scalar(p.random.randrange(3), "i32")
    p.emit(
        f'"stablehlo.case"({number}) ({{\n%n = stablehlo.negate {name} : {t(shape)}\n'
        f"stablehlo.return %n : {t(shape)}\n}}, {{\n"
        f"%m = stablehlo.maximum {other}, {name} : {t(shape)}\n"
        f"stablehlo.return %m : {t(shape)}\n}}) : (tensor<i32>) -> {t(shape)}",
        shape,
    )


def sort_by_key(p: ProgramText) -> None:
    name, shape = p.pick(1)
    other, dim = p.like(shape), p.random.randrange(len(shape))
    result = f"%v{len(p.lines)}"
    p.lines.append(
        f'{result}:2 = "stablehlo.sort"({name}, {other}) <{{dimension = {dim} : i64, is_stable = '
        "true}> ({\n^bb0(%a: tensor<f32>, %b: tensor<f32>, %c: tensor<f32>, %d: tensor<f32>):\n"
        "  %l = stablehlo.compare GT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>\n"
        f"  stablehlo.return %l : tensor<i1>\n}}) : ({t(shape)}, {t(shape)}) -> "
        f"({t(shape)}, {t(shape)})"
    )
    p.emit(f"stablehlo.subtract {result}#0, {result}#1 : {t(shape)}", shape)
    clamp(p)


def place_of_largest(p: ProgramText) -> None:
    """A reduction of two operands at once, as JAX writes an argmax."""
    name, shape = p.pick(1)
    dim = p.random.randrange(len(shape))
    kept = tuple(n for d, n in enumerate(shape) if d != dim)
    places = p.define(f"stablehlo.iota dim = {dim} : {t(shape, 'i32')}")
    lowest, zero = p.scalar(-99), p.scalar(0, "i32")
    result = f"%v{len(p.lines)}"
    p.lines.append(
        f"{result}:2 = stablehlo.reduce({name} init: {lowest}), ({places} init: {zero}) across "
        f"dimensions = [{dim}] : ({t(shape)}, {t(shape, 'i32')}, tensor<f32>, tensor<i32>) -> "
        f"({t(kept)}, {t(kept, 'i32')})\n"
        "reducer(%a: tensor<f32>, %b: tensor<f32>) (%i: tensor<i32>, %j: tensor<i32>) {\n"
        "  %gt = stablehlo.compare GT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>\n"
        "  %eq = stablehlo.compare EQ, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>\n"
        "  %lt = stablehlo.compare LT, %i, %j : (tensor<i32>, tensor<i32>) -> tensor<i1>\n"
        "  %tie = stablehlo.and %eq, %lt : tensor<i1>\n"
        "  %first = stablehlo.or %gt, %tie : tensor<i1>\n"
        "  %x = stablehlo.maximum %a, %b : tensor<f32>\n"
        "  %k = stablehlo.select %first, %i, %j : tensor<i1>, tensor<i32>\n"
        "  stablehlo.return %x, %k : tensor<f32>, tensor<i32>\n}"
    )
    p.emit(f"stablehlo.convert {result}#1 : ({t(kept, 'i32')}) -> {t(kept)}", kept)
    clamp(p)


def bits(p: ProgramText) -> None:
    """Numbers as pairs of halves and back."""
    name, shape = p.pick()
    halves = p.define(
        f"stablehlo.bitcast_convert {name} : ({t(shape)}) -> {t((*shape, 2), 'ui16')}"
    )
    p.emit(f"stablehlo.bitcast_convert {halves} : ({t((*shape, 2), 'ui16')}) -> {t(shape)}", shape)


def pad_inside(p: ProgramText) -> None:
    """Between the elements too, and less than nothing at an end."""
    name, shape = p.pick(1)
    inside = [p.random.choice([0, 0, 1]) for _ in shape]
    high = [p.random.choice([0, 1, -1]) if n > 1 else 0 for n in shape]
    result = tuple(n + (n - 1) * i + h for n, i, h in zip(shape, inside, high, strict=True))
    if prod(result) <= LARGEST:
        value = p.scalar(3)
        p.emit(
            f"stablehlo.pad {name}, {value}, low = {[0] * len(shape)}, high = {high}, interior = "
            f"{inside} : ({t(shape)}, tensor<f32>) -> {t(result)}",
            result,
        )


def product_over_two(p: ProgramText) -> None:
    """A product that sums over two dimensions at once."""
    name, shape = p.pick(2)
    first, second = p.random.sample(range(len(shape)), 2)
    rest = tuple(n for d, n in enumerate(shape) if d not in (first, second))
    other_shape: Shape = (shape[second], 4, shape[first])
    result = (*rest, 4)
    if prod(other_shape) > LARGEST:
        return
    other = p.like(other_shape)
    p.emit(
        f"stablehlo.dot_general {name}, {other}, contracting_dims = [{first}, {second}] x [2, 0] : "
        f"({t(shape)}, {t(other_shape)}) -> {t(result)}",
        result,
    )
    clamp(p)


def pick_elements(p: ProgramText) -> None:
    """Single elements by two numbers each, which may lie outside."""
    name, shape = p.pick(2)
    rest = shape[2:]
    numbers = p.define("stablehlo.iota dim = 0 : tensor<8x2xi32>")
    result = (8, *rest)
    windows = ", ".join(map(str, (1, 1, *rest)))
    offsets = list(range(1, len(result)))
    p.emit(
        f'"stablehlo.gather"({name}, {numbers}) <{{dimension_numbers = #stablehlo.gather<'
        f"offset_dims = {offsets}, collapsed_slice_dims = [0, 1], start_index_map = [1, 0], "
        f"index_vector_dim = 1>, slice_sizes = array<i64: {windows}>}}> : "
        f"({t(shape)}, tensor<8x2xi32>) -> {t(result)}",
        result,
    )


def pick_with_batches(p: ProgramText) -> None:
    """From every row its own elements."""
    name, shape = p.pick(2)
    numbers = p.define(f"stablehlo.iota dim = 1 : tensor<{shape[0]}x4xi32>")
    result = (shape[0], 4, *shape[2:])
    windows = ", ".join(map(str, (1, 1, *shape[2:])))
    offsets = list(range(2, len(result)))
    p.emit(
        f'"stablehlo.gather"({name}, {numbers}) <{{dimension_numbers = #stablehlo.gather<'
        f"offset_dims = {offsets}, collapsed_slice_dims = [1], operand_batching_dims = [0], "
        "start_indices_batching_dims = [0], start_index_map = [1], index_vector_dim = 2>, "
        f"slice_sizes = array<i64: {windows}>}}> : "
        f"({t(shape)}, tensor<{shape[0]}x4xi32>) -> {t(result)}",
        result,
    )


def barrier(p: ProgramText) -> None:
    name, shape = p.pick()
    other, other_shape = p.pick()
    result = f"%v{len(p.lines)}"
    types = f"{t(shape)}, {t(other_shape)}"
    p.lines.append(f"{result}:2 = stablehlo.optimization_barrier {name}, {other} : {types}")
    p.emit(f"stablehlo.negate {result}#0 : {t(shape)}", shape)


def custom_constraint(p: ProgramText) -> None:
    """A constraint as PyTorch's programs have it."""
    name, shape = p.pick(1)
    sharding = p.sharding(shape).replace(", ?", "").replace("?", "").replace('"', "\\22")
    p.emit(
        f"stablehlo.custom_call @tt.sharding_constraint({name}) {{mhlo.frontend_attributes = "
        f'{{xla.sdy.sharding = "#sdy.sharding_per_value<[{sharding}]>"}}}} : ({t(shape)}) -> '
        f"{t(shape)}",
        shape,
    )


def repeat(p: ProgramText) -> None:
    """The same value several times, along a dimension or a new one."""
    name, shape = p.pick(1)
    dim, count = p.random.randrange(len(shape)), p.random.choice([2, 3, 4])
    result = tuple(n * count if d == dim else n for d, n in enumerate(shape))
    if prod(result) <= LARGEST:
        types = ", ".join([t(shape)] * count)
        p.emit(
            f"stablehlo.concatenate {', '.join([name] * count)}, dim = {dim} : "
            f"({types}) -> {t(result)}",
            result,
        )


MORE_OPS: list[Callable[[ProgramText], None]] = [
    barrier,
    bits,
    branch,
    custom_constraint,
    pad_inside,
    pick_elements,
    pick_with_batches,
    place_of_largest,
    pool,
    product_over_two,
    repeat,
    select_and_scatter,
    sort_by_key,
]
