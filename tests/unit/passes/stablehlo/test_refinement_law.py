"""Sizes that are forgotten inside a program are found again; types only ever learn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xdsl.dialects.builtin import ModuleOp, TensorType, UnrankedTensorType, f32, i32
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Attribute

from tests.unit.passes.stablehlo.random_programs import random_program
from ttmlir_py.context import Context
from ttmlir_py.dialects.stablehlo.bounds import BoundsAttr
from ttmlir_py.dialects.stablehlo.types import tuple_of
from ttmlir_py.passes.stablehlo.refine_shapes import StablehloRefineShapesPass
from ttmlir_py.passes.stablehlo.refinement.types import leaves, more_specific, with_leaves
from ttmlir_py.support.shapes import DYNAMIC, is_static
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module
from ttmlir_py.syntax.verifier import verify

STATIC = {
    "stablehlo.broadcast_in_dim",
    "stablehlo.constant",
    "stablehlo.iota",
    "stablehlo.reshape",
    "stablehlo.custom_call",
}
"""Ops whose results have the sizes that are written, and no others."""


def forget(module: ModuleOp) -> int:
    """Forget the sizes of the results that operands tell; the number of results."""
    count = 0
    for op in module.walk():
        if not op.name.startswith(("stablehlo.", "chlo.")) or op.name in STATIC:
            continue
        for result in op.results:
            if isinstance(result.type, TensorType) and result.type.get_shape():
                sizes = [DYNAMIC] * len(result.type.get_shape())
                result._type = TensorType(result.type.element_type, sizes)
                count += 1
    for op in module.walk():
        if isinstance(op, ReturnOp) and isinstance(function := op.parent_op(), FuncOp):
            type_ = function.function_type
            function.function_type = type(type_).from_lists(
                list(type_.inputs.data), list(op.operand_types)
            )
    return count


def refined(module: ModuleOp, ctx: Context) -> str:
    StablehloRefineShapesPass().apply(ctx, module)
    assert verify(module, ctx.diagnostics), (ctx.diagnostics.diagnostics, str(module))
    return print_module(module)


PROGRAMS = {
    "loop": """
func.func @main(%x: tensor<3x5xf32>, %n: tensor<i32>) -> tensor<5x3xf32> {
  %one = stablehlo.constant dense<1> : tensor<i32>
  %0:2 = stablehlo.while(%i = %n, %y = %x) : tensor<i32>, tensor<3x5xf32>
    cond {
      %c = stablehlo.compare GT, %i, %one : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %c : tensor<i1>
    } do {
      %less = stablehlo.subtract %i, %one : tensor<i32>
      %z = stablehlo.tanh %y : tensor<3x5xf32>
      stablehlo.return %less, %z : tensor<i32>, tensor<3x5xf32>
    }
  %1 = stablehlo.transpose %0#1, dims = [1, 0] : (tensor<3x5xf32>) -> tensor<5x3xf32>
  return %1 : tensor<5x3xf32>
}
""",
    "branches": """
func.func @main(%x: tensor<3x5xf32>, %p: tensor<i1>) -> tensor<6x5xf32> {
  %0 = "stablehlo.if"(%p) ({
    %1 = stablehlo.negate %x : tensor<3x5xf32>
    stablehlo.return %1 : tensor<3x5xf32>
  }, {
    stablehlo.return %x : tensor<3x5xf32>
  }) : (tensor<i1>) -> tensor<3x5xf32>
  %2 = stablehlo.concatenate %0, %x, dim = 0
    : (tensor<3x5xf32>, tensor<3x5xf32>) -> tensor<6x5xf32>
  return %2 : tensor<6x5xf32>
}
""",
    "reductions": """
func.func @main(%x: tensor<2x7x5xf32>, %i: tensor<3x1xi32>) -> (tensor<2xf32>, tensor<3x7x5xf32>) {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %0 = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [2]
    : (tensor<2x7x5xf32>, tensor<f32>) -> tensor<2x7xf32>
  %1 = "stablehlo.reduce_window"(%0, %zero) <{window_dimensions = array<i64: 1, 7>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %m = stablehlo.maximum %a, %b : tensor<f32>
    stablehlo.return %m : tensor<f32>
  }) : (tensor<2x7xf32>, tensor<f32>) -> tensor<2x1xf32>
  %2 = stablehlo.reshape %1 : (tensor<2x1xf32>) -> tensor<2xf32>
  %3 = "stablehlo.sort"(%x) <{dimension = 1 : i64}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %c = stablehlo.compare LT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
    stablehlo.return %c : tensor<i1>
  }) : (tensor<2x7x5xf32>) -> tensor<2x7x5xf32>
  %4 = "stablehlo.gather"(%3, %i) <{dimension_numbers = #stablehlo.gather<
      offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0],
      index_vector_dim = 1>, slice_sizes = array<i64: 1, 7, 5>}>
    : (tensor<2x7x5xf32>, tensor<3x1xi32>) -> tensor<3x7x5xf32>
  return %2, %4 : tensor<2xf32>, tensor<3x7x5xf32>
}
""",
    "products": """
func.func @main(%x: tensor<2x3x8x8xf32>, %k: tensor<5x3x3x3xf32>) -> tensor<2x2x5x5xf64> {
  %0 = stablehlo.convolution(%x, %k) dim_numbers = [b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1],
    window = {stride = [2, 2], pad = [[1, 1], [1, 1]]}
    {batch_group_count = 1 : i64, feature_group_count = 1 : i64}
    : (tensor<2x3x8x8xf32>, tensor<5x3x3x3xf32>) -> tensor<2x5x4x4xf32>
  %low = stablehlo.slice %0 [0:2, 0:5, 0:4:2, 1:4:2]
    : (tensor<2x5x4x4xf32>) -> tensor<2x5x2x2xf32>
  %1 = stablehlo.dot_general %low, %low, batching_dims = [0, 2] x [0, 2],
    contracting_dims = [3] x [3]
    : (tensor<2x5x2x2xf32>, tensor<2x5x2x2xf32>) -> tensor<2x2x5x5xf64>
  return %1 : tensor<2x2x5x5xf64>
}
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str):
    check(PROGRAMS[name])


@pytest.mark.parametrize("seed", range(40))
def test_random_program(seed: int):
    check(random_program(seed))


def check(text: str) -> None:
    ctx = Context()
    known, forgotten = parse_module(text, ctx), parse_module(text, ctx)
    count = forget(forgotten)
    assert verify(forgotten, ctx.diagnostics), (ctx.diagnostics.diagnostics, str(forgotten))
    assert refined(forgotten, ctx) == refined(known, ctx), count


def sizes(rank: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.sampled_from((DYNAMIC, 2, 3)), min_size=rank, max_size=rank)


@st.composite
def tensors(draw: st.DrawFn) -> Attribute:
    element = draw(st.sampled_from((f32, i32)))
    if draw(st.booleans()):
        return UnrankedTensorType(element)
    shape = draw(sizes(2))
    bounds = [draw(st.sampled_from((DYNAMIC, 2, 4))) if s == DYNAMIC else DYNAMIC for s in shape]
    is_bounded = any(bound != DYNAMIC for bound in bounds)
    return TensorType(element, shape, *([BoundsAttr(tuple(bounds))] if is_bounded else []))


@given(tensors(), tensors(), tensors())
def test_types_learn(a: Attribute, b: Attribute, c: Attribute):
    """Joining is idempotent, keeps what was known, and needs to be told a thing once."""
    assert more_specific(a, a) == a
    joined = more_specific(a, b)
    if joined is None:
        assert more_specific(b, a) is None
        return
    assert joined == more_specific(b, a)
    assert more_specific(joined, a) == joined == more_specific(joined, b)
    if isinstance(a, TensorType) and is_static(a):
        assert joined == a
    pair = more_specific(tuple_of([a, c]), tuple_of([b, c]))
    assert pair == tuple_of([joined, c])


def test_tuples_are_taken_apart_and_made_again():
    nested = [f32, tuple_of([i32, tuple_of([f32])]), tuple_of([])]
    assert leaves(nested) == [f32, i32, f32]
    assert with_leaves(nested, leaves(nested)) == nested
