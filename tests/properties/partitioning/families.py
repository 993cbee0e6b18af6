"""Further ops of random programs, and all of them by family."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from partitioning import ops
from partitioning.program import ProgramText, Shape, t

Adder = Callable[[ProgramText], None]


def unary(p: ProgramText) -> None:
    name, shape = p.pick()
    op = p.random.choice(["abs", "negate", "floor", "ceil", "sign", "round_nearest_even"])
    p.emit(f"stablehlo.{op} {name} : {t(shape)}", shape)


def through_integers(p: ProgramText) -> None:
    """Bits of the numbers as integers, shifted and put together."""
    name, shape = p.pick()
    whole, f32 = t(shape, "i32"), t(shape)
    integer = p.define(f"stablehlo.convert {name} : ({f32}) -> {whole}")
    op = p.random.choice(["and", "or", "xor", "multiply", "maximum"])
    mixed = p.define(f"stablehlo.{op} {integer}, {integer} : {whole}")
    p.emit(f"stablehlo.convert {mixed} : ({whole}) -> {f32}", shape)
    ops.clamp(p)


def limits(p: ProgramText) -> None:
    name, shape = p.pick()
    low, high = p.like(shape), p.like(shape)
    p.emit(f"stablehlo.clamp {low}, {name}, {high} : {t(shape)}", shape)


def counting(p: ProgramText) -> None:
    shape = tuple(p.random.choice([2, 3, 4, 6]) for _ in range(p.random.randint(1, 3)))
    p.iota(shape)


def batched_dot(p: ProgramText) -> None:
    batch, rows, inner, columns = (p.random.choice([2, 3, 4, 6]) for _ in range(4))
    lhs, rhs = (batch, rows, inner), (batch, inner, columns)
    result = (batch, rows, columns)
    p.emit(
        f"stablehlo.dot_general {p.like(lhs)}, {p.like(rhs)}, batching_dims = [0] x [0], "
        f"contracting_dims = [2] x [1] : ({t(lhs)}, {t(rhs)}) -> {t(result)}",
        result,
    )
    ops.clamp(p)


def _window(size: int, shape: Shape) -> list[int]:
    return [size if d == len(shape) - 1 and shape[d] % size == 0 else 1 for d in range(len(shape))]


def max_pool(p: ProgramText) -> None:
    """The largest of windows next to one another, or of windows that overlap."""
    name, shape = p.pick(1)
    window = _window(2, shape)
    strides = window if p.random.random() < 0.5 else [1] * len(shape)
    result = tuple((n - w) // s + 1 for n, w, s in zip(shape, window, strides, strict=True))
    low = p.scalar(-9)
    p.emit(
        f'"stablehlo.reduce_window"({name}, {low}) <{{window_dimensions = array<i64: '
        f"{str(window)[1:-1]}>, window_strides = array<i64: {str(strides)[1:-1]}>}}> ({{\n"
        "^bb0(%a: tensor<f32>, %b: tensor<f32>):\n  %s = stablehlo.maximum %a, %b : tensor<f32>\n"
        f"  stablehlo.return %s : tensor<f32>\n}}) : ({t(shape)}, tensor<f32>) -> {t(result)}",
        result,
    )


def unpool(p: ProgramText) -> None:
    """Numbers put where the largest elements of windows are."""
    name, shape = p.pick(1)
    window = _window(2, shape)
    source = tuple(n // w for n, w in zip(shape, window, strict=True))
    sizes = str(window)[1:-1]
    p.emit(
        f'"stablehlo.select_and_scatter"({name}, {p.like(source)}, {p.scalar(0)}) '
        f"<{{window_dimensions = array<i64: {sizes}>, window_strides = array<i64: {sizes}>}}> ({{\n"
        "^bb0(%a: tensor<f32>, %b: tensor<f32>):\n"
        "  %s = stablehlo.compare GE, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>\n"
        "  stablehlo.return %s : tensor<i1>\n}, {\n"
        "^bb0(%a: tensor<f32>, %b: tensor<f32>):\n  %s = stablehlo.add %a, %b : tensor<f32>\n"
        f"  stablehlo.return %s : tensor<f32>\n}}) : ({t(shape)}, {t(source)}, tensor<f32>) -> "
        f"{t(shape)}",
        shape,
    )
    ops.clamp(p)


def largest_with_place(p: ProgramText) -> None:
    """The largest element and its place, as one reduction of two tensors."""
    name, shape = p.pick(1)
    dim = p.random.randrange(len(shape))
    places = p.define(f"stablehlo.iota dim = {dim} : {t(shape, 'i32')}")
    low, none = p.scalar(-9), p.scalar(0, "i32")
    result = tuple(n for d, n in enumerate(shape) if d != dim)
    number = f"%v{len(p.lines)}"
    p.lines.append(
        f'{number}:2 = "stablehlo.reduce"({name}, {places}, {low}, {none}) <{{dimensions = '
        f"array<i64: {dim}>}}> ({{\n"
        "^bb0(%a: tensor<f32>, %i: tensor<i32>, %b: tensor<f32>, %j: tensor<i32>):\n"
        "  %more = stablehlo.compare GT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>\n"
        "  %same = stablehlo.compare EQ, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>\n"
        "  %less = stablehlo.compare LT, %i, %j : (tensor<i32>, tensor<i32>) -> tensor<i1>\n"
        "  %first = stablehlo.and %same, %less : tensor<i1>\n"
        "  %take = stablehlo.or %more, %first : tensor<i1>\n"
        "  %v = stablehlo.select %take, %a, %b : tensor<i1>, tensor<f32>\n"
        "  %k = stablehlo.select %take, %i, %j : tensor<i1>, tensor<i32>\n"
        "  stablehlo.return %v, %k : tensor<f32>, tensor<i32>\n}) : "
        f"({t(shape)}, {t(shape, 'i32')}, tensor<f32>, tensor<i32>) -> "
        f"({t(result)}, {t(result, 'i32')})"
    )
    p.emit(f"stablehlo.convert {number}#1 : ({t(result, 'i32')}) -> {t(result)}", result)


def shifted(p: ProgramText) -> None:
    """A padding that moves the elements and keeps the shape."""
    name, shape = p.pick(1)
    low = [p.random.choice([-1, 0, 1]) for _ in shape]
    high = [-n for n in low]
    zeros = [0] * len(shape)
    number = p.scalar(p.random.choice([0, 3]))
    p.emit(
        f"stablehlo.pad {name}, {number}, low = {low}, high = {high}, interior = {zeros} : "
        f"({t(shape)}, tensor<f32>) -> {t(shape)}",
        shape,
    )


def normalization(p: ProgramText) -> None:
    """Elements less a mean, over the root of a variance: powers of two, so that it is exact."""
    name, shape = p.pick(2)
    features = (shape[-1],)
    one, four = (
        p.define(f"stablehlo.constant dense<{number}.0> : {t(features)}") for number in (1, 4)
    )
    p.emit(
        f'"stablehlo.batch_norm_inference"({name}, {one}, {p.like(features)}, '
        f"{p.like(features)}, {four}) <{{epsilon = 0.0 : f32, feature_index = "
        f"{len(shape) - 1} : i64}}> : ({t(shape)}, {t(features)}, {t(features)}, {t(features)}, "
        f"{t(features)}) -> {t(shape)}",
        shape,
    )
    p.emit(f"stablehlo.floor {p.values[-1][0]} : {t(shape)}", shape)
    ops.clamp(p)


def triangle(p: ProgramText) -> None:
    """A system of equations whose matrix is that of ones and a diagonal: solved exactly."""
    name, shape = p.pick(2)
    rows = shape[-2]
    matrix = (*shape[:-2], rows, rows)
    row, column = (
        p.define(f"stablehlo.iota dim = {len(shape) - 2 + n} : {t(matrix)}") for n in (0, 1)
    )
    equal = p.define(
        f"stablehlo.compare EQ, {row}, {column} : ({t(matrix)}, {t(matrix)}) -> {t(matrix, 'i1')}"
    )
    unit = p.define(f"stablehlo.convert {equal} : ({t(matrix, 'i1')}) -> {t(matrix)}")
    p.emit(
        f'"stablehlo.triangular_solve"({unit}, {name}) <{{left_side = true, lower = true, '
        "unit_diagonal = false, transpose_a = #stablehlo<transpose NO_TRANSPOSE>}> : "
        f"({t(matrix)}, {t(shape)}) -> {t(shape)}",
        shape,
    )


def square_root_of_matrix(p: ProgramText) -> None:
    """Of four times the unit matrices: twice them."""
    count, rows = p.random.choice([2, 3, 4, 6]), p.random.choice([2, 4])
    shape = (count, rows, rows)
    row, column = (p.define(f"stablehlo.iota dim = {n} : {t(shape)}") for n in (1, 2))
    equal = p.define(
        f"stablehlo.compare EQ, {row}, {column} : ({t(shape)}, {t(shape)}) -> {t(shape, 'i1')}"
    )
    four = p.define(f"stablehlo.constant dense<4.0> : {t(shape)}")
    zero = p.define(f"stablehlo.constant dense<0.0> : {t(shape)}")
    chosen = p.define(f"stablehlo.select {equal}, {four}, {zero} : {t(shape, 'i1')}, {t(shape)}")
    p.emit(f"stablehlo.cholesky {chosen}, lower = true : {t(shape)}", shape)


def transform(p: ProgramText) -> None:
    """Sums and differences of pairs: a Fourier transform of length two."""
    lead = tuple(p.random.choice([2, 3, 4, 6]) for _ in range(p.random.randint(1, 2)))
    shape = (*lead, 2)
    name = p.like(shape)
    zero = p.define(f"stablehlo.constant dense<0.0> : {t(shape)}")
    kind = t(shape, "complex<f32>")
    whole = p.define(f"stablehlo.complex {name}, {zero} : {kind}")
    found = p.define(f"stablehlo.fft {whole}, type = FFT, length = [2] : ({kind}) -> {kind}")
    p.emit(f"stablehlo.real {found} : ({kind}) -> {t(shape)}", shape)
    ops.clamp(p)


def call(p: ProgramText) -> None:
    """A function of a few ops, called once or twice."""
    name, shape = p.pick(1)
    inner = ProgramText(p.random, p.mesh)
    inner.values = [("%x", shape)]
    for _ in range(p.random.randint(1, 3)):
        p.random.choice([ops.elementwise, unary, ops.reverse, ops.constraint])(inner)
    result, inner_shape = inner.values[-1]
    number = len(p.functions)
    body = "\n".join(inner.lines)
    p.functions.append(
        f"func.func private @f{number}(%x: {t(shape)}) -> {t(inner_shape)} {{\n{body}\n"
        f"return {result} : {t(inner_shape)}\n}}"
    )
    for _ in range(p.random.randint(1, 2)):
        p.emit(f"func.call @f{number}({name}) : ({t(shape)}) -> {t(inner_shape)}", inner_shape)
        name = name if inner_shape != shape else p.values[-1][0]


def branch(p: ProgramText) -> None:
    """One of two values, by the sum of all elements of a third."""
    name, shape = p.pick(1)
    dims = str(list(range(len(shape))))[1:-1]
    zero = p.scalar(0)
    total = p.define(
        f"stablehlo.reduce({name} init: {zero}) applies stablehlo.add across dimensions = "
        f"[{dims}] : ({t(shape)}, tensor<f32>) -> tensor<f32>"
    )
    chosen = p.define(
        f"stablehlo.compare GT, {total}, {zero} : (tensor<f32>, tensor<f32>) -> tensor<i1>"
    )
    other = p.like(shape)
    p.emit(
        f'"stablehlo.if"({chosen}) ({{\n  %r = stablehlo.negate {name} : {t(shape)}\n'
        f"  stablehlo.return %r : {t(shape)}\n}}, {{\n  stablehlo.return {other} : {t(shape)}\n"
        f"}}) : (tensor<i1>) -> {t(shape)}",
        shape,
    )


def barrier(p: ProgramText) -> None:
    name, shape = p.pick()
    p.emit(f"stablehlo.optimization_barrier {name} : {t(shape)}", shape)


def group(p: ProgramText) -> None:
    """Two values that shall be sharded alike."""
    name, shape = p.pick(1)
    other = p.like(shape)
    number = sum("sharding_group" in line for line in p.lines)
    for value in {name, other}:
        p.lines.append(f"sdy.sharding_group {value} group_id={number} : {t(shape)}")


FAMILIES: dict[str, Sequence[Adder]] = {
    "annotations": [ops.constraint, ops.constraint, group],
    "calls": [call],
    "contraction": [ops.dot, batched_dot],
    "control_flow": [ops.loop, branch],
    "convolution": [ops.convolution],
    "creation": [ops.constant, counting],
    "data_movement": [
        ops.broadcast,
        ops.concatenate,
        ops.pad,
        ops.reshape,
        ops.reshape,
        ops.reverse,
        ops.slice_,
        ops.transpose,
        shifted,
    ],
    "elementwise": [ops.elementwise, ops.select, limits, through_integers, unary],
    "indexing": [ops.dynamic_slice, ops.dynamic_update_slice, ops.gather, ops.scatter],
    "linear_algebra": [square_root_of_matrix, transform, triangle],
    "manual": [ops.manual_computation],
    "memory": [barrier],
    "normalization": [normalization],
    "pooling": [max_pool, ops.cumulative_sum, unpool],
    "reduction": [largest_with_place, ops.reduce],
    "sorting": [ops.sort],
}
