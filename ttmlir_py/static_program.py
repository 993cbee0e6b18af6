"""refine(): a program of unknown sizes made one of the sizes that its inputs have."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Protocol, runtime_checkable

from xdsl.dialects.builtin import ModuleOp, TensorType, UnrankedTensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute

from ttmlir_py.compiler import Program, parse_in, run_passes
from ttmlir_py.context import Context
from ttmlir_py.passes.stablehlo.refinement.arguments import entry_function
from ttmlir_py.passes.stablehlo.remove_dynamism import StablehloRemoveDynamismPipeline
from ttmlir_py.support.shapes import is_static
from ttmlir_py.syntax.diagnostics import CompileError


@runtime_checkable
class Shaped(Protocol):
    """An array, or what stands for one, such as `jax.ShapeDtypeStruct`."""

    @property
    def shape(self) -> Sequence[int]: ...


Input = str | Attribute | Shaped | Sequence[int]
"""An MLIR type or its text, an array, or a shape."""


def refine(source: Program, inputs: Sequence[Input]) -> ModuleOp:
    """The program for inputs of these sizes: `compile(refine(program, [x, y]))(x, y)`.

    An input is told by an array, a shape, or an MLIR type (`"tensor<3x5xf32>"`), one for each
    argument of the main function. Element types stay as they are. A size that depends on data
    stays unknown, and so do the types that it decides.

    Raises CompileError for a program that cannot be read, inputs that do not fit it, and
    assertions of the program on sizes that these do not meet.
    """
    if isinstance(inputs, str | Shaped):
        raise TypeError(f"inputs must be a list, one for each argument, got {_kind(inputs)}")
    ctx = Context()
    module = parse_in(ctx, source)
    arguments = entry_function(module).function_type.inputs.data
    given = [_type_text(*pair) for pair in zip(arguments, inputs, strict=False)]
    given += ["tensor<f32>"] * (len(inputs) - len(given))  # too many: the pass says so
    run_passes(ctx, module, [StablehloRemoveDynamismPipeline(",".join(given))])
    if ctx.diagnostics.has_errors:
        raise CompileError(ctx.diagnostics.diagnostics)
    return module


def _kind(given: object) -> str:
    return type(given).__name__


def static_for(module: ModuleOp, inputs: Sequence[Input]) -> ModuleOp:
    """The module itself, or refined for its inputs where its arguments have unknown sizes."""
    functions = [op for op in module.ops if isinstance(op, FuncOp) and op.sym_name.data == "main"]
    types = [type_ for function in functions for type_ in function.function_type.inputs.data]
    is_dynamic = any(isinstance(type_, TensorType) and not is_static(type_) for type_ in types)
    return refine(module, inputs) if is_dynamic else module


def _type_text(argument: Attribute, given: Input) -> str:
    if isinstance(given, str | Attribute):
        return str(given)
    shape = given.shape if isinstance(given, Shaped) else given
    try:
        sizes = [index(size) for size in shape]
    except TypeError:
        raise TypeError(
            f"an input must be an array, a shape or an MLIR type, got {_kind(given)}"
        ) from None
    if isinstance(argument, TensorType | UnrankedTensorType):
        return str(TensorType(argument.element_type, sizes))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
    return str(argument)
