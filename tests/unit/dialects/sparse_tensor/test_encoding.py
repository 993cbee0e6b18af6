"""Encodings of sparse tensors print as MLIR prints them."""

import pytest

from ttmlir_py.context import Context
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module


@pytest.mark.parametrize(
    "encoding",
    [
        "map = (d0, d1) -> (d0 : dense, d1 : compressed)",
        "map = (d0) -> (d0 : compressed(nonunique, nonordered)), posWidth = 32, crdWidth = 8",
        "map = (i, j) -> (i floordiv 2 : structured[2, 4], j mod 3 : singleton(soa))",
    ],
)
def test_round_trip(encoding: str):
    text = (
        f"#sparse = #sparse_tensor.encoding<{{ {encoding} }}>\n"
        "module {\n  func.func private @f(tensor<4xf32, #sparse>)\n}\n"
    )
    broken = text.replace("{ map", "{\n map")
    assert print_module(parse_module(broken, Context())) == text
