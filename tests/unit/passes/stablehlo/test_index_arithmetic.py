"""Sizes that arith, shape and tensor compute, and what is left alone."""

import pytest

from ttmlir_py.context import Context
from ttmlir_py.passes.stablehlo.refine_shapes import StablehloRefineShapesPass
from ttmlir_py.passes.stablehlo.refinement.index_arithmetic import RULES
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module
from ttmlir_py.syntax.verifier import verify

CONSTANTS = """
  %c2 = arith.constant 2 : index
  %c7 = arith.constant 7 : index
  %m3 = arith.constant -3 : index
  %c0 = arith.constant 0 : index
  %big = arith.constant 9223372036854775807 : index
  %i9 = arith.constant 9 : i32
  %yes = arith.constant true
  %row = arith.constant dense<[1, 5]> : tensor<2xindex>
  %column = arith.constant dense<[3, 1]> : tensor<2xindex>
  %line = arith.constant dense<[4]> : tensor<1xindex>
"""

COMPUTED = {
    "shape.broadcast %row, %column : tensor<2xindex>, tensor<2xindex> -> tensor<2xindex>": "[3, 5]",
    "shape.num_elements %column : tensor<2xindex> -> index": "3",
    "shape.shape_of %x : tensor<4x6xf32> -> tensor<2xindex>": "[4, 6]",
    "arith.addi %c7, %m3 : index": "4",
    "arith.addi %row, %column : tensor<2xindex>": "[4, 6]",
    "arith.ceildivsi %c7, %c2 : index": "4",
    "arith.ceildivui %c7, %c2 : index": "4",
    "arith.cmpi slt, %m3, %c2 : index": "true",
    "arith.cmpi eq, %c7, %c2 : index": "false",
    "arith.divsi %c7, %c2 : index": "3",
    "arith.divui %c7, %c2 : index": "3",
    "arith.extsi %i9 : i32 to i64": "9",
    "arith.floordivsi %c7, %c2 : index": "3",
    "arith.index_cast %c7 : index to i64": "7",
    "arith.index_cast %row : tensor<2xindex> to tensor<2xi64>": "[1, 5]",
    "arith.maxsi %c7, %m3 : index": "7",
    "arith.minsi %c7, %m3 : index": "-3",
    "arith.muli %c7, %c2 : index": "14",
    "arith.remsi %c7, %c2 : index": "1",
    "arith.remui %c7, %c2 : index": "1",
    "arith.select %yes, %c7, %c2 : index": "7",
    "arith.subi %c2, %c7 : index": "-5",
    "tensor.dim %x, %c2_1 : tensor<4x6xf32>": "6",
    "tensor.extract %row[%c2_1] : tensor<2xindex>": "5",
    "tensor.from_elements %c7, %c2 : tensor<2xindex>": "[7, 2]",
}
LEFT_ALONE = (
    "arith.divsi %c7, %c0 : index",
    "arith.divsi %m3, %c2 : index",
    "arith.addi %big, %c7 : index",
    "arith.addi %c7, %unknown : index",
    "arith.cmpi ult, %m3, %c2 : index",
    "arith.index_cast %yes : i1 to index",
    "shape.broadcast %row, %line : tensor<2xindex>, tensor<1xindex> -> tensor<2xindex>",
    "tensor.dim %x, %c7 : tensor<4x6xf32>",
)


def result_of(op: str) -> str:
    """The text of the op that makes what is returned."""
    type_ = op.rpartition("->")[2] if "->" in op else op.rpartition(":")[2].rpartition(" to ")[2]
    if op.startswith(("arith.cmpi", "tensor.dim", "tensor.extract")):
        type_ = "i1" if "cmpi" in op else "index"
    text = f"""func.func @main(%x: tensor<4x6xf32>, %unknown: index) -> {type_} {{{CONSTANTS}
      %c2_1 = arith.constant 1 : index
      %0 = {op}
      return %0 : {type_}
    }}"""
    ctx = Context()
    module = parse_module(text, ctx)
    StablehloRefineShapesPass(all_dialects=True).apply(ctx, module)
    assert verify(module, ctx.diagnostics), ctx.diagnostics.diagnostics
    return print_module(module).splitlines()[-4]


@pytest.mark.parametrize("op", COMPUTED)
def test_computed(op: str):
    text = result_of(op)
    assert "arith.constant" in text
    assert COMPUTED[op] in text


@pytest.mark.parametrize("op", LEFT_ALONE)
def test_left_alone(op: str):
    assert op.split()[0] in result_of(op)


def test_every_rule_is_tested():
    assert {op.split()[0] for op in COMPUTED} == {cls.name for cls in RULES}
