"""compile(), interpret(), explain(): programs through the pipelines, and run at any level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from operator import index
from typing import TYPE_CHECKING

from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp
from xdsl.passes import ModulePass

from ttmlir_py import registry
from ttmlir_py.context import Context
from ttmlir_py.frontends.source import Source, source_text
from ttmlir_py.support.pass_options import OptionError, did_you_mean, given_value, options_of
from ttmlir_py.support.passes import Instrumentation, PassManager
from ttmlir_py.support.shapes import is_static
from ttmlir_py.syntax.diagnostics import CompileError, fail
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.verifier import verify

if TYPE_CHECKING:
    import numpy as np

    from ttmlir_py.executable import Executable
    from ttmlir_py.passes.sdy.explain.story import Story

PIPELINES: Mapping[str, str] = {
    "stablehlo": "stablehlo-pipeline",
    "ttir": "stablehlo-to-ttir-pipeline",
    "ttnn": "ttir-to-ttnn-backend-pipeline",
}
"""Stage -> the pipeline that leads to it from the stage before; in order."""

Program = Source | ModuleOp


def compile(
    source: Program,
    *,
    mesh_shape: Sequence[int] | None = None,
    stop_at: str = "ttnn",
    instrumentation: Sequence[Instrumentation] = (),
    **pipeline_options: object,
) -> Executable:
    """Compile a StableHLO program for a mesh of chips; the result is called with global arrays.

    `source` is MLIR text, a path, bytes (text, bytecode or a portable artifact), a module, or what
    JAX's `lower` and `export` return. `mesh_shape` is the mesh of a program that brings none.
    `stop_at` is the last stage: "stablehlo", "ttir" or "ttnn". Further options are those of the
    three pipelines, with underscores: `enable_fusing_pass=False`.

    Raises CompileError with the diagnostics of a program that cannot be compiled. Sizes must be
    known: `ttmlir_py.refine` makes those of a dynamic program so.
    """
    from ttmlir_py.executable import Executable  # numpy loads with it

    if stop_at not in [*PIPELINES]:
        raise ValueError(f"stop_at must be one of {', '.join(PIPELINES)}, got {stop_at!r}")
    if mesh_shape is not None:
        pipeline_options["mesh_shape"] = _with_two_axes(_checked_shape(mesh_shape))
    options = _checked_options(pipeline_options)
    ctx = Context()
    module = parse_in(ctx, source)
    _require_static(module)
    if mesh_shape is not None:
        _require_mesh(module, tuple(mesh_shape))
    stages = {"source": module.clone()}
    for stage, pipeline in PIPELINES.items():
        run_passes(ctx, module, [pipeline_of(pipeline, options)], instrumentation)
        stages[stage] = module
        if stage == stop_at:
            break
        module = module.clone()
    return Executable(stages, ctx.diagnostics.diagnostics)


def interpret(
    source: Program, *inputs: np.ndarray, function: str = "main"
) -> tuple[np.ndarray, ...]:
    """Run a module as it stands, at any level, on global arrays; returns a tuple of arrays.

    A `main` of unknown sizes is refined for those of the inputs.

    Raises CompileError for a program that cannot be read, ArgumentError for inputs that do not
    fit it.
    """
    from ttmlir_py.executable import run_module  # numpy loads with it

    module = parse(source)
    if function == "main":
        from ttmlir_py.static_program import static_for  # made of what is here

        module = static_for(module, inputs)
    return run_module(module, inputs, function)


def explain(source: Program) -> Story:
    """How shardings spread through a program, and the collectives that follow.

    Raises CompileError for a program that cannot be read or whose shardings do not fit it.
    """
    from ttmlir_py.passes.sdy.explain.explain import explain_module  # for this alone

    ctx = Context()
    return explain_module(ctx, parse_in(ctx, source))


def parse(source: Program) -> ModuleOp:
    """The verified module of a program in any form; CompileError when there is none."""
    return parse_in(Context(), source)


def parse_in(ctx: Context, source: Program) -> ModuleOp:
    """The verified module of a program, its own, in a context of passes to come."""
    if isinstance(source, ModuleOp):
        module = source.clone()
    else:
        text, name = source_text(source)
        module = parse_module(text, ctx, name)
    _verified(ctx, module)
    return module


def to_text(
    module: ModuleOp, *, generic: bool = False, debuginfo: bool = False, local_scope: bool = False
) -> str:
    """The text of a module, as MLIR prints it."""
    from ttmlir_py.syntax.printer import print_module

    return print_module(module, generic=generic, debuginfo=debuginfo, local_scope=local_scope)


def run_passes(
    ctx: Context,
    module: ModuleOp,
    passes: Sequence[ModulePass],
    instrumentation: Sequence[Instrumentation] = (),
) -> None:
    """Run passes on a module in place and verify it; CompileError when something is wrong."""
    PassManager(passes, instrumentation).run(ctx, module)
    _verified(ctx, module)


def _verified(ctx: Context, module: ModuleOp) -> None:
    if not verify(module, ctx.diagnostics):
        raise CompileError(ctx.diagnostics.diagnostics)


def _require_static(module: ModuleOp) -> None:
    """Refuse a program whose sizes are not known: a chip's memory is laid out ahead of time."""
    for op in module.walk():
        types = op.function_type.inputs.data if isinstance(op, FuncOp) else op.result_types
        for type_ in types:
            if type_.name == "tensor" and not is_static(type_):
                fail(
                    op,
                    f"has the dynamic type '{type_}': sizes must be known, and "
                    "ttmlir_py.refine(program, inputs) makes a program static for given inputs",
                )


def _require_mesh(module: ModuleOp, shape: tuple[int, ...]) -> None:
    """Refuse a mesh shape other than that of the mesh the program brings."""
    from ttmlir_py.passes.stablehlo.common_mesh import finest_mesh  # for a mesh that is asked for

    mesh = finest_mesh(module)
    if mesh is None or mesh.mesh.is_empty:
        return
    if _with_two_axes(mesh.mesh.mesh.shape) != _with_two_axes(shape):
        wanted = "x".join(map(str, shape))
        fail(mesh, f"has shape {mesh.mesh.mesh}, but the mesh shape asked for is {wanted}")


def pipeline_of(name: str, options: Mapping[str, object]) -> ModulePass:
    """The pipeline of a name with those of the options that it has."""
    cls = registry.pass_class(name)
    assert cls is not None, f"{name} is not registered"
    known = {field.name for field in fields(cls)}
    return cls(**{key: value for key, value in options.items() if key in known})


def _checked_shape(shape: Sequence[int]) -> tuple[int, ...]:
    try:
        sizes = tuple(index(size) for size in shape)
    except TypeError:
        raise TypeError(f"mesh_shape must be integers such as (2, 4), got {shape!r}") from None
    if not sizes or min(sizes) < 1:
        raise ValueError(f"mesh_shape must have sizes of at least 1, got {sizes}")
    return sizes


def _with_two_axes(shape: tuple[int, ...]) -> tuple[int, ...]:
    """A mesh shape as the device has it: a row of chips is a mesh of one row."""
    return shape if len(shape) > 1 else (1, *shape)


def _checked_options(options: Mapping[str, object]) -> Mapping[str, object]:
    """The options with the values that the pipelines take; TypeError for one that none takes."""
    classes = [registry.load(registry.PIPELINES[name]) for name in PIPELINES.values()]
    known = {option.field: (cls, option) for cls in classes for option in options_of(cls).values()}
    for name in options:
        if name not in known:
            raise TypeError(f"no pipeline has an option '{name}'{did_you_mean(name, known)}")
    try:
        return {name: given_value(*known[name], value) for name, value in options.items()}
    except OptionError as error:
        raise TypeError(str(error)) from None
