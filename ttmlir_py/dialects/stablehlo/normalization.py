"""Batch normalization and its gradient."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.bounds import extents_of, with_extents
from ttmlir_py.dialects.stablehlo.constraints import (
    FLOAT_OR_QUANTIZED_TENSOR,
    VECTOR_FLOAT_TENSOR,
)
from ttmlir_py.dialects.stablehlo.inference import (
    compatible_shapes,
    compatible_sizes,
    dims_text,
    require_same_elements,
)
from ttmlir_py.dialects.stablehlo.properties import NON_NEGATIVE_I64
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.support import fields
from ttmlir_py.support.fields import prop
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import F32_ATTR
from ttmlir_py.support.shapes import rank_of, shape_of


class BatchNormOp(Op):
    """Normalizes over all dimensions but the features'."""

    traits = PURE

    epsilon = prop(F32_ATTR)
    feature_index = prop(NON_NEGATIVE_I64)

    def verify_operands(self, whole: Sequence[SSAValue], vectors: Sequence[SSAValue]) -> None:
        """Raise unless tensors agree with each other and vectors with the features."""
        # batch_norm_grad_c2, batch_norm_inference_c2, batch_norm_training_c2
        require_same_elements(self.operands)
        # batch_norm_grad_c3
        if not _all_compatible(whole):
            raise VerifyException("expects multi-dimensional operands to have compatible shapes.")
        # batch_norm_grad_c4, batch_norm_inference_c4, batch_norm_inference_c5,
        # batch_norm_inference_c6, batch_norm_training_c4
        if not _all_compatible(vectors):
            raise VerifyException("expects single-dimensional operands to have compatible shapes.")
        # batch_norm_grad_c1, batch_norm_inference_c1, batch_norm_training_c1
        rank = rank_of(whole[0])
        if self.feature_index >= rank:
            raise VerifyException(
                "expects featureIndex to be smaller than the rank of multi-dimensional operands; "
                f"got featureIndex {self.feature_index}, and rank {rank}."
            )
        # batch_norm_grad_c5, batch_norm_inference_c3, batch_norm_training_c3
        sizes = shape_of(vectors[0])[0], shape_of(whole[0])[self.feature_index]
        if not compatible_sizes(*sizes):
            raise VerifyException(
                "expects the size of single-dimensional operands to be compatible with feature "
                "count, but the size of single-dimensional operands is "
                f"{dims_text(sizes[:1])} and the feature count is {dims_text(sizes[1:])}."
            )

    def feature_type(self, of: SSAValue) -> Attribute:
        """The type of one value for every feature."""
        return with_extents(of, [extents_of(of)[self.feature_index]])


def _all_compatible(values: Sequence[SSAValue]) -> bool:
    shapes = [shape_of(value) for value in values]
    return all(compatible_shapes(left, right) for left in shapes for right in shapes)


class BatchNormGradOp(BatchNormOp):
    """The gradients of `batch_norm_training` by operand, scale and offset."""

    name = "stablehlo.batch_norm_grad"
    reports_inference = True

    operand = fields.operand(FLOAT_OR_QUANTIZED_TENSOR)
    scale = fields.operand(VECTOR_FLOAT_TENSOR)
    mean = fields.operand(VECTOR_FLOAT_TENSOR)
    variance = fields.operand(VECTOR_FLOAT_TENSOR)
    grad_output = fields.operand(FLOAT_OR_QUANTIZED_TENSOR)
    grad_operand = fields.result(FLOAT_OR_QUANTIZED_TENSOR)
    grad_scale = fields.result(VECTOR_FLOAT_TENSOR)
    grad_offset = fields.result(VECTOR_FLOAT_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        vectors = (self.scale, self.mean, self.variance)
        self.verify_operands((self.operand, self.grad_output), vectors)
        features = self.feature_type(self.operand)
        return [self.operand.type, features, features]


class BatchNormInferenceOp(BatchNormOp):
    """The operand normalized by given means and variances."""

    name = "stablehlo.batch_norm_inference"
    reports_inference = True

    operand = fields.operand(FLOAT_OR_QUANTIZED_TENSOR)
    scale = fields.operand(VECTOR_FLOAT_TENSOR)
    offset = fields.operand(VECTOR_FLOAT_TENSOR)
    mean = fields.operand(VECTOR_FLOAT_TENSOR)
    variance = fields.operand(VECTOR_FLOAT_TENSOR)
    result = fields.result(FLOAT_OR_QUANTIZED_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        vectors = (self.scale, self.offset, self.mean, self.variance)
        self.verify_operands((self.operand,), vectors)
        # batch_norm_inference_c7
        return [self.operand.type]


class BatchNormTrainingOp(BatchNormOp):
    """The operand normalized by its own means and variances, and these."""

    name = "stablehlo.batch_norm_training"
    reports_inference = True

    operand = fields.operand(FLOAT_OR_QUANTIZED_TENSOR)
    scale = fields.operand(VECTOR_FLOAT_TENSOR)
    offset = fields.operand(VECTOR_FLOAT_TENSOR)
    output = fields.result(FLOAT_OR_QUANTIZED_TENSOR)
    batch_mean = fields.result(VECTOR_FLOAT_TENSOR)
    batch_var = fields.result(VECTOR_FLOAT_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        self.verify_operands((self.operand,), (self.scale, self.offset))
        # batch_norm_training_c5, batch_norm_training_c6, batch_norm_training_c7
        features = self.feature_type(self.operand)
        return [self.operand.type, features, features]
