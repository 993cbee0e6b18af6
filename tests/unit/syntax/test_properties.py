"""Generated attributes print as in MLIR, and read back as they were."""

from __future__ import annotations

import json
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module
from ttmlir_py.syntax.strings import quoted

_INTEGER_TYPES = ("i1", "i4", "i8", "i32", "i64", "ui8", "si16", "index")
_names = st.from_regex(r"[a-z_][a-z0-9_.$]{0,6}", fullmatch=True)
_strings = st.text(st.characters(codec="utf-8"), max_size=8).map(quoted)
_numbers = st.one_of(
    st.integers(-(2**63), 2**63 - 1).map(str),
    st.sampled_from(_INTEGER_TYPES).map(lambda name: f"1 : {name}"),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(lambda v: f"{v:.6e} : f32"),
    st.booleans().map(json.dumps),
)
_shapes = st.lists(st.integers(0, 9), max_size=3)
_types = st.builds(
    lambda shape, element: f"tensor<{''.join(f'{dim}x' for dim in shape)}{element}>",
    _shapes,
    st.sampled_from(("f32", "bf16", "i1", "complex<f32>", "index", "!foo.bar<1>")),
)
_leaves = st.one_of(
    _strings, _numbers, _types, st.just("unit"), _names.map(lambda name: f"@{quoted(name)}")
)
_attributes = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(_names, inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{quoted(k)} = {v}" for k, v in items.items()) + "}"
        ),
    ),
    max_leaves=8,
)
_elements = st.builds(
    lambda values, name: f"dense<{values}> : tensor<{len(values)}x{name}>",
    st.lists(st.integers(-8, 7), min_size=1, max_size=120),
    st.sampled_from(("i4", "i8", "i32", "i64", "si8", "index")),
)


@given(attribute=st.one_of(_attributes, _elements))
def test_attribute(
    attribute: str, judge: Callable[..., str], new_context: Callable[..., object]
) -> None:
    text = f'"d.e"() {{a = {attribute}}} : () -> ()'
    printed = print_module(parse_module(text, new_context()))
    assert printed == judge(text)
    assert print_module(parse_module(printed, new_context())) == printed
