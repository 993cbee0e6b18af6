"""Ops that StableHLO keeps for old programs; newer ops say the same."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, integers, string, value
from ttmlir_py.dialects.stablehlo.constraints import QUANTIZABLE_TENSOR, TENSOR
from ttmlir_py.dialects.stablehlo.properties import I64_ROWS
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.support import fields
from ttmlir_py.support.fields import prop
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import I64_ARRAY, I64_ATTR, STRING
from ttmlir_py.support.shapes import shape_of, with_shape


class BroadcastOp(PrettyOp):
    """The operand repeated over new leading dimensions; see `broadcast_in_dim`."""

    name = "stablehlo.broadcast"
    reports_inference = True
    traits = PURE
    assembly = Assembly(value("operand"), ", sizes = ", integers("broadcast_sizes"))

    operand = fields.operand(TENSOR)
    broadcast_sizes = prop(I64_ARRAY)
    result = fields.result(QUANTIZABLE_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        for size in self.broadcast_sizes:
            if size < 0:
                raise VerifyException(f"Broadcast with negative dimension size {size}")
        return [with_shape(self.operand, (*self.broadcast_sizes, *shape_of(self.operand)))]


class CrossReplicaSumOp(Op):
    """The sum over groups of replicas; see `all_reduce`."""

    name = "stablehlo.cross-replica-sum"
    traits = PURE

    operand = fields.operand(TENSOR)
    replica_groups = prop(I64_ROWS)
    result = fields.result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        return [self.operand.type]


class EinsumOp(PrettyOp):
    """A product by an einsum equation such as `"ab,bc->ac"`; see `dot_general`."""

    name = "stablehlo.einsum"
    traits = PURE
    assembly = Assembly(value("lhs"), ", ", value("rhs"), ", config = ", string("einsum_config"))

    lhs = fields.operand(TENSOR)
    rhs = fields.operand(TENSOR)
    einsum_config = prop(STRING)
    result = fields.result(TENSOR)


class TorchIndexSelectOp(Op):
    """The operand's slices at the given indices of a dimension; see `gather`."""

    name = "stablehlo.torch_index_select"
    traits = PURE

    operand = fields.operand(TENSOR)
    index = fields.operand(TENSOR)
    dim = prop(I64_ATTR)
    batch_dims = prop(I64_ATTR)
    result = fields.result(TENSOR)


class UnaryEinsumOp(PrettyOp):
    """A sum or transposition by an einsum equation such as `"ab->a"`."""

    name = "stablehlo.unary_einsum"
    traits = PURE
    assembly = Assembly(value("operand"), ", config = ", string("einsum_config"))

    operand = fields.operand(TENSOR)
    einsum_config = prop(STRING)
    result = fields.result(TENSOR)
