"""Bounds of unknown dimensions are inferred: what operands tell, results tell too."""

import pytest
from stablehlo_snippets import ADD_BLOCK, module_of, refusal
from xdsl.dialects.builtin import TensorType

from ttmlir_py.context import Context
from ttmlir_py.dialects.stablehlo.bounds import Extent, joined, narrowest, widest
from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import DYNAMIC
from ttmlir_py.syntax.parser import parse_module

KNOWN, UNKNOWN = Extent(4), Extent(DYNAMIC)
AT_MOST_3, AT_MOST_5 = Extent(DYNAMIC, 3), Extent(DYNAMIC, 5)


@pytest.mark.parametrize(
    ("pair", "all_known", "one_of", "both"),
    [
        ((KNOWN, KNOWN), KNOWN, KNOWN, Extent(8)),
        ((KNOWN, UNKNOWN), KNOWN, UNKNOWN, UNKNOWN),
        ((KNOWN, AT_MOST_5), KNOWN, AT_MOST_5, Extent(DYNAMIC, 9)),
        ((UNKNOWN, UNKNOWN), UNKNOWN, UNKNOWN, UNKNOWN),
        ((UNKNOWN, AT_MOST_3), AT_MOST_3, UNKNOWN, UNKNOWN),
        ((AT_MOST_3, AT_MOST_5), AT_MOST_3, AT_MOST_5, Extent(DYNAMIC, 8)),
    ],
)
def test_extents_merge_in_any_order(
    pair: tuple[Extent, Extent], all_known: Extent, one_of: Extent, both: Extent
):
    for order in (pair, pair[::-1]):
        assert narrowest(0, order) == all_known
        assert widest(order) == one_of
        assert joined(order) == both


B, V = "tensor<?x5xf32, #stablehlo.bounds<8, ?>>", "tensor<?xf32, #stablehlo.bounds<8>>"
INFERRED = {
    "add": (f"{B}, tensor<?x5xf32, #stablehlo.bounds<6, ?>> | stablehlo.add %0, %1 "
            f": ({B}, tensor<?x5xf32, #stablehlo.bounds<6, ?>>) -> tensor<?x5xf32>",
            "tensor<?x5xf32, #stablehlo.bounds<6, ?>>"),
    "all_to_all": (f'{B} | "stablehlo.all_to_all"(%0) <{{split_dimension = 0 : i64, '
                   "concat_dimension = 1 : i64, split_count = 2 : i64, "
                   "replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>}> "
                   f": ({B}) -> tensor<?x10xf32>", "tensor<?x10xf32, #stablehlo.bounds<4, ?>>"),
    "batch_norm_training": (
        f'{B.replace("5", "?")}, {V} | "stablehlo.batch_norm_training"(%0, %1, %1) '
        "<{epsilon = 1.0e-3 : f32, feature_index = 0 : i64}> "
        f": ({B.replace('5', '?')}, {V}, {V}) -> (tensor<?x?xf32>, tensor<?xf32>, tensor<?xf32>)",
        V),
    "concatenate": (f"{B}, tensor<2x5xf32> | stablehlo.concatenate %0, %1, dim = 0 "
                    f": ({B}, tensor<2x5xf32>) -> tensor<?x5xf32>",
                    "tensor<?x5xf32, #stablehlo.bounds<10, ?>>"),
    "dot": (f"{B}, tensor<5x2xf32> | stablehlo.dot %0, %1 "
            f": ({B}, tensor<5x2xf32>) -> tensor<?x2xf32>",
            "tensor<?x2xf32, #stablehlo.bounds<8, ?>>"),
    "gather": (
        "tensor<9xf32>, tensor<?x1xi32, #stablehlo.bounds<6, ?>> | "
        '"stablehlo.gather"(%0, %1) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], '
        "start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 2>}> "
        ": (tensor<9xf32>, tensor<?x1xi32, #stablehlo.bounds<6, ?>>) -> tensor<?x2xf32>",
        "tensor<?x2xf32, #stablehlo.bounds<6, ?>>"),
    "pad": (f"{B}, tensor<f32> | stablehlo.pad %0, %1, low = [1, 0], high = [0, 0], "
            f"interior = [1, 0] : ({B}, tensor<f32>) -> tensor<?x5xf32>",
            "tensor<?x5xf32, #stablehlo.bounds<16, ?>>"),
    "reduce": (f"{B}, tensor<f32> | stablehlo.reduce(%0 init: %1) applies stablehlo.add across "
               f"dimensions = [1] : ({B}, tensor<f32>) -> tensor<?xf32>", V),
    "reduce_window": (f'{B}, tensor<f32> | "stablehlo.reduce_window"(%0, %1) '
                      f"<{{window_dimensions = array<i64: 3, 1>}}> {ADD_BLOCK} "
                      f": ({B}, tensor<f32>) -> tensor<?x5xf32>",
                      "tensor<?x5xf32, #stablehlo.bounds<6, ?>>"),
    "set_dimension_size": ("tensor<7x5xf32>, tensor<i32> | stablehlo.set_dimension_size %0, %1, "
                           "dim = 0 : (tensor<7x5xf32>, tensor<i32>) -> tensor<?x5xf32>",
                           "tensor<?x5xf32, #stablehlo.bounds<7, ?>>"),
    "transpose": (f"{B} | stablehlo.transpose %0, dims = [1, 0] : ({B}) -> tensor<5x?xf32>",
                  "tensor<5x?xf32, #stablehlo.bounds<?, 8>>"),
}  # fmt: skip


@pytest.mark.parametrize("name", INFERRED)
def test_inference_keeps_bounds(name: str):
    snippet, expected = INFERRED[name]
    module = parse_module(module_of(snippet), Context())
    module.verify()
    (op,) = [op for op in module.walk() if op.name == f"stablehlo.{name}"]
    assert isinstance(op, Op)
    op.results = type(op.results)(())
    last = op.infer()[-1]
    assert isinstance(last, TensorType)
    assert str(last) == expected


@pytest.mark.parametrize(
    ("snippet", "message"),
    [
        (f"{B}, tensor<9x5xf32> | stablehlo.add %0, %1 : ({B}, tensor<9x5xf32>) -> tensor<9x5xf32>",
         "Mismatched dimension size 9 and bound 8 in dimension 0"),
        (f"{B} | stablehlo.slice %0 [0:9, 0:5] : ({B}) -> tensor<9x5xf32>",
         "limit index 9 is larger than dimension bound 8 in dimension 0"),
        (f"{B}, tensor<f32> | stablehlo.pad %0, %1, low = [-9, 0], high = [0, 0], "
         f"interior = [0, 0] : ({B}, tensor<f32>) -> tensor<?x5xf32>",
         "Padding result in negative bound for dimension 0"),
    ],
)  # fmt: skip
def test_sizes_beyond_bounds_are_refused(snippet: str, message: str):
    assert message in refusal(snippet)
