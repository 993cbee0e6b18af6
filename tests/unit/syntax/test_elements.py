"""What constants cost: a splat one element, a blob its bytes."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest
from xdsl.dialects.builtin import BytesAttr, DenseIntOrFPElementsAttr, TensorType, f32

from ttmlir_py.context import Context
from ttmlir_py.frontends.source import source_text
from ttmlir_py.syntax import blobs
from ttmlir_py.syntax.elements import splat_attribute, splat_element
from ttmlir_py.syntax.parser import Parser, parse_module
from ttmlir_py.syntax.printer import print_module

DIGITS = "0000803F" * (blobs.SHORTEST_DIGITS // 8) + "00000040"
ELEMENTS = len(DIGITS) // 8
CONSTANT = f'%0 = stablehlo.constant dense<"0x{DIGITS}"> : tensor<{ELEMENTS}xf32>\n'


def read_elements(text: str) -> DenseIntOrFPElementsAttr:
    attribute = Parser(Context(), text).parse_attribute()
    assert isinstance(attribute, DenseIntOrFPElementsAttr)
    return attribute


@pytest.mark.parametrize("count", [9, 13, 200])
def test_bits_packed_in_bytes(count: int) -> None:
    """As MLIR wrote them before 2025: the lowest bit of a byte comes first."""
    values = [(number * number) % 3 == 1 for number in range(count)]
    bits = sum(value << position for position, value in enumerate(values))
    blob = bits.to_bytes((count + 7) // 8, "little").hex()
    module = parse_module(
        f'"d.e"() {{a = dense<"0x{blob}"> : tensor<{count}xi1>}} : () -> ()',
        Context(allow_unregistered=True),
    )
    (op,) = module.ops
    assert list(op.attributes["a"].get_values()) == values


def test_a_large_splat_costs_nothing() -> None:
    tracemalloc.start()
    attribute = read_elements("dense<1.5> : tensor<1024x1024x1024xf32>")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000
    assert splat_element(attribute) == b"\0\0\xc0?"
    assert str(attribute.type) == "tensor<1024x1024x1024xf32>"


def test_a_large_splat_is_a_constant_like_any_other() -> None:
    attribute = read_elements("dense<1.5> : tensor<300xf32>")
    assert attribute.get_values() == (1.5,) * 300
    assert len(attribute) == 300
    assert isinstance(attribute.data, BytesAttr)
    again = splat_attribute(TensorType(f32, (300,)), b"\0\0\xc0?")
    assert attribute == again
    assert hash(attribute) == hash(again)
    assert attribute != splat_attribute(TensorType(f32, (300,)), b"\0\0\x80?")


def test_a_small_splat_is_spelled_out() -> None:
    attribute = read_elements("dense<1> : tensor<2x2xi64>")
    assert attribute == DenseIntOrFPElementsAttr.from_list(attribute.type, [1])


def test_no_elements_of_a_value() -> None:
    text = '"a.b"() {a = dense<1.0> : tensor<0xf32>, b = dense<> : tensor<0xf32>} : () -> ()'
    printed = print_module(parse_module(text, Context(allow_unregistered=True)))
    assert "a = dense<1.000000e+00> : tensor<0xf32>, b = dense<> : tensor<0xf32>" in printed


def test_blobs_are_put_aside() -> None:
    folded = blobs.fold(f'// "0x{DIGITS}"\n{CONSTANT}')
    assert len(folded) < 200
    assert list(folded.blobs.values()) == [bytes.fromhex(DIGITS)] * 2


def test_blobs_are_written_as_they_were() -> None:
    assert f'dense<"0x{DIGITS}">' in print_module(parse_module(CONSTANT, Context()))


@pytest.mark.parametrize("chunk", [1 << 20, 100, 64])
def test_reading_a_file_in_parts(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "_CHUNK", chunk)
    text = f"// é\n{CONSTANT}// {'x' * 97}\n{CONSTANT}"
    parts = blobs.read_folded(io.BytesIO(text.encode()))
    whole = blobs.fold(text)
    assert parts == whole
    assert parts.blobs == whole.blobs


def test_a_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ttmlir_py.frontends.source._LARGE_BYTES", 1)
    path = tmp_path / "weights.mlir"
    path.write_text(CONSTANT)
    module = parse_module(source_text(path).text, Context())
    assert DIGITS in print_module(module)


@pytest.mark.parametrize("text", ['"0x' + "0" * 40_000 + 'x"', '"\\"0x' + "0" * 40_000 + '"'])
def test_other_long_strings_are_strings(text: str) -> None:
    assert not blobs.fold(text).blobs


def test_a_blob_may_be_a_string() -> None:
    text = f'"a.b"() {{a = "0x{DIGITS}"}} : () -> ()'
    printed = print_module(parse_module(text, Context(allow_unregistered=True)))
    assert f'a = "0x{DIGITS}"' in printed
