"""Shardings: their sizes, and where the sharding of a value is stored."""

from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.context import Context
from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding
from ttmlir_py.dialects.sdy.shardings import (
    func_result_sharding,
    set_func_result_sharding,
    set_sharding,
    sharding_of,
)
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

MESH = MeshAttr.of(x=2, y=4)
X, Y = AxisRef("x"), AxisRef("y")
XY = TensorSharding("mesh", (DimSharding((X,)), DimSharding((Y,), is_closed=False)))


def parse(text: str) -> ModuleOp:
    return parse_module('sdy.mesh @mesh = <["x"=2, "y"=4]>\n' + text, Context())


def test_local_shape_rounds_up() -> None:
    assert XY.axes_sizes(MESH) == (2, 4)
    assert XY.local_shape((6, 10), MESH) == (3, 3)
    assert XY.divides((6, 12), MESH)
    assert not XY.divides((6, 10), MESH)


def test_equivalence_ignores_openness_and_replicated_axes() -> None:
    assert XY.is_equivalent(XY.closed().with_replicated((X,)))
    assert TensorSharding.fully_open("mesh", 2).is_equivalent(None)
    assert not XY.is_equivalent(None)
    assert not XY.is_equivalent(XY.with_unreduced((X,)))
    assert XY.is_equivalent(XY.with_unreduced((X,)), ignore_unreduced=True)


def test_values_of_a_function() -> None:
    module = parse(
        """
        func.func @f(%a: tensor<4x8xf32>) -> tensor<4x8xf32> {
          %b = stablehlo.negate %a : tensor<4x8xf32>
          return %b : tensor<4x8xf32>
        }"""
    )
    (function,) = [op for op in module.ops if isinstance(op, FuncOp)]
    negate = function.body.block.first_op
    assert negate is not None
    for value in (function.args[0], negate.results[0]):
        assert sharding_of(value) is None
        set_sharding(value, XY)
        assert sharding_of(value) == XY
    set_func_result_sharding(function, 0, XY)
    assert func_result_sharding(function, 0) == XY
    text = print_module(module)
    assert 'sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {"y", ?}]>]>' in text
    assert text.count('#sdy.sharding<@mesh, [{"x"}, {"y", ?}]>') == 2


def test_arguments_of_a_manual_computation_have_no_manual_axes() -> None:
    module = parse(
        """
        func.func @f(%a: tensor<4x8xf32>) -> tensor<4x8xf32> {
          %b = sdy.manual_computation(%a) in_shardings=[<@mesh, [{"x"}, {?}]>]
              out_shardings=[<@mesh, [{"x"}, {}]>] manual_axes={"x"} (%c: tensor<2x8xf32>) {
            sdy.return %c : tensor<2x8xf32>
          } : (tensor<4x8xf32>) -> tensor<4x8xf32>
          return %b : tensor<4x8xf32>
        }"""
    )
    (computation,) = [op for op in module.walk() if op.name == "sdy.manual_computation"]
    argument = computation.regions[0].block.args[0]
    inner = TensorSharding("mesh", (DimSharding(), DimSharding((), is_closed=False)))
    assert sharding_of(argument) == inner
    set_sharding(argument, inner.with_dim(1, DimSharding((Y,))))
    assert 'in_shardings=[<@mesh, [{"x"}, {"y"}]>]' in print_module(module)


def test_an_edge_holds_the_sharding_of_a_loop_value() -> None:
    module = parse(
        """
        func.func @f(%a: tensor<4x8xf32>, %p: tensor<i1>) -> tensor<4x8xf32> {
          %b:2 = stablehlo.while(%i = %a, %q = %p) : tensor<4x8xf32>, tensor<i1>
          cond {
            stablehlo.return %q : tensor<i1>
          } do {
            stablehlo.return %i, %q : tensor<4x8xf32>, tensor<i1>
          }
          %e = sdy.data_flow_edge %b#0 sharding=<@mesh, [{"x"}, {"y", ?}]> : tensor<4x8xf32>
          return %e : tensor<4x8xf32>
        }"""
    )
    (loop,) = [op for op in module.walk() if op.name == "stablehlo.while"]
    targets = [loop.results[0], *(region.block.args[0] for region in loop.regions)]
    assert [sharding_of(target) for target in targets] == [XY] * 3
    assert sharding_of(loop.results[1]) is None
