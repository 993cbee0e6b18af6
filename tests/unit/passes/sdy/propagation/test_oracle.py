"""Random programs with random shardings: Shardy's own passes, in jaxlib, are the judge."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest

from ttmlir_py.context import Context
from ttmlir_py.registry import pass_class
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

ir = pytest.importorskip("jaxlib.mlir.ir")
sdy = pytest.importorskip("jaxlib.mlir.dialects.sdy")
stablehlo = pytest.importorskip("jaxlib.mlir.dialects.stablehlo")
passmanager = pytest.importorskip("jaxlib.mlir.passmanager")
extension = pytest.importorskip("jaxlib.mlir._mlir_libs._jax_mlir_ext")

MESHES = ['["x"=2, "y"=4]', '["x"=2, "y"=2, "z"=2]', '["x"=8]', '["x"=3, "y"=2]']


@contextmanager
def mlir() -> Iterator[Any]:
    registry = ir.DialectRegistry()
    extension.register_dialects(registry)
    with ir.Context() as context:
        context.append_dialect_registry(registry)
        context.load_all_available_dialects()
        sdy.register_dialect(context)
        stablehlo.register_dialect(context)
        stablehlo.register_stablehlo_passes()
        yield context


def expected(text: str, pipeline: str) -> str:
    with mlir() as context:
        module = ir.Module.parse(text)
        passmanager.PassManager.parse(f"builtin.module({pipeline})", context).run(module.operation)
        # Read and printed by us as well, so that only the program can differ.
        return print_module(parse_module(str(module), Context()))


def actual(text: str, name: str, options: dict[str, bool]) -> str:
    module = parse_module(text, Context())
    pass_ = pass_class(name)
    assert pass_ is not None
    pass_(**options).apply(Context(), module)
    return print_module(module)


class Program:
    """A random chain of ops on values of rank 2; sizes are products of small numbers."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.mesh = self.random.choice(MESHES)
        self.axes = [
            (w.split('"')[1], int(w.split("=")[1].strip("]"))) for w in self.mesh.split(",")
        ]
        self.values = [(f"%a{i}", self.shape()) for i in range(3)]
        self.lines: list[str] = []

    def shape(self) -> tuple[int, int]:
        sizes = [4, 6, 8, 16, 24]
        return self.random.choice(sizes), self.random.choice(sizes)

    def sharding(self) -> str:
        axes = self.random.sample(self.axes, len(self.axes))
        words: list[list[str]] = [[], []]
        for name, size in axes:
            place = self.random.randrange(4)
            whole = f'"{name}"' if size < 4 or self.random.random() < 0.6 else f'"{name}":(1)2'
            if place < 2:
                words[place].append(whole)
        dims = []
        for axes_of_dim in words:
            is_open = self.random.random() < 0.6
            priority = f"p{self.random.randrange(3)}" if self.random.random() < 0.2 else ""
            entries = axes_of_dim + ["?"] * is_open
            dims.append("{" + ", ".join(entries) + "}" + (priority if entries else ""))
        return f"<@mesh, [{', '.join(dims)}]>"

    def emit(self, op: str, operands: list[tuple[str, tuple[int, int]]], shape: Any) -> None:
        types = ", ".join(f"tensor<{s[0]}x{s[1]}xf32>" for _, s in operands)
        name = f"%v{len(self.lines)}"
        attribute = ""
        if self.random.random() < 0.15:
            attribute = f" {{sdy.sharding = #sdy.sharding_per_value<[{self.sharding()}]>}}"
        result = f"tensor<{shape[0]}x{shape[1]}xf32>"
        self.lines.append(f"{name} = {op}{attribute} : ({types}) -> {result}")
        self.values.append((name, shape))

    def step(self) -> None:
        a, (m, n) = self.random.choice(self.values)
        same = [v for v in self.values if v[1] == (m, n)]
        match self.random.randrange(6):
            case 0:
                other = self.random.choice(same)
                self.emit(f"stablehlo.add {a}, {other[0]}", [(a, (m, n)), other], (m, n))
            case 1:
                inner = [v for v in self.values if v[1][0] == n]
                if inner:
                    b = self.random.choice(inner)
                    text = f"stablehlo.dot_general {a}, {b[0]}, contracting_dims = [1] x [0]"
                    self.emit(text, [(a, (m, n)), b], (m, b[1][1]))
            case 2:
                self.emit(f"stablehlo.transpose {a}, dims = [1, 0]", [(a, (m, n))], (n, m))
            case 3:
                factor = self.random.choice([f for f in (2, 3, 4) if m % f == 0] or [1])
                self.emit(f"stablehlo.reshape {a}", [(a, (m, n))], (m // factor, n * factor))
            case 4 if n > 2:
                self.emit(f"stablehlo.slice {a} [0:{m}, 1:{n - 1}]", [(a, (m, n))], (m, n - 2))
            case _:
                other = self.random.choice(same)
                text = f"stablehlo.concatenate {a}, {other[0]}, dim = 0"
                self.emit(text, [(a, (m, n)), other], (2 * m, n))

    def text(self) -> str:
        given = [self.sharding() if self.random.random() < 0.8 else None for _ in self.values]
        arguments = ", ".join(
            f"{name}: tensor<{s[0]}x{s[1]}xf32>"
            + (f" {{sdy.sharding = #sdy.sharding{sharding}}}" if sharding else "")
            for (name, s), sharding in zip(self.values, given, strict=True)
        )
        for _ in range(12):
            self.step()
        name, (m, n) = self.values[-1]
        type_ = f"tensor<{m}x{n}xf32>"
        uses = "\n  ".join(
            f"stablehlo.custom_call @use({v}) {{has_side_effect = true}} : "
            f"(tensor<{s[0]}x{s[1]}xf32>) -> ()"
            for v, s in self.values
        )
        return (
            f"sdy.mesh @mesh = <{self.mesh}>\n"
            f"func.func @main({arguments}) -> ({type_} "
            f"{{sdy.sharding = #sdy.sharding{self.sharding()}}}) {{\n  "
            + "\n  ".join(self.lines)
            + f"\n  {uses}\n  return {name} : {type_}\n}}\n"
        )


@pytest.mark.parametrize("conservative", [False, True])
@pytest.mark.parametrize(
    "name",
    [
        "sdy-basic-propagate",
        "sdy-aggressive-propagate",
        "sdy-op-priority-propagate",
        "sdy-user-priority-propagate",
    ],
)
@pytest.mark.parametrize("seed", range(6))
def test_random_programs(name: str, conservative: bool, seed: int) -> None:
    text = Program(seed).text()
    flag = str(conservative).lower()
    wanted = expected(text, f"{name}{{conservative-propagation={flag}}}")
    assert actual(text, name, {"conservative_propagation": conservative}) == wanted
