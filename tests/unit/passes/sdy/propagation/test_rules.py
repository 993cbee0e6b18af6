"""The law of sharding rules: an op on halves, put together again, is the op on the whole."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from xdsl.ir import Operation

from ttmlir_py.context import Context
from ttmlir_py.passes.sdy.propagation.rules.registry import rule_of
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.support.sharding_rule import Dims, FactorKind, ShardingRule, einsum_rule
from ttmlir_py.syntax.parser import parse_module

Array = NDArray[np.float64]
Shape = tuple[int, ...]
Kernel = Callable[[Sequence[Array], Shape], Array]

CASES: list[tuple[str, Kernel]] = [
    (
        "stablehlo.add %0, %1 : (tensor<4x6xf32>, tensor<4x6xf32>) -> tensor<4x6xf32>",
        lambda x, shape: x[0] + x[1],
    ),
    (
        "stablehlo.select %0, %1, %2 : "
        "(tensor<i1>, tensor<4x6xf32>, tensor<4x6xf32>) -> tensor<4x6xf32>",
        lambda x, shape: np.where(x[0] > 0.5, x[1], x[2]),
    ),
    (
        "stablehlo.dot_general %0, %1, batching_dims = [0] x [1], contracting_dims = [2] x [0] : "
        "(tensor<2x4x6xf32>, tensor<6x2x8xf32>) -> tensor<2x4x8xf32>",
        lambda x, shape: np.einsum("bmk,kbn->bmn", x[0], x[1]),
    ),
    (
        "stablehlo.transpose %0, dims = [2, 0, 1] : (tensor<2x4x6xf32>) -> tensor<6x2x4xf32>",
        lambda x, shape: x[0].transpose(2, 0, 1),
    ),
    (
        "stablehlo.broadcast_in_dim %0, dims = [0, 2] : (tensor<4x1xf32>) -> tensor<4x2x6xf32>",
        lambda x, shape: np.broadcast_to(x[0][:, None, :], shape),
    ),
    (
        "stablehlo.reduce(%0 init: %1) applies stablehlo.add across dimensions = [1] : "
        "(tensor<4x6x2xf32>, tensor<f32>) -> tensor<4x2xf32>",
        lambda x, shape: x[0].sum(1),
    ),
    (
        "stablehlo.concatenate %0, %1, dim = 1 : "
        "(tensor<4x2xf32>, tensor<4x6xf32>) -> tensor<4x8xf32>",
        lambda x, shape: np.concatenate(x, 1),
    ),
    (
        "stablehlo.slice %0 [0:4, 1:3] : (tensor<4x6xf32>) -> tensor<4x2xf32>",
        lambda x, shape: x[0][:, 1:3],
    ),
    (
        "stablehlo.pad %0, %1, low = [0, 1], high = [0, 1], interior = [0, 0] : "
        "(tensor<4x6xf32>, tensor<f32>) -> tensor<4x8xf32>",
        lambda x, shape: np.pad(x[0], [(0, 0), (1, 1)], constant_values=x[1].item()),
    ),
    (
        "stablehlo.reverse %0, dims = [1] : tensor<4x6xf32>",
        lambda x, shape: x[0][:, ::-1],
    ),
    (
        "stablehlo.convolution(%0, %1) dim_numbers = [b, 0, f]x[0, i, o]->[b, 0, f], "
        "window = {} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : "
        "(tensor<4x6x2xf32>, tensor<3x2x4xf32>) -> tensor<4x4x4xf32>",
        lambda x, shape: sum(
            np.einsum("bsi,io->bso", x[0][:, k : k + 4], x[1][k]) for k in range(3)
        ),
    ),
    (
        "stablehlo.dot %0, %1 : (tensor<4x6xf32>, tensor<6xf32>) -> tensor<4xf32>",
        lambda x, shape: x[0] @ x[1],
    ),
]


def op_of(text: str) -> Operation:
    """The op, in a function whose arguments have the types that the text ends with."""
    inputs = text.rpartition(" : ")[2].partition(" -> ")[0].strip("()")
    types = inputs.split(", ")
    arguments = ", ".join(f"%{i}: {type_}" for i, type_ in enumerate(types))
    module = parse_module(f"func.func @f({arguments}) {{\n%r = {text}\nreturn\n}}", Context())
    (op,) = [op for op in module.walk() if op.name.startswith("stablehlo.") and op.results[:1]][:1]
    return op


def factors(dims: Dims) -> list[int]:
    return [factor for dim in dims for factor in dim]


def local_shape(dims: Dims, sizes: Sequence[int]) -> Shape:
    return tuple(prod(sizes[factor] for factor in dim) for dim in dims)


def by_factors(array: Array, rule: ShardingRule, dims: Dims, factor: int) -> tuple[Array, int]:
    """The array with the factor's dimension made one per factor; where the factor is then."""
    (place,) = [index for index, dim in enumerate(dims) if factor in dim]
    sizes = [rule.sizes[f] for f in dims[place]]
    sizes[dims[place].index(factor)] = -1
    shape = (*array.shape[:place], *sizes, *array.shape[place + 1 :])
    return array.reshape(shape), place + dims[place].index(factor)


def half(array: Array, rule: ShardingRule, dims: Dims, factor: int, part: int) -> Array:
    """One half of a tensor along a factor; all of it where it does not have the factor."""
    if factor not in factors(dims):
        return array
    (place,) = [index for index, dim in enumerate(dims) if factor in dim]
    split, axis = by_factors(array, rule, dims, factor)
    local = (*array.shape[:place], array.shape[place] // 2, *array.shape[place + 1 :])
    return np.split(split, 2, axis)[part].reshape(local)


def joined(parts: Sequence[Array], rule: ShardingRule, dims: Dims, factor: int) -> Array:
    """Halves side by side along a factor; their sum where the result does not have it."""
    if factor not in factors(dims):
        assert rule.kinds[factor] is FactorKind.REDUCTION
        return sum(parts[1:], parts[0])
    split = [by_factors(part, rule, dims, factor) for part in parts]
    whole = np.concatenate([array for array, _ in split], split[0][1])
    (place,) = [index for index, dim in enumerate(dims) if factor in dim]
    shape = parts[0].shape
    return whole.reshape((*shape[:place], 2 * shape[place], *shape[place + 1 :]))


def check_law(op: Operation, kernel: Kernel) -> None:
    rule = rule_of(op)
    assert rule is not None
    random = np.random.default_rng(0)
    inputs = [random.random(shape_of(operand)) for operand in op.operands]
    whole = kernel(inputs, shape_of(op.results[0]))
    (result,) = rule.results
    shape = shape_of(op.results[0])
    for factor, kind in enumerate(rule.kinds):
        passes = kind in (FactorKind.PASS_THROUGH, FactorKind.REDUCTION)
        if not passes or rule.sizes[factor] % 2 or factor in rule.blocked:
            continue
        if kind is FactorKind.PASS_THROUGH and factor not in factors(result):
            continue
        local = tuple(
            size // 2 if factor in dim else size for size, dim in zip(shape, result, strict=True)
        )
        parts = [
            kernel(
                [
                    half(x, rule, dims, factor, part)
                    for x, dims in zip(inputs, rule.operands, strict=True)
                ],
                local,
            )
            for part in range(2)
        ]
        np.testing.assert_allclose(joined(parts, rule, result, factor), whole)


@pytest.mark.parametrize(("text", "kernel"), CASES, ids=[text.split()[0] for text, _ in CASES])
def test_halves_make_the_whole(text: str, kernel: Kernel) -> None:
    check_law(op_of(text), kernel)


@st.composite
def reshapes(draw: st.DrawFn) -> tuple[Shape, Shape]:
    """Two shapes with the same number of elements."""
    primes = draw(st.lists(st.sampled_from([2, 2, 3, 5]), max_size=6))

    def shape() -> Shape:
        cuts = sorted(draw(st.lists(st.integers(0, len(primes)), max_size=3)))
        bounds = [0, *cuts, len(primes)]
        return tuple(prod(primes[a:b]) for a, b in pairwise(bounds))

    return shape(), shape()


@given(reshapes())
def test_halves_of_any_reshape(shapes: tuple[Shape, Shape]) -> None:
    source, target = ("x".join(map(str, shape)) for shape in shapes)
    op = op_of(f"stablehlo.reshape %0 : (tensor<{source}xf32>) -> tensor<{target}xf32>")
    check_law(op, lambda x, shape: x[0].reshape(shape))


@given(reshapes())
def test_every_dimension_is_the_product_of_its_factors(shapes: tuple[Shape, Shape]) -> None:
    source, target = ("x".join(map(str, shape)) for shape in shapes)
    op = op_of(f"stablehlo.reshape %0 : (tensor<{source}xf32>) -> tensor<{target}xf32>")
    rule = rule_of(op)
    assert rule is not None
    assert local_shape(rule.operands[0], rule.sizes) == shapes[0]
    assert local_shape(rule.results[0], rule.sizes) == shapes[1]


def test_a_gather_of_rows_reduces_over_the_shards_of_rows() -> None:
    op = op_of(
        '"stablehlo.gather"(%0, %1) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], '
        "collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, "
        "slice_sizes = array<i64: 1, 16>}> : "
        "(tensor<32x16xf32>, tensor<8x1xi32>) -> tensor<8x16xf32>"
    )
    assert str(rule_of(op)) == (
        "([k, j], [i, l])->([i, j]) {i=8, j=16, k=32, l=1} reduction={k} need_replication={l}"
    )


def test_einsum_rule() -> None:
    rule = einsum_rule("ab,(bc)->ac", {"a": 8, "b": 4, "c": 2})
    assert str(rule) == "([i, j], [jk])->([i, k]) {i=8, j=4, k=2} reduction={j}"


def test_conservative_rules_have_no_halos() -> None:
    op = op_of("stablehlo.slice %0 [0:4, 1:3] : (tensor<4x6xf32>) -> tensor<4x2xf32>")
    assert str(rule_of(op, conservative=True)) == (
        "([i, j])->([i, j]) {i=4, j=6} permutation={j} blocked_propagation={j}"
    )


def test_an_unknown_custom_call_has_no_rule() -> None:
    op = op_of("stablehlo.custom_call @unknown(%0) : (tensor<4xf32>) -> tensor<4xf32>")
    assert rule_of(op) is None


def test_picking_all_is_sorting() -> None:
    text = "func.func @f(%x: tensor<2x4xf32>) {%v, %i = chlo.top_k(%x, k = 4) : "
    text += "tensor<2x4xf32> -> (tensor<2x4xf32>, tensor<2x4xi32>)\nreturn}"
    (op,) = [op for op in parse_module(text, Context()).walk() if op.name == "chlo.top_k"]
    assert "need_replication={j}" in str(rule_of(op))
