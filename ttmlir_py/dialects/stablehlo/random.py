"""Random numbers."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import AnyFloat, TensorType
from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, value, word
from ttmlir_py.dialects.stablehlo.attributes import RngAlgorithm, RngDistribution
from ttmlir_py.dialects.stablehlo.constants import constant_integers
from ttmlir_py.dialects.stablehlo.constraints import (
    INTEGER_OR_FLOAT_TENSOR,
    PREDICATE_INTEGER_OR_FLOAT_TENSOR,
    SCALAR_REAL_TENSOR,
    STATIC_DIMENSION_TENSOR,
    STATIC_INTEGER_OR_FLOAT_TENSOR,
)
from ttmlir_py.dialects.stablehlo.inference import compatible_shapes
from ttmlir_py.dialects.stablehlo.properties import RNG_ALGORITHM, RNG_DISTRIBUTION
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.shapes import DYNAMIC, element_of, is_static, shape_of, size_of


class RngOp(PrettyOp):
    """Numbers drawn from the range or the normal distribution that `a` and `b` tell."""

    name = "stablehlo.rng"
    reports_inference = True
    assembly = Assembly(
        value("a"),
        ", ",
        value("b"),
        ", ",
        value("shape"),
        ", distribution = ",
        word("rng_distribution"),
    )

    a = operand(SCALAR_REAL_TENSOR)
    b = operand(SCALAR_REAL_TENSOR)
    shape = operand(STATIC_DIMENSION_TENSOR)
    rng_distribution = prop(RNG_DISTRIBUTION)
    result = result(PREDICATE_INTEGER_OR_FLOAT_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        element = element_of(self.b)
        # rng_c1
        if element_of(self.a) != element:
            raise VerifyException(
                "failed to verify that all of {a, b, result} have same element type"
            )
        # rng_c2
        is_normal = self.rng_distribution is RngDistribution.NORMAL
        if is_normal and not isinstance(element, AnyFloat):
            raise VerifyException("mu and sigma must be floats")
        # rng_c3
        sizes = constant_integers(self.shape)
        if sizes is None:
            sizes = [DYNAMIC] * shape_of(self.shape)[0]
        return [TensorType(element, sizes)]


_STATE_SIZES = {RngAlgorithm.PHILOX: (2, 3), RngAlgorithm.THREE_FRY: (2,)}


class RngBitGeneratorOp(PrettyOp):
    """The next state of a generator, and random bits."""

    name = "stablehlo.rng_bit_generator"
    traits = PURE
    assembly = Assembly(value("initial_state"), ", algorithm = ", word("rng_algorithm"))

    rng_algorithm = prop(RNG_ALGORITHM)
    initial_state = operand(INTEGER_OR_FLOAT_TENSOR)
    output_state = result(INTEGER_OR_FLOAT_TENSOR)
    output = result(STATIC_INTEGER_OR_FLOAT_TENSOR)

    def verify_extra(self) -> None:
        sizes = _STATE_SIZES.get(self.rng_algorithm)
        state = self.initial_state
        # rng_bit_generator_c2
        if sizes and is_static(state.type) and size_of(state) not in sizes:
            raise VerifyException(
                f"state of {self.rng_algorithm.value} must have {' or '.join(map(str, sizes))} "
                f"elements, got '{state.type}'"
            )
        # rng_bit_generator_c1
        if not compatible_shapes(shape_of(self.initial_state), shape_of(self.output_state)):
            raise VerifyException(
                "output state shape must be compatible with initial state shape. Got: "
                f"'{self.initial_state.type}' and '{self.output_state.type}'"
            )
