"""Numbers of every format print as in MLIR."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

WIDTHS = {
    "f64": 64,
    "f32": 32,
    "f16": 16,
    "bf16": 16,
    "f8E5M2": 8,
    "f8E4M3FN": 8,
    "f8E4M3": 8,
    "f8E3M4": 8,
    "f8E5M2FNUZ": 8,
    "f8E4M3FNUZ": 8,
    "f8E4M3B11FNUZ": 8,
}


def _elements(patterns: list[int], width: int, name: str) -> str:
    listed = ", ".join(f"0x{pattern:0{width // 4}X}" for pattern in patterns)
    return f'"d.e"() {{a = dense<[{listed}]> : tensor<{len(patterns)}x{name}>}} : () -> ()'


@pytest.mark.parametrize("name", [name for name, width in WIDTHS.items() if width == 8])
def test_every_number_of_a_small_format(
    name: str, judge: Callable[..., str], new_context: Callable[..., object]
) -> None:
    for start in (0, 64, 128, 192):
        text = _elements(list(range(start, start + 64)), 8, name)
        assert print_module(parse_module(text, new_context())) == judge(text)


@pytest.mark.parametrize("name", [name for name, width in WIDTHS.items() if width > 8])
@given(data=st.data())
def test_any_bits(
    name: str,
    data: st.DataObject,
    judge: Callable[..., str],
    new_context: Callable[..., object],
) -> None:
    width = WIDTHS[name]
    bits = st.integers(0, 2**width - 1)
    text = _elements(data.draw(st.lists(bits, min_size=2, max_size=64)), width, name)
    printed = print_module(parse_module(text, new_context()))
    assert printed == judge(text)
    assert print_module(parse_module(printed, new_context())) == printed


@pytest.mark.parametrize("name", ["f64", "f32", "f16", "bf16"])
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_any_decimal(
    name: str, value: float, judge: Callable[..., str], new_context: Callable[..., object]
) -> None:
    text = f'"d.e"() {{a = {value:.17e} : {name}, b = {value:.4e} : {name}}} : () -> ()'
    assert print_module(parse_module(text, new_context())) == judge(text)
