"""The shape dialect reads and prints what exporters write."""

from ttmlir_py.context import Context
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

TEXT = """\
module {
  func.func @main(%arg0: tensor<?x3xf32>) -> tensor<?x3xf32> {
    %0 = shape.const_shape [2, 3] : tensor<2xindex>
    %1 = shape.shape_of %arg0 : tensor<?x3xf32> -> tensor<2xindex>
    %2 = shape.broadcast %0, %1 : tensor<2xindex>, tensor<2xindex> -> tensor<2xindex>
    %3 = shape.num_elements %2 : tensor<2xindex> -> index
    %4 = shape.cstr_broadcastable %0, %1 : tensor<2xindex>, tensor<2xindex>
    %5 = shape.assuming %4 -> (tensor<?x3xf32>) {
      shape.assuming_yield %arg0 : tensor<?x3xf32>
    }
    return %5 : tensor<?x3xf32>
  }
}
"""


def test_round_trip():
    module = parse_module(TEXT, Context())
    assert print_module(module) == TEXT
    generic = print_module(module, generic=True)
    assert print_module(parse_module(generic, Context())) == TEXT
