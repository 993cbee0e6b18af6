"""Layouts: where every tensor of a program is stored, and in which form.

Tensors are interleaved tiles in device memory. Exceptions: function arguments that are a model's
inputs are in row-major order; what `mesh_shard` takes and gives is on the host; what
`mesh_partition` takes and gives is in row-major order. Ops say in a `ttir.to_layout` where an
operand comes in another layout than they compute in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from xdsl.context import Context
from xdsl.dialects.builtin import FunctionType, ModuleOp, TensorType
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Attribute, BlockArgument, Operation, SSAValue
from xdsl.traits import IsTerminator, SymbolTable

from ttmlir_py.dialects.ttcore.attributes import ArgumentType, ArgumentTypeAttr
from ttmlir_py.dialects.ttcore.calls import CompositeOp, LoadCachedOp
from ttmlir_py.dialects.ttcore.meshes import TensorMeshAttr
from ttmlir_py.dialects.ttir.collectives import MeshPartitionOp, MeshShardOp
from ttmlir_py.dialects.ttir.convolution import Conv3dOp
from ttmlir_py.dialects.ttir.creation import (
    ArangeOp,
    ConstantOp,
    EmptyOp,
    FilledOp,
    RandOp,
)
from ttmlir_py.dialects.ttir.data_movement import BroadcastOp
from ttmlir_py.dialects.ttir.memory import ToLayoutOp
from ttmlir_py.dialects.ttnn.attributes import BufferType, Layout
from ttmlir_py.dialects.ttnn.layouts import TTNNLayoutAttr
from ttmlir_py.passes.ttcore.mark_functions_as_forward import function_type
from ttmlir_py.passes.ttnn.function_arguments import argument_attribute
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import element_of, shape_of

CREATION = (ArangeOp, ConstantOp, EmptyOp, FilledOp, RandOp)
HOST_ARGUMENT = "ttir.conv2d_weight"
KV_CACHE = "ttcore.kv_cache"


@dataclass(frozen=True)
class TTNNLayoutPass(Pass):
    """Every tensor has a layout, and layouts change in `ttir.to_layout` only."""

    name = "ttnn-layout"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in op.walk():
            _give_default_layouts(inner)
        functions = [inner for inner in op.walk() if isinstance(inner, FuncOp)]
        for function in functions:
            _lay_out_arguments(function)
        for function in functions:
            for inner in list(function.walk()):
                _lay_out(inner)
            _lay_out_results(function)


# Types


@cache
def laid_out(
    type_: Attribute, buffer: BufferType = BufferType.DRAM, layout: Layout = Layout.TILE
) -> Attribute:
    """A tensor type in a memory and a form; any other type as it is."""
    if not isinstance(type_, TensorType):
        return type_
    shape, element = shape_of(type_), element_of(type_)
    encoding = TTNNLayoutAttr.of(
        shape, element, layout=layout, buffer=buffer, mesh=_mesh_of(type_.encoding)
    )
    return TensorType(element, shape, encoding)


def _mesh_of(encoding: Attribute) -> TensorMeshAttr | None:
    match encoding:
        case TensorMeshAttr():
            return encoding
        case TTNNLayoutAttr():
            return encoding.mesh
        case _:
            return None


def _on_host(type_: Attribute) -> Attribute:
    return laid_out(type_, BufferType.SYSTEM_MEMORY, Layout.ROW_MAJOR)


def _in_rows(type_: Attribute) -> Attribute:
    """In row-major order, on the host if the tensor is there."""
    encoding = type_.encoding if isinstance(type_, TensorType) else None
    buffer = encoding.buffer_type if isinstance(encoding, TTNNLayoutAttr) else BufferType.DRAM
    return laid_out(type_, buffer, Layout.ROW_MAJOR)


def _set_type(value: SSAValue, type_: Attribute) -> None:
    value._type = type_  # pyright: ignore[reportPrivateUsage]


def _has_no_layout(type_: Attribute) -> bool:
    return isinstance(type_, TensorType) and not isinstance(type_.encoding, TTNNLayoutAttr)


def _default(type_: Attribute) -> Attribute:
    return laid_out(type_) if _has_no_layout(type_) else type_


def _give_default_layouts(op: Operation) -> None:
    for result in op.results:
        _set_type(result, _default(result.type))
    for region in op.regions:
        for block in region.blocks:
            for argument in block.args:
                _set_type(argument, _default(argument.type))
    if isinstance(op, FuncOp):
        _set_function_type(op)


def _set_function_type(function: FuncOp) -> None:
    """The types of a function's arguments as its body has them, its results with layouts."""
    arguments = [_default(type_) for type_ in function.function_type.inputs]
    if function.body.blocks:
        arguments = [argument.type for argument in function.body.blocks[0].args]
    results = [_default(type_) for type_ in function.function_type.outputs]
    function.function_type = FunctionType.from_lists(arguments, results)


# Functions


def _lay_out_arguments(function: FuncOp) -> None:
    if not function.body.blocks:
        return
    for argument in function.body.blocks[0].args:
        if not isinstance(argument.type, TensorType):
            continue
        if _is_host_argument(function, argument):
            _set_type(argument, _on_host(argument.type))
        if _is_row_major_argument(function, argument):
            _set_type(argument, _in_rows(argument.type))
    _set_function_type(function)


def _is_host_argument(function: FuncOp, argument: BlockArgument) -> bool:
    """Whether the caller leaves an argument on the host."""
    if argument_attribute(function, argument.index, HOST_ARGUMENT) is not None:
        return True
    if function_type(function) == "const_eval":
        return False
    if argument_attribute(function, argument.index, KV_CACHE) is not None:
        return False
    return any(isinstance(use.operation, MeshShardOp) for use in argument.uses)


def _is_row_major_argument(function: FuncOp, argument: BlockArgument) -> bool:
    """Whether an argument is a model's input, which comes in row-major order."""
    if argument_attribute(function, argument.index, KV_CACHE) is not None:
        return False
    if any(use.operation.name in ("ttir.mesh_shard", "ttir.tt_lang_op") for use in argument.uses):
        return False
    kind = argument_attribute(function, argument.index, ArgumentTypeAttr.name)
    return isinstance(kind, ArgumentTypeAttr) and kind.value is ArgumentType.INPUT


def _lay_out_results(function: FuncOp) -> None:
    """Results are tiles in device memory, or on the host where `mesh_shard` joined them."""
    if not function.body.blocks:
        return
    terminator = function.body.blocks[-1].last_op
    if not isinstance(terminator, ReturnOp):
        return
    results: list[Attribute] = []
    for index, value in enumerate(terminator.operands):
        joined = isinstance(value.owner, MeshShardOp)
        _bring(terminator, index, _on_host(value.type) if joined else laid_out(value.type))
        results.append(terminator.operands[index].type)
    function.function_type = FunctionType.from_lists(list(function.function_type.inputs), results)


# Ops


def _lay_out(op: Operation) -> None:
    match op:
        case MeshShardOp():
            _bring(op, 0, _on_host(op.input.type))
            _set_type(op.result, _on_host(op.result.type))
        case MeshPartitionOp():
            _bring(op, 0, laid_out(op.input.type, layout=Layout.ROW_MAJOR))
            _set_type(op.result, laid_out(op.result.type, layout=Layout.ROW_MAJOR))
        case LoadCachedOp() | CompositeOp():
            _match_callee(op)
        case _ if op.name == "tensor.extract":
            _bring(op, 0, _on_host(op.operands[0].type))
        case _:
            if _computes(op):
                _bring_all(op)
            if isinstance(op, Conv3dOp):
                _set_type(op.result, laid_out(op.result.type, layout=Layout.ROW_MAJOR))


def _computes(op: Operation) -> bool:
    """Whether an op takes and gives tensors in the default layout.

    Control flow does: what goes round a loop or comes out of a branch always looks the same.
    """
    if isinstance(op, (ToLayoutOp, ReturnOp, *CREATION)):
        return False
    return (
        op.name.startswith(("ttir.", "scf.", "func.call"))
        or op.name == "ttcore.optimization_barrier"
        or (op.has_trait(IsTerminator) and not isinstance(op.parent_op(), FuncOp))
    )


def _bring_all(op: Operation) -> None:
    for index, value in enumerate(op.operands):
        settled = isinstance(value.owner, BroadcastOp | ToLayoutOp)
        if not settled or op.name.startswith("scf."):
            _bring(op, index, laid_out(value.type))


def _bring(op: Operation, index: int, type_: Attribute) -> None:
    """Make an operand of another layout one of this type."""
    value = op.operands[index]
    if value.type == type_ or not isinstance(type_, TensorType):
        return
    block = op.parent
    assert block is not None
    empty = EmptyOp(result_types=[type_], location=op.location)
    moved = ToLayoutOp(value, empty, result_types=[type_], location=op.location)
    block.insert_ops_before([empty, moved], op)
    op.operands[index] = moved.results[0]


def _match_callee(op: LoadCachedOp | CompositeOp) -> None:
    """Operands and results of a call are in the layouts of the function that it calls."""
    name = op.callee if isinstance(op, LoadCachedOp) else op.decomposition
    callee = SymbolTable.lookup_symbol(op, name)
    if not isinstance(callee, FuncOp):
        return
    for index, type_ in enumerate(callee.function_type.inputs):
        _bring(op, index, type_)
    for result, type_ in zip(op.results, callee.function_type.outputs, strict=True):
        _set_type(result, type_)
