"""Every operation knows where it stood."""

from __future__ import annotations

from collections.abc import Callable

from xdsl.dialects.builtin import FileLineColLoc, IntAttr, StringAttr

from ttmlir_py.context import Context
from ttmlir_py.syntax.locations import SourceFile, SourceLocation, file_position
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module


def test_operation_stands_where_its_name_stands(new_context: Callable[..., object]) -> None:
    module = parse_module('module {\n  %0 = "a.b"() : () -> i32\n}', new_context(), "f.mlir")
    (op,) = module.ops
    assert file_position(op.location) == ("f.mlir", 2, 8)
    assert file_position(op.clone().location) == ("f.mlir", 2, 8)
    assert file_position(module.location) == ("f.mlir", 1, 1)


def test_written_location_wins(new_context: Callable[..., object]) -> None:
    text = '"a.b"() : () -> () loc("x.py":7:8)\n"a.c"() : () -> () loc("n"("y.py":1:2))'
    first, second = parse_module(text, new_context()).ops
    assert file_position(first.location) == ("x.py", 7, 8)
    assert file_position(second.location) == ("y.py", 1, 2)


def test_reduce_and_what_it_applies_stand_after_its_name() -> None:
    text = """\
func.func @f(%x: tensor<2xf32>, %z: tensor<f32>) -> tensor<f32> {
  %0 = stablehlo.reduce(%x init: %z) applies stablehlo.add across dimensions = [0] : \
(tensor<2xf32>, tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
"""
    (function,) = parse_module(text, Context(), "f.mlir").ops
    reduce, _ = function.regions[0].block.ops
    block = reduce.regions[0].block
    for place in (reduce, *block.ops, *block.args):
        assert file_position(place.location) == ("f.mlir", 2, 24)


def test_location_equals_the_one_it_stands_for() -> None:
    lazy = SourceLocation(SourceFile("ab\ncd", "f"), 4)
    plain = FileLineColLoc(StringAttr("f"), IntAttr(2), IntAttr(2))
    assert lazy == plain
    assert plain == lazy
    assert hash(lazy) == hash(plain)
    assert str(lazy) == 'loc("f":2:2)'


def test_ranges_inside_of_other_locations(new_context: Callable[..., object]) -> None:
    locations = (
        'loc("f"("a.py":4:14 to :33))',
        'loc(callsite("g"("a.py":4:14 to 5:3) at "a.py":1:2))',
        'loc(fused["a.py":4:14 to :33, "b"])',
        'loc(fused<"why">["a.py":4:14 to :33])',
    )
    for location in locations:
        module = parse_module(f'"a.b"() : () -> () {location}', new_context())
        (op,) = module.ops
        assert file_position(op.location) == ("a.py", 4, 14)
        text = print_module(module, debuginfo=True, local_scope=True)
        assert f'"a.b"() : () -> () {location}' in text
