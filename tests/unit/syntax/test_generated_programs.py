"""Generated types, constants, locations and programs print as MLIR prints them, in every way."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

Text = st.SearchStrategy[str]

_INTEGERS = ("i1", "i3", "i8", "i17", "i32", "i64", "i100", "ui1", "ui8", "si4", "si16", "index")
_FLOATS = (
    *("f64", "f32", "f16", "bf16", "tf32", "f80", "f128", "f8E4M3FN", "f8E5M2", "f8E4M3FNUZ"),
    *("f8E5M2FNUZ", "f8E4M3B11FNUZ", "f8E3M4", "f8E4M3", "f4E2M1FN", "f6E2M3FN", "f6E3M2FN"),
)
_names = st.text(st.characters(codec="utf-8", exclude_characters='"\\'), min_size=1, max_size=5)
_quoted = st.text("abc_1$. -", max_size=5).map(lambda name: f'"{name}"')
_keys = st.from_regex(r"[a-z_][a-z0-9_.$]{0,4}", fullmatch=True)


def joined(items: Text, opening: str, closing: str, size: int = 3) -> Text:
    return st.lists(items, max_size=size).map(lambda all_: f"{opening}{', '.join(all_)}{closing}")


# Types

_scalars = st.sampled_from((*_INTEGERS, *_FLOATS))
_complex = st.sampled_from(("i8", "f32", "bf16")).map(lambda name: f"complex<{name}>")
_dims = st.lists(st.sampled_from(("0", "1", "7", "?")), max_size=3).map(
    lambda dims: "".join(f"{dim}x" for dim in dims)
)
_vector_dims = st.lists(st.sampled_from(("1", "7", "[4]")), max_size=3).map(
    lambda dims: "".join(f"{dim}x" for dim in dims)
)
_maps = st.builds(
    lambda left, sign, right: f"affine_map<(d0, d1)[s0] -> (d0 {sign} {left}, d1 + s0 * {right})>",
    st.integers(1, 9),
    st.sampled_from(("+", "*", "-", "mod", "floordiv", "ceildiv")),
    st.integers(-9, 9),
)
_sets = st.builds(
    lambda number, sign: f"affine_set<(d0)[s0] : (d0 - s0 {sign} {number}, d0 >= 0)>",
    st.integers(-9, 9),
    st.sampled_from((">=", "==", "<=")),
)
_encodings = st.one_of(st.just(""), _quoted.map(lambda text: f", {text}"), st.just(", #foo.bar<1>"))
_vectors = st.builds(lambda dims, name: f"vector<{dims}{name}>", _vector_dims, _scalars)
_elements = st.one_of(_scalars, _complex, _vectors, st.just("!foo.bar<1 -> x>"))
_tensors = st.builds(
    lambda dims, name, more: f"tensor<{dims}{name}{more}>", _dims, _elements, _encodings
)
_memrefs = st.builds(
    lambda name, more: f"memref<4x?x{name}{more}>",
    _scalars,
    st.sampled_from(
        (
            "",
            ", 0",
            ", 3",
            ', "far"',
            ", strided<[?, 1]>",
            ", strided<[4, 1], offset: ?>, 2 : i32",
            ", affine_map<(d0, d1) -> (d1, d0)>",
        )
    ),
)
_types = st.recursive(
    st.one_of(_scalars, _complex, _vectors, _tensors, _memrefs, st.just("none")),
    lambda inner: st.one_of(
        joined(inner, "tuple<", ">"),
        st.builds(lambda ins, outs: f"{ins} -> {outs}", *[joined(inner, "(", ")")] * 2),
    ),
    max_leaves=4,
)

# Constants

_float_values = st.floats(width=32, allow_nan=False, allow_infinity=False).map("{:.9e}".format)
_float_constants = st.builds(
    lambda values, name: f"dense<[{', '.join(values)}]> : tensor<{len(values)}x{name}>",
    st.lists(_float_values, min_size=1, max_size=120),
    st.sampled_from(_FLOATS),
)
_integer_constants = st.builds(
    lambda values, name: f"dense<[{', '.join(map(str, values))}]> : tensor<{len(values)}x{name}>",
    st.lists(st.integers(-4, 3), min_size=1, max_size=120),
    st.sampled_from(("i3", "i4", "i8", "i17", "i33", "i64", "i100", "si4", "index")),
)
_complex_constants = st.builds(
    lambda values: f"dense<[{', '.join(values)}]> : tensor<{len(values)}xcomplex<i16>>",
    st.lists(st.integers(0, 9).map(lambda n: f"({n}, -{n})"), min_size=1, max_size=60),
)
_blobs = st.builds(
    lambda data, name: f'dense<"0x{data.hex()}"> : tensor<{len(data)}x{name}>',
    st.binary(min_size=2, max_size=120).filter(lambda data: len(set(data)) > 1),
    st.sampled_from(("i8", "ui8", "f8E4M3FN", "f8E5M2")),
)
_arrays = st.builds(
    lambda values, name: f"array<{name}: {', '.join(map(str, values))}>",
    st.lists(st.integers(-128, 127), min_size=1, max_size=4),
    st.sampled_from(("i8", "i16", "i64")),
)
_sparse = st.builds(
    lambda rows, value: f"sparse<{[[row, 1] for row in rows]}, {rows}> : tensor<9x{value}xi32>",
    st.lists(st.integers(0, 8), min_size=1, max_size=4),
    st.integers(2, 5),
)
_constants = st.one_of(
    _float_constants, _integer_constants, _complex_constants, _blobs, _arrays, _sparse
)

# Locations

_leaf_locations = st.one_of(
    st.just("unknown"),
    _quoted.filter(lambda text: len(text) > 2),
    st.builds(lambda line, column: f'"f.py":{line}:{column}', *[st.integers(0, 99)] * 2),
)
_locations = st.recursive(
    _leaf_locations,
    lambda inner: st.one_of(
        st.builds(lambda child: f'"name"({child})', inner),
        st.builds(lambda callee, caller: f"callsite({callee} at {caller})", inner, inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda all_: f"fused[{', '.join(all_)}]"),
        st.lists(inner, min_size=1, max_size=3).map(lambda all_: f'fused<"m">[{", ".join(all_)}]'),
    ),
    max_leaves=5,
)
_attributes = st.recursive(
    st.one_of(_types, _constants, _maps, _sets, _quoted, _locations.map("loc({})".format)),
    lambda inner: st.one_of(
        joined(inner, "[", "]"),
        st.dictionaries(_keys, inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{key} = {value}" for key, value in items.items()) + "}"
        ),
        inner.map("distinct[3]<{}>".format),
    ),
    max_leaves=4,
)


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Unknown operations in blocks, with values, successors, regions and locations."""
    lines: list[str] = []
    values: list[tuple[str, str]] = []
    for number in range(draw(st.integers(1, 4))):
        used = draw(st.lists(st.sampled_from(values), max_size=2)) if values else []
        names, types = [name for name, _ in used], [type_ for _, type_ in used]
        type_ = draw(_types)
        count = draw(st.integers(1, 3))
        attribute = draw(_attributes)
        lines.append(
            f'%v{number}:{count} = "d.e"({", ".join(names)}) {{a = {attribute}}} : '
            f"({', '.join(types)}) -> ({', '.join([type_] * count)}) loc({draw(_locations)})"
        )
        values += [(f"%v{number}#{index}", type_) for index in range(count)]
    body = "\n".join(lines)
    ends = '"d.end"()[^next] : () -> ()\n^next:\n"d.last"() : () -> ()'
    return f'"d.region"() ({{\n{body}\n{ends}}}) : () -> ()'


@settings(max_examples=60, deadline=None)
@given(program=programs())
def test_program(program: str, same_as_mlir: Callable[[str], None]) -> None:
    same_as_mlir(program)
