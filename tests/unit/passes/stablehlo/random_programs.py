"""Small random programs: constants, neutral operands, moves and selections in any order."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from random import Random

SHAPES = ((2, 3), (3, 2), (6,), (1, 6), (2, 1, 3), ())
Shape = tuple[int, ...]


def tensor(shape: Shape, element: str) -> str:
    return f"tensor<{''.join(f'{size}x' for size in shape)}{element}>"


@dataclass
class Writer:
    """Writes ops on values made before; a value is its name, shape and element type."""

    random: Random
    lines: list[str] = field(default_factory=list[str])
    values: list[tuple[str, Shape, str]] = field(default_factory=list[tuple[str, Shape, str]])

    def add(self, text: str, shape: Shape, element: str) -> str:
        name = f"%v{len(self.lines)}"
        self.lines.append(f"    {name} = {text}")
        if element != "i1":
            self.values.append((name, shape, element))
        return name

    def constant(self, shape: Shape, element: str) -> str:
        number = self.random.choice((0, 1, -1, 2, 7))
        numbers = [self.random.choice((0, 1, 3, -2)) for _ in range(prod(shape))]
        if self.random.random() < 0.6 or not shape:
            written = str(number)
        else:
            written = nested([str(each) for each in numbers], shape)
        if element == "f32":
            written = "".join(f"{word}" for word in floats(written))
        return self.add(
            f"stablehlo.constant dense<{written}> : {tensor(shape, element)}", shape, element
        )

    def like(self, shape: Shape, element: str) -> str:
        """A value of a type: one made before, or a new constant."""
        known = [name for name, *type_ in self.values if type_ == [shape, element]]
        if known and self.random.random() < 0.6:
            return self.random.choice(known)
        return self.constant(shape, element)

    def step(self) -> None:
        name, shape, element = self.random.choice(self.values)
        self.random.choice(STEPS)(self, name, shape, element)


def nested(words: list[str], shape: Shape) -> str:
    if not shape:
        return words[0]
    size = len(words) // shape[0]
    parts = (nested(words[i * size : (i + 1) * size], shape[1:]) for i in range(shape[0]))
    return f"[{', '.join(parts)}]"


def floats(text: str) -> list[str]:
    """The text with a point after every number."""
    return [c + (".0" if c.isdigit() else "") for c in text]


def binary(w: Writer, name: str, shape: Shape, element: str) -> None:
    ops = ["add", "multiply", "subtract", "maximum", "minimum"]
    if element == "i32":
        ops += ["and", "or", "xor"]
    pair = [name, w.like(shape, element)]
    w.random.shuffle(pair)
    op = w.random.choice(ops)
    w.add(f"stablehlo.{op} {', '.join(pair)} : {tensor(shape, element)}", shape, element)


def select(w: Writer, name: str, shape: Shape, element: str) -> None:
    other, type_ = w.like(shape, element), tensor(shape, element)
    kind = "FLOAT" if element == "f32" else "SIGNED"
    direction = w.random.choice(("EQ", "NE", "LT", "GE"))
    predicate = tensor(shape, "i1")
    test = w.add(
        f"stablehlo.compare {direction}, {other}, {name}, {kind} : ({type_}, {type_}) "
        f"-> {predicate}",
        shape,
        "i1",
    )
    if w.random.random() < 0.3:
        test = w.add(f"stablehlo.not {test} : {predicate}", shape, "i1")
    w.add(f"stablehlo.select {test}, {name}, {other} : {predicate}, {type_}", shape, element)


def reshape(w: Writer, name: str, shape: Shape, element: str) -> None:
    fitting = [each for each in SHAPES if prod(each) == prod(shape)]
    target = w.random.choice(fitting) if fitting else shape
    types = f"({tensor(shape, element)}) -> {tensor(target, element)}"
    w.add(f"stablehlo.reshape {name} : {types}", target, element)


def transpose(w: Writer, name: str, shape: Shape, element: str) -> None:
    dims = list(range(len(shape)))
    w.random.shuffle(dims)
    target = tuple(shape[dim] for dim in dims)
    types = f"({tensor(shape, element)}) -> {tensor(target, element)}"
    w.add(f"stablehlo.transpose {name}, dims = {dims} : {types}", target, element)


def broadcast(w: Writer, name: str, shape: Shape, element: str) -> None:
    target = (*shape[:1], 1, 2, *shape[1:]) if len(shape) < 3 else shape
    dims = [i for i in range(len(target)) if len(target) == len(shape) or i not in (1, 2)]
    dims = dims[: len(shape)] if shape else []
    target = target if shape else (2, 3)
    types = f"({tensor(shape, element)}) -> {tensor(target, element)}"
    w.add(f"stablehlo.broadcast_in_dim {name}, dims = {dims} : {types}", target, element)


def concatenate_and_slice(w: Writer, name: str, shape: Shape, element: str) -> None:
    if not shape:
        return
    dim = w.random.randrange(len(shape))
    target = tuple(2 * n if i == dim else n for i, n in enumerate(shape))
    type_ = tensor(shape, element)
    whole = w.add(
        f"stablehlo.concatenate {name}, {w.like(shape, element)}, dim = {dim} : "
        f"({type_}, {type_}) -> {tensor(target, element)}",
        target,
        element,
    )
    first = w.random.randrange(shape[dim] + 1)
    ranges = [
        f"{first}:{first + shape[dim]}" if i == dim else f"0:{n}" for i, n in enumerate(shape)
    ]
    w.add(
        f"stablehlo.slice {whole} [{', '.join(ranges)}] : ({tensor(target, element)}) -> {type_}",
        shape,
        element,
    )


def reverse(w: Writer, name: str, shape: Shape, element: str) -> None:
    dims = [dim for dim in range(len(shape)) if w.random.random() < 0.5]
    w.add(f"stablehlo.reverse {name}, dims = {dims} : {tensor(shape, element)}", shape, element)


def convert(w: Writer, name: str, shape: Shape, element: str) -> None:
    """To another type and, where that loses nothing, back."""
    target = w.random.choice((element, "i32" if element == "i32" else "f32"))
    types = f"({tensor(shape, element)}) -> {tensor(shape, target)}"
    w.add(f"stablehlo.convert {name} : {types}", shape, target)


def iota(w: Writer, name: str, shape: Shape, element: str) -> None:
    if shape:
        dim = w.random.randrange(len(shape))
        w.add(f"stablehlo.iota dim = {dim} : {tensor(shape, element)}", shape, element)


def reduce(w: Writer, name: str, shape: Shape, element: str) -> None:
    dims = [dim for dim in range(len(shape)) if w.random.random() < 0.4]
    target = tuple(n for dim, n in enumerate(shape) if dim not in dims)
    op = w.random.choice(("add", "maximum"))
    # neutral: how often an initial value counts is up to the implementation
    lowest = "-2147483648" if element == "i32" else "0xFF800000"
    neutral = lowest if op == "maximum" else "0" if element == "i32" else "0.0"
    scalar = tensor((), element)
    start = w.add(f"stablehlo.constant dense<{neutral}> : {scalar}", (), element)
    w.add(
        f"stablehlo.reduce({name} init: {start}) applies stablehlo.{op} across dimensions = {dims}"
        f" : ({tensor(shape, element)}, {tensor((), element)}) -> {tensor(target, element)}",
        target,
        element,
    )


def dynamic_slice(w: Writer, name: str, shape: Shape, element: str) -> None:
    if not shape:
        return
    starts = [w.constant((), "i32") for _ in shape]
    sizes = [max(1, n - w.random.randrange(2)) for n in shape]
    scalars = ", ".join([tensor((), "i32")] * len(shape))
    w.add(
        f"stablehlo.dynamic_slice {name}, {', '.join(starts)}, sizes = {sizes} : "
        f"({tensor(shape, element)}, {scalars}) -> {tensor(tuple(sizes), element)}",
        tuple(sizes),
        element,
    )


STEPS = (
    binary,
    binary,
    binary,
    select,
    reshape,
    transpose,
    broadcast,
    concatenate_and_slice,
    reverse,
    convert,
    iota,
    reduce,
    dynamic_slice,
)


def random_program(seed: int, steps: int = 14) -> str:
    """A function of an i32 and an f32 matrix that returns what was computed last."""
    writer = Writer(Random(seed))
    writer.values += [("%x", (2, 3), "i32"), ("%y", (2, 3), "f32")]
    for _ in range(steps):
        writer.step()
        writer.values = [v for v in writer.values if prod(v[1]) <= 72] or writer.values
    shown = writer.values[-4:]
    types = ", ".join(tensor(shape, element) for _, shape, element in shown)
    names = ", ".join(name for name, *_ in shown)
    head = "  func.func @main(%x: tensor<2x3xi32>, %y: tensor<2x3xf32>) -> "
    lines = [f"{head}({types}) {{", *writer.lines, f"    return {names} : {types}", "  }"]
    return "\n".join(["module {", *lines, "}"])
