"""Arguments of known types, behind which the body still sees the old ones."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import (
    DenseIntOrFPElementsAttr,
    FunctionType,
    ModuleOp,
    TensorType,
    UnrankedTensorType,
)
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, BlockArgument
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.bounds import within_bounds
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.passes.stablehlo.shape_operands import INDICES, OPERAND_WRAPPER
from ttmlir_py.support.element_types import I64
from ttmlir_py.support.shapes import DYNAMIC, tensor_type
from ttmlir_py.syntax.diagnostics import fail


def entry_function(module: ModuleOp) -> FuncOp:
    """The only function, or `main`; CompileError where neither has one block."""
    functions = [op for op in module.ops if isinstance(op, FuncOp)]
    named = [op for op in functions if op.sym_name.data == "main"]
    found = functions if len(functions) == 1 else named
    if not found:
        fail(
            module,
            "must have no more than one function or a `main` function to clearly identify which "
            "function will be refined",
        )
    if len(found[0].body.blocks) != 1:
        fail(found[0], "must have exactly one block")
    return found[0]


def verify_refinement(types: Sequence[Attribute], refined: Sequence[Attribute]) -> None:
    """Raise VerifyException unless every type is refined by its counterpart."""
    if len(types) != len(refined):
        raise VerifyException(
            f"number of refinements must match number of op operands {len(refined)} vs {len(types)}"
        )
    for index, (type_, new) in enumerate(zip(types, refined, strict=True)):
        problem = _problem(type_, new)
        if problem is not None:
            raise VerifyException(
                f"invalid refinement for argument {index}, refinement {problem} in {type_} -> {new}"
            )


def _problem(type_: Attribute, refined: Attribute) -> str | None:
    if type_ == refined:
        return None
    if not isinstance(type_, TensorType | UnrankedTensorType):
        return "must be a tensor"
    if not isinstance(refined, TensorType | UnrankedTensorType):
        return "must be a tensor"
    if type_.element_type != refined.element_type:
        return "element types must match"
    if isinstance(refined, UnrankedTensorType):
        return "must be ranked"
    if isinstance(type_, UnrankedTensorType):
        return None
    sizes = type_.get_shape(), refined.get_shape()
    if len(sizes[0]) != len(sizes[1]):
        return "rank must match operand rank"
    if any(old not in (DYNAMIC, new) for old, new in zip(*sizes, strict=True)):
        return "dimension sizes must match for static dimensions"
    if not within_bounds(refined, type_):
        return "dimension sizes must be within bounds"
    return None


def refine_arguments(function: FuncOp, types: Sequence[Attribute]) -> None:
    """Give a function arguments of other types, wrapped for their users.

    Raises VerifyException where a type does not refine the argument's.
    """
    verify_refinement([arg.type for arg in function.body.block.args], types)
    wrappers = [
        op
        for arg, type_ in zip(function.body.block.args, types, strict=True)
        if arg.type != type_
        for op in _wrap(arg, type_)
    ]
    _insert_first(function, wrappers)
    results = function.function_type.outputs.data
    function.function_type = FunctionType.from_lists(list(types), list(results))


def _wrap(arg: BlockArgument, type_: Attribute) -> list[ConstantOp | CustomCallOp]:
    """Give an argument a type, and its users a value of the old one."""
    sizes = tensor_type(type_).get_shape()  # DYNAMIC is a number that MLIR knows too
    shape = DenseIntOrFPElementsAttr.from_list(TensorType(I64, (len(sizes),)), sizes)
    constant = ConstantOp(value=shape)
    wrapper = CustomCallOp(
        [arg, constant.output],
        call_target_name=OPERAND_WRAPPER,
        result_types=[arg.type],
        attributes={INDICES: DenseIntOrFPElementsAttr.from_list(TensorType(I64, (1,)), [1])},
    )
    arg.replace_uses_with_if(wrapper.results[0], lambda use: use.operation is not wrapper)
    arg._type = type_  # pyright: ignore[reportPrivateUsage]
    return [constant, wrapper]


def _insert_first(function: FuncOp, ops: Sequence[ConstantOp | CustomCallOp]) -> None:
    block = function.body.block
    for op in ops:
        op.location = function.location
    if block.first_op is None:
        block.add_ops(ops)
    elif ops:
        block.insert_ops_before(ops, block.first_op)
