"""Attributes and types print as MLIR prints them; what they hold reads as Python values."""

import pytest
from stablehlo_snippets import ADD_BLOCK, module_of

from ttmlir_py.context import Context
from ttmlir_py.dialects.stablehlo.collectives import AllReduceOp
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

JUDGED = {
    "accuracy": "#stablehlo.result_accuracy<atol = 1.000000e-05, ulps = 2, "
    "mode = #stablehlo.result_accuracy_mode<TOLERANCE>>",
    "channel_handle": "#stablehlo.channel_handle<handle = 3, type = 1>",
    "comparison_direction": "#stablehlo<comparison_direction GE>",
    "conv": "#stablehlo.conv<[b, 1, 0, f]x[i, o, 0, 1]->[f, 0, 1, b]>",
    "conv_without_space": "#stablehlo.conv<[b, f]x[i, o]->[b, f]>",
    "dot": "#stablehlo.dot<lhs_batching_dimensions = [0], rhs_batching_dimensions = [0], "
    "lhs_contracting_dimensions = [2], rhs_contracting_dimensions = [1]>",
    "dot_empty": "#stablehlo.dot<>",
    "precision": "[#stablehlo<precision DEFAULT>, #stablehlo<precision HIGHEST>]",
    "scatter": "#stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0], "
    "input_batching_dims = [2], scatter_indices_batching_dims = [0], "
    "scatter_dims_to_operand_dims = [0], index_vector_dim = 1>",
    "transpose": "#stablehlo<transpose ADJOINT>",
    "type_bounds": "tensor<?x4xf32, #stablehlo.bounds<5, ?>>",
    "type_token": "!stablehlo.token",
}
NEWER = {
    "axis_ref": '#stablehlo.axis_ref<name = "x", sub_axis_info = (2)4>',
    "mesh": '#stablehlo.mesh<axes=[<name = "x", size = 4>], '
    "device_ids=dense<[3, 2, 1, 0]> : tensor<4xi64>>",
    "replica_groups": "#stablehlo.replica_group_mesh_axes<mesh = @mesh, "
    'axes = [#stablehlo.axis_ref<name = "x">]>',
    "type_future": "!stablehlo.future<tensor<2xf32>>",
    "type_quantized": "tensor<2x!quant.uniform<i8<-100:100>:f32, 2.000000e-01:3>>",
}


def with_attribute(text: str) -> str:
    return f"module attributes {{test.attribute = {text}}} {{\n}}\n"


@pytest.mark.parametrize("text", [*JUDGED.values(), *NEWER.values()], ids=[*JUDGED, *NEWER])
def test_round_trip(text: str):
    assert print_module(parse_module(with_attribute(text), Context())) == with_attribute(text)


@pytest.mark.parametrize("text", JUDGED.values(), ids=JUDGED)
def test_text_is_mlirs(text: str, mlir):
    assert print_module(parse_module(with_attribute(text), Context())) == mlir(with_attribute(text))


@pytest.mark.parametrize(
    ("other", "canonical"),
    [
        ("tensor<?xf32, #stablehlo.type_extensions<bounds = [5]>>",
         "tensor<?xf32, #stablehlo.bounds<5>>"),
        ("#stablehlo.conv<raw input_feature_dimension = 1, kernel_output_feature_dimension = 1, "
         "output_feature_dimension = 1>", "#stablehlo.conv<[b, f]x[i, o]->[b, f]>"),
    ],
)  # fmt: skip
def test_second_spelling(other: str, canonical: str):
    text = print_module(parse_module(with_attribute(other), Context()))
    assert text == with_attribute(canonical)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#stablehlo.channel_handle<handle = 1>", "expected `type`"),
        ("#stablehlo.conv<[b, 0, 2, f]x[0, 1, i, o]->[b, 0, 1, f]>", "spatial dimensions 1 not"),
        ("#stablehlo.dot<foo = [0]>", "expected one of: `lhs_batching_dimensions`"),
        ("#stablehlo<precision LOW>", "expected one of DEFAULT, HIGH, HIGHEST"),
    ],
)
def test_refused(text: str, message: str):
    with pytest.raises(CompileError, match=message):
        parse_module(with_attribute(text), Context())


@pytest.mark.parametrize(
    ("axes", "groups"),
    [
        ("x", ((0, 2, 4, 6), (1, 3, 5, 7))),
        ("y", ((0, 1), (2, 3), (4, 5), (6, 7))),
        ("x|y", ((0, 1, 2, 3, 4, 5, 6, 7),)),
        ("y|x", ((0, 2, 4, 6, 1, 3, 5, 7),)),
        ("x(1)2", ((0, 4), (1, 5), (2, 6), (3, 7))),
        ("x(2)2", ((0, 2), (1, 3), (4, 6), (5, 7))),
    ],
)
def test_groups_of_mesh_axes(axes: str, groups: tuple[tuple[int, ...], ...]):
    references = ", ".join(map(_axis, axes.split("|")))
    named = f"#stablehlo.replica_group_mesh_axes<mesh = @mesh, axes = [{references}]>"
    snippet = (
        f'F | "stablehlo.all_reduce"(%0) <{{replica_groups = {named}}}> {ADD_BLOCK} : (F) -> F'
    )
    mesh = 'sdy.mesh @mesh = <["x"=4, "y"=2]>\n'
    module = parse_module(mesh + module_of(snippet), Context())
    module.verify()
    (op,) = [op for op in module.walk() if isinstance(op, AllReduceOp)]
    assert op.replica_groups == groups


def _axis(text: str) -> str:
    name, _, part = text.partition("(")
    sub_axis = f", sub_axis_info = ({part}" if part else ""
    return f'#stablehlo.axis_ref<name = "{name}"{sub_axis}>'
