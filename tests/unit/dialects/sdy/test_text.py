"""The text of the dialect: what is read is printed again, and MLIR reads it too."""

import pytest

from ttmlir_py.context import Context
from ttmlir_py.dialects.sdy import DIALECT
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

MODULE = """module {
  sdy.mesh @mesh = <["x"=2, "y"=4]>
  sdy.mesh @swapped = <["x"=2, "y"=4], device_ids=[1, 0, 2, 3, 4, 5, 6, 7]>
  sdy.mesh @maximal = <[], device_ids=[5]>
  sdy.mesh @empty = <[]>
  func.func @main(%arg0: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", ?}p1, \
{"y":(1)2}], replicated={"y":(2)2}>}, %arg1: tensor<8x16xf32>) -> (tensor<8x16xf32> \
{sdy.sharding = #sdy.sharding<@mesh, [{}, {}], unreduced={"x"}>}) {
    %0 = sdy.sharding_constraint %arg0 <@mesh, [{"x"}, {?}]> : tensor<8x16xf32>
    %1 = sdy.manual_computation(%0, %arg1) in_shardings=[<@mesh, [{"x"}, {}]>, <@mesh, [{}, {}], \
replicated={"x"}>] out_shardings=[<@mesh, [{"x"}, {}]>] manual_axes={"x"} \
(%arg2: tensor<4x16xf32>, %arg3: tensor<8x16xf32>) {
      %14 = sdy.constant dense<1.000000e+00> : tensor<4x16xf32>
      sdy.return %14 : tensor<4x16xf32>
    } : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<8x16xf32>
    %2 = sdy.data_flow_edge %1 sharding=<@mesh, [{"x"}, {}]> : tensor<8x16xf32>
    %3 = sdy.all_gather [{"x"}, {}] %2 out_sharding=<@mesh, [{}, {}]> : tensor<8x16xf32>
    %4 = sdy.all_slice [{}, {"y"}] %3 out_sharding=<@mesh, [{}, {"y"}]> : tensor<8x16xf32>
    %5 = sdy.all_to_all [{"y"}: 1->0] %4 out_sharding=<@mesh, [{"y"}, {}]> : tensor<8x16xf32>
    %6 = sdy.all_reduce {"x"} %5 out_sharding=<@mesh, [{"y"}, {}]> : tensor<8x16xf32>
    %7 = sdy.replicated_to_unreduced {"x"} %6 out_sharding=<@mesh, [{"y"}, {}], unreduced={"x"}> \
: tensor<8x16xf32>
    %8 = sdy.reduce_scatter [{}, {"x"}] %7 out_sharding=<@mesh, [{"y"}, {"x"}]> : tensor<8x16xf32>
    %9 = sdy.collective_permute %8 out_sharding=<@swapped, [{"y"}, {"x"}]> : tensor<8x16xf32>
    %10 = sdy.sharded_to_unreduced [{}, {"x"}] %9 out_sharding=<@swapped, [{"y"}, {}], \
unreduced={"x"}> : tensor<8x16xf32>
    %11 = sdy.propagation_barrier %10 allowed_direction=FORWARD : tensor<8x16xf32>
    sdy.sharding_group %11 group_id=21 : tensor<8x16xf32>
    %12 = sdy.named_computation<"foo">(%11) in_shardings=[<@mesh, [{}, {}]>] \
(%arg2: tensor<8x16xf32>) {
      sdy.return %arg2 : tensor<8x16xf32>
    } : (tensor<8x16xf32>) -> tensor<8x16xf32>
    %13 = sdy.reshard %12 <mesh<["x"=2]>, [{"x"}, {}]> : tensor<8x16xf32>
    return %13 : tensor<8x16xf32>
  }
}
"""
RULE = """module {
  func.func @main(%arg0: tensor<8x2x4xf32>) -> tensor<8x8xf32> {
    %0 = stablehlo.reshape %arg0 {sdy.sharding_rule = #sdy.op_sharding_rule<([i, j, k])->([i, jk]) \
{i=8, j=2, k=4} permutation={i} blocked_propagation={j}, custom>} : \
(tensor<8x2x4xf32>) -> tensor<8x8xf32>
    return %0 : tensor<8x8xf32>
  }
}
"""


@pytest.mark.parametrize("text", [MODULE, RULE])
def test_round_trip(text: str) -> None:
    module = parse_module(text, Context())
    module.verify()
    assert print_module(module).strip() == text.strip()


@pytest.mark.parametrize("text", [MODULE, RULE])
def test_mlir_reads_what_is_printed(text: str) -> None:
    ir = pytest.importorskip("jaxlib.mlir.ir")
    sdy = pytest.importorskip("jaxlib.mlir.dialects.sdy")
    stablehlo = pytest.importorskip("jaxlib.mlir.dialects.stablehlo")
    extension = pytest.importorskip("jaxlib.mlir._mlir_libs._jax_mlir_ext")
    registry = ir.DialectRegistry()
    extension.register_dialects(registry)
    with ir.Context() as context:
        context.append_dialect_registry(registry)
        context.load_all_available_dialects()
        sdy.register_dialect(context)
        stablehlo.register_dialect(context)
        module = ir.Module.parse(print_module(parse_module(text, Context())))
        assert module.operation.verify()


def test_every_name_of_the_dialect_loads() -> None:
    whole = DIALECT.whole
    assert len(list(whole.operations)) == len(list(DIALECT.op_names))
    assert len(list(whole.attributes)) == 19


@pytest.mark.parametrize(
    ("attribute", "message"),
    [
        ('#sdy.sharding<@m, [{"a"}q1]>', "expecting priority in format 'p<number>', got: q1"),
        ('#sdy.sharding<@m, [{"a"}p01]>', "priorities with leading zeros are not allowed"),
        ("#sdy.sharding<@m, [], foo={}>", "expected valid named axis list after comma"),
        ("#sdy.op_sharding_rule<([a])->([i]) {i=2}>", "expecting symbol from 'i' to 'z'"),
        ("#sdy.op_sharding_rule<([z_])->([i]) {i=2}>", "expecting integer after 'z_'"),
        ("#sdy.op_sharding_rule<([i])->([i]) {j=2}>", "to be ordered like an iota"),
        ('#sdy.mesh<["a"=0]>', "axis size must be at least 1, got: 0"),
        ('#sdy.mesh<["a"=2, "a"=2]>', 'duplicate axis name: "a"'),
        ('#sdy.mesh<["a"=2], device_ids=[0, 2]>', "sorted device ids must be iota"),
        ('#sdy.mesh<["a"=2], device_ids=[0]>', "must match total number of device ids"),
        ('#sdy.mesh<["a"=2], device_ids=[-1, 0]>', "device id must be non-negative, got: -1"),
        ("#sdy.mesh<[], device_ids=[1, 2]>", "axes is empty and device_ids has more than one"),
    ],
)
def test_wrong_attributes(attribute: str, message: str) -> None:
    text = f'"test.op"() {{a = {attribute}}} : () -> ()'
    with pytest.raises(CompileError) as error:
        parse_module(text, Context(allow_unregistered=True))
    assert message in str(error.value)


def test_arguments_of_regions_keep_their_locations() -> None:
    text = """sdy.mesh @mesh = <["x"=2]>
func.func @main(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  %0 = sdy.manual_computation(%arg0) in_shardings=[<@mesh, [{"x"}]>] \
out_shardings=[<@mesh, [{"x"}]>] manual_axes={"x"} (%arg1: tensor<2xf32> loc("rows")) {
    sdy.return %arg1 : tensor<2xf32>
  } : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}"""
    printed = print_module(parse_module(text, Context()), debuginfo=True)
    assert '%arg1: tensor<2xf32> loc("rows")' in printed
    again = print_module(parse_module(printed, Context()), debuginfo=True)
    assert again == printed
