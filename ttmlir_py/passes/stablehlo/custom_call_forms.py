"""Custom calls by which JAX names ops on computed sizes, as the ops that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from xdsl.dialects.func import FuncOp
from xdsl.dialects.func import ReturnOp as FuncReturnOp
from xdsl.ir import Operation, Region
from xdsl.traits import SymbolTable

from ttmlir_py.dialects.chlo.sorting import TopKOp
from ttmlir_py.dialects.stablehlo.attributes import RngAlgorithmAttr
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.dialects.stablehlo.control_flow import ReturnOp
from ttmlir_py.dialects.stablehlo.random import RngBitGeneratorOp
from ttmlir_py.dialects.stablehlo.reduction import ReduceWindowOp
from ttmlir_py.passes.stablehlo.simplify.matching import integers_of, is_static

RANDOM_BITS = "stablehlo.dynamic_rng_bit_generator"


def static_custom_call(op: CustomCallOp) -> Operation | None:
    """The op that a call with constant sizes stands for."""
    form = TARGETS.get(op.call_target_name)
    return None if form is None else form(op)


def reducers_of(op: CustomCallOp) -> Sequence[FuncOp]:
    """The functions that a call names as its computations."""
    found = (SymbolTable.lookup_symbol(op, name) for name in op.called_computations)
    return [function for function in found if isinstance(function, FuncOp)]


def _reduce_window(op: CustomCallOp) -> Operation | None:
    """Operands are inputs and initial values, dimensions, strides, dilations and padding."""
    *values, dims, strides, base, dilations, padding = op.operands
    sizes = [integers_of(value) for value in (dims, strides, base, dilations, padding)]
    known = [each for each in sizes if each is not None]
    reducers = reducers_of(op)
    if len(known) != len(sizes) or len(reducers) != 1 or not reducers[0].body.blocks:
        return None
    pads, count = known[4], len(values) // 2
    return ReduceWindowOp(
        values[:count],
        values[count:],
        window_dimensions=known[0],
        window_strides=known[1],
        base_dilations=known[2],
        window_dilations=known[3],
        padding=tuple(zip(pads[::2], pads[1::2], strict=True)),
        regions=[_body(reducers[0])],
        result_types=op.result_types,
    )


def _body(function: FuncOp) -> Region:
    """A copy of a function's body as the region of an op."""
    region = function.body.clone()
    ending = region.block.last_op
    if isinstance(ending, FuncReturnOp):
        region.block.add_op(ReturnOp(list(ending.operands)))
        ending.detach()
        ending.erase()
    return region


def _rng_bit_generator(op: CustomCallOp) -> Operation | None:
    """Operands are the state and the shape of the bits."""
    algorithm = op.attributes.get("rng_algorithm")
    state, shape = op.operands
    if not isinstance(algorithm, RngAlgorithmAttr) or integers_of(shape) is None:
        return None
    if not all(map(is_static, op.results)):
        return None
    return RngBitGeneratorOp(state, rng_algorithm=algorithm.value, result_types=op.result_types)


def _top_k(op: CustomCallOp) -> Operation | None:
    """Operands are the tensor and the number of elements."""
    operand, count = op.operands
    sizes = integers_of(count)
    if sizes is None or len(sizes) != 1:
        return None
    return TopKOp(operand, k=sizes[0], result_types=op.result_types)


TARGETS: Mapping[str, Callable[[CustomCallOp], Operation | None]] = {
    "stablehlo.dynamic_reduce_window": _reduce_window,
    RANDOM_BITS: _rng_bit_generator,
    "stablehlo.dynamic_top_k": _top_k,
}
