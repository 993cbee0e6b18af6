"""Whatever the text, reading ends soon, in little memory, with a module or errors with places.

`TTMLIR_EXAMPLES=100000 pytest tests/properties/test_text_fuzz.py` tries as many mutated programs.
"""

from __future__ import annotations

import resource
import signal
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ttmlir_py.context import Context
from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic, DiagnosticEngine
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module
from ttmlir_py.syntax.recovering import RecoveringParser
from ttmlir_py.syntax.tokens import tokenize
from ttmlir_py.syntax.verifier import verify

SECONDS = 5
MEGABYTES = 256
"""What reading, checking and printing one text may add to the memory of the process."""

DEEP = 100_000

SEEDS = (
    """\
#map = affine_map<(d0, d1)[s0] -> (d0 floordiv 8, d1 mod 4 + s0)>
!alias = tensor<2x3xf32>
module @m attributes {a.b = #map, c.d = [1, -2 : i8, 3.5e+00 : f32, "s\\0A", unit, @f::@g]} {
  func.func private @f(%arg0: tensor<2x?xbf16, #stablehlo.bounds<?, 5>>) -> (i1, index)
  func.func @main(%x: !alias {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {?}]>}) -> !alias {
    %c = stablehlo.constant dense<[[1.0, -0.5, 0x7FC00000], [1e10, 2.0, 3.0]]> : !alias
    %0:2 = "a.pair"(%c, %x) <{p = array<i64: 1, 2>}> ({
    ^bb0(%a: tensor<f32>):
      "a.br"(%a)[^bb1] : (tensor<f32>) -> ()
    ^bb1:
      stablehlo.return %a : tensor<f32>
    }) {q = dense<"0x0000803F"> : tensor<1xf32>} : (!alias, !alias) -> (!alias, i32)
    %1 = stablehlo.add %0#0, %x : !alias loc("f.mlir":3:4)
    return %1 : !alias
  }
}
""",
    """\
sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @main(%a: tensor<8x4xf32>, %i: tensor<i32>) -> tensor<8xf32> {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %0 = stablehlo.dot_general %a, %a, contracting_dims = [1] x [1] : \
(tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<8x8xf32>
  %1 = stablehlo.reduce(%0 init: %zero) applies stablehlo.add across dimensions = [1] : \
(tensor<8x8xf32>, tensor<f32>) -> tensor<8xf32>
  %2:2 = stablehlo.while(%j = %i, %s = %1) : tensor<i32>, tensor<8xf32>
  cond {
    %p = stablehlo.compare LT, %j, %j, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %p : tensor<i1>
  } do {
    stablehlo.return %j, %s : tensor<i32>, tensor<8xf32>
  }
  %3 = "ttir.slice_static"(%2#1) <{begins = [0 : i32], ends = [8 : i32], step = [1 : i32]}> : \
(tensor<8xf32>) -> tensor<8xf32>
  return %3 : tensor<8xf32>
}
""",
    """\
#here = loc("f.mlir":1:2)
func.func @layers(%x: tensor<8x4xf32>, %w: tensor<4x4xf32>) -> tensor<8x4xf32> {
  %0 = stablehlo.dot %x, %w : (tensor<8x4xf32>, tensor<4x4xf32>) -> tensor<8x4xf32>
  %1 = stablehlo.tanh %0 : tensor<8x4xf32> loc(#here)
  %2 = stablehlo.dot %1, %w : (tensor<8x4xf32>, tensor<4x4xf32>) -> tensor<8x4xf32>
  %3 = stablehlo.tanh %2 : tensor<8x4xf32> loc(#there)
  %4:2 = "a.pair"(%3, %w) {n = "%"} : (tensor<8x4xf32>, tensor<4x4xf32>) -> (i32, i64)
  %5:2 = "a.pair"(%1, %w) {n = "%"} : (tensor<8x4xf32>, tensor<4x4xf32>) -> (i32, i64)
  "a.use"(%4#1) : (i64) -> ()
  "a.use"(%5#1) : (i64) -> ()
  %6 = stablehlo.tanh %2 : tensor<8x4xf32>
  return %6 : tensor<8x4xf32>
}
#there = loc(unknown)
""",
)
STATUS = Path("/proc/self/statm")
PIECES = tuple(dict.fromkeys(text for seed in SEEDS for text in tokenize(seed)))
ODD = ("\0", "é", '"', "\\", "0x", "-9223372036854775809", "1.0e999", "<", ">", "dense<", "#-}")


@contextmanager
def bounded() -> Generator[None]:
    """Run in the time and the memory that one text may take."""
    with in_time(), in_memory():
        yield


@contextmanager
def in_time() -> Generator[None]:
    def late(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"still reading after {SECONDS} s")

    # of the processor, so that a busy machine does not count
    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def in_memory() -> Generator[None]:
    """More memory than allowed is a MemoryError, where the system tells what is taken already."""
    if not STATUS.exists():
        yield
        return
    limits = resource.getrlimit(resource.RLIMIT_AS)
    taken = int(STATUS.read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEGABYTES * 2**20, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


def read(text: str) -> None:
    """Read, check and print a text; errors must say where."""
    diagnostics: tuple[Diagnostic, ...] = ()
    try:
        module = parse_module(text, Context(allow_unregistered=True))
        if verify(module, DiagnosticEngine()):
            print_module(module)
    except CompileError as error:
        diagnostics = error.diagnostics
    assert all(each.message and each.location for each in diagnostics)


def words_of(text: str) -> list[str]:
    """The tokens of a text, each with the gap after it."""
    words: list[str] = []
    for token in reversed(tokenize(text)):
        start = text.rindex(token)
        words.append(text[start:])
        text = text[:start]
    return words[::-1]


WORDS = {seed: words_of(seed) for seed in SEEDS}


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A program with some tokens dropped, doubled, swapped or replaced, or cut off."""
    separator = draw(st.sampled_from(("", " ", "\n")))
    seed = draw(st.sampled_from(SEEDS))
    words = [*WORDS[seed]] if separator == "" else tokenize(seed)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(words) - 1))
        other = draw(st.integers(0, len(words) - 1))
        match draw(st.sampled_from(("drop", "double", "swap", "replace", "odd", "cut", "move"))):
            case "drop":
                del words[place : place + draw(st.integers(1, 5))]
            case "double":
                words[place:place] = words[place : place + draw(st.integers(1, 30))]
            case "swap":
                words[place], words[other] = words[other], words[place]
            case "replace":
                words[place] = draw(st.sampled_from(PIECES)) + " "
            case "odd":
                words[place] = draw(st.sampled_from(ODD))
            case "cut":
                del words[place:]
            case _:
                words.insert(other, words.pop(place))
        if not words:
            break
    return separator.join(words)


def test_memory_is_bounded() -> None:
    if STATUS.exists():
        with pytest.raises(MemoryError), in_memory():
            bytes(2 * MEGABYTES * 2**20)


@given(mutated())
def test_mutated_programs(text: str) -> None:
    with bounded():
        read(text)


@given(mutated())
def test_recovery_from_mutations(text: str) -> None:
    with bounded():
        RecoveringParser(Context(allow_unregistered=True), text, "x").parse_document()


@given(st.text(alphabet='%#!^@<>[](){}"\\ \n.:,=->x0123abdense_tensor', max_size=200))
def test_any_characters(text: str) -> None:
    with bounded():
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        '"a.b"() ({' * DEEP,
        '"a.b"() {a = ' + "[" * DEEP,
        '"a.b"() {a = ' + "{a = " * DEEP,
        '"a.b"() : () -> ' + "tuple<" * DEEP,
        '"a.b"() {a = dense<' + "[" * DEEP,
        '"a.b"() {a = #a.b<' + "<" * DEEP,
        '"a.b"() {a = affine_map<() -> (' + "(" * DEEP,
        '"a.b"() {a = ' + "-" * DEEP,
        "module {" * DEEP,
        '"a.b"() : () -> () loc(' + "callsite(" * DEEP,
    ],
    ids=lambda text: text[8:24],
)
def test_deep_nesting_is_an_error(text: str) -> None:
    with bounded(), pytest.raises(CompileError) as caught:
        parse_module(text, Context(allow_unregistered=True))
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.location
    assert len(diagnostic.message) < 200
