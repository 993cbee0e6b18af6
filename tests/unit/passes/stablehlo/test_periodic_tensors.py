"""Constants whose shards are equal are cut; all others are replicated first, never cut wrongly."""

# ruff: noqa: E501 - lines of programs

import numpy as np
import pytest
from xdsl.dialects.builtin import BytesAttr, DenseIntOrFPElementsAttr, TensorType

from ttmlir_py.context import Context
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.passes.stablehlo.local_constants import common_shard
from ttmlir_py.syntax.parser import parse_module

MESH = 'sdy.mesh @mesh = <["x"=2, "y"=4]>'

# Each is a value, into how many parts it is cut, and the part: None where the parts differ.
ROW = [[1.0, 2.0, 3.0, 4.0]]
CASES = {
    "one dimension": (ROW * 4, (4, 1), ROW),
    "several dimensions at once": ([[1.0, 2.0] * 4] * 4, (2, 4), [[1.0, 2.0]] * 2),
    "a shorter period than the shard": ([1.0, 2.0] * 8, (4,), [1.0, 2.0] * 2),
    "nested periods": ([1.0, 1.0, 2.0, 1.0, 1.0, 2.0] * 2, (2,), [1.0, 1.0, 2.0] * 2),
    "an odd period": ([1.0, 2.0, 3.0] * 8, (4,), [1.0, 2.0, 3.0] * 2),
    "a period that does not divide the shard": ([1.0, 2.0, 3.0] * 4, (3,), None),
    "periods of three dimensions": (
        np.tile(np.arange(12).reshape(1, 3, 4), (4, 2, 2)),
        (2, 2, 2),
        np.tile(np.arange(12).reshape(1, 3, 4), (2, 1, 1)),
    ),
    "periods that differ between the rows": (
        [[1.0, 2.0, 1.0, 2.0], [1.0, 1.0, 1.0, 1.0], [3.0, 1.0, 3.0, 1.0], [0.0, 0.0, 0.0, 0.0]],
        (1, 2),
        [[1.0, 2.0], [1.0, 1.0], [3.0, 1.0], [0.0, 0.0]],
    ),
    "rows that repeat where columns do not": (
        [[1.0, 2.0, 3.0, 4.0]] * 2,
        (2, 2),
        None,
    ),
    "periodic along the other dimension only": (ROW * 4, (1, 2), None),
    "equal halves within a row, rows that differ": (
        [[1.0, 1.0], [2.0, 2.0]],
        (1, 2),
        [[1.0], [2.0]],
    ),
    "a splat": ([[5.0] * 8] * 8, (8, 8), [[5.0]]),
    "no dimension": (7.0, (), 7.0),
    "one part": (ROW, (1, 1), ROW),
    "no element": (np.zeros((0, 4)), (1, 2), np.zeros((0, 2))),
}
CASES["shards that begin at different places of a period"] = (
    [1.0, 2.0, 3.0, 4.0, 1.0, 2.0],
    (2,),
    None,
)


def elements(array: np.ndarray, element: str) -> DenseIntOrFPElementsAttr:
    """An elements attribute from the bytes of an array."""
    (constant,) = [
        op
        for op in parse_module(
            f"%c = stablehlo.constant dense<{_zero(element)}> : tensor<1x{element}>", Context()
        ).walk()
        if isinstance(op, ConstantOp)
    ]
    type_ = TensorType(constant.value.get_element_type(), array.shape)
    return DenseIntOrFPElementsAttr(type_, BytesAttr(array.tobytes()))


def _zero(element: str) -> str:
    return {"i1": "false", "complex<f32>": "(0.0, 0.0)", "i32": "0"}.get(element, "0.0")


NUMPY = {
    "f32": np.float32,
    "i32": np.int32,
    "i1": np.bool_,
    "complex<f32>": np.complex64,
    "bf16": np.uint16,
}


@pytest.mark.parametrize("name", CASES)
def test_parts(name: str) -> None:
    whole, parts, part = CASES[name]
    value = elements(np.array(whole, np.float32), "f32")
    expected = None if part is None else elements(np.array(part, np.float32), "f32")
    assert common_shard(value, parts) == expected


@pytest.mark.parametrize("element", NUMPY)
@pytest.mark.parametrize("parts", [(2, 1), (1, 4), (2, 4)])
def test_every_element_type(element: str, parts: tuple[int, int]) -> None:
    piece = (np.arange(6).reshape(2, 3) % 2).astype(NUMPY[element])
    whole = elements(np.tile(piece, parts), element)
    assert common_shard(whole, parts) == elements(piece, element)


@pytest.mark.parametrize("element", NUMPY)
@pytest.mark.parametrize("place", [(0, 0), (1, 5), (3, 11)])
def test_one_element_differs(element: str, place: tuple[int, int]) -> None:
    whole = np.tile((np.arange(6).reshape(2, 3) % 2).astype(NUMPY[element]), (2, 4))
    whole[place] = 1 - int(whole[place].real)
    assert common_shard(elements(whole, element), (2, 4)) is None


def program(text: str, element: str, shape: str, sharding: str) -> str:
    """A program that selects by a constant, or adds it, to an argument with a sharding."""
    kind, argument = f"tensor<{shape}x{element}>", f"tensor<{shape}xf32>"
    use = {
        "i1": f"%r = stablehlo.select %c, %x, %n : {kind}, {argument}",
        "f32": f"%r = stablehlo.add %c, %x : {argument}",
    }.get(element) or (
        f"%f = stablehlo.{'real' if element.startswith('complex') else 'convert'} %c : "
        f"({kind}) -> {argument}\n  %r = stablehlo.add %f, %x : {argument}"
    )
    return f"""{MESH}
func.func @main(%x: {argument} {{sdy.sharding = #sdy.sharding<@mesh, [{sharding}]>}}) -> {argument} {{
  %n = stablehlo.negate %x : {argument}
  %c = stablehlo.constant dense<{text}> : {kind}
  {use}
  return %r : {argument}
}}"""


SHARDINGS = ['{"x"}, {}', '{}, {"y"}', '{"x"}, {"y"}', '{"x", "y"}, {}', '{}, {"y", "x"}']


def _text(element: str, near_miss: bool) -> str:
    values = np.tile([[0, 1], [1, 1]], (4, 4))
    if near_miss:
        values[5, 3] = 1 - values[5, 3]
    words = {"i1": "{}", "complex<f32>": "({}.0, 2.0)", "i32": "{}"}.get(element, "{}.0")
    rows = [
        ", ".join(words.format(str(bool(v)).lower() if element == "i1" else int(v)) for v in row)
        for row in values
    ]
    return "[" + ", ".join(f"[{row}]" for row in rows) + "]"


@pytest.mark.parametrize("element", NUMPY)
@pytest.mark.parametrize("sharding", SHARDINGS)
@pytest.mark.parametrize("near_miss", [False, True])
def test_run(same_results, element: str, sharding: str, near_miss: bool) -> None:
    text = program(_text(element, near_miss), element, "8x8", sharding)
    x = np.random.default_rng(0).normal(size=(8, 8)).astype(np.float32)
    same_results(text, x)


@pytest.mark.parametrize("splat", ["3.0", "-0.0"])
def test_run_splats_and_scalars(same_results, splat: str) -> None:
    text = f"""{MESH}
func.func @main(%x: tensor<8x8xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"x"}}, {{"y"}}]>}}) -> tensor<8x8xf32> {{
  %s = stablehlo.constant dense<{splat}> : tensor<f32>
  %b = stablehlo.broadcast_in_dim %s, dims = [] : (tensor<f32>) -> tensor<8x8xf32>
  %c = stablehlo.constant dense<{splat}> : tensor<8x8xf32>
  %0 = stablehlo.add %b, %c : tensor<8x8xf32>
  %1 = stablehlo.add %0, %x : tensor<8x8xf32>
  return %1 : tensor<8x8xf32>
}}"""
    lowered = same_results(text, np.ones((8, 8), np.float32))
    assert "stablehlo.all" not in lowered
