"""Products of matrices: sums over shared dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import given_shape
from ttmlir_py.dialects.ttcore.rules.contraction import product_result, product_shape
from ttmlir_py.dialects.ttcore.shared import contraction as shared
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.dialects.ttnn.kinds import COMPUTE_CONFIG, MATMUL_PROGRAM_CONFIG
from ttmlir_py.support.fields import optional_prop
from ttmlir_py.support.properties import STRING
from ttmlir_py.support.shapes import shape_of


class LinearOp(shared.LinearOp, PureOp):
    """Matrix product plus an optional bias."""

    name = "ttnn.linear"
    matmul_program_config = optional_prop(MATMUL_PROGRAM_CONFIG)
    activation = optional_prop(STRING)
    compute_config = optional_prop(COMPUTE_CONFIG)

    def infer(self) -> Sequence[Attribute]:
        """The product's shape, which a bias may broadcast but for leading ones."""
        a, b = shape_of(self.a), shape_of(self.b)
        product = product_shape(a, b, self.transpose_a, self.transpose_b)
        if product and given_shape(self) == product:
            return self.result_types
        return [product_result(self, self.a, self.b, self.bias, self.transpose_a, self.transpose_b)]


class MatmulOp(shared.MatmulOp, PureOp):
    """Matrix product, broadcast over leading dimensions."""

    name = "ttnn.matmul"
    matmul_program_config = optional_prop(MATMUL_PROGRAM_CONFIG)
    activation = optional_prop(STRING)
    compute_config = optional_prop(COMPUTE_CONFIG)
